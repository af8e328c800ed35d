import { FUNCTION_NOT_EXIST } from './api-answer';
import type { ResultFields } from './known-apis';

/** What the page sent with `wx.config`, and the two addresses a client may check the signature against. */
export interface ConfigRequest {
  appId: string;
  timestamp: string;
  nonceStr: string;
  signature: string;
  /** The bridge's own names: jweixin sends `getBrandWCPayRequest` for `chooseWXPay`. */
  jsApiList: string[];
  openTagList: string[];
  /** The page's address when it asked, without `#…`. */
  url: string;
  /** The address that the document was first loaded with, without `#…`; `pushState` does not change it. */
  entryUrl: string;
}

/**
 * The verdict on a configuration.
 *
 * - `'ok'`: verified; exactly the names in `jsApiList` may be called from now on.
 * - `'never'`: no callback.
 * - `'function_not_exist'`: a client that verifies nothing.
 * - other text with a colon: the whole message, ready-made, as `config:fail,Error: 系统错误,错误码:63002,invalid signature [x]`.
 * - other text: the reason of a refusal, such as `invalid signature`; `wx.error` hears `config:invalid signature`. `fail`: no reason.
 * - an object: called back with as it is.
 */
export type ConfigVerdict =
  | 'ok'
  | 'never'
  | 'function_not_exist'
  | 'invalid signature'
  | 'invalid url domain'
  | (string & {})
  | object;

/** How the client answers `wx.config`: a verdict, a function of what the page sent, or an `Error` that the bridge throws. */
export type ConfigAnswer = ConfigVerdict | Error | ((request: ConfigRequest) => ConfigVerdict | Promise<ConfigVerdict>);

/** Reads what jweixin sends as `preVerifyJSAPI`. */
export function readConfigRequest(params: ResultFields, url: string, entryUrl: string): ConfigRequest {
  const text = (key: string): string => String(params[key] === undefined ? '' : params[key]);
  const list = (key: string): string[] => (Array.isArray(params[key]) ? params[key].map(String) : []);
  return {
    appId: text('verifyAppId'),
    timestamp: text('verifyTimestamp'),
    nonceStr: text('verifyNonceStr'),
    signature: text('verifySignature'),
    jsApiList: list('verifyJsApiList'),
    openTagList: list('verifyOpenTagList'),
    url,
    entryUrl,
  };
}

/** Turns a verdict into what the bridge calls back with. */
export function shapeVerdict(verdict: unknown): unknown {
  if (typeof verdict !== 'string') return verdict;
  if (verdict === 'ok') return { err_msg: 'preVerifyJSAPI:ok' };
  if (verdict === 'function_not_exist') return FUNCTION_NOT_EXIST;
  if (verdict.indexOf(':') !== -1) return { errMsg: verdict };
  // The raw text is a guess, made from the spellings that jweixin 1.6.0 undoes: it drops `fail_` and reads `_` as a space.
  return { err_msg: 'preVerifyJSAPI:' + (verdict === 'fail' ? '' : 'fail_') + verdict.replace(/ /g, '_') };
}

/**
 * The names a page may call after this answer; `'all'` where the client verifies nothing.
 *
 * Guesses: that a later configuration replaces the earlier one's names, that a refused one leaves none, and that a client
 * without verification allows everything.
 */
export function allowedAfter(answer: unknown, request: ConfigRequest): readonly string[] | 'all' {
  const { err_msg, errMsg } = Object(answer) as { err_msg?: unknown; errMsg?: unknown };
  const message = String(err_msg || errMsg);
  if (/:function[_ ]not[_ ]exist$/.test(message)) return 'all';
  return /:ok$/.test(message) ? request.jsApiList : [];
}
