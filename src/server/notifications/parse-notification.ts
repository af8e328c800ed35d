import { invalidArgument } from '../../errors';
import { ownFields } from '../own-fields';
import { apiV3KeyBytes, type NotificationOptions } from './notification-options';
import { type NotificationInput, openNotification } from './open-notification';
import type { PermissionEvent } from './permission-event';
import { readEvent } from './read-event';

/**
 * Verifies, decrypts and reads one notification, for servers that do not use `createNotificationHandler`.
 *
 * It remembers nothing: notifications repeat, so the caller must know an `id` it has handled.
 *
 * @param input the headers, and the body exactly as it arrived
 * @param options the merchant's API v3 key, WeChat Pay's public keys, and a clock in ms
 * @throws `NotificationError` with the code of the first rung that fails: `MISSING_HEADER`, `STALE_TIMESTAMP`,
 *   `UNKNOWN_SERIAL`, `BAD_SIGNATURE`, `UNSUPPORTED_ALGORITHM`, `DECRYPT_FAILED`, `BAD_PAYLOAD` (also for another type of
 *   event); `WeixinError` `INVALID_ARGUMENT` for a mistake in the arguments
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */
export function parseNotification(input: NotificationInput, options: NotificationOptions): PermissionEvent {
  const { headers, body } = ownFields(input, 'input');
  const { apiV3Key, platformKeys, now = () => Date.now() } = ownFields(options, 'options');
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw invalidArgument('body', 'Give the raw body, as text or bytes, not the parsed JSON.');
  }
  if (typeof platformKeys !== 'object' || platformKeys === null) {
    throw invalidArgument('platformKeys', "Give WeChat Pay's public keys by serial.");
  }
  if (typeof now !== 'function') throw invalidArgument('now', 'Give a function that returns ms since 1970.');
  const keys = { apiV3Key: apiV3KeyBytes(apiV3Key), platformKeys };
  const { envelope, resource } = openNotification({ headers, body }, keys, now());
  return readEvent(envelope, resource);
}
