import type { WeixinErrorCode, WeixinErrorFields } from '../errors';

/** An answer of the bridge, read without taking any field or type for granted. */
export interface HostAnswer {
  fields: Record<string, unknown>;
  /** `err_msg` as the bridge sends it, `errMsg` where jweixin or the client already renamed it. */
  errMsg: string;
  errCode: number | null;
  /** What `errMsg` says behind the interface's name: `system:access_denied` is `access denied`. */
  verdict: string;
}

/**
 * Reads whatever the host called back with.
 *
 * `err_code` is documented as "Number or string"; in the wild it is also missing, `null` or text that is no number. Only a
 * whole decimal integer counts: parseInt would take "0abc" and "0x" for success.
 */
export function readAnswer(value: unknown): HostAnswer {
  const fields = Object(value) as Record<string, unknown>;
  const code = 'err_code' in fields ? fields['err_code'] : fields['errCode'];
  const errMsg = String(fields['err_msg'] || fields['errMsg'] || '');
  return {
    fields,
    errMsg,
    errCode: typeof code !== 'object' && /^-?\d+$/.test(code as string) ? Number(code) : null,
    // The name in front of the colon is not compared: Tencent's own samples also spell it `open_business_view:`.
    verdict: errMsg
      .slice(errMsg.indexOf(':') + 1)
      .replace(/_/g, ' ')
      .toLowerCase(),
  };
}

/** Reads what is JSON text on one client and an object on another. Anything else is `null`. */
export function toRecord(value: unknown): Record<string, unknown> | null {
  try {
    const record: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return typeof record === 'object' ? (record as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What to say of an answer that is no success: the arguments of {@link WeixinError}. */
export function failure(
  api: string,
  { verdict, errMsg, errCode }: HostAnswer,
): [WeixinErrorCode, string, WeixinErrorFields] {
  const [, code, hint] = FAILURES.filter(([pattern]) => pattern.test(verdict))[0]!;
  return [code, hint, { api, errMsg, errCode }];
}

const FAILURES: [RegExp, WeixinErrorCode, string][] = [
  [/cancel/, 'API_CANCELLED', 'The user cancelled.'],
  [/another navigation/, 'BUSY', 'Wait until the user is back from the other view.'],
  [
    /denied|permission|offline verifying/,
    'API_REFUSED',
    'Check that jsApiList names it and that the account may use it.',
  ],
  [/not exist/, 'API_UNSUPPORTED', 'This client lacks it; offer the user another way.'],
  [/^/, 'API_FAILED', 'errMsg and errCode are what the client said.'],
];
