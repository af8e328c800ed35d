import { invalidArgument } from '../arguments';
import type { PlatformKeys } from '../keys';

/** What a notification is verified and decrypted with. */
export interface NotificationOptions {
  /** The merchant's API v3 key: 32 bytes. */
  apiV3Key: string;
  /** WeChat Pay's public keys by `Wechatpay-Serial`: SPKI PEM, certificate PEM, or `KeyObject`. */
  platformKeys: PlatformKeys;
  /** The clock, in ms since 1970; default `Date.now`. */
  now?(): number;
}

/**
 * Requires an API v3 key and returns its bytes.
 *
 * @throws `WeixinError` `INVALID_ARGUMENT` for anything but 32 bytes
 */
export function apiV3KeyBytes(key: unknown): Buffer {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : undefined;
  if (bytes?.length !== 32) {
    throw invalidArgument('apiV3Key', 'Give the 32 characters of the API v3 key.');
  }
  return bytes;
}
