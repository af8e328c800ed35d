import { createVerify } from 'node:crypto';
import { findPlatformKey, type PlatformKeys } from '../keys';
import { NotificationError } from './notification-error';
import type { SignatureHeaders } from './signature-headers';

/** How far the sender's clock and ours may be apart, either way, in ms. */
const CLOCK_WINDOW = 5 * 60_000;

/**
 * Climbs the rungs from the clock to the signature.
 *
 * A probe of WeChat's, whose signature starts with `WECHATPAY/SIGNTEST/`, is no special case: it fails as it should.
 *
 * @param headers the signature's headers
 * @param body as it came: text, or its bytes
 * @param platformKeys by serial
 * @param now ms since 1970
 * @throws {@link NotificationError} `STALE_TIMESTAMP`, `UNKNOWN_SERIAL` or `BAD_SIGNATURE`, in this order
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */
export function verifySignature(
  headers: SignatureHeaders,
  body: string | Buffer,
  platformKeys: PlatformKeys,
  now: number,
): void {
  const { timestamp, nonce, serial, signature } = headers;
  const sent = /^\d{1,10}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN;
  // Not `>`: a clock that is no number must not pass.
  if (!(Math.abs(now - sent) <= CLOCK_WINDOW)) {
    throw new NotificationError('STALE_TIMESTAMP', 'Its time is more than 5 minutes off. Check the clock.');
  }
  const key = findPlatformKey(platformKeys, serial);
  if (!key) {
    throw new NotificationError('UNKNOWN_SERIAL', 'The serial is not in platformKeys. Add its key.');
  }
  // The one-shot crypto.verify() is the slower of the two, by about a tenth of the whole notification.
  const verifier = createVerify('RSA-SHA256');
  if (typeof body === 'string') verifier.update(`${timestamp}\n${nonce}\n${body}\n`);
  else verifier.update(`${timestamp}\n${nonce}\n`).update(body).update('\n');
  if (!verifier.verify(key, signature, 'base64')) {
    throw new NotificationError('BAD_SIGNATURE', 'The signature does not fit. Verify the raw body.');
  }
}
