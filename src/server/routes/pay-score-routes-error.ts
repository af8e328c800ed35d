/** What the routes of `createPayScoreRoutes` refuse by themselves. */
export type PayScoreRoutesErrorCode =
  | 'NOT_SIGNED_IN'
  | 'ORIGIN_NOT_ALLOWED'
  | 'NOT_APPLIED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED';

/**
 * What `onError` of `createPayScoreRoutes` gets for a request that was refused before anything failed. Anybody can cause these, so
 * a log may leave them out.
 *
 * - `NOT_SIGNED_IN` (401): `userOf` says that nobody is signed in
 * - `ORIGIN_NOT_ALLOWED` (403): a page of another origin, which the signer does not sign for
 * - `NOT_APPLIED` (404): the state of a user for whom nothing was applied for
 * - `NOT_FOUND` (404), `METHOD_NOT_ALLOWED` (405): as the names say
 *
 * It quotes nothing of the request.
 */
export class PayScoreRoutesError extends Error {
  override readonly name: string = 'PayScoreRoutesError';
  readonly code: PayScoreRoutesErrorCode;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** What to check. */
  readonly hint: string;

  constructor(code: PayScoreRoutesErrorCode, status: number, hint: string) {
    super(`${code}: ${hint}`);
    this.code = code;
    this.status = status;
    this.hint = hint;
  }
}

/**
 * Tells whether a caught value is a {@link PayScoreRoutesError}, also one of another copy of this package (ESM and CommonJS).
 *
 * @param value anything
 */
export function isPayScoreRoutesError(value: unknown): value is PayScoreRoutesError {
  // The name is the brand: another copy has another class, but the same name.
  return value instanceof Error && value.name === 'PayScoreRoutesError';
}
