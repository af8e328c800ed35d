/** The rung at which a notification stopped. */
export type NotificationErrorCode =
  | 'MISSING_HEADER'
  | 'STALE_TIMESTAMP'
  | 'UNKNOWN_SERIAL'
  | 'BAD_SIGNATURE'
  | 'UNSUPPORTED_ALGORITHM'
  | 'DECRYPT_FAILED'
  | 'BAD_PAYLOAD';

/**
 * A notification that cannot be believed or read.
 *
 * The texts are this library's own; nothing of the notification stands in them.
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
