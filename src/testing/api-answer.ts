import type { ClientProfile } from './client-profile';
import { findKnownApi } from './known-apis';
import type { ResultFields } from './known-apis';

/**
 * An answer by name, in the types of the simulated client.
 *
 * - `'ok'`: success. `openBusinessView` as documented: `err_code` 0, `err_msg`, `extraData`; on Android as text.
 * - `'confirm'`: success in another word, `<interface>:confirm`, which jweixin 1.6.0 reads as `ok`.
 * - `'cancel'`: the user cancelled; `<interface>:cancel`, but for `openBusinessView` -3 and `fail cancel`.
 * - `'denied'`: `system:access_denied`, which jweixin calls `permission denied`.
 * - `'unsupported'`: the client has no such interface. `checkJsApi` says `false`, a call `system:function_not_exist`.
 * - `'never'`: no callback.
 */
export type ApiKeyword = 'ok' | 'confirm' | 'cancel' | 'denied' | 'unsupported' | 'never';

/**
 * Answers each call anew. It runs when the client takes the call, after `latency`.
 *
 * Declared with one parameter or none, what it returns is the answer (`undefined` too), or a promise of it. Declared with
 * two, only `reply` answers: now, later, several times or not at all. Either may be an {@link ApiKeyword}.
 *
 * One that throws or rejects is a mistake in the test, and surfaces as an uncaught error of the page.
 */
export type AnswerFunction = (params: Record<string, unknown>, reply: (answer?: unknown) => void) => unknown;

/**
 * Answers at given times: late, more than once, or, with no replies, never. It holds no function, so it can be sent into a
 * browser as JSON.
 *
 * That a client calls back twice is a guess: public copies of the script that WeChat puts into pages drop the callback after
 * the first answer.
 */
export interface TimedAnswer {
  /** `after`: ms from the moment at which the client takes the call, default 0. */
  replies: readonly { after?: number; answer?: unknown }[];
}

/**
 * How the client answers an interface: an {@link ApiKeyword}, an {@link AnswerFunction}, a {@link TimedAnswer}, or an
 * `Error`, which `invoke` then throws as a bridge with a native exception does. Anything else is called back with as it is, so that a test can say
 * `{ err_code: '0abc' }`, `{}` or `undefined`; other text is no keyword and goes out as text.
 */
export type ApiAnswer =
  | ApiKeyword
  | AnswerFunction
  | TimedAnswer
  | Error
  | object
  | (string & {})
  | number
  | boolean
  | null
  | undefined;

/** What every bridge answers to a call it does not pass on. */
export const ACCESS_DENIED: ResultFields = { err_msg: 'system:access_denied' };
/** What every bridge answers to a name it does not know. */
export const FUNCTION_NOT_EXIST: ResultFields = { err_msg: 'system:function_not_exist' };

/** Turns a keyword into what this client calls back with; other values stay as they are. */
export function shapeAnswer(value: unknown, api: string, params: ResultFields, profile: ClientProfile): unknown {
  switch (value) {
    case 'ok':
      return api === 'openBusinessView' ? viewClosed(params, profile) : success(api, params, profile);
    case 'confirm':
      return Object.assign(success(api, params, profile), { err_msg: prefixOf(api) + ':confirm' });
    case 'cancel':
      return api === 'openBusinessView'
        ? viewAnswer(-3, 'fail cancel', profile)
        : { err_msg: prefixOf(api) + ':cancel' };
    case 'denied':
      return ACCESS_DENIED;
    case 'unsupported':
      return FUNCTION_NOT_EXIST;
    default:
      return value;
  }
}

function success(api: string, params: ResultFields, profile: ClientProfile): ResultFields {
  const known = findKnownApi(api);
  return Object.assign({ err_msg: prefixOf(api) + ':ok' }, known && known.result && known.result(profile, params));
}

function prefixOf(api: string): string {
  const known = findKnownApi(api);
  return (known && known.prefix) || api;
}

function viewClosed(params: ResultFields, profile: ClientProfile): ResultFields {
  // -4 is WeChat for Android's own; that others say the same is a guess.
  if (!params['businessType']) return viewAnswer(-4, 'fail invalid businessType', profile);
  const extraData: ResultFields = { appid: 'wxd8f3793ea3b935b8' };
  if (params['businessType'] === 'wxpayScoreUse') extraData['query_id'] = 'simulated-query-id';
  return Object.assign(viewAnswer(0, 'ok', profile), {
    extraData: profile.text ? JSON.stringify(extraData) : extraData,
  });
}

/**
 * `err_code` is a number on iOS and text on Android, say the documents; decompiled code of WeChat for Android sends a number.
 *
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
function viewAnswer(code: number, verdict: string, profile: ClientProfile): ResultFields {
  return { err_code: profile.text ? String(code) : code, err_msg: 'openBusinessView:' + verdict };
}
