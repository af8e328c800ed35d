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

/** A step under way: its name, and whether the clocks of the callers count for it. */
interface Step {
  name: string;
  clocked: boolean;
}

/** Is told when a step begins and ends. */
type Observer = (step: Step, begins: boolean) => void;

/** Ends something early: without a code it was not needed any more, else the last caller gave up. */
type Stop = (code?: WeixinErrorCode) => void;

/** Starts a step: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => PromiseLike<T> | Stop | void;

/** Something that several callers may wait for, each with a clock and a signal of its own. */
export interface Task<T> {
  /** Never settles where everybody gave up. */
  readonly result: Promise<T>;
  /** Returns how to leave. When the last one leaves, the task stops. */
  observe(observer: Observer): Stop;
}

/** What a task is made of. Its steps end with it: when it settles, and when the last caller has left. */
export interface Work {
  /**
   * Starts something and waits until it answers or throws; traced as `name`, if there is one.
   *
   * @param limit ms after which it is a `TIMEOUT` for everybody, besides the clock of each caller; 0: no clock at all
   */
  step<T>(name: string, start: Start<T>, limit?: number): Promise<T>;
  /** Waits for another task. The callers' clocks count for its steps too. */
  join<T>(task: Task<T>): Promise<T>;
  /** Whether to go on where nobody waits any more. */
  keep(kept: boolean): void;
}

/**
 * Starts a task.
 *
 * @param trace is told each step
 * @param onLost the task failed, or everybody left: it is of no use to the next caller
 */
export function createTask<T>(
  run: (work: Work) => T | PromiseLike<T>,
  trace?: (event: TraceEvent) => void,
  onLost?: () => void,
): Task<T> {
  let observers: Observer[] = [];
  let steps: Step[] = [];
  let stops: Stop[] = [];
  let kept = false;
  let over = false;

  function change(step: Step, begins: boolean): void {
    steps = begins ? steps.concat(step) : without(steps, step);
    observers.forEach((observer) => observer(step, begins));
  }

  function end(code?: WeixinErrorCode): void {
    over = true;
    stops.forEach((stop) => stop(code));
  }

  function lose(code?: WeixinErrorCode): void {
    end(code);
    if (onLost) onLost();
  }

  function step<S>(name: string, start: Start<S>, limit?: number): Promise<S> {
    return new Promise((resolve, reject) => {
      if (over) return;
      const own = { name, clocked: limit !== 0 };
      const startedAt = trace ? performance.now() : 0;
      let ended = false;
      let stopStarted: Stop | void = undefined;

      function stop(code?: WeixinErrorCode, verdict: string | undefined = code): void {
        ended = true;
        stopClock();
        stops = without(stops, stop);
        change(own, false);
        if (stopStarted) stopStarted(code);
        if (trace && name && verdict)
          trace({ step: name, startedAt, duration: performance.now() - startedAt, code, verdict });
      }

      function succeed(value: S): void {
        if (ended) return;
        stop(undefined, (Object(value) as { status?: string }).status || 'ok');
        resolve(value);
      }

      function fail(cause: unknown): void {
        if (ended) return;
        const error = isWeixinError(cause)
          ? cause
          : withCause(
              new WeixinError('API_FAILED', 'The client threw.', { api: name, errMsg: '', errCode: null }),
              cause,
            );
        stop(error.code, error.reason || error.code);
        reject(error);
      }

      const stopClock = startTimer(limit || 0, () => fail(timeoutError(name)));
      stops.push(stop);
      change(own, true);
      try {
        const started = start(succeed, fail);
        if (typeof started === 'object') started.then(succeed, fail);
        else stopStarted = started;
        if (ended && stopStarted) stopStarted();
      } catch (cause) {
        fail(cause);
      }
    });
  }

  const result = new Promise<T>((resolve) =>
    resolve(
      run({
        step,
        join: (task) =>
          step(
            '',
            (resolve, reject) => {
              task.result.then(resolve, reject);
              return task.observe(change);
            },
            0,
          ),
        keep(value) {
          kept = value;
          if (!kept && !observers.length) lose();
        },
      }),
    ),
  );
  result.then(
    () => end(),
    () => lose(),
  );
  return {
    result,
    observe(observer) {
      observers.push(observer);
      steps.forEach((each) => observer(each, true));
      return (code) => {
        steps.forEach((each) => observer(each, false));
        observers = without(observers, observer);
        if (!over && !kept && !observers.length) lose(code);
      };
    },
  };
}

/** Keeps one task for all who need its result; a new one after a failure, or once everybody gave up. */
export function createShared<T>(
  run: (work: Work) => T | PromiseLike<T>,
  trace: ((event: TraceEvent) => void) | undefined,
): () => Task<T> {
  let task: Task<T> | undefined;
  return () => (task = task || createTask(run, trace, () => (task = undefined)));
}

/**
 * Waits for a task as one caller.
 *
 * @param timeout ms for each of its steps, from when this caller waits for it; 0: no clock
 */
export function waitFor<T>(task: Task<T>, timeout: number, signal?: AbortSignalLike): Promise<T> {
  return new Promise((resolve, reject) => {
    const clocks: [Step, Stop][] = [];
    const leave = task.observe((step, begins) => {
      clocks.forEach(([clocked, stop]) => clocked === step && stop());
      if (begins && step.clocked) clocks.push([step, startTimer(timeout, () => giveUp(timeoutError(step.name)))]);
    });

    function end(code?: WeixinErrorCode): void {
      if (signal) signal.removeEventListener('abort', onAbort);
      leave(code);
    }

    function giveUp(error: WeixinError): void {
      end(error.code);
      reject(error);
    }

    function onAbort(): void {
      giveUp(abortError(signal!));
    }

    if (signal) signal.addEventListener('abort', onAbort);
    // A function of the page that was called meanwhile may have given up.
    if (signal && signal.aborted) return onAbort();
    const settled = (): void => end();
    task.result.then(settled, settled);
    task.result.then(resolve, reject);
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
