import { releaseClaim } from '../store/store';
import type { Store } from '../store/store';

/** How long a handled notification is remembered, in ms. WeChat repeats one for three days; a day more for late ones. */
const REMEMBERED = 4 * 24 * 3600_000;

/** What became of one delivery. `elsewhere`: another delivery of the same notification is being handled right now. */
export type Run = 'done' | 'elsewhere';

/**
 * Runs `work` once for a notification, however many deliveries and processes there are.
 *
 * The claim is held while `work` runs. If it fails, or the process dies, the claim goes and the next delivery runs it again;
 * once it has succeeded, that is remembered before the claim goes, so no delivery can slip in between.
 *
 * @param store shared by every process that takes notifications
 * @param id the notification's
 * @param claimTtl ms
 * @param work what to run
 * @throws what `work` or the store throws
 */
export async function runOnce(store: Store, id: string, claimTtl: number, work: () => unknown): Promise<Run> {
  const key = `notification:${id}`;
  if (await store.get(key)) return 'done';
  const token = await store.claim(key, claimTtl);
  if (token === undefined) return (await store.get(key)) ? 'done' : 'elsewhere';
  try {
    if (!(await store.get(key))) {
      await work();
      await store.set(key, 'done', REMEMBERED);
    }
    return 'done';
  } finally {
    await releaseClaim(store, key, token);
  }
}
