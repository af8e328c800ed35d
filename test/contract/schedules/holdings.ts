import { LIBRARY } from './page';

/** A listener or a timer of the library. */
interface Holding {
  /** The type of the event, or `timer`. */
  kind: string;
  release(): void;
  is(target: unknown, type: unknown, listener: unknown, capture: boolean): boolean;
}

let holdings: Holding[] = [];

/** Whether the caller of the caller is the library: jweixin and jsdom have listeners of their own. */
function isLibrary(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  // Without jest's own, which looks each frame up in a source map.
  Error.prepareStackTrace = (_error, frames) => frames;
  Error.stackTraceLimit = 3;
  const [, , caller] = new Error().stack as unknown as NodeJS.CallSite[];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return !!caller && caller.getScriptNameOrSourceURL() === LIBRARY;
}

const captures = (options: unknown): boolean =>
  Boolean(Object(options) === options ? (options as AddEventListenerOptions).capture : options);

/** Starts to count the library's listeners, of the page as of every signal. */
export function countListeners(): void {
  // Jest gives the window functions of its own.
  for (const owner of [EventTarget.prototype, window]) countAt(owner);
}

function countAt(owner: EventTarget): void {
  const { addEventListener, removeEventListener } = owner;
  owner.addEventListener = function (this: EventTarget, type: string, listener, options) {
    addEventListener.call(this, type, listener, options);
    const capture = captures(options);
    const release = (): void => removeEventListener.call(this, type, listener, capture);
    const is: Holding['is'] = (...other) =>
      [this, type, listener, capture].every((part, index) => part === other[index]);
    hold(isLibrary() ? type : '', release, is);
  };
  owner.removeEventListener = function (this: EventTarget, type: string, listener, options) {
    removeEventListener.call(this, type, listener, options);
    holdings = holdings.filter(({ is }) => !is(this, type, listener, captures(options)));
  };
}

/** Counts the library's timers on a page; the returned function ends it. */
export function countTimers(): () => void {
  const { setTimeout: start, clearTimeout: stop } = window;
  const release = (id: number): void => {
    holdings = holdings.filter(({ is }) => !is(window, 'timer', id, false));
  };
  const counted = (task: () => void, delay?: number): number => {
    const id = start(() => {
      release(id);
      task();
    }, delay);
    const is: Holding['is'] = (_target, type, other) => type === 'timer' && other === id;
    if (isLibrary()) hold('timer', () => stop(id), is);
    return id;
  };
  window.setTimeout = counted as typeof window.setTimeout;
  window.clearTimeout = (id) => {
    stop(id);
    release(id as number);
  };
  return () => Object.assign(window, { setTimeout: start, clearTimeout: stop });
}

function hold(kind: string, release: () => void, is: Holding['is']): void {
  holdings.push({ kind, release, is });
}

/** The kinds of what the library has now. */
export function held(): string[] {
  return holdings.map(({ kind }) => kind).filter(Boolean);
}

/** Takes everything away, also what is not the library's. */
export function releaseAll(): void {
  for (const { release } of holdings.splice(0)) release();
}
