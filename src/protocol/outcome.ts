import { toRecord } from './host-answer';
import type { HostAnswer } from './host-answer';

/** How the user came back from a business view. None of this says that the user authorised: ask your server. */
export interface BusinessViewOutcome {
  /** `unknown`: back without a code (gesture, title bar), or back and the client never called back. */
  status: 'ok' | 'cancelled' | 'unknown';
  errCode: number | null;
  errMsg: string;
  extraData: Record<string, unknown> | null;
}

/** Reads the answer of `openBusinessView`, unless it is a failure. */
export function readOutcome({ fields, errCode, errMsg, verdict }: HostAnswer): BusinessViewOutcome | undefined {
  const status =
    errCode === 0
      ? 'ok'
      : // Android says "fail cancel" with -3.
        errCode === -3 || /cancel/.test(verdict)
        ? 'cancelled'
        : errCode === null && (verdict ? verdict === 'ok' && 'ok' : 'unknown');
  const data = toRecord(fields['extraData']);
  return status ? { status, errCode, errMsg, extraData: Array.isArray(data) ? null : data } : undefined;
}
