import { checkBaseUrl, checkDuration, checkFunction, checkText, type Fetch, ownFields } from '../arguments';
import { signConfig } from '../signatures/sign-config';
import { memoryStore } from '../store/memory-store';
import { checkStore, type Store } from '../store/store';
import { answerConfig, type ConfigSignature } from './answer-config';
import { keepTicket } from './keep-ticket';
import { allowedOrigins, checkPageUrl } from './page-url';

/** What {@link createConfigSigner} takes. */
export interface ConfigSignerOptions {
  appId: string;
  /** Stays on the server: it is sent to `apiBase`, and no error contains it. */
  appSecret: string;
  /** The origins of your pages. A signer that signs any URL lends its appId to any site. */
  allowedOrigins: string[];
  /** Where token and ticket are kept; default `memoryStore()`. More than one process: `redisStore(client)`. */
  store?: Store;
  /** Default `https://api.weixin.qq.com`. Plain http is taken on loopback only: the call carries `appSecret`. */
  apiBase?: string;
  /** Longest time for WeChat to answer, bodies included, in ms; default 10000. */
  timeout?: number;
  /** Sends the calls to WeChat, such as through a proxy; default the global `fetch`. */
  fetch?: Fetch;
  /** Called with the reason of every answer of `handler` that is an error. What it throws is ignored. */
  onError?(error: unknown, request: Request): void;
}

/** Signs pages' URLs with a ticket it keeps fresh. */
export interface ConfigSigner {
  /**
   * Signs a page's URL. Rejects with `ConfigSignerError` `INVALID_URL`, `ORIGIN_NOT_ALLOWED`, `UPSTREAM_REFUSED` or
   * `UPSTREAM_FAILED`.
   */
  sign(url: string): Promise<ConfigSignature>;
  /**
   * Answers `GET ?url=…` with the signature as JSON, or with 400, 403, 405 or 502 and `{ code, message }`. Pages of the
   * allowed origins may call it from another origin (CORS). It never rejects.
   */
  handler(request: Request): Promise<Response>;
  /**
   * Drops the ticket, for all processes: the next `sign` fetches another. For a ticket that pages find stale
   * (`invalid signature` for every URL). Other processes notice within 5 s. Each call costs a `getticket`, of which an
   * account has few a day, so let no anonymous request trigger it unchecked.
   * Rejects with `ConfigSignerError` `UPSTREAM_FAILED` where the store fails.
   */
  invalidate(): Promise<void>;
  /**
   * Gets a ticket if there is none, for a health check or before the first page asks. Rejects with `ConfigSignerError`
   * `UPSTREAM_REFUSED` or `UPSTREAM_FAILED`.
   */
  warmUp(): Promise<void>;
}

/**
 * Makes a signer for `wx.config`: it fetches `stable_token` and `getticket` and keeps both in the store, once however many
 * requests and processes wait.
 *
 * - A ticket is renewed five minutes before it ends (halfway, if it has less than ten), and used until it ends where the
 *   renewal fails. A process asks the store for it every 5 s at most.
 * - One failure is not remembered. From the second in a row on, all processes wait before the next try: 1 s, then twice as
 *   long each time, at most a minute; `sign` rejects at once with the last failure meanwhile.
 * - A refused token (40001, 40014, 42001) is replaced once; with `force_refresh` at most 20 times a day, for all processes.
 *
 * @param options the account, its pages and the store
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html
 */
export function createConfigSigner(options: ConfigSignerOptions): ConfigSigner {
  const given = ownFields(options, 'options');
  const appId = checkText(given.appId, 'appId');
  const source = {
    appId,
    appSecret: checkText(given.appSecret, 'appSecret'),
    apiBase: checkBaseUrl(given.apiBase ?? 'https://api.weixin.qq.com', 'apiBase'),
    store: checkStore(given.store ?? memoryStore()),
    fetch: given.fetch ?? ((url: string, init: RequestInit) => fetch(url, init)),
  };
  const origins = allowedOrigins(given.allowedOrigins);
  const ticket = keepTicket(source, checkDuration(given.timeout ?? 10_000, 'timeout'));
  const { onError } = given;
  checkFunction(given.fetch, 'fetch');
  checkFunction(onError, 'onError');

  async function sign(url: string): Promise<ConfigSignature> {
    const page = checkPageUrl(url, origins);
    const { timestamp, nonceStr, signature } = signConfig({ jsapiTicket: await ticket.current(), url: page });
    return { appId, timestamp, nonceStr, signature };
  }

  return {
    sign,
    handler: (request) => answerConfig(request, { sign, origins, onError }),
    invalidate: () => ticket.drop(),
    warmUp: async () => {
      await ticket.current();
    },
  };
}
