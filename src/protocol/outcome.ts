import { failure, readAnswer, toRecord } from './host-answer';

/** How the user came back from a business view. None of this says that the user authorised: ask your server. */
export interface BusinessViewOutcome {
  /** `unknown`: back without a code (gesture, title bar), or back and the client never called back. */
  status: 'ok' | 'cancelled' | 'unknown';
  errCode: number | null;
  errMsg: string;
  extraData: Record<string, unknown> | null;
}

/**
 * Reads the answer of `openBusinessView`.
 *
 * @throws WeixinError `API_REFUSED`, `API_UNSUPPORTED` or `API_FAILED`
 */
export function readOutcome(value: unknown): BusinessViewOutcome {
  const answer = readAnswer(value);
  const { fields, errCode, errMsg, verdict } = answer;
  const status =
    errCode === 0
      ? 'ok'
      : // Android says "fail cancel" with -3.
        errCode === -3 || /cancel/.test(verdict)
        ? 'cancelled'
        : errCode === null && (verdict ? verdict === 'ok' && 'ok' : 'unknown');
  if (!status) throw failure('openBusinessView', answer);
  return { status, errCode, errMsg, extraData: toRecord(fields['extraData']) };
}
