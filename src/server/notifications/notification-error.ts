/** The check that a notification failed, in the order in which they are made. */
export const CHECKS = [
  'MISSING_HEADER',
  'STALE_TIMESTAMP',
  'UNKNOWN_SERIAL',
  'BAD_SIGNATURE',
  'UNSUPPORTED_ALGORITHM',
  'DECRYPT_FAILED',
  'BAD_PAYLOAD',
] as const;

/**
 * Why a notification does not count.
 *
 * - `MISSING_HEADER`: one of the signature's four headers is absent, empty, or there more than once
 * - `STALE_TIMESTAMP`: its time is more than five minutes from ours
 * - `UNKNOWN_SERIAL`: `platformKeys` has no key for its serial
 * - `BAD_SIGNATURE`: the signature does not fit the raw body
 * - `UNSUPPORTED_ALGORITHM`: its content is not encrypted with AEAD_AES_256_GCM
 * - `DECRYPT_FAILED`: the API v3 key does not decrypt it
 * - `BAD_PAYLOAD`: it is not as documented, or not about what `expect` says
 */
export type NotificationErrorCode = (typeof CHECKS)[number];

/**
 * A notification that failed a check. Its texts are this library's own and quote nothing of the notification.
 */
export class NotificationError extends Error {
  override readonly name: string = 'NotificationError';
  readonly code: NotificationErrorCode;
  /** What to check, in one or two sentences. */
  readonly hint: string;

  constructor(code: NotificationErrorCode, hint: string) {
    super(`${code}: ${hint}`);
    this.code = code;
    this.hint = hint;
  }
}

/**
 * Tells whether a caught value is a {@link NotificationError}, also one of another copy of this package (ESM and CommonJS).
 *
 * @param value anything
 */
export function isNotificationError(value: unknown): value is NotificationError {
  // The name is the brand: another copy has another class, but the same name.
  return value instanceof Error && value.name === 'NotificationError';
}

/**
 * Why a delivery was not handled, although no check of the notification failed.
 *
 * - `METHOD_NOT_ALLOWED` (405), `BODY_TOO_LONG` (413), `BODY_TOO_SLOW` (408): as the names say
 * - `BODY_ALREADY_READ` (500): something in front of the handler, such as a body parser, has read the body
 * - `UNHANDLED_EVENT` (501): a verified event of a type that only `onOther` takes, and there is none
 * - `IN_PROGRESS` (503): another delivery of the same notification is being handled
 * - `KEY_TIMEOUT` (500): the function `platformKeys` did not answer in time
 */
export type DeliveryErrorCode =
  | 'METHOD_NOT_ALLOWED'
  | 'BODY_TOO_LONG'
  | 'BODY_TOO_SLOW'
  | 'BODY_ALREADY_READ'
  | 'UNHANDLED_EVENT'
  | 'IN_PROGRESS'
  | 'KEY_TIMEOUT';

/** What `onError` of a notification handler gets for a delivery that was not handled. It quotes nothing of the request. */
export class DeliveryError extends Error {
  override readonly name: string = 'DeliveryError';
  readonly code: DeliveryErrorCode;
  /** What to check. */
  readonly hint: string;

  constructor(code: DeliveryErrorCode, hint: string) {
    super(`${code}: ${hint}`);
    this.code = code;
    this.hint = hint;
  }
}

/**
 * Tells whether a caught value is a {@link DeliveryError}, also one of another copy of this package (ESM and CommonJS). Anybody can
 * cause most of these with a request, so a log may leave them out:
 *
 * ```ts
 * onError: (error) => {
 *   if (isDeliveryError(error) && error.code === 'IN_PROGRESS') return;
 *   console.error(error);
 * };
 * ```
 *
 * @param value anything
 */
export function isDeliveryError(value: unknown): value is DeliveryError {
  return value instanceof Error && value.name === 'DeliveryError';
}
