import { WeixinError, isWeixinError, withCause } from '../errors';
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
  /** Milliseconds for each wait on the host or on your server, instead of the session's. It only counts for this caller. */
  timeout?: number;
}

/** Ends something early; with the code of the caller who gave up, without one where it is not needed any more. */
export type Stop = (code?: WeixinErrorCode) => void;

/** Starts a step: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => PromiseLike<T> | Stop | void;

/** Something under way that several callers may wait for. */
export interface Step<T> {
  name: string;
  /** Never settles where everybody left. */
  result: Promise<T>;
  /** Counts a caller, and returns how to leave. When the last one leaves, the step ends. Without it, it goes on. */
  join?(): Stop;
}

/**
 * Starts a step.
 *
 * @param name for the trace; an empty one is not traced
 * @param lost it failed, or everybody left: it is of no use to the next caller
 * @param limit ms after which it is a `TIMEOUT` for everybody, besides the clock of each caller
 */
export type StartStep = <T>(name: string, start: Start<T>, lost?: () => void, limit?: number) => Step<T>;

/** @param trace is told each step once, when it ends */
export function createSteps(trace?: (event: TraceEvent) => void): StartStep {
  return <T>(name: string, start: Start<T>, lost?: () => void, limit?: number) => {
    const startedAt = trace ? performance.now() : 0;
    let callers = 0;
    let over = false;
    let stopClock: Stop;
    let stopStarted: Stop | void = undefined;

    function end(code?: WeixinErrorCode, verdict: string | undefined = code): void {
      over = true;
      stopClock();
      if (stopStarted) stopStarted(code);
      if (trace && name && verdict)
        trace({ step: name, startedAt, duration: performance.now() - startedAt, code, verdict });
    }

    function lose(code?: WeixinErrorCode, verdict?: string): void {
      end(code, verdict);
      if (lost) lost();
    }

    const result = new Promise<T>((resolve, reject) => {
      function succeed(value: T): void {
        if (over) return;
        end(undefined, (Object(value) as { status?: string }).status || 'ok');
        resolve(value);
      }

      function fail(cause: unknown): void {
        if (over) return;
        const error = isWeixinError(cause)
          ? cause
          : withCause(
              new WeixinError('API_FAILED', 'The client threw.', { api: name, errMsg: '', errCode: null }),
              cause,
            );
        lose(error.code, error.reason);
        reject(error);
      }

      stopClock = startTimer(limit, () => fail(timeoutError(name)));
      try {
        const started = start(succeed, fail);
        if (typeof started === 'object') started.then(succeed, fail);
        else stopStarted = started;
        if (over && stopStarted) stopStarted();
      } catch (cause) {
        fail(cause);
      }
    });
    // Nobody may be waiting for it.
    result.catch(() => undefined);

    return {
      name,
      result,
      join() {
        callers++;
        return (code) => {
          if (!--callers && !over) lose(code);
        };
      },
    };
  };
}

/** Keeps one step for all who need its result; a new one after a failure, or once everybody left. */
export function createShared<T>(begin: (lost: () => void) => Step<T>): () => Step<T> {
  let step: Step<T> | undefined;
  return () => (step = step || begin(() => (step = undefined)));
}

/** Waits for steps with the clocks of callers, and never goes on for one who gave up. */
export interface Waiter {
  wait<T>(step: Step<T>): Promise<T>;
}

/** One caller of a verb. */
export interface Caller extends Waiter {
  /** @param clock `false`: without the caller's clock */
  wait<T>(step: Step<T>, clock?: boolean): Promise<T>;
  /** Calls back when the caller has the result, or gave up. */
  onEnd(stop: Stop): void;
}

/** Callers who wait for the same: each of their clocks counts, and goes on alone when the others gave up. */
export interface Group extends Waiter {
  /** Also for what the group waits for at present. */
  join(caller: Caller): void;
  /** Whether somebody still waits. */
  waits(): boolean;
}

export function createGroup(): Group {
  let callers: Caller[] = [];
  let waits: ((caller: Caller) => void)[] = [];
  return {
    wait: (step) =>
      new Promise((resolve, reject) => {
        const share = (caller: Caller): void => void caller.wait(step).catch(() => undefined);
        const end = (): boolean => {
          waits = without(waits, share);
          return callers.length > 0;
        };
        waits.push(share);
        callers.forEach(share);
        step.result.then(
          (value) => end() && resolve(value),
          (error) => end() && reject(error),
        );
      }),
    join(caller) {
      callers.push(caller);
      caller.onEnd(() => (callers = without(callers, caller)));
      waits.forEach((share) => share(caller));
    },
    waits: () => callers.length > 0,
  };
}

/**
 * Runs a verb for one caller, with a clock and a signal of its own.
 *
 * @param timeout ms for each step; 0: no clock
 */
export function runAsCaller<T>(
  timeout: number,
  signal: AbortSignalLike | undefined,
  verb: (caller: Caller) => T | PromiseLike<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stops: Stop[] = [];
    let over = false;

    function end(code?: WeixinErrorCode): void {
      over = true;
      if (signal) signal.removeEventListener('abort', onAbort);
      stops.forEach((stop) => stop(code));
    }

    function giveUp(error: WeixinError): void {
      if (over) return;
      end(error.code);
      reject(error);
    }

    function onAbort(): void {
      giveUp(abortError(signal!));
    }

    function wait<S>(step: Step<S>, clock?: boolean): Promise<S> {
      return new Promise((resolve, reject) => {
        if (over) return;
        const stopClock = startTimer(clock === false ? 0 : timeout, () => giveUp(timeoutError(step.name)));
        stops.push(stopClock);
        if (step.join) stops.push(step.join());
        step.result.then(
          (value) => {
            stopClock();
            if (!over) resolve(value);
          },
          (error) => {
            stopClock();
            if (!over) reject(error);
          },
        );
      });
    }

    if (signal) {
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) return onAbort();
    }
    new Promise<T>((done) => done(verb({ wait, onEnd: (stop) => stops.push(stop) }))).then(
      (value) => {
        if (over) return;
        end();
        resolve(value);
      },
      (error) => {
        if (over) return;
        end();
        reject(error);
      },
    );
  });
}

/** Runs later than now, so that a function of the page which uses this instance shares what it is part of. */
export function later<T>(run: () => T | PromiseLike<T>): Promise<T> {
  return Promise.resolve().then(run);
}

/** What a caller is told who gave up. */
export function abortError({ reason }: AbortSignalLike): WeixinError {
  return withCause(new WeixinError('ABORTED', 'The caller gave up.'), reason);
}

/** @param name the only step without one is the wait for another address's signature */
function timeoutError(name: string): WeixinError {
  const step = name || 'signature';
  return new WeixinError('TIMEOUT', step + ' gave no answer in time.', { step });
}

export function without<T>(list: T[], item: T): T[] {
  return list.filter((each) => each !== item);
}
