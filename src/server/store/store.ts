import { invalidArgument } from '../arguments';
import { inTime } from '../limits';

/**
 * Holds what several requests, or several processes, must agree on: tickets and notification claims.
 *
 * Values and claims live apart: `get` never sees a claim and `claim` never a value, even under the same key.
 */
export interface Store {
  /** Resolves to the value, or to `undefined` once its time is over. */
  get(key: string): Promise<string | undefined>;
  /** Keeps a value for `ttl` ms and replaces the one before. */
  set(key: string, value: string, ttl: number): Promise<void>;
  /**
   * Atomic: of all who ask, one gets a token for at most `ttl` ms, the others `undefined`. Only a string that is not empty counts as
   * a token.
   */
  claim(key: string, ttl: number): Promise<string | undefined>;
  /** Frees the claim only if it is still that token's, so that a late release cannot free the next holder's claim. */
  release(key: string, token: string): Promise<void>;
  /**
   * Optional. Lets the claim last `ttl` ms from now if it is still that token's, and resolves to whether it was. In a store
   * without it a claim ends after the `ttl` it was made with, even while its holder still works.
   */
  renew?(key: string, token: string, ttl: number): Promise<boolean>;
}

/** What {@link StoreError} can say. */
export type StoreErrorCode = 'TIMEOUT' | 'FULL';

/**
 * A store that gave no usable answer.
 *
 * - `TIMEOUT`: it did not answer within 2 s, such as a Redis that is frozen or out of reach
 * - `FULL`: `memoryStore` holds as many claims as it may
 *
 * `call` names the verb; the key is never quoted.
 */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreErrorCode;
  /** The verb that failed. */
  readonly call: keyof Store;
  /** What to check. */
  readonly hint: string;

  constructor(code: StoreErrorCode, call: keyof Store, hint: string) {
    super(`${code}: ${call}: ${hint}`);
    this.code = code;
    this.call = call;
    this.hint = hint;
  }
}

/**
 * Tells whether a caught value is a {@link StoreError}, also one of another copy of this package (ESM and CommonJS).
 *
 * @param value anything
 */
export function isStoreError(value: unknown): value is StoreError {
  return value instanceof Error && value.name === 'StoreError';
}

const VERBS = ['get', 'set', 'claim', 'release'] as const;

/**
 * Requires the four verbs of a {@link Store}, and puts a clock on each of its calls.
 *
 * @param value what the caller gave
 * @returns {@link timedStore} of it
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkStore(value: Store): Store {
  const complete =
    typeof value === 'object' && value !== null && VERBS.every((verb) => typeof value[verb] === 'function');
  if (!complete) {
    throw invalidArgument(
      'store',
      'Give memoryStore(), redisStore(client), or an object with get, set, claim and release.',
    );
  }
  return timedStore(value);
}

/** How long one call of a store may take, in ms. WeChat Pay waits 5 s for the answer to a notification. */
const PATIENCE = 2000;

/**
 * Puts a clock of 2 s on each call of a store, so that a frozen one is an error and not a hang. Only strings count as
 * values and tokens: another answer, such as the `null` or `true` of a store that was written differently, is "none", and so is an empty token.
 *
 * A claim that is granted after its clock ran out is released again, so that it does not block the next caller.
 *
 * @param store the store to ask
 * @returns a store that rejects with {@link StoreError} `TIMEOUT`, and else with what `store` rejects with
 */
export function timedStore(store: Store): Store {
  const timed: Store = {
    get: async (key) => onlyText(await answered('get', async () => store.get(key))),
    set: async (key, value, ttl) => {
      await answered('set', async () => store.set(key, value, ttl));
    },
    claim: async (key, ttl) => {
      const asked = Promise.resolve().then(() => store.claim(key, ttl));
      try {
        return onlyText(await answered('claim', () => asked)) || undefined;
      } catch (error) {
        asked.then(
          (late: unknown) => (typeof late === 'string' && late !== '' ? releaseClaim(timed, key, late) : undefined),
          () => undefined,
        );
        throw error;
      }
    },
    release: async (key, token) => {
      await answered('release', async () => store.release(key, token));
    },
  };
  if (typeof store.renew === 'function') {
    timed.renew = async (key, token, ttl) =>
      (await answered('renew', async () => store.renew!(key, token, ttl))) === true;
  }
  return timed;
}

function onlyText(answer: unknown): string | undefined {
  return typeof answer === 'string' ? answer : undefined;
}

function answered<T>(call: keyof Store, ask: () => Promise<T>): Promise<T> {
  return inTime(ask(), PATIENCE, () => {
    throw new StoreError('TIMEOUT', call, `The store did not answer within ${PATIENCE} ms. Check that it is running.`);
  });
}

/**
 * Gives a claim back. A release that fails is ignored: the claim runs out by itself.
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

/**
 * Renews a claim while its holder lives and works. A renewal that fails is ignored; where the claim is another's, or the store
 * cannot renew, it ends by itself.
 *
 * @param store where the claim was got
 * @param key what was claimed
 * @param token what `claim` resolved to
 * @param ttl how long the claim lasts, in ms
 * @param longest how long it is held in all, in ms; default: until the returned function is called
 * @returns stops the renewal
 */
export function holdClaim(
  store: Store,
  key: string,
  token: string,
  ttl: number,
  longest: number = Infinity,
): () => void {
  const start = performance.now();
  const stop = () => clearInterval(timer);
  const renew = async () => {
    if (performance.now() - start > longest - ttl) return stop();
    if ((await store.renew?.(key, token, ttl)) !== true) stop();
  };
  const timer = setInterval(() => void renew().catch(() => undefined), Math.max(1, ttl / 3));
  // Not every runtime has it.
  timer.unref?.();
  return stop;
}
