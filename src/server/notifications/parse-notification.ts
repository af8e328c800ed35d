import { invalidArgument, ownField } from '../arguments';
import { apiV3KeyBytes, findPlatformKey, type PlatformKeyRecord } from '../keys';
import { expectation, type NotificationExpectation } from './notification-account';
import { NotificationError } from './notification-error';
import { checkHeaders, type NotificationHeaders, openNotification } from './open-notification';
import { isPermissionEvent, type PermissionEvent, readEvent } from './read-event';

/** What {@link parseNotification} verifies and decrypts with. */
export interface NotificationOptions {
  /** The merchant's API v3 key: 32 bytes. */
  apiV3Key: string;
  /** WeChat Pay's public keys by `Wechatpay-Serial`: SPKI PEM, certificate PEM, or `KeyObject`. */
  platformKeys: PlatformKeyRecord;
  /** Whom the notification is about; one about another is `BAD_PAYLOAD`. */
  expect?: NotificationExpectation;
  /** The clock, in ms since 1970; default `Date.now`. */
  now?(): number;
}

/** A notification as it arrived. */
export interface NotificationInput {
  headers: NotificationHeaders;
  /** The raw body. A body that was parsed and written again has another signature. */
  body: string | Uint8Array;
}

/**
 * Verifies, decrypts and reads one notification, for servers that do not use `createNotificationHandler`.
 *
 * It remembers nothing, and notifications repeat: `createOnce(store)` lets one be handled once. It does not wait, so a function
 * that gets platform keys is asked before: `platformKeys: { [serial]: await keys(serial) }`, where that is a key.
 *
 * @param input the headers, and the body exactly as it arrived
 * @param options the merchant's API v3 key, WeChat Pay's public keys, whom to expect, and a clock in ms
 * @throws `NotificationError` with the code of the first check that fails: `MISSING_HEADER`, `STALE_TIMESTAMP`,
 *   `UNKNOWN_SERIAL`, `BAD_SIGNATURE`, `UNSUPPORTED_ALGORITHM`, `DECRYPT_FAILED`, `BAD_PAYLOAD` (also for another type of
 *   event, and for what is not as expected); `WeixinError` `INVALID_ARGUMENT` for a mistake in the arguments
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */
export function parseNotification(input: NotificationInput, options: NotificationOptions): PermissionEvent {
  requireObject(input, 'input');
  requireObject(options, 'options');
  const given = ownField(input, 'body');
  const platformKeys = ownField(options, 'platformKeys');
  const now = ownField(options, 'now');
  const expect = ownField(options, 'expect');
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) {
    throw invalidArgument('body', 'Give the raw body, as text or bytes, not the parsed JSON.');
  }
  requireObject(platformKeys, 'platformKeys');
  if (now !== undefined && typeof now !== 'function') {
    throw invalidArgument('now', 'Give a function that returns ms since 1970.');
  }
  const apiV3Key = apiV3KeyBytes(ownField(options, 'apiV3Key'));
  const checkExpected = expect === undefined ? undefined : expectation(expect, 'expect');
  const body = typeof given === 'string' ? given : Buffer.from(given.buffer, given.byteOffset, given.byteLength);

  const signed = checkHeaders(ownField(input, 'headers'), now ? now() : Date.now());
  const key = findPlatformKey(platformKeys, signed.serial);
  const event = readEvent(openNotification(signed, key, body, apiV3Key));
  if (!isPermissionEvent(event)) {
    throw new NotificationError('BAD_PAYLOAD', 'The event is not about a Pay Score permission.');
  }
  checkExpected?.(event.resource);
  return event;
}

function requireObject(value: unknown, argument: string): asserts value is object {
  if (typeof value !== 'object' || value === null) {
    throw invalidArgument(argument, 'Give an object with the documented fields.');
  }
}
