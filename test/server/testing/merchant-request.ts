import { createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import type { WeixinCredentials } from '../../../src/testing/server';

export interface MerchantRequest {
  method?: string;
  /** Path and query. */
  path: string;
  body?: unknown;
  /** Sent instead of the JSON of `body`. */
  text?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string | undefined>;
  /** Seconds. */
  timestamp?: number;
  nonce?: string;
  /** What is signed, where it is to differ from what is sent. */
  signed?: { method?: string; path?: string; body?: string };
  /** Changes the finished `Authorization` header. */
  authorization?: (header: string) => string;
}

export const host = 'https://api.mch.weixin.qq.com';

/** A request as a merchant's server makes it, with nothing but node:crypto. */
export function merchantRequest(credentials: WeixinCredentials, input: MerchantRequest): Request {
  const body = input.text ?? (input.body === undefined ? '' : JSON.stringify(input.body));
  const method = input.method ?? (body ? 'POST' : 'GET');
  const timestamp = input.timestamp ?? Math.floor(Date.now() / 1000);
  const nonce = input.nonce ?? randomBytes(16).toString('hex');
  const signed = { method, path: input.path, body, ...input.signed };
  const head = `${signed.method}\n${signed.path}\n${timestamp}\n${nonce}\n`;
  const message = Buffer.concat([Buffer.from(head), Buffer.from(signed.body), Buffer.from('\n')]);
  const signature = sign('sha256', message, credentials.privateKey).toString('base64');
  const { mchid, serial } = credentials;
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`;
  const headers = new Headers({
    Accept: 'application/json',
    'User-Agent': 'test/1.0',
    Authorization: input.authorization ? input.authorization(authorization) : authorization,
  });
  if (body) headers.set('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(input.headers ?? {})) {
    if (value === undefined) headers.delete(name);
    else headers.set(name, value);
  }
  return new Request(`${host}${input.path}`, { method, headers, ...(body ? { body } : {}) });
}

/** Whether an answer's or a notification's signature fits its body. */
export function isSigned(headers: Headers, body: string, platformKeys: Record<string, string>): boolean {
  const read = (name: string): string => headers.get(`Wechatpay-${name}`) ?? '';
  const key = platformKeys[read('Serial')];
  if (!key) return false;
  const message = Buffer.from(`${read('Timestamp')}\n${read('Nonce')}\n${body}\n`);
  return verify('sha256', message, createPublicKey(key), Buffer.from(read('Signature'), 'base64'));
}

/** The shapes that the documented applications have, by kind of merchant. */
export const applications = {
  acquiringBank: {
    base: '/v3/payscore/acquiringbank/permissions',
    owner: { service_id: '500001', channel_id: '1230000109', sub_mchid: '1230000110' },
  },
  merchant: { base: '/v3/payscore/permissions', owner: { service_id: '500001' } },
  partner: { base: '/v3/payscore/partner/permissions', owner: { service_id: '500001', sub_mchid: '1230000110' } },
} as const;
