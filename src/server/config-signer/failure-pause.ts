import type { Store } from '../store/store';
import { refusedWith } from './ask-weixin';
import { ConfigSignerError } from './config-signer-error';

/** Failures in a row of all processes together. No try is made before `until`, in ms since 1970. */
interface Failures {
  readonly count: number;
  readonly until: number;
  /** WeChat's last number; none where it gave no usable answer. */
  readonly errcode: number | null;
}

/** The pause that all processes on one store keep after failures in a row. */
export interface FailurePause {
  /**
   * Resolves to the failures in a row so far; rejects with {@link ConfigSignerError}, the last failure, while the pause lasts.
   */
  check(): Promise<number>;
  /** Notes one more failure after the `before` that {@link check} counted. Never rejects. */
  failed(error: unknown, before: number): Promise<void>;
  /** Ends the row. */
  succeeded(before: number): Promise<void>;
}

/** From the second failure in a row on: this long, then twice as long each time, at most a minute, in ms. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
/** Failures further apart than this are not in a row, in ms. */
const SAME_ROW = 10 * 60_000;

/**
 * Keeps all processes from asking a failing WeChat again and again: its daily quota is small.
 *
 * @param store shared by the processes
 * @param appId the account
 */
export function failurePause(store: Store, appId: string): FailurePause {
  const key = `jsapi_ticket_failures:${appId}`;
  return {
    check: async () => {
      const failures = parse(await store.get(key));
      const left = failures.until - Date.now();
      // More than the longest pause means that the system's clock was set back.
      if (left <= 0 || left > LONGEST_PAUSE) return failures.count;
      const next = `The last ${failures.count} tries failed; the next is made in ${Math.ceil(left / 1000)} s.`;
      throw failures.errcode === null
        ? new ConfigSignerError('UPSTREAM_FAILED', next)
        : refusedWith(failures.errcode, ` ${next}`);
    },
    failed: async (error, before) => {
      const wait = before === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (before - 1), LONGEST_PAUSE);
      const errcode = (error instanceof ConfigSignerError && error.errcode) || null;
      const failures: Failures = { count: before + 1, until: Date.now() + wait, errcode };
      // Where not even this can be stored, the failure itself is the one to report.
      await store.set(key, JSON.stringify(failures), wait + SAME_ROW).catch(() => undefined);
    },
    succeeded: async (before) => {
      if (before > 0) await store.set(key, '', 1);
    },
  };
}

function parse(text: string | undefined): Failures {
  try {
    const { count, until, errcode } = Object(JSON.parse(text ?? '')) as Partial<Failures>;
    if (typeof count === 'number' && typeof until === 'number') return { count, until, errcode: errcode ?? null };
  } catch {
    // Nothing was stored, or another version wrote it.
  }
  return { count: 0, until: 0, errcode: null };
}
