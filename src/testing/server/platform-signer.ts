import { randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The headers that vouch for one body. */
export type SignatureHeaders = Record<
  'Wechatpay-Timestamp' | 'Wechatpay-Nonce' | 'Wechatpay-Signature' | 'Wechatpay-Serial' | 'Wechatpay-Signature-Type',
  string
>;

/**
 * WeChat's signature over an answer or a notification: timestamp, nonce and the body's bytes, a line each.
 *
 * @param now ms since the epoch
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053420
 */
export function signBody(body: string, serial: string, key: KeyObject, now: number): SignatureHeaders {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Signature': sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), key).toString('base64'),
    'Wechatpay-Serial': serial,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  };
}
