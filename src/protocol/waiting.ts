import { WeixinError, isWeixinError, withCause } from '../errors';
import type { WeixinErrorCode } from '../errors';
import { checkFunction } from './argument';
import { startTimer } from './timer';

/** One finished step, for logs and dashboards. It holds names, times and verdicts, never a value that was passed. */
export interface TraceEvent {
  /** `jweixin`, `bridge`, `signature`, `config`, `checkJsApi`, `token`, `openBusinessView`, `confirm`, `chunk`, or an interface. */
  step: string;
  /** Milliseconds from the start of the page to the start of the step. */
  startedAt: number;
  /** Milliseconds from the start of the step to its end. */
  duration: number;
  /** Why it failed; missing where it did not. `TIMEOUT` or `ABORTED` where the last caller who waited for it gave up. */
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
  /** Milliseconds for each wait on the client or on your server, instead of the instance's. It only counts for this caller. */
  timeout?: number;
}

/** Is called once at the end of something; with the error of one who gave up. */
export type Stop = (error?: WeixinError) => void;

/** Who waits for a task. */
export interface Caller {
  /** In ms, for each step; 0: no clock. */
  timeout: number;
  giveUp(error?: WeixinError): void;
  /** Calls back when the caller has the result, or gave up. */
  onEnd(stop: Stop): void;
}

/**
 * Something under way, which several callers may wait for. When the last one leaves, it gives up as that one did. One that nobody
 * joined goes on.
 */
export interface Task<T> extends Caller {
  result: Promise<T>;
  /** It failed, or everybody left: it is of no use to the next caller. */
  lost: boolean;
  join(caller: Caller): void;
}

/** Waits for a part of a task, for all callers of the task. A task that has ended does not go on. */
export type Wait = <T>(begin: () => Task<T>) => Promise<T>;

/** Starts a task: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (
  wait: Wait,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
) => PromiseLike<T> | Stop | void;

/**
 * Starts a task.
 *
 * @param name of a step: it is traced, unless it resolves with nothing, and the clocks of its callers run; empty for a task that is
 * made of others
 * @param limit ms after which it is a `TIMEOUT` for everybody, besides the clock of each caller; 0: without any clock
 */
export type StartTask = <T>(name: string, start: Start<T>, limit?: number) => Task<T>;

/** @param trace is told each step once, when it ends */
export function createTasks(trace?: (event: TraceEvent) => void): StartTask {
  return <T>(name: string, start: Start<T>, limit?: number) => {
    const startedAt = trace ? performance.now() : 0;
    const parts: Task<unknown>[] = [];
    const stops: Stop[] = [];
    let callers: Caller[] = [];
    let over = false;
    let resolve!: (value: T) => void;
    let reject!: (reason: unknown) => void;

    function end(verdict: string | undefined, error?: WeixinError): void {
      over = true;
      stops.forEach((stop) => {
        try {
          stop(error);
        } catch {
          // What a signal or a client throws here must not cost the caller the result.
        }
      });
      if (trace && name && verdict)
        trace({ step: name, startedAt, duration: performance.now() - startedAt, code: error && error.code, verdict });
    }

    function succeed(value: T): void {
      if (over) return;
      end(value ? (value as { status?: string }).status || 'ok' : '');
      resolve(value);
    }

    function fail(cause: unknown): void {
      const fields = { api: name, errMsg: '', errCode: null };
      task.giveUp(
        isWeixinError(cause) ? cause : withCause(new WeixinError('API_FAILED', 'The client threw.', fields), cause),
      );
    }

    function wait<P>(begin: () => Task<P>): Promise<P> {
      return new Promise((resolve, reject) => {
        if (over) return;
        const part = begin();
        parts.push(part);
        callers.forEach(part.join);
        part.result.then(
          (value) => over || resolve(value),
          (error) => over || reject(error),
        );
      });
    }

    const task: Task<T> = {
      timeout: 0,
      lost: false,
      result: new Promise((succeeded, failed) => {
        resolve = succeeded;
        reject = failed;
      }),
      join(caller) {
        if (over) return;
        const clock = name && limit !== 0 ? caller.timeout : 0;
        const stopClock = startTimer(clock, () => caller.giveUp(timeoutError(name)));
        stops.push(stopClock);
        callers.push(caller);
        caller.onEnd((error) => {
          stopClock();
          callers = without(callers, caller);
          if (!callers.length) task.giveUp(error);
        });
        parts.forEach((part) => part.join(caller));
      },
      giveUp(error) {
        if (over) return;
        const { code, reason } = Object(error) as WeixinError;
        task.lost = true;
        end(reason || code, error);
        reject(error);
      },
      onEnd: (stop) => (over ? stop() : stops.push(stop)),
    };

    // Nobody may be waiting for it.
    task.result.catch(() => undefined);
    task.onEnd(startTimer(limit, () => fail(timeoutError(name))));
    try {
      const started = start(wait, succeed, fail);
      if (typeof started === 'object') started.then(succeed, fail);
      else if (started) task.onEnd(started);
    } catch (cause) {
      fail(cause);
    }
    return task;
  };
}

/** Keeps one task for all who need its result; a new one after a failure, or once everybody left. */
export function createShared<T>(begin: () => Task<T>): () => Task<T> {
  let task: Task<T> | undefined;
  return () => (task = task && !task.lost ? task : begin());
}

/**
 * Runs a task for one caller, with a clock and a signal of its own.
 *
 * @param timeout ms for each step; 0: no clock
 * @throws WeixinError `INVALID_ARGUMENT` naming `signal`
 */
export function runAsCaller<T>(
  task: StartTask,
  timeout: number,
  signal: AbortSignalLike | undefined,
  start: Start<T>,
): Promise<T> {
  if (signal) checkFunction('signal', signal.addEventListener);
  if (signal && signal.aborted) return Promise.reject(abortError(signal));
  const own = task('', start);
  own.timeout = timeout;
  own.join(own);
  if (signal) {
    const onAbort = (): void => own.giveUp(abortError(signal));
    signal.addEventListener('abort', onAbort);
    own.onEnd(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  }
  return own.result;
}

/** Runs later than now, so that a function of the page which uses this instance shares what it is part of. */
export function later<T>(run: () => T | PromiseLike<T>): Promise<T> {
  return Promise.resolve().then(run);
}

/** What a caller is told who gave up. */
export function abortError({ reason }: AbortSignalLike): WeixinError {
  return withCause(new WeixinError('ABORTED', 'The caller gave up.'), reason);
}

function timeoutError(step: string): WeixinError {
  return new WeixinError('TIMEOUT', step + ' gave no answer in time.', { step });
}

export function without<T>(list: T[], item: T): T[] {
  return list.filter((each) => each !== item);
}
