import { WeixinError, isWeixinError } from '../errors';
import type { WeixinErrorCode } from '../errors';

/** One finished step, for logs and dashboards. It holds names and durations, never a value that was passed. */
export interface TraceEvent {
  /** `jweixin`, `bridge`, `signature`, `config`, `checkJsApi`, `token`, `openBusinessView`, `confirm`, or an interface. */
  step: string;
  /** Milliseconds from the start of the step. */
  duration: number;
  /** Why it failed; missing where it did not. */
  code: WeixinErrorCode | undefined;
}

/** How long a caller is ready to wait. */
export interface WaitOptions {
  /** Gives up the wait: the promise rejects with `ABORTED`. */
  signal?: AbortSignal;
  /** Milliseconds for each wait on the host, instead of the session's. */
  timeout?: number;
}

/** How a session waits for one caller. */
export interface Waiting {
  timeout: number;
  signal?: AbortSignal | undefined;
  trace?: ((event: TraceEvent) => void) | undefined;
}

/** How one step waits. Without a timeout it watches the clock itself. */
export type StepWaiting = Omit<Waiting, 'timeout'> & { timeout?: number };

/** Starts a wait: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
) => PromiseLike<T> | (() => void) | void;

/**
 * Runs one wait so that it always ends: with an answer, the timeout, the caller's signal or an exception, whichever is first.
 * Every wait of this package goes through here.
 *
 * @param blame makes our error of anything else that was thrown
 */
export function runStep<T>(
  step: string,
  { timeout, signal, trace }: StepWaiting,
  start: Start<T>,
  blame: (cause: unknown) => WeixinError = (cause) =>
    new WeixinError('API_FAILED', 'The client threw.', { api: step, errMsg: '', errCode: null }, cause),
): Promise<T> {
  const began = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | void;
  let abort: () => void;

  function end(code?: WeixinErrorCode): void {
    clearTimeout(timer);
    if (signal) signal.removeEventListener('abort', abort);
    if (stop) stop();
    if (trace) trace({ step, duration: Date.now() - began, code });
  }

  return new Promise<T>((resolve, reject) => {
    abort = () => reject(new WeixinError('ABORTED', 'The caller gave up.', {}, signal!.reason));
    if (signal) {
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort);
    }
    if (timeout) timer = setTimeout(() => reject(timedOut(step)), timeout);
    const started = start(resolve, reject);
    if (typeof started === 'object') started.then(resolve, reject);
    else stop = started;
  }).then(
    (value) => {
      end();
      return value;
    },
    (cause) => {
      const error = isWeixinError(cause) ? cause : blame(cause);
      end(error.code);
      throw error;
    },
  );
}

/** The error of a wait that ran out. */
export function timedOut(step: string): WeixinError {
  return new WeixinError('TIMEOUT', `${step} gave no answer in time.`, { step });
}
