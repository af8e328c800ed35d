/** Why a page's URL was not signed. */
export type ConfigSignerErrorCode = 'ORIGIN_NOT_ALLOWED' | 'INVALID_URL' | 'UPSTREAM_REFUSED' | 'UPSTREAM_FAILED';

/**
 * What the verbs of a config signer reject with.
 *
 * - `ORIGIN_NOT_ALLOWED`: scheme, host and port are not on the list, or the URL carries a user name
 * - `INVALID_URL`: not an absolute URL
 * - `UPSTREAM_REFUSED`: api.weixin.qq.com answered with `errcode`
 * - `UPSTREAM_FAILED`: no usable answer (network, timeout, broken JSON), or the store failed
 *
 * Its texts are this library's own: they contain neither the URL nor anything that WeChat or the store answered.
 */
export class ConfigSignerError extends Error {
  override readonly name: string = 'ConfigSignerError';
  readonly code: ConfigSignerErrorCode;
  /** What to check, in one or two sentences. */
  readonly hint: string;
  /** `UPSTREAM_REFUSED`: WeChat's number, such as 45009. */
  declare readonly errcode?: number;

  constructor(code: ConfigSignerErrorCode, hint: string, errcode?: number) {
    super(`${code}${errcode === undefined ? '' : ` (${errcode})`}: ${hint}`);
    this.code = code;
    this.hint = hint;
    if (errcode !== undefined) this.errcode = errcode;
  }
}

/**
 * Tells whether a caught value is a {@link ConfigSignerError}, also one of another copy of this package (ESM and CommonJS).
 *
 * @param value anything
 */
export function isConfigSignerError(value: unknown): value is ConfigSignerError {
  // The name is the brand: another copy has another class, but the same name.
  return value instanceof Error && value.name === 'ConfigSignerError';
}
