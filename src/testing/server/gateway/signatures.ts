import { randomBytes, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Refusal } from './refusal';

/** A request as it came over the wire. */
export interface SignedRequest {
  method: string;
  /** Path and query exactly as sent, with their percent-encoding. */
  target: string;
  /** The `Authorization` header. */
  authorization: string | null;
  body: Uint8Array;
}

/** Whose signature to expect. */
export interface Signatory {
  mchid: string;
  serial: string;
  key: KeyObject;
  /** ms since the epoch */
  now(): number;
}

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const MAX_OFFSET = 300;
const NAMES = ['mchid', 'nonce_str', 'serial_no', 'signature', 'timestamp'] as const;

/**
 * Makes the check that every v3 request goes through. The order (clock before signature) and the texts are those of the live
 * gateway, as people have recorded them. What it says to an unknown mchid and to a nonce that was seen before is a guess.
 *
 * The check throws Refusal 401 `SIGN_ERROR`.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012365342
 */
export function createSignatureCheck(signatory: Signatory): (request: SignedRequest) => void {
  const seen = new Map<string, number>();

  function useNonce(nonce: string, now: number): void {
    for (const [old, until] of seen) {
      // Oldest first, so the rest is still good.
      if (until >= now) break;
      seen.delete(old);
    }
    if (seen.has(nonce)) throw signError('Http头Authorization中的nonce_str已被使用');
    // A timestamp may lie 300 s ahead and is then good for another 300 s.
    seen.set(nonce, now + 2 * MAX_OFFSET);
  }

  return (request) => {
    const { mchid, nonce_str: nonce, serial_no: serial, signature, timestamp } = parse(request.authorization);
    const now = Math.floor(signatory.now() / 1000);
    if (Math.abs(now - Number(timestamp)) > MAX_OFFSET) {
      throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
    }
    if (mchid !== signatory.mchid) throw signError('商户号有误');
    if (serial !== signatory.serial) throw signError('商户证书序列号有误。请使用签名私钥匹配的证书序列号');
    const head = `${request.method}\n${request.target}\n${timestamp}\n${nonce}\n`;
    const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from('\n')]);
    if (!verify('sha256', message, signatory.key, Buffer.from(signature, 'base64'))) {
      throw signError('错误的签名，验签失败', {
        detail: { issue: 'sign not match' },
        field: 'signature',
        location: 'authorization',
        sign_information: {
          method: request.method,
          sign_message_length: message.length,
          truncated_sign_message: `${head}${Buffer.from(request.body).toString().slice(0, 8)}\n`,
          url: request.target,
        },
      });
    }
    useNonce(nonce, now);
  };
}

/** `key="value"` five times in any order, with commas and without spaces between. */
function parse(authorization: string | null): Record<(typeof NAMES)[number], string> {
  const [, scheme, list] = /^(\S+) (\S.*)$/.exec(authorization ?? '') ?? [];
  if (!scheme || !list) throw badFormat();
  if (scheme !== SCHEME) throw signError('Http头Authorization认证类型不正确');
  const pairs = list.split(',').map((part) => /^([a-z_]+)="([^"]+)"$/.exec(part));
  const values = new Map(pairs.map((pair) => [pair?.[1], pair?.[2] ?? '']));
  if (pairs.length !== NAMES.length || NAMES.some((name) => !values.get(name))) throw badFormat();
  if (!/^\d{1,15}$/.test(values.get('timestamp')!)) throw badFormat();
  return Object.fromEntries(values) as Record<(typeof NAMES)[number], string>;
}

function badFormat(): Refusal {
  return signError('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
}

function signError(message: string, detail?: ConstructorParameters<typeof Refusal>[3]): Refusal {
  return new Refusal(401, 'SIGN_ERROR', message, detail);
}

/**
 * A signature as WeChat sends it now and then, to see whether the receiver verifies: it fits nothing, and is to be refused like any
 * other that does not fit.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
 */
export function probeSignature(): string {
  return `WECHATPAY/SIGNTEST/${randomBytes(256).toString('base64')}`;
}

/** The headers that sign one body. */
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
