import { invalidArgument, ownField } from '../arguments';
import { apiV3KeyBytes, type NotificationOptions } from './notification-options';
import { openNotification } from './open-notification';
import type { PermissionEvent } from './permission-event';
import { readEvent } from './read-event';
import type { NotificationHeaders } from './signature-headers';

/** A notification as it arrived. */
export interface NotificationInput {
  headers: NotificationHeaders;
  /** The raw body. A body that was parsed and written again has another signature. */
  body: string | Uint8Array;
}

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
  requireObject(input, 'input');
  requireObject(options, 'options');
  const body = ownField(input, 'body');
  const platformKeys = ownField(options, 'platformKeys');
  const now = ownField(options, 'now');
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw invalidArgument('body', 'Give the raw body, as text or bytes, not the parsed JSON.');
  }
  requireObject(platformKeys, 'platformKeys');
  if (now !== undefined && typeof now !== 'function') {
    throw invalidArgument('now', 'Give a function that returns ms since 1970.');
  }
  const apiV3Key = apiV3KeyBytes(ownField(options, 'apiV3Key'));
  const headers = ownField(input, 'headers');
  const { envelope, resource } = openNotification(headers, body, { apiV3Key, platformKeys }, now ? now() : Date.now());
  return readEvent(envelope, resource);
}

function requireObject(value: unknown, argument: string): asserts value is object {
  if (typeof value !== 'object' || value === null) {
    throw invalidArgument(argument, 'Give an object with the documented fields.');
  }
}
