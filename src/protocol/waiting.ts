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

/** Starts a step: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
) => PromiseLike<T> | (() => void) | void;

/** A step under way. */
interface Step {
  name: string;
  /** Whether the clocks of the callers count for it. */
  clocked: boolean;
}

/** Is told which steps are under way. */
interface Observer {
  add(step: Step): void;
  remove(step: Step): void;
}

/** Something that several callers may wait for, each with a clock and a signal of its own. */
export interface Task<T> {
  /** Never settles where everybody gave up. */
  readonly result: Promise<T>;
  /** Returns how to leave, and why. Once the last one leaves, the task stops. */
  observe(observer: Observer): (code?: WeixinErrorCode) => void;
}

/** What a task is made of. */
export interface Work {
  /**
   * Starts something and waits until it answers or throws; traced as `name`, if there is one.
   *
   * @param limit ms after which it is a `TIMEOUT` for everybody; 0: no clock. Default: the clock of each caller
   */
  step<T>(name: string, start: Start<T>, limit?: number): Promise<T>;
  /** Waits for another task. The callers' clocks count for its steps too. */
  join<T>(task: Task<T>): Promise<T>;
  /** Whether to go on where nobody waits any more. */
  keep(kept: boolean): void;
}

/**
 * Starts a task. Its steps end with it: when it settles, and when the last caller has left.
 *
 * @param run what to do
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
  let stops: ((code?: WeixinErrorCode) => void)[] = [];
  let kept = false;
  let over = false;

  function add(step: Step): void {
    steps.push(step);
    observers.forEach((each) => each.add(step));
  }

  function remove(step: Step): void {
    steps = without(steps, step);
    observers.forEach((each) => each.remove(step));
  }

  function end(code?: WeixinErrorCode): void {
    over = true;
    stops.forEach((stop) => stop(code));
  }

  function abandon(code?: WeixinErrorCode): void {
    if (over || kept || observers.length) return;
    end(code);
    if (onLost) onLost();
  }

  const work: Work = {
    step: <S>(name: string, start: Start<S>, limit?: number) =>
      new Promise<S>((resolve, reject) => {
        if (over) return;
        const step = { name, clocked: limit === undefined };
        const startedAt = now();
        let stopStarted: (() => void) | void;
        let ended = false;

        function finish(code?: WeixinErrorCode, verdict?: string): void {
          ended = true;
          stopTimer();
          if (stopStarted) stopStarted();
          stops = without(stops, stop);
          remove(step);
          try {
            if (trace && name && verdict) trace({ step: name, startedAt, duration: now() - startedAt, code, verdict });
          } catch {
            // A logger that throws must not cost the user the result.
          }
        }

        function stop(code?: WeixinErrorCode): void {
          finish(code, code);
        }

        function succeed(value: S): void {
          if (ended) return;
          finish(undefined, (Object(value) as { status?: string }).status || 'ok');
          resolve(value);
        }

        function fail(cause: unknown): void {
          if (ended) return;
          const error = isWeixinError(cause)
            ? cause
            : new WeixinError('API_FAILED', 'The client threw.', { api: name, errMsg: '', errCode: null }, cause);
          finish(error.code, error.reason || error.code);
          reject(error);
        }

        const stopTimer = startTimer(limit || 0, () => fail(timeoutError(name)));
        stops.push(stop);
        add(step);
        try {
          const started = start(succeed, fail);
          if (typeof started === 'object') started.then(succeed, fail);
          else if (started && ended) started();
          else stopStarted = started;
        } catch (cause) {
          fail(cause);
        }
      }),

    join: <S>(task: Task<S>) =>
      new Promise<S>((resolve, reject) => {
        const leave = task.observe({ add, remove });
        let left = false;
        function stop(code?: WeixinErrorCode): void {
          left = true;
          stops = without(stops, stop);
          leave(code);
        }
        stops.push(stop);
        const settle = (settling: () => void): void => {
          if (left) return;
          stop();
          settling();
        };
        task.result.then(
          (value) => settle(() => resolve(value)),
          (error) => settle(() => reject(error)),
        );
      }),

    keep(value) {
      kept = value;
      abandon();
    },
  };

  const result = new Promise<T>((resolve) => resolve(run(work)));
  result.then(
    () => end(),
    () => {
      end();
      if (onLost) onLost();
    },
  );
  return {
    result,
    observe(observer) {
      observers.push(observer);
      steps.forEach(observer.add);
      return (code) => {
        steps.forEach(observer.remove);
        observers = without(observers, observer);
        abandon(code);
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
  return new Promise<T>((resolve, reject) => {
    const clocks: { step: Step; stop(): void }[] = [];
    const leave = task.observe({
      add(step) {
        if (step.clocked) clocks.push({ step, stop: startTimer(timeout, () => giveUp(timeoutError(step.name))) });
      },
      remove: (step) => clocks.forEach((clock) => clock.step === step && clock.stop()),
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
    task.result.then(
      (value) => {
        end();
        resolve(value);
      },
      (error) => {
        end();
        reject(error);
      },
    );
  });
}

/** What a caller is told who gave up. */
export function abortError({ reason }: AbortSignalLike): WeixinError {
  return new WeixinError('ABORTED', 'The caller gave up.', {}, reason);
}

function timeoutError(step: string): WeixinError {
  return new WeixinError('TIMEOUT', step + ' gave no answer in time.', { step });
}

function without<T>(list: T[], item: T): T[] {
  return list.filter((each) => each !== item);
}

/** Milliseconds since the page began; a mini program has no such clock. */
function now(): number {
  return typeof performance === 'object' ? performance.now() : Date.now();
}
