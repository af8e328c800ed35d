import { randomUUID } from 'node:crypto';
import { checkDuration } from '../arguments';
import type { Store } from './store';

interface Entry {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Entries looked at by each write. More than one, or a steady stream of new keys would outrun the sweep. */
const SWEEP = 4;

/**
 * Makes a {@link Store} in this process's memory: enough for one process, and for tests.
 *
 * It holds no timer, so it never keeps a process alive; each write looks at a few older entries and drops those whose
 * time is over, so memory follows what is still valid. Its verbs reject with `WeixinError` `INVALID_ARGUMENT` for a
 * `ttl` that is not a whole number of ms from 1 up.
 */
export function memoryStore(): Store {
  const values = expiring();
  const claims = expiring();
  return {
    get: async (key) => values.read(key),
    set: async (key, value, ttl) => values.write(key, value, ttl),
    claim: async (key, ttl) => {
      if (claims.read(key) !== undefined) return undefined;
      const token = randomUUID();
      claims.write(key, token, ttl);
      return token;
    },
    release: async (key, token) => {
      if (claims.read(key) === token) claims.drop(key);
    },
  };
}

function expiring() {
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
    read(key: string): string | undefined {
      const entry = entries.get(key);
      if (entry && entry.expires > Date.now()) return entry.text;
      if (entry) entries.delete(key);
      return undefined;
    },
    write(key: string, text: string, ttl: number): void {
      const now = Date.now();
      entries.set(key, { text, expires: now + checkDuration(ttl, 'ttl', Number.MAX_SAFE_INTEGER) });
      dropSomeExpired(now);
    },
    drop: (key: string): unknown => entries.delete(key),
  };
}
