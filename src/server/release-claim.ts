import type { Store } from './store';

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
