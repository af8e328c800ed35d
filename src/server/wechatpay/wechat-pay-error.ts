/** What a {@link WechatPayError} knows besides its code. */
export interface WechatPayErrorFields {
  /** The HTTP status, 0 where no usable answer came. */
  status: number;
  /** What to check, in one or two sentences, or WeChat Pay's own message. */
  hint: string;
  /** WeChat Pay's `detail`, such as `{ field, value, issue, location }`. */
  detail?: unknown;
  /** The answer's `Request-ID`; quote it to WeChat Pay's support. */
  requestId?: string | undefined;
}

/**
 * A call to WeChat Pay that did not succeed.
 *
 * `code` is WeChat Pay's own (`PARAM_ERROR`, `NO_AUTH`, `FREQUENCY_LIMITED`, …); `TIMEOUT` or `NETWORK_ERROR` with
 * `status` 0 where no answer came; or, where an answer cannot be believed or read, a word of `NotificationErrorCode`
 * (`MISSING_HEADER`, `STALE_TIMESTAMP`, `UNKNOWN_SERIAL`, `BAD_SIGNATURE`, `BAD_PAYLOAD`).
 */
export class WechatPayError extends Error {
  override readonly name: string = 'WechatPayError';
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  /** Whether WeChat Pay asks for another try, later and with the same parameters: 5xx and 429. */
  readonly retryable: boolean;
  declare readonly detail?: unknown;
  declare readonly requestId?: string;

  constructor(code: string, { status, hint, detail, requestId }: WechatPayErrorFields) {
    super(`${code}${status ? ` (HTTP ${status})` : ''}: ${hint}`);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.retryable = status >= 500 || status === 429;
    if (detail !== undefined) this.detail = detail;
    if (requestId !== undefined) this.requestId = requestId;
  }
}
