/** The nine codes of the Pay Score tables, and those that the general rules add to every endpoint. */
type DocumentedCode =
  | 'SYSTEM_ERROR'
  | 'PARAM_ERROR'
  | 'NO_AUTH'
  | 'FREQUENCY_LIMITED'
  | 'INVALID_REQUEST'
  | 'ORDER_NOT_EXIST'
  | 'INVALID_ORDER_STATE'
  | 'ORDER_CANCELED'
  | 'ORDER_DONE'
  | 'SIGN_ERROR'
  | 'RATELIMIT_EXCEEDED'
  | 'RESOURCE_NOT_EXISTS';

/**
 * What a {@link WechatPayError} can say. WeChat Pay's own codes are passed on as they are, and it may add to the documented
 * ones, so let a `switch` have a `default`.
 */
export type WechatPayErrorCode =
  | DocumentedCode
  | 'TIMEOUT'
  | 'NETWORK_ERROR'
  | 'UNVERIFIED'
  | 'MISSING_HEADER'
  | 'STALE_TIMESTAMP'
  | 'UNKNOWN_SERIAL'
  | 'BAD_SIGNATURE'
  | 'BAD_PAYLOAD'
  | 'MISMATCHED_ANSWER';

/**
 * What to do about WeChat Pay's own codes: the column 解决方案 of the tables, quoted, with its sense in English.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
const SOLUTIONS: Readonly<Record<DocumentedCode, string>> = {
  SYSTEM_ERROR: 'Call again later with the same parameters (5开头的状态码都为系统问题,请使用相同参数稍后重新调用).',
  PARAM_ERROR: 'Correct the parameter that the message names (根据错误提示,传入正确参数).',
  NO_AUTH: "Check the merchant's rights and numbers in the merchant platform (登录商户平台核对,传入正确信息).",
  FREQUENCY_LIMITED: "Call less often than the interface's limit (请求量不要超过接口调用频率限制).",
  INVALID_REQUEST:
    'Check whether the same authorization_code was used with other parameters (请确认相同单号是否使用了不同的参数).',
  ORDER_NOT_EXIST: 'Check the number that was given (确认入参,传入正确单据).',
  INVALID_ORDER_STATE: 'Check that this step is next in the flow (确认操作是否符合流程).',
  ORDER_CANCELED: 'It is cancelled already, so there is nothing to do (当前状态无需操作).',
  ORDER_DONE: 'It is finished already, so there is nothing to do (当前状态无需操作).',
  SIGN_ERROR: 'Check mchid, serial and privateKey: they must belong together.',
  RATELIMIT_EXCEEDED: 'Call again later, and less often.',
  RESOURCE_NOT_EXISTS: 'There is no such thing; of certificates: this merchant verifies with a PUB_KEY_ID_… key.',
};

/**
 * What to do about one of WeChat Pay's own codes.
 *
 * @param code as answered
 * @returns a general sentence for a code that is not documented
 */
export function solutionOf(code: string): string {
  return Object.hasOwn(SOLUTIONS, code)
    ? SOLUTIONS[code as DocumentedCode]
    : "Look the code up in WeChat Pay's documents of this endpoint.";
}

/** What a {@link WechatPayError} knows besides its code. */
export interface WechatPayErrorFields {
  /** The HTTP status, 0 where no usable answer came. */
  status: number;
  /** What to check, in one or two sentences. */
  hint: string;
  /** WeChat Pay's own words, for the message. */
  says?: string | undefined;
  /** WeChat Pay's `detail`, such as `{ field, value, issue, location }`. */
  detail?: unknown;
  /** The answer's `Request-ID`; quote it to WeChat Pay's support. */
  requestId?: string | undefined;
  /** Default: whether the status is 429 or 5xx. */
  retryable?: boolean | undefined;
  /** The answer's `Retry-After` in seconds. */
  retryAfter?: number | undefined;
}

/**
 * A call to WeChat Pay that did not succeed.
 *
 * - WeChat Pay's own codes, such as `PARAM_ERROR`, `NO_AUTH`, `FREQUENCY_LIMITED`: a verified refusal
 * - `TIMEOUT`, `NETWORK_ERROR`: no usable answer came, `status` is 0; the request may or may not have arrived
 * - `UNVERIFIED`: an answer that is no success (its status is kept) and has no valid signature, so its content counts for nothing
 * - `MISSING_HEADER`, `STALE_TIMESTAMP`, `UNKNOWN_SERIAL`, `BAD_SIGNATURE`: the check that a success failed
 * - `BAD_PAYLOAD`: a verified answer that is not the documented one
 * - `MISMATCHED_ANSWER`: a verified answer about something else than was asked
 *
 * The message holds WeChat Pay's own words, without signatures; no key and no token.
 */
export class WechatPayError extends Error {
  override readonly name: string = 'WechatPayError';
  readonly status: number;
  readonly code: WechatPayErrorCode;
  /** What to check; for a code of the Pay Score tables the documented 解决方案. */
  readonly hint: string;
  /** Whether the same call may be tried again later: 5xx, 429, and a GET that got no answer. Nothing is retried for you. */
  readonly retryable: boolean;
  declare readonly detail?: unknown;
  declare readonly requestId?: string;
  /** Seconds to wait, where the answer had a `Retry-After`. */
  declare readonly retryAfter?: number;

  constructor(code: WechatPayErrorCode, fields: WechatPayErrorFields) {
    const { status, hint, says, detail, requestId, retryAfter } = fields;
    super(`${code}${status ? ` (HTTP ${status})` : ''}: ${says ? `${says} ` : ''}${hint}`);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.retryable = fields.retryable ?? (status >= 500 || status === 429);
    if (detail !== undefined) this.detail = detail;
    if (requestId !== undefined) this.requestId = requestId;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

/**
 * Tells whether a caught value is a {@link WechatPayError}, also one of another copy of this package (ESM and CommonJS).
 *
 * @param value anything
 */
export function isWechatPayError(value: unknown): value is WechatPayError {
  // The name is the brand: another copy has another class, but the same name.
  return value instanceof Error && value.name === 'WechatPayError';
}
