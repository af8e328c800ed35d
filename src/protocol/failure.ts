import type { WeixinErrorCode, WeixinErrorFields } from '../errors';
import type { HostAnswer } from './host-answer';

/**
 * What clients are known to say, the code it is for a call, what to check, and the manual's words where clients use others.
 * The first that fits counts.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk 常见错误及解决方法, appendix 7 of the manual 1.0.0
 */
const FAILURES: [said: RegExp, code: WeixinErrorCode, hint: string, reason?: string][] = [
  [/cancel/, 'API_CANCELLED', 'The user cancelled.'],
  [
    /invalid signature/,
    'API_FAILED',
    "Sign the page's whole address without #…, with the nonceStr and timestamp that you answer with, and the ticket of the same appId.",
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
    /denied|permission|auth deny/,
    'API_REFUSED',
    'The account or the user does not allow it (接口权限); a stale ticket looks the same.',
    'permission denied',
  ],
  [/function not exist|not support/, 'API_UNSUPPORTED', 'This client lacks it; offer the user another way.'],
  [/too frequent/, 'API_FAILED', 'Ask less often.'],
  [/another navigation is in progress/, 'BUSY', 'Wait until the user is back from the other view.'],
  [/request cgi error/, 'API_FAILED', 'Check the token or package and its signature, then try again.'],
  [/invalid businesstype/, 'API_FAILED', 'Check businessType; this client may not know it.'],
  [/bluetooth power off|location service disable/, 'API_FAILED', 'Ask the user to turn on Bluetooth and location.'],
  [/invalid( [a-z]+)+|^/, 'API_FAILED', ''],
];

/** What an answer that is no success comes to. */
export interface Explanation {
  code: WeixinErrorCode;
  /** The likely cause; empty where nothing is known. */
  hint: string;
  /** In the manual's words, out of `invalid signature` as of `fail,Error: …,invalid signature […]`. */
  reason: string;
}

/** Finds the likely cause of a failure. */
export function explain({ verdict }: HostAnswer): Explanation {
  const [said, code, hint, reason] = FAILURES.filter(([pattern]) => pattern.test(verdict))[0]!;
  return { code, hint, reason: reason || said.exec(verdict)![0] || verdict.replace(/^fail\W+/, '') };
}

/** What to say of a call that failed: the arguments of {@link WeixinError}. */
export function failure(api: string, answer: HostAnswer): [WeixinErrorCode, string, WeixinErrorFields] {
  const { code, hint, reason } = explain(answer);
  const { errMsg, errCode } = answer;
  return [code, hint || 'errMsg and errCode are what the client said.', { api, errMsg, errCode, reason }];
}
