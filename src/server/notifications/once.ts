import { checkDuration, checkText, ownField, ownFields } from '../arguments';
import { checkStore, holdClaim, releaseClaim, type Store } from '../store/store';

/** How long a handled notification is remembered, in ms. WeChat repeats one for three days; a day more for late ones. */
const REMEMBERED = 4 * 24 * 3600_000;
/** How often the living holder of a claim may renew it, counted in lifetimes of the claim. */
const LIFETIMES = 10;

/** What became of one delivery. `busy`: another delivery of the same notification is being handled, here or elsewhere. */
export type OnceOutcome = 'done' | 'busy';

/**
 * Handles one notification, unless it was handled before or is being handled now. Made by {@link createOnce}.
 *
 * @param notification the event, or its `id`
 * @param work handles it
 * @returns `done` where it is handled, now or before (answer 204); `busy` (answer 503, and WeChat delivers again)
 * @throws what `work` throws, and what the store rejects with: answer 500, and WeChat delivers again
 */
export type Once = (notification: string | { id: string }, work: () => unknown) => Promise<OnceOutcome>;

/**
 * Makes a guard that lets each notification be handled once, for servers that use `parseNotification`;
 * `createNotificationHandler` has it inside. Both know each other's notifications if they share a store.
 *
 * ```ts
 * const once = createOnce(redisStore(client));
 * const event = parseNotification(input, options);
 * const outcome = await once(event, () => savePermission(event));
 * response.writeHead(outcome === 'done' ? 204 : 503).end();
 * ```
 *
 * Delivery is at least once, not exactly once. `work` runs again where it failed, where the process died before it was
 * remembered as handled, where the store lost what it knew, and where `work` takes longer than its claim lasts. So write
 * idempotently: with the event's `id` as a unique key, or as a state that replaces only an older one (compare
 * `openorclose_time`, since a late OPEN can follow a CLOSE).
 *
 * @param store shared by every process that takes notifications
 * @param options `claimTtl`: how long a process that died holds a notification, in ms; default 15000. A living one renews its
 *   claim, for ten times as long at most, if the store can renew
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function createOnce(store: Store, options: { claimTtl?: number } = {}): Once {
  const memory = checkStore(store);
  const claimTtl = checkDuration(ownFields(options, 'options').claimTtl ?? 15_000, 'claimTtl');

  return async (notification, work) => {
    const id =
      typeof notification === 'string' ? notification : ownField(Object(notification) as { id?: unknown }, 'id');
    const key = `notification:${checkText(id, 'notification')}`;
    if (await memory.get(key)) return 'done';
    const token = await memory.claim(key, claimTtl);
    if (token === undefined) return (await memory.get(key)) ? 'done' : 'busy';
    const stop = holdClaim(memory, key, token, claimTtl, LIFETIMES * claimTtl);
    try {
      // Another delivery may have been handled between the first look and the claim.
      if (!(await memory.get(key))) {
        await work();
        // Before the claim goes, so that no delivery can slip in between.
        await memory.set(key, 'done', REMEMBERED);
      }
      return 'done';
    } finally {
      stop();
      await releaseClaim(memory, key, token);
    }
  };
}
