import type { KeyObject } from 'node:crypto';
import type { FindKey } from '../keys';
import { isRecent, isSigned } from '../notifications/open-notification';
import type { WechatPayErrorCode } from './wechat-pay-error';

/** An answer of WeChat Pay as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body's bytes; what is signed. */
  readonly body: Buffer;
}

/** The check that an answer failed. */
export interface Doubt {
  readonly code: WechatPayErrorCode & ('MISSING_HEADER' | 'STALE_TIMESTAMP' | 'UNKNOWN_SERIAL' | 'BAD_SIGNATURE');
  readonly hint: string;
}

/**
 * Checks an answer's signature over its bytes, in this order: headers, clock, serial, signature.
 *
 * @param answer any status, an empty body too
 * @param findKey may reject; the key then counts as unknown
 * @returns `undefined` where the answer is WeChat Pay's
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053420
 */
export async function doubtAbout({ headers, body }: RawAnswer, findKey: FindKey): Promise<Doubt | undefined> {
  const [timestamp, nonce, serial, signature] = ['timestamp', 'nonce', 'serial', 'signature'].map((name) =>
    headers.get(`wechatpay-${name}`),
  );
  if (!timestamp || !nonce || !serial || !signature) {
    return { code: 'MISSING_HEADER', hint: 'The answer is not signed. Check baseURL, and proxies on the way.' };
  }
  if (!isRecent(timestamp, Date.now())) {
    return {
      code: 'STALE_TIMESTAMP',
      hint: "The answer's time is more than 5 minutes off. Check this machine's clock.",
    };
  }
  const key = await lookUp(serial, findKey);
  if (!key) {
    return { code: 'UNKNOWN_SERIAL', hint: 'The answer is signed with a key that platformKeys does not have. Add it.' };
  }
  if (isSigned(key, { timestamp, nonce, signature }, body)) return undefined;
  return {
    code: 'BAD_SIGNATURE',
    hint: "The answer's signature does not fit. Check the key under its serial, and proxies on the way.",
  };
}

async function lookUp(serial: string, findKey: FindKey): Promise<KeyObject | undefined> {
  try {
    return await findKey(serial);
  } catch {
    // What a caller's own function throws may hold anything; it must not reach an error text.
    return undefined;
  }
}
