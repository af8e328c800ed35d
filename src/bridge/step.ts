import { WeixinError, isWeixinError } from '../errors';
import type { WeixinErrorCode } from '../errors';

/** One finished step, for logs and dashboards. It holds names and durations, never a value that was passed. */
export interface TraceEvent {
  /** `jweixin`, `bridge`, `signature`, `config`, `checkJsApi`, `token`, `openBusinessView`, `confirm`, or an interface. */
  step: string;
  status: 'ok' | 'failed';
  /** Milliseconds from the start of the step. */
  duration: number;
  /** Why it failed, where the reason is one of ours. */
  code?: WeixinErrorCode;
}

/** How long a caller is ready to wait. */
export interface WaitOptions {
  /** Gives up the wait: the promise rejects with `ABORTED`. */
  signal?: AbortSignal;
  /** Milliseconds for each wait on the host, instead of the session's. */
  timeout?: number;
}

/** What every step of a session shares. */
export interface Waiting {
  /** `undefined` or `0`: the step watches the clock itself. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
  trace?: ((event: TraceEvent) => void) | undefined;
}

/** Starts something that answers later. It may return a function that stops it; that runs once the step is over. */
export type Start<T> = (resolve: (value: T) => void, reject: (reason: unknown) => void) => (() => void) | void;

/**
 * Runs one wait so that it always ends: with an answer, the timeout, the caller's signal or an exception, whichever is first.
 * Every wait of this package goes through here.
 */
export function runStep<T>(step: string, waiting: Waiting, start: Start<T>): Promise<T> {
  const { timeout, signal, trace } = waiting;
  const began = Date.now();
  let stop: (() => void) | void;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort: () => void;
  let over = false;

  function end(error?: unknown): void {
    over = true;
    clearTimeout(timer);
    if (signal) signal.removeEventListener('abort', abort);
    if (stop) stop();
    if (!trace) return;
    const event: TraceEvent = { step, status: error ? 'failed' : 'ok', duration: Date.now() - began };
    if (isWeixinError(error)) event.code = error.code;
    trace(event);
  }

  return new Promise<T>((resolve, reject) => {
    function fail(reason: unknown): void {
      if (over) return;
      end(reason || true);
      reject(reason);
    }
    abort = () => fail(aborted(signal!));
    if (signal) {
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort);
    }
    if (timeout) timer = setTimeout(() => fail(timedOut(step)), timeout);
    try {
      stop = start((value) => {
        if (over) return;
        end();
        resolve(value);
      }, fail);
      if (over && stop) stop();
    } catch (error) {
      fail(error);
    }
  });
}

/**
 * Runs a step that asks the page's own code: `ask` may answer at once, later, never, or throw.
 *
 * @param blame makes our error of what it threw; without it the cause itself is thrown
 */
export function runAsk<T>(
  step: string,
  waiting: Waiting,
  ask: () => T | Promise<T>,
  blame: (cause: unknown) => unknown = (cause) => cause,
): Promise<T> {
  return runStep<T>(step, waiting, (resolve, reject) => {
    new Promise<T>((answer) => answer(ask())).then(resolve, (cause) => reject(blame(cause)));
  });
}

/** Rejects with `ABORTED` when the caller gives up, without disturbing the promise, which others may share. */
export function abandonable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return signal ? runStep('', { signal }, (resolve, reject) => void promise.then(resolve, reject)) : promise;
}

/** The error of a wait that ran out. */
export function timedOut(step: string): WeixinError {
  return new WeixinError('TIMEOUT', 'No answer came in time.', { step });
}

/** The error of a wait that the caller gave up. */
export function aborted(signal: AbortSignal): WeixinError {
  return new WeixinError('ABORTED', 'The caller gave up.', { cause: signal.reason });
}
