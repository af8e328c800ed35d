import { invalidArgument } from '../arguments';

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

/**
 * Requires the four verbs of a {@link Store}.
 *
 * @param value what the caller gave
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkStore(value: Store): Store {
  const complete =
    typeof value === 'object' &&
    value !== null &&
    (['get', 'set', 'claim', 'release'] as const).every((verb) => typeof value[verb] === 'function');
  if (!complete) {
    throw invalidArgument(
      'store',
      'Give memoryStore(), redisStore(client), or an object with get, set, claim and release.',
    );
  }
  return value;
}

/**
 * Gives a claim back. A release that fails is not worth an error: the claim runs out by itself.
 *
 * @param store where the claim was got
 * @param key what was claimed
 * @param token what `claim` resolved to
 */
export async function releaseClaim(store: Store, key: string, token: string): Promise<void> {
  try {
    await store.release(key, token);
  } catch {
    // See above.
  }
}
