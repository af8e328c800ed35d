import { WeixinError } from '../errors';
import type { WeixinErrorCode } from '../errors';

/** The interface that opens the views. */
export const VIEW_API = 'openBusinessView';

/** An answer of the bridge, read without taking any field or type for granted. */
export interface HostAnswer {
  fields: Record<string, unknown>;
  /** `err_msg` as the bridge sends it, `errMsg` where jweixin or the client already renamed it. */
  errMsg: string;
  errCode: number | null;
  /** What `errMsg` says behind the interface's name: `system:access_denied` is `access denied`. */
  verdict: string;
}

/** What an answer means. `unknown`: the user is back from a view, and nothing was said. */
export type AnswerStatus = 'ok' | 'cancelled' | 'unknown' | 'failed';

/** How the user came back from a business view. None of this says that the user authorised: ask your server. */
export interface BusinessViewOutcome {
  /** `unknown`: back without a code (gesture, title bar), or back and the client never called back. */
  status: 'ok' | 'cancelled' | 'unknown';
  errCode: number | null;
  errMsg: string;
  extraData: Record<string, unknown> | null;
}

/**
 * Reads whatever the host called back with.
 *
 * `err_code` is documented as "Number or string"; in the wild it is also missing, `null` or text that is no number. Only a
 * whole decimal integer counts: parseInt would take "0abc" and "0x" for success.
 */
export function readAnswer(value: unknown): HostAnswer {
  const fields = Object(value) as Record<string, unknown>;
  const { err_code: code = fields['errCode'] } = fields;
  const errMsg = String(fields['err_msg'] || fields['errMsg'] || '');
  return {
    fields,
    errMsg,
    errCode: typeof code !== 'object' && /^-?\d+$/.test(code as string) ? Number(code) : null,
    // The name in front of the colon is not compared: Tencent's own samples also spell it `open_business_view:`.
    verdict: errMsg
      .slice(errMsg.indexOf(':') + 1)
      .replace(/_/g, ' ')
      .trim()
      .toLowerCase(),
  };
}

/**
 * Decides what an answer means. Only for `openBusinessView` it is known what a code means: 0 and -3.
 *
 * @param api the page's name of the interface
 * @param success verdicts that mean success, from the table of interfaces
 */
export function statusOf(
  api: string,
  { errCode, verdict }: HostAnswer,
  success: RegExp = /^(ok|confirm)$/,
): AnswerStatus {
  const view = api === VIEW_API;
  const code = view ? errCode : null;
  if (code === 0) return 'ok';
  // Android says "fail cancel" with -3.
  if (code === -3 || /cancel/.test(verdict)) return 'cancelled';
  if (code !== null) return 'failed';
  return success.test(verdict) ? 'ok' : view && !verdict ? 'unknown' : 'failed';
}

/** Reads the answer of `openBusinessView`, unless it is a failure. */
export function readOutcome(answer: HostAnswer): BusinessViewOutcome | undefined {
  const { fields, errCode, errMsg } = answer;
  const status = statusOf(VIEW_API, answer);
  return status === 'failed' ? undefined : { status, errCode, errMsg, extraData: toRecord(fields['extraData']) };
}

/** Reads what is JSON text on one client and an object on another. Anything else is `null`. */
export function toRecord(value: unknown): Record<string, unknown> | null {
  const parsed = toJson(value);
  return typeof parsed === 'object' && !Array.isArray(parsed) ? (parsed as Record<string, unknown>) : null;
}

/** Reads JSON text; another value stays as it is. Broken text is `null`. */
export function toJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return null;
  }
}

/** Reads `checkResult` for one of the names that were asked for: yes as a boolean, a number or text. */
export function hasApi({ fields }: HostAnswer, name: string): boolean {
  return isYes(Object(toRecord(fields['checkResult']))[name]);
}

export function isYes(value: unknown): boolean {
  return /^(1|true)$/.test(String(value));
}

/** What clients are known to say, the code it is for a call, what to check, and the manual's words where clients use others. */
export type KnownFailure = [said: RegExp, code: WeixinErrorCode, hint: string, reason?: string];

/**
 * The first that fits counts.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk 常见错误及解决方法, appendix 7 of the manual 1.0.0
 */
const FAILURES: KnownFailure[] = [
  [/cancel/, 'API_CANCELLED', 'The user cancelled.'],
  [
    /invalid signature/,
    'API_FAILED',
    "Sign the page's whole address without #…, with the nonceStr and timestamp of your answer and the ticket of the same appId.",
  ],
  [
    /invalid url domain/,
    'API_FAILED',
    "Register the page's domain as a JS-safe domain (JS接口安全域名) of the account that signs.",
  ],
  [
    /(the permission value is )?offline verifying/,
    'API_REFUSED',
    'The configuration of this address did not pass, or jsApiList does not name it.',
  ],
  // `access denied` and `no permission to execute`, too, are "permission denied" to jweixin.
  [
    /denied|no permission|auth deny/,
    'API_REFUSED',
    'The account or the user does not allow it (接口权限); a stale ticket looks the same.',
    'permission denied',
  ],
  [/function not exist|not support/, 'API_UNSUPPORTED', 'This client lacks it; offer another way.'],
  [/too frequent/, 'API_FAILED', 'Ask less often.'],
  [/another navigation is in progress/, 'BUSY', 'Wait until the user is back from the other view.'],
  [
    /(request )?cgi error/,
    'API_FAILED',
    'Check the package and its signature, or get a new token at each tap: it lives one hour.',
  ],
  [/invalid businesstype/, 'API_FAILED', 'Check businessType; this client may not know it.'],
  [/invalid( [a-z]{1,12}\b)+/, 'API_FAILED', ''],
  // A client can echo what was passed. Words of its own count where they are short and without digits, as those of the manual are.
  [/^(fail\W+)?[a-z]{1,12}( [a-z]{1,12})*$/, 'API_FAILED', ''],
  [/^/, 'API_FAILED', ''],
];

/** What an answer that is no success comes to. */
export interface Explanation {
  code: WeixinErrorCode;
  /** The likely cause; empty where nothing is known. */
  hint: string;
  /** In the manual's words, out of `invalid signature` as of `fail,Error: …,invalid signature […]`; empty for an unknown text. */
  reason: string;
}

/** Finds the likely cause of a failure. */
export function explainFailure({ verdict }: Pick<HostAnswer, 'verdict'>, more: KnownFailure[] = []): Explanation {
  const [said, code, hint, reason] = more.concat(FAILURES).filter(([pattern]) => pattern.test(verdict))[0]!;
  return { code, hint, reason: reason || said.exec(verdict)![0].replace(/^fail\W+/, '') };
}

/** What the codes of `openBusinessView` mean, where the client says nothing else (WeChat for Android). */
const VIEW_CODES: Record<string, string> = { '-2': 'request cgi error', '-4': 'invalid businesstype' };

/** The error of a call that failed, or was cancelled. */
export function failure(api: string, answer: HostAnswer, more?: KnownFailure[]): WeixinError {
  const { errMsg, errCode } = answer;
  // A code can say so too, next to a text that does not.
  const cancelled = statusOf(api, answer) === 'cancelled';
  const verdict = cancelled ? 'cancel' : answer.verdict || (api === VIEW_API && VIEW_CODES[errCode!]) || '';
  const { code, hint, reason } = explainFailure({ verdict }, more);
  return new WeixinError(code, hint || 'See errMsg and errCode.', {
    api,
    errMsg,
    errCode,
    reason,
  });
}
