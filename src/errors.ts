/** Every way this library can refuse or fail, as a stable word to branch on. */
export type WeixinErrorCode =
  | 'INVALID_ARGUMENT'
  | 'NOT_IN_WEIXIN'
  | 'WEIXIN_OUTDATED'
  | 'JWEIXIN_LOAD_FAILED'
  | 'SIGNATURE_FAILED'
  | 'TOKEN_FAILED'
  | 'CONFIG_REFUSED'
  | 'API_UNSUPPORTED'
  | 'API_CANCELLED'
  | 'API_REFUSED'
  | 'API_FAILED'
  | 'BUSY'
  | 'TIMEOUT'
  | 'ABORTED';

/** What a {@link WeixinError} carries besides its code and hint; which fields are present depends on the code. */
export interface WeixinErrorFields {
  /** `INVALID_ARGUMENT`, `TOKEN_FAILED`: the argument to change, such as `applyPermissionsToken` or `params.scene`. */
  readonly argument?: string;
  /** `WEIXIN_OUTDATED`: the lowest version that has the interface. */
  readonly required?: string;
  /** `WEIXIN_OUTDATED`: the version this client reports. */
  readonly actual?: string;
  /** `WEIXIN_OUTDATED`: WeChat's own page that asks the user to update. */
  readonly upgradeUrl?: string;
  /** `JWEIXIN_LOAD_FAILED`: every source that was tried, in order. */
  readonly sources?: readonly string[];
  /** `SIGNATURE_FAILED`, `CONFIG_REFUSED`: the address that was to be signed, or was signed. */
  readonly url?: string;
  /** `CONFIG_REFUSED`: the account that signed. */
  readonly appId?: string;
  /**
   * `CONFIG_REFUSED`, `API_*`: the client's reason in the manual's words, such as `invalid signature` or `permission denied`; empty
   * where its text may be an echo of what was passed.
   */
  readonly reason?: string;
  /** `API_*`: the interface that was asked for. */
  readonly api?: string;
  /** `CONFIG_REFUSED`, `API_*`: the client's own text, unchanged. */
  readonly errMsg?: string;
  /** `API_FAILED`: the client's number, or `null` where it sent none. */
  readonly errCode?: number | null;
  /** `TIMEOUT`: the wait that ran out: `jweixin`, `bridge`, `signature`, `config`, `checkJsApi`, `token` or an interface. */
  readonly step?: string;
}

/**
 * The one error class of the page's and the mini program's entry.
 *
 * `code` says what happened, `hint` says what to check, and the fields of {@link WeixinErrorFields} say where.
 * The message never quotes the client, so no token or signature that a client echoes can reach a log through it.
 */
export class WeixinError extends Error implements WeixinErrorFields {
  readonly code: WeixinErrorCode;
  readonly hint: string;
  declare readonly argument?: string;
  declare readonly required?: string;
  declare readonly actual?: string;
  declare readonly upgradeUrl?: string;
  declare readonly sources?: readonly string[];
  declare readonly url?: string;
  declare readonly appId?: string;
  declare readonly reason?: string;
  declare readonly api?: string;
  declare readonly errMsg?: string;
  declare readonly errCode?: number | null;
  declare readonly step?: string;
  /** The value that was thrown, or the reason of the abort, behind this error. Not enumerable. */
  declare readonly cause?: unknown;

  constructor(code: WeixinErrorCode, hint: string, fields?: WeixinErrorFields) {
    super(code + ': ' + hint);
    // In the ES5 build Error() ignores `this` and answers with a plain Error; give it our prototype back. `__proto__`, because
    // the engines that need this may lack Object.setPrototypeOf.
    (this as { __proto__?: unknown }).__proto__ = WeixinError.prototype;
    this.name = 'WeixinError';
    this.code = code;
    this.hint = hint;
    for (const key in fields) (this as Record<string, unknown>)[key] = fields[key as keyof WeixinErrorFields];
  }
}

/**
 * Gives an error what is behind it, unless that is `undefined`. Not left to Error(), which ignores its second argument in the
 * engines of old clients (before ES2022); not a part of the class, because checks of arguments have none and should stay small.
 */
export function withCause(error: WeixinError, cause: unknown): WeixinError {
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}

/**
 * Tells whether a caught value is a {@link WeixinError}, also one thrown by another copy of this package on the page.
 *
 * @param value anything
 */
export function isWeixinError(value: unknown): value is WeixinError {
  // The name is the brand: another copy has another class, but the same name.
  return value instanceof Error && value.name === 'WeixinError';
}
