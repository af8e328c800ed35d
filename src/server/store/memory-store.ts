import { randomUUID } from 'node:crypto';
import { checkDuration } from '../arguments';
import { type Store, StoreError } from './store';

interface Entry {
  readonly text: string;
  /** On the clock of `performance.now()`, which no correction of the system's time moves. */
  readonly expires: number;
}

/** The most values, and the most claims, that are kept at once. A notification's mark takes about 160 bytes. */
const MOST = 100_000;
/** Entries looked at by each write. More than one, or a steady stream of new keys would outrun the sweep. */
const SWEEP = 4;

/**
 * Makes a {@link Store} in this process's memory: enough for one process, and for tests.
 *
 * It counts time on a monotonic clock and holds no timer, so it never keeps a process alive; each write looks at a few older
 * entries and drops those whose time is over.
 *
 * It is bounded, at 100,000 values and 100,000 claims (about 16 MB each):
 *
 * - A full set of values drops the value that was set longest ago. Where that value marks a notification as handled, a late
 *   repetition of it would run `onEvent` again; the first such drop is reported with `process.emitWarning`, code
 *   `WEIXIN_PAYSCORE_STORE_FULL`. A shop with more than 100,000 notifications in four days needs `redisStore`.
 * - A claim is never dropped early, since two holders would then work side by side: a full set of claims rejects the next
 *   `claim` with {@link StoreError} `FULL`, and WeChat Pay delivers that notification again later.
 *
 * Its verbs reject with `WeixinError` `INVALID_ARGUMENT` for a `ttl` that is not a whole number of ms from 1 up.
 */
export function memoryStore(): Store {
  const values = expiringEntries();
  const claims = expiringEntries();
  let warned = false;

  function makeRoom(): void {
    if (values.size() < MOST || !values.dropOldest() || warned) return;
    warned = true;
    process.emitWarning(
      `memoryStore holds ${MOST} values and drops the oldest. A notification whose mark is dropped can be handled twice: use redisStore.`,
      { code: 'WEIXIN_PAYSCORE_STORE_FULL' },
    );
  }

  return {
    get: async (key) => values.read(key),
    set: async (key, value, ttl) => {
      const duration = checkTtl(ttl);
      if (!values.drop(key)) makeRoom();
      values.write(key, value, duration);
    },
    claim: async (key, ttl) => {
      const duration = checkTtl(ttl);
      if (claims.read(key) !== undefined) return undefined;
      if (claims.size() >= MOST && !claims.dropExpired()) {
        throw new StoreError('FULL', 'claim', `memoryStore holds ${MOST} claims. Use redisStore.`);
      }
      const token = randomUUID();
      claims.write(key, token, duration);
      return token;
    },
    release: async (key, token) => {
      if (claims.read(key) === token) claims.drop(key);
    },
    renew: async (key, token, ttl) => {
      const duration = checkTtl(ttl);
      if (claims.read(key) !== token) return false;
      claims.write(key, token, duration);
      return true;
    },
  };
}

function checkTtl(ttl: number): number {
  return checkDuration(ttl, 'ttl', Number.MAX_SAFE_INTEGER);
}

function expiringEntries() {
  const entries = new Map<string, Entry>();
  let sweep = entries.entries();

  function dropSomeExpired(now: number): void {
    for (let looked = 0; looked < SWEEP; looked += 1) {
      const next = sweep.next();
      if (next.done) {
        sweep = entries.entries();
        return;
      }
      const [key, entry] = next.value;
      if (entry.expires <= now) entries.delete(key);
    }
  }

  return {
    size: () => entries.size,
    read(key: string): string | undefined {
      const entry = entries.get(key);
      if (entry && entry.expires > performance.now()) return entry.text;
      if (entry) entries.delete(key);
      return undefined;
    },
    write(key: string, text: string, duration: number): void {
      const now = performance.now();
      entries.set(key, { text, expires: now + duration });
      dropSomeExpired(now);
    },
    drop: (key: string): boolean => entries.delete(key),
    /** Drops the entry that was written first; answers whether it was still valid. */
    dropOldest(): boolean {
      const [key, entry] = entries.entries().next().value!;
      entries.delete(key);
      return entry.expires > performance.now();
    },
    /** Drops every entry whose time is over; answers whether there was one. */
    dropExpired(): boolean {
      const before = entries.size;
      const now = performance.now();
      for (const [key, entry] of entries) if (entry.expires <= now) entries.delete(key);
      return entries.size < before;
    },
  };
}
