import { WeixinError, isWeixinError } from '../errors';
import type { WeixinErrorCode } from '../errors';
import { startTimer } from './timer';

/** One finished step, for logs and dashboards. It holds names, times and verdicts, never a value that was passed. */
export interface TraceEvent {
  /** `jweixin`, `bridge`, `signature`, `config`, `checkJsApi`, `token`, `openBusinessView`, `confirm`, `chunk`, or an interface. */
  step: string;
  /** Milliseconds from the start of the page to the start of the step. */
  startedAt: number;
  /** Milliseconds from the start of the step to its end. */
  duration: number;
  /** Why it failed; missing where it did not. A caller that gave up is a `TIMEOUT` or `ABORTED` of the step it waited for. */
  code: WeixinErrorCode | undefined;
  /**
   * What the step came to: `ok`, the status of a view (`cancelled`, `unknown`), what your server says (`AVAILABLE`, …); of a
   * failure the host's reason in the manual's words, else the code.
   */
  verdict: string;
}

/** What a wait needs of an `AbortSignal`. A mini program has none of its own and brings another object. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How long a caller is ready to wait. */
export interface WaitOptions {
  /** Gives up the wait: the promise rejects with `ABORTED`. Others who wait for the same are not affected. */
  signal?: AbortSignal;
  /** Milliseconds for each wait on the host or on your server, instead of the session's. It only counts for this caller. */
  timeout?: number;
}

/** Starts a wait: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
) => PromiseLike<T> | (() => void) | void;

/** How one caller waits: with its own clock and its own signal. Every wait of this package goes through here. */
export interface Waiting {
  readonly timeout: number;
  readonly signal: AbortSignalLike | undefined;
  /**
   * Starts something and waits until it answers, throws, takes longer than `limit` (ms; default the caller's timeout, 0: no
   * clock) or the caller gives up, whichever is first. It is then stopped, and traced as `name`; where another caller's wait
   * for the same is traced, only if this caller gives up.
   */
  step<T>(name: string, start: Start<T>, limit?: number, tracedElsewhere?: boolean): Promise<T>;
  /** Waits for what several callers share, and what is traced where it was started. */
  join<T>(name: string, shared: PromiseLike<T>, limit?: number): Promise<T>;
  /** Waits without a clock. */
  unlessAborted<T>(shared: PromiseLike<T>): Promise<T>;
  /** Ends every wait that is still under way, without an answer: the caller has its result. */
  stop(): void;
}

/**
 * @param timeout ms, 0: no clock
 * @param trace is told each step
 */
export function createWaiting(timeout: number, signal?: AbortSignalLike, trace?: (event: TraceEvent) => void): Waiting {
  let pending: { abort(): void; stop(): void }[] = [];

  function wait<T>(name: string, start: Start<T>, limit: number, shared: boolean): Promise<T> {
    const startedAt = now();
    return new Promise<T>((resolve, reject) => {
      let stopTimer = (): void => undefined;
      let stopStarted: (() => void) | void;
      const own = { abort: () => giveUp(abortError(signal!)), stop };

      function stop(): void {
        pending = pending.filter((each) => each !== own);
        stopTimer();
        if (stopStarted) stopStarted();
      }

      /** Answers whether this is the first end. */
      function end(verdict: string, code: WeixinErrorCode | undefined, traced: boolean): boolean {
        if (pending.indexOf(own) < 0) return false;
        stop();
        try {
          if (trace && name && traced) trace({ step: name, startedAt, duration: now() - startedAt, code, verdict });
        } catch {
          // A logger that throws must not cost the user the result.
        }
        return true;
      }

      function succeed(value: T): void {
        if (end((Object(value) as { status?: string }).status || 'ok', undefined, !shared)) resolve(value);
      }

      function fail(cause: unknown): void {
        const error = isWeixinError(cause)
          ? cause
          : new WeixinError('API_FAILED', 'The client threw.', { api: name, errMsg: '', errCode: null }, cause);
        if (end(error.reason || error.code, error.code, !shared)) reject(error);
      }

      function giveUp(error: WeixinError): void {
        if (end(error.code, error.code, true)) reject(error);
      }

      pending.push(own);
      if (signal && signal.aborted) return own.abort();
      stopTimer = startTimer(limit, () =>
        giveUp(new WeixinError('TIMEOUT', name + ' gave no answer in time.', { step: name })),
      );
      try {
        const started = start(succeed, fail);
        if (typeof started === 'object') started.then(succeed, fail);
        else if (started && pending.indexOf(own) < 0) started();
        else stopStarted = started;
      } catch (cause) {
        fail(cause);
      }
    });
  }

  function onAbort(): void {
    pending.slice().forEach((each) => each.abort());
  }

  if (signal) signal.addEventListener('abort', onAbort);
  return {
    timeout,
    signal,
    step: (name, start, limit = timeout, shared = false) => wait(name, start, limit, shared),
    join: (name, shared, limit = timeout) => wait(name, () => shared, limit, true),
    unlessAborted: (shared) => wait('', () => shared, 0, true),
    stop() {
      pending.slice().forEach((each) => each.stop());
      if (signal) signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Starts something once for all callers; anew after a failure, and when it was silent for longer than `patience` ms. */
export function createShared<T>(patience: number, start: () => Promise<T>): () => Promise<T> {
  let current: Promise<T> | undefined;
  let since = 0;
  let pending = false;

  return () => {
    if (current && !(pending && Date.now() - since >= patience)) return current;
    const own = start();
    current = own;
    since = Date.now();
    pending = true;
    own.then(
      () => {
        if (current === own) pending = false;
      },
      () => {
        if (current === own) current = undefined;
      },
    );
    return own;
  };
}

/** What a caller is told who gave up. */
export function abortError({ reason }: AbortSignalLike): WeixinError {
  return new WeixinError('ABORTED', 'The caller gave up.', {}, reason);
}

/** Milliseconds since the page began; a mini program has no such clock. */
function now(): number {
  return typeof performance === 'object' ? performance.now() : Date.now();
}
