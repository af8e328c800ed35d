import { WeixinError } from '../errors';

/** How the user came back from a business view. None of this says that the user authorised: ask your server. */
export interface BusinessViewOutcome {
  /** `unknown`: back without a code (gesture, title bar), or back and the client never called back. */
  status: 'ok' | 'cancelled' | 'unknown';
  errCode: number | null;
  errMsg: string;
  extraData: Record<string, unknown> | null;
}

/** An answer of the bridge. Field names and types differ by client, so nothing is taken for granted. */
export type HostAnswer = Record<string, unknown>;

/** Whatever the host called back with, as an object to read fields from. */
export function toAnswer(value: unknown): HostAnswer {
  return value && typeof value === 'object' ? (value as HostAnswer) : {};
}

/** The host's own text: `err_msg` from the bridge, `errMsg` where jweixin or the client already renamed it. */
export function messageOf(answer: HostAnswer): string {
  return String(answer['err_msg'] || answer['errMsg'] || '');
}

/** What the text says behind the interface's name, with `_` read as a space: `system:access_denied` is `access denied`. */
export function verdictOf(errMsg: string): string {
  return errMsg.slice(errMsg.indexOf(':') + 1).replace(/_/g, ' ').trim();
}

/** Reads what is JSON text on one client and an object on another. Anything else is `null`. */
export function toRecord(value: unknown): Record<string, unknown> | null {
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      return null;
    }
  }
  return value && typeof value === 'object' ? (value as Record<string, unknown>) : null;
}

/**
 * `err_code` is documented as "Number or string"; in the wild it is also missing, `null` or text that is no number.
 * Only a whole decimal integer counts: parseInt would read "0abc" and "0x" as success.
 */
function codeOf(answer: HostAnswer): number | null {
  const code = 'err_code' in answer ? answer['err_code'] : answer['errCode'];
  const whole = typeof code === 'string' ? /^-?\d+$/.test(code) : typeof code === 'number' && code % 1 === 0;
  return whole ? Number(code) : null;
}

/** Says cancel: `openBusinessView:cancel`, and on Android `openBusinessView:fail cancel`. */
function saysCancel(verdict: string): boolean {
  return /cancel/i.test(verdict);
}

/**
 * Reads the answer of `openBusinessView`.
 *
 * The interface's name in front of the colon is not compared: Tencent's own samples also spell it `open_business_view:`.
 *
 * @throws WeixinError `API_REFUSED`, `API_UNSUPPORTED` or `API_FAILED`
 */
export function readOutcome(value: unknown): BusinessViewOutcome {
  const answer = toAnswer(value);
  const errCode = codeOf(answer);
  const errMsg = messageOf(answer);
  const verdict = verdictOf(errMsg);
  let status: BusinessViewOutcome['status'];
  if (errCode === 0) status = 'ok';
  else if (errCode === -3 || saysCancel(verdict)) status = 'cancelled';
  else if (errCode === null && /^ok$/i.test(verdict)) status = 'ok';
  else if (errCode === null && !verdict) status = 'unknown';
  else throw failure('openBusinessView', answer);
  return { status, errCode, errMsg, extraData: toRecord(answer['extraData']) };
}

/** The error for an answer that is no success. */
export function failure(api: string, answer: HostAnswer): WeixinError {
  const errMsg = messageOf(answer);
  const verdict = verdictOf(errMsg);
  if (saysCancel(verdict)) return new WeixinError('API_CANCELLED', 'The user cancelled.', { api, errMsg });
  if (/denied|permission|offline verifying/i.test(verdict)) {
    return new WeixinError('API_REFUSED', 'Check that jsApiList names it and that the account may use it.', { api, errMsg });
  }
  if (/function not exist/i.test(verdict)) return unsupported(api);
  return new WeixinError('API_FAILED', 'See errMsg and errCode for what the client said.', {
    api,
    errMsg,
    errCode: codeOf(answer),
  });
}

/** The error for an interface that this client does not have. */
export function unsupported(api: string): WeixinError {
  return new WeixinError('API_UNSUPPORTED', 'This client does not offer it; offer the user another way.', { api });
}
