import type { ApiAnswer } from './api-answer';
import { createBridge } from './bridge';
import type { BridgeCall } from './bridge';
import { createClientProfile } from './client-profile';
import type { ClientProfileOptions } from './client-profile';
import type { ConfigAnswer } from './config-answer';
import { simulateTimers } from './frozen-timers';
import { simulateSigns } from './page-signs';
import type { HideSign, PageStateForm, ShowSign } from './page-signs';
import { createPropertyPatches } from './property-patches';
import { pressKey, touch } from './user-input';
import type { TouchOptions } from './user-input';

/** The client to simulate. Everything is optional: the default is WeChat for iOS, on which everything goes well. */
export interface SimulateWeixinOptions extends ClientProfileOptions {
  /**
   * When the bridge is put into the page: at once, never, or after some milliseconds. Default `present`; where
   * `userAgent` is that of an ordinary browser, `never`.
   */
  bridge?: 'present' | 'never' | { after: number };
  /** Milliseconds from a call to its answer. Default 0, which is still never inside the call. */
  latency?: number;
  /** The answer to `wx.config`. Default `ok`. */
  config?: ConfigAnswer;
  /** Answers by the bridge's own name. Default for every interface that the client has: `ok`. */
  apis?: Record<string, ApiAnswer>;
  /**
   * What tells the page that a view covers it, and that it is gone again, where `hidePage` doesn't say. Default on iOS
   * `visibilitychange` and `onPageStateChange`, in the developer tools nothing, elsewhere `visibilitychange`.
   */
  signs?: readonly HideSign[];
  /** Whether `onPageStateChange` says `active` as `'true'` or as `true`. Default `text`. */
  pageState?: PageStateForm;
  /**
   * Who hears an event of the bridge. Default `all`, but for `onPageStateChange` the last that asked: so in a public copy of
   * the script of a mini program's web view. `last` is what older copies do for every event. Which client has which is a guess.
   */
  listeners?: 'all' | 'last';
}

/** A simulated client: what the page sent to it, and what it does next. */
export interface SimulatedWeixin {
  /** Every call that reached the bridge, in order. */
  readonly calls: BridgeCall[];
  /** Answers `wx.config` differently from now on. */
  answer(api: 'preVerifyJSAPI', answer: ConfigAnswer): void;
  /** Answers an interface differently from now on, or adds one that no client has. */
  answer(api: string, answer: ApiAnswer): void;
  /**
   * Calls back the last call of an interface, at once and whether or not it was answered before.
   *
   * @throws Error if the interface was not called
   */
  reply(api: string, answer: ApiAnswer): void;
  /** Tells what listens through `WeixinJSBridge.on`, at once. Default payload: that of the interface, else `{}`. */
  emit(event: string, payload?: unknown): void;
  /**
   * What a page sees when a view covers it. Without `signs` it gets those of the client, each once; with `signs` exactly
   * those: `[]` is a view that does not hide the page.
   */
  hidePage(options?: { signs?: readonly HideSign[] }): void;
  /**
   * What a page sees when that view goes away. Without `signs` it gets the counterpart of each that `hidePage` gave; with
   * `signs` exactly those: `['pageshow']` alone leaves `document.hidden` as it is.
   */
  showPage(options?: { signs?: readonly ShowSign[] }): void;
  /** The user taps the page. A hidden page gets nothing, because nobody sees it. */
  touch(options?: TouchOptions): void;
  /** The user presses a key, `Enter` by default. A hidden page gets nothing. */
  key(key?: string): void;
  /**
   * Stops the page's timers, as in a suspended web view; `Date` and `performance.now` go on. With `bridge: true` the client's
   * callbacks wait too, as where the whole page is suspended. Install a fake clock before the simulation, not after it.
   */
  freeze(options?: { bridge?: boolean }): void;
  /** Lets the page go on: what became due meanwhile runs late, each in a task of its own. */
  thaw(): void;
  /** Puts everything back as it was, and thaws; calls that are under way stay without an answer. */
  dispose(): void;
}

/** On the window, not in this module: copies of this package on one page, as after `jest.resetModules()`, must find it. */
const CURRENT = 'weixin-payscore/testing';

/**
 * Simulates WeChat around a page: its user agent, its bridge and what a view does to the page. The real JS-SDK runs on it.
 *
 * It is strict like a client: an unknown name is answered `system:function_not_exist`, and one that the last accepted
 * `wx.config` did not list `system:access_denied`. jweixin reads the user agent when it is loaded, so simulate first and
 * load it then.
 *
 * A target has one client at a time: a further call disposes of the one before.
 *
 * @param target the page's `window`, or that of a frame of the same origin
 * @param options the client, and how it answers
 */
export function simulateWeixin(target: Window, options: SimulateWeixinOptions = {}): SimulatedWeixin {
  const previous = (target as unknown as Record<string, unknown>)[CURRENT] as SimulatedWeixin | undefined;
  if (previous) previous.dispose();

  const profile = createClientProfile(options);
  const { bridge: arrival = profile.browser ? 'never' : 'present', latency = 0, config = 'ok', apis = {} } = options;
  const began = target.performance.now();
  const timers = new Set<number>();
  const pageTimers = simulateTimers(target);
  let disposed = false;
  /** What the client has to say to a page that is suspended whole. */
  let held: (() => void)[] | undefined;
  const calls: BridgeCall[] = [];
  const answers = new Map<string, ApiAnswer>([['preVerifyJSAPI', config]]);
  for (const api of Object.keys(apis)) answers.set(api, apis[api]);

  function now(task: () => void): void {
    if (held) held.push(task);
    else if (!disposed) task();
  }

  function later(task: () => void, delay = 0): void {
    if (disposed) return;
    const timer = pageTimers.setTimeout(() => {
      timers.delete(timer);
      now(task);
    }, delay);
    timers.add(timer);
  }

  const { bridge, emit, reply } = createBridge({
    profile,
    answers,
    url: () => withoutHash(target.location.href),
    entryUrl: entryUrl(target),
    record: (api, params) => calls.push({ api, params, at: target.performance.now() - began }),
    later,
    now,
    latency,
    listeners: options.listeners || 'all',
  });

  const patches = createPropertyPatches();
  const { signs, pageState } = options;
  const page = simulateSigns(target, profile, patches, { signs, pageState, emit });
  patches.define(target.navigator, 'userAgent', { get: () => profile.userAgent });
  if (profile.navigatorPlatform) patches.define(target.navigator, 'platform', { get: () => profile.navigatorPlatform });
  patches.remove(target, 'WeixinJSBridge');

  function arrive(): void {
    patches.define(target, 'WeixinJSBridge', { value: bridge, writable: true, enumerable: true });
    if (profile.webView) patches.define(target, '__wxjs_environment', { value: 'miniprogram' });
    const { Event } = target as Window & typeof globalThis;
    target.document.dispatchEvent(new Event('WeixinJSBridgeReady'));
  }

  const simulated: SimulatedWeixin = {
    calls,
    answer: (api: string, answer: ApiAnswer) => void answers.set(api, answer),
    reply,
    emit,
    hidePage({ signs } = {}) {
      if (!disposed) page.hide(signs);
    },
    showPage({ signs } = {}) {
      if (!disposed) page.show(signs);
    },
    touch(options = {}) {
      if (!disposed && !page.hidden()) touch(target, profile, options);
    },
    key(key = 'Enter') {
      if (!disposed && !page.hidden()) pressKey(target, key);
    },
    freeze({ bridge: whole = false } = {}) {
      if (disposed) return;
      pageTimers.freeze();
      if (whole) held = held || [];
    },
    thaw() {
      // A guess: timers first, then what the client has to say.
      pageTimers.thaw();
      const late = held || [];
      held = undefined;
      for (const task of late) later(task);
    },
    dispose() {
      disposed = true;
      timers.forEach((timer) => pageTimers.clearTimeout(timer));
      timers.clear();
      held = undefined;
      pageTimers.restore();
      patches.restore();
    },
  };
  patches.define(target, CURRENT, { value: simulated });
  if (arrival === 'present') arrive();
  else if (arrival !== 'never') later(arrive, arrival.after);
  return simulated;
}

/** The address that the document was opened with; engines without navigation timing (jsdom) start with the present one. */
function entryUrl(target: Window): string {
  const { performance, location } = target;
  const entry = performance.getEntriesByType ? performance.getEntriesByType('navigation')[0] : undefined;
  return withoutHash(entry && /^https?:/.test(entry.name) ? entry.name : location.href);
}

function withoutHash(url: string): string {
  return url.split('#')[0]!;
}
