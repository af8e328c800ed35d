import { setTimeout as pause } from 'node:timers/promises';
import { checkBaseUrl, checkDuration, checkText, ownFields } from '../arguments';
import { checkStore, releaseClaim } from '../store/store';
import { memoryStore } from '../store/memory-store';
import type { Store } from '../store/store';
import { allowedOrigins } from './allowed-origins';
import { answerConfig } from './answer-config';
import { checkPageUrl } from './check-page-url';
import type { ConfigSignature } from './config-signature';
import { ConfigSignerError } from './config-signer-error';
import { fetchTicket } from './fetch-ticket';
import { signConfig } from '../signatures/sign-config';

/** What {@link createConfigSigner} takes. */
export interface ConfigSignerOptions {
  appId: string;
  /** Stays on the server: it is sent to `apiBase` and stands in no error. */
  appSecret: string;
  /** The origins of your pages. A signer that signs any URL lends its appId to any site. */
  allowedOrigins: string[];
  /** Where token and ticket are kept; default `memoryStore()`. More than one process: `redisStore(client)`. */
  store?: Store;
  /** Default `https://api.weixin.qq.com`. */
  apiBase?: string;
  /** Longest time for WeChat to answer, bodies included, in ms; default 10000. */
  timeout?: number;
}

/** Signs pages' URLs with a ticket it keeps fresh. */
export interface ConfigSigner {
  /**
   * Signs a page's URL. Rejects with {@link ConfigSignerError} `INVALID_URL`, `ORIGIN_NOT_ALLOWED`, `UPSTREAM_REFUSED`
   * or `UPSTREAM_FAILED`.
   */
  sign(url: string): Promise<ConfigSignature>;
  /** Answers `GET ?url=…` with the signature as JSON, or with 400, 403, 405 or 502 and `{ code, message }`. */
  handler(request: Request): Promise<Response>;
}

/** How often those who wait for another process look whether the ticket is there, in ms. */
const POLL = 50;

/**
 * Makes a signer for `wx.config`: it fetches `stable_token` and `getticket`, keeps both in the store, and renews them
 * before they expire, once however many requests and processes wait. A failure is not kept: the next call asks again.
 *
 * @param options the account, its pages and the store
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html
 */
export function createConfigSigner(options: ConfigSignerOptions): ConfigSigner {
  const given = ownFields(options, 'options');
  const appId = checkText(given.appId, 'appId');
  const store = checkStore(given.store ?? memoryStore());
  const source = {
    appId,
    appSecret: checkText(given.appSecret, 'appSecret'),
    apiBase: checkBaseUrl(given.apiBase ?? 'https://api.weixin.qq.com', 'apiBase'),
    store,
  };
  const origins = allowedOrigins(given.allowedOrigins);
  const timeout = checkDuration(given.timeout ?? 10_000, 'timeout');
  const key = `jsapi_ticket:${appId}`;
  let flight: Promise<string> | undefined;

  async function sign(url: string): Promise<ConfigSignature> {
    const page = checkPageUrl(url, origins);
    const jsapiTicket =
      (await kept(() => store.get(key))) ?? (await (flight ??= renew().finally(() => (flight = undefined))));
    const { timestamp, nonceStr, signature } = signConfig({ jsapiTicket, url: page });
    return { appId, timestamp, nonceStr, signature };
  }

  async function renew(): Promise<string> {
    // A process that died while fetching holds the claim until it runs out, so waiting ends after that at the latest.
    const giveUp = Date.now() + 2 * timeout;
    do {
      const token = await kept(() => store.claim(key, timeout));
      if (token !== undefined) return fetchOnce(token);
      await pause(POLL);
      const ticket = await kept(() => store.get(key));
      if (ticket !== undefined) return ticket;
    } while (Date.now() < giveUp);
    throw new ConfigSignerError(
      'UPSTREAM_FAILED',
      'Another process is fetching the ticket and has not come back with it.',
    );
  }

  async function fetchOnce(token: string): Promise<string> {
    try {
      return await kept(async () => {
        const waiting = await store.get(key);
        if (waiting !== undefined) return waiting;
        const { value, ttl } = await fetchTicket(source, AbortSignal.timeout(timeout));
        await store.set(key, value, ttl);
        return value;
      });
    } finally {
      await releaseClaim(store, key, token);
    }
  }

  return { sign, handler: (request) => answerConfig(request, sign) };
}

/** Runs what touches the store; its failures become ours, without its text, which may hold a key or a ticket. */
async function kept<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConfigSignerError) throw error;
    throw new ConfigSignerError('UPSTREAM_FAILED', 'The store of tickets failed. Check its connection.');
  }
}
