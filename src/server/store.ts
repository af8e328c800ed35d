/**
 * One small seam for what several requests, or several processes, must agree on: tickets and notification claims.
 *
 * Values and claims live apart: `get` never sees a claim and `claim` never a value, even under the same key.
 */
export interface Store {
  /** Resolves to the value, or to `undefined` once its time is over. */
  get(key: string): Promise<string | undefined>;
  /** Keeps a value for `ttl` ms, in place of the one before. */
  set(key: string, value: string, ttl: number): Promise<void>;
  /** Atomic: of all who ask, one gets a token for at most `ttl` ms, the others `undefined`. */
  claim(key: string, ttl: number): Promise<string | undefined>;
  /** Frees the claim only if it is still that token's, so that a late release cannot free the next holder's claim. */
  release(key: string, token: string): Promise<void>;
}
