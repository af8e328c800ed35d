import type { KeyObject } from 'node:crypto';

/** The merchant's identity and where to send, all of it checked. */
export interface Connection {
  readonly mchid: string;
  readonly serial: string;
  readonly privateKey: KeyObject;
  readonly platformKeys: Readonly<Record<string, KeyObject>>;
  readonly baseURL: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** What this library uses of the axios instance that `wechatpay-axios-plugin` makes. */
export interface HttpClient {
  request(config: { method: string; url: string; data?: unknown; signal: AbortSignal }): Promise<HttpAnswer>;
}

/** A verified answer, or a refusal. */
export interface HttpAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Answers of these endpoints are short; nothing longer is read, in bytes. */
const LONGEST_ANSWER = 1024 * 1024;

/**
 * Makes the HTTP client of `wechatpay-axios-plugin`, which signs every request and verifies every 2xx answer.
 *
 * The plugin is loaded here, at the first call, so that a server that only signs pages can do without it.
 */
export async function connect(connection: Connection): Promise<HttpClient> {
  const { mchid, serial, privateKey, platformKeys, baseURL, timeout } = connection;
  const { Decorator } = await import('wechatpay-axios-plugin');
  const preferred = Object.keys(platformKeys).find((name) => name.startsWith('PUB_KEY_ID_'));
  const config = {
    mchid,
    serial,
    privateKey,
    certs: { ...platformKeys },
    baseURL,
    timeout,
    maxRedirects: 0,
    maxContentLength: LONGEST_ANSWER,
    headers: {
      Accept: 'application/json',
      // Names the key this side would have the answer signed with; without it, a platform certificate's is used.
      ...(preferred && { 'Wechatpay-Serial': preferred }),
    },
  };
  return Decorator.jsonBased(config) as unknown as HttpClient;
}
