import type * as library from '../../src';
import { simulateWeixin } from '../../src/testing';
import type { SimulatedWeixin, SimulateWeixinOptions } from '../../src/testing';
import type { ConfigSignature, PayScoreRequest, TraceEvent, Weixin, WeixinOptions } from '../../src';

type Library = typeof library;

/** A merchant page, freshly opened in a simulated client: the real jweixin below, the library under test above. */
export interface Page {
  library: Library;
  weixin: Weixin;
  simulated: SimulatedWeixin;
  /** The merchant's server. It puts the address it is asked to sign into `nonceStr`, so that the client can see it. */
  getConfigSignature: jest.Mock<ConfigSignature | Promise<ConfigSignature>, [string]>;
  /** What `onTrace` was told. */
  traced: TraceEvent[];
  /** The addresses that were signed, without the origin. */
  signed(): string[];
  /** What reached the bridge, by name; without jweixin's own `getNetworkType`. */
  sent(): string[];
  /** What was sent with each call of one interface. */
  sentTo(api: string): Record<string, unknown>[];
}

export const SIGNATURE = {
  appId: 'wx0123456789abcdef',
  timestamp: 1700000000,
  nonceStr: 'n',
  signature: 'f00dfacecafe',
};
export const TOKEN = 'DCApqiTgTDwLm7Z4';
export const VIEW = { businessType: 'wxpayScoreEnable', params: { apply_permissions_token: TOKEN } } as const;
export const REQUEST: PayScoreRequest = { applyPermissionsToken: TOKEN };
/** A browser that is no WeChat. */
export const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
/** The path of the address that every page is opened with. */
export const LANDING = '/landing?from=menu';

/** What the engine of the page can do. */
interface EngineOptions {
  /** Whether it remembers the address that the document was loaded with, as iOS does since 15. jsdom does not. */
  navigationTiming?: boolean;
  /**
   * Takes the library as the page before evaluated it; jweixin and the chunk of `call` and `on` are evaluated anew all the
   * same. It is five times as fast, and for tables of hundreds of rows that open no view and change no address.
   */
  keepLibrary?: boolean;
}

function setNavigationTiming(name: string | undefined): void {
  const value = (type: string): object[] => (type === 'navigation' ? [{ name, entryType: type }] : []);
  if (name === undefined) Reflect.deleteProperty(performance, 'getEntriesByType');
  else Object.defineProperty(performance, 'getEntriesByType', { configurable: true, value });
}

let close = (): void => undefined;
let evaluated: Library | undefined;

/**
 * Opens a page. jweixin reads the user agent, and the library the address, while they are evaluated: so both are evaluated
 * anew, after the client is there. Time is simulated.
 */
export function openPage(
  client: SimulateWeixinOptions = {},
  options: Partial<WeixinOptions> = {},
  engine: EngineOptions = {},
): Page {
  closePage();
  jest.useFakeTimers();
  jest.resetModules();
  history.replaceState(null, '', LANDING + '#top');
  setNavigationTiming(engine.navigationTiming === false ? undefined : location.href);
  const listening = ([document, window] as EventTarget[]).map((target) => jest.spyOn(target, 'addEventListener'));
  const simulated = simulateWeixin(window, client);
  const library = (engine.keepLibrary && evaluated) || jest.requireActual<Library>('../../src');
  evaluated = library;

  const traced: TraceEvent[] = [];
  const getConfigSignature: Page['getConfigSignature'] = jest.fn((url) =>
    Promise.resolve({ ...SIGNATURE, nonceStr: url }),
  );
  const weixin = library.createWeixin({
    getConfigSignature,
    onTrace: (event) => void traced.push(event),
    ...options,
  });

  close = () => {
    simulated.dispose();
    // A listener that is left over, such as jweixin's for a bridge that never came, would wake up on the next page.
    for (const spy of listening) {
      const target = spy.mock.contexts[0] as EventTarget | undefined;
      for (const [type, listener] of spy.mock.calls) target?.removeEventListener(type, listener);
      spy.mockRestore();
    }
    setNavigationTiming(undefined);
    document.head.innerHTML = '';
    delete window.jWeixin;
    delete window.wx;
    jest.useRealTimers();
  };
  const bridgeCalls = (): SimulatedWeixin['calls'] => simulated.calls.filter(({ api }) => api !== 'getNetworkType');
  return {
    library,
    weixin,
    simulated,
    getConfigSignature,
    traced,
    signed: () => getConfigSignature.mock.calls.map(([url]) => url.replace(location.origin, '')),
    sent: () => bridgeCalls().map(({ api }) => api),
    sentTo: (name) =>
      bridgeCalls()
        .filter(({ api }) => api === name)
        .map(({ params }) => params),
  };
}

/** Leaves the page. */
export function closePage(): void {
  close();
  close = () => undefined;
}

afterEach(async () => {
  closePage();
  // Whatever is rejected and not heard is then this test's failure, not the next one's.
  await new Promise((resolve) => setTimeout(resolve));
});

/** Lets time pass. */
export function pass(ms: number): Promise<void> {
  return jest.advanceTimersByTimeAsync(ms);
}

/** The user leaves the page for so many ms, such as for a view, and comes back. */
export async function away({ simulated }: Page, ms: number): Promise<void> {
  simulated.hidePage();
  await pass(ms);
  simulated.showPage();
}

/** Lets time pass until the promise settles, and not longer. A promise that nothing can settle any more is an error. */
export async function settle<T>(promise: Promise<T>): Promise<T> {
  const waiting = watch(promise);
  await pass(0);
  for (let timers = 0; !waiting.settled; timers++) {
    if (jest.getTimerCount() === 0 || timers > 1000) throw new Error('The promise is still pending.');
    await jest.advanceTimersToNextTimerAsync();
  }
  return promise;
}

/** What an operation takes until it settles, in ms of the simulated time, and what came of it. */
export async function time<T>(promise: Promise<T>): Promise<{ took: number; value?: T; error?: unknown }> {
  const began = Date.now();
  return settle(
    promise.then(
      (value) => ({ took: Date.now() - began, value }),
      (error: unknown) => ({ took: Date.now() - began, error }),
    ),
  );
}

/** A promise that the test settles itself. */
export function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(reason: unknown): void } {
  let settlers!: { resolve(value: T): void; reject(reason: unknown): void };
  const promise = new Promise<T>((resolve, reject) => (settlers = { resolve, reject }));
  return { promise, ...settlers };
}

/** Answers after some ms of the simulated time. */
export function after<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}

/** Follows a promise that is looked at later. */
export function watch(promise: Promise<unknown>): { settled: boolean } {
  const state = { settled: false };
  const done = (): void => void (state.settled = true);
  promise.then(done, done);
  return state;
}
