import { WeixinError, isWeixinError } from '../errors';
import type { WeixinErrorCode, WeixinErrorFields } from '../errors';

/** One finished step, for logs and dashboards. It holds names and durations, never a value that was passed. */
export interface TraceEvent {
  /** `chunk`, `jweixin`, `bridge`, `signature`, `config`, `checkJsApi`, `token`, `openBusinessView`, `confirm`, or an interface. */
  step: string;
  /** Milliseconds from the start of the step. */
  duration: number;
  /** Why it failed; missing where it did not. */
  code: WeixinErrorCode | undefined;
}

/** What a wait needs of an `AbortSignal`. A mini program has none of its own and brings a stand-in. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** How long a caller is ready to wait. */
export interface WaitOptions {
  /** Gives up the wait: the promise rejects with `ABORTED`. */
  signal?: AbortSignal;
  /** Milliseconds for each wait on the host, instead of the session's. */
  timeout?: number;
}

/** Starts a wait: answers through `resolve` and `reject`, and may return how to stop; or just returns a promise. */
export type Start<T> = (
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
) => PromiseLike<T> | (() => void) | void;

/** What one step does differently. */
export interface StepOptions {
  /** Makes our error of anything else that was thrown. */
  blame?: (cause: unknown) => WeixinError;
  /** In ms; 0 for a step that watches the clock itself. */
  timeout?: number;
}

/**
 * How one caller waits. It also makes the errors, so that the chunk that talks to the host shares no module with the entry:
 * a bundler that cannot split would wrap the shared ones, and every page would pay for that.
 */
export interface Waiting {
  readonly timeout: number;
  readonly signal: AbortSignalLike | undefined;
  /**
   * Runs one wait so that it always ends: with an answer, the timeout, the caller's signal or an exception, whichever is
   * first. Every wait of this package goes through here.
   */
  step<T>(name: string, start: Start<T>, options?: StepOptions): Promise<T>;
  /** Loads a part of this package that a bundler may have split off. */
  chunk<T>(load: () => Promise<T>): Promise<T>;
  error(code: WeixinErrorCode, hint: string, fields?: WeixinErrorFields, cause?: unknown): WeixinError;
  /** The same without the caller's signal, for work that others share. */
  detached(): Waiting;
}

export function createWaiting(
  timeout: number,
  signal: AbortSignalLike | undefined,
  trace: ((event: TraceEvent) => void) | undefined,
): Waiting {
  function error(code: WeixinErrorCode, hint: string, fields?: WeixinErrorFields, cause?: unknown): WeixinError {
    return new WeixinError(code, hint, fields, cause);
  }

  const waiting: Waiting = {
    timeout,
    signal,
    error,
    chunk: (load) =>
      waiting.step('chunk', load, {
        blame: (cause) => error('JWEIXIN_LOAD_FAILED', 'A chunk of this page did not load.', {}, cause),
      }),
    detached: () => createWaiting(timeout, undefined, trace),
    step<T>(name: string, start: Start<T>, options: StepOptions = {}): Promise<T> {
      const began = Date.now();
      const { timeout: limit = timeout } = options;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let stop: (() => void) | void;
      let abort: () => void;

      function end(code?: WeixinErrorCode): void {
        clearTimeout(timer);
        if (signal) signal.removeEventListener('abort', abort);
        if (stop) stop();
        try {
          if (trace && name) trace({ step: name, duration: Date.now() - began, code });
        } catch {
          // A broken logger must not cost the user the result.
        }
      }

      return new Promise<T>((resolve, reject) => {
        abort = () => reject(error('ABORTED', 'The caller gave up.', {}, signal!.reason));
        if (signal) {
          if (signal.aborted) return abort();
          signal.addEventListener('abort', abort);
        }
        const late = (): void => reject(error('TIMEOUT', name + ' gave no answer in time.', { step: name }));
        if (limit) timer = setTimeout(late, limit);
        const started = start(resolve, reject);
        if (typeof started === 'object') started.then(resolve, reject);
        else stop = started;
      }).then(
        (value) => {
          end();
          return value;
        },
        (cause) => {
          const thrown = isWeixinError(cause)
            ? cause
            : options.blame
              ? options.blame(cause)
              : error('API_FAILED', 'The client threw.', { api: name, errMsg: '', errCode: null }, cause);
          end(thrown.code);
          throw thrown;
        },
      );
    },
  };
  return waiting;
}
