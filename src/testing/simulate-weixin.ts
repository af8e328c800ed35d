import type { ApiAnswer } from './api-answer';
import { createBridge } from './bridge';
import type { BridgeCall } from './bridge';
import { createClientProfile } from './client-profile';
import type { ClientProfileOptions } from './client-profile';
import type { ConfigAnswer } from './config-answer';
import { simulateVisibility } from './page-visibility';
import { createPropertyPatches } from './property-patches';

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
}

/** A simulated client, to look into and to steer. */
export interface SimulatedWeixin {
  /** Every call that reached the bridge, in order. */
  readonly calls: BridgeCall[];
  /** Answers `wx.config` differently from now on. */
  answer(api: 'preVerifyJSAPI', answer: ConfigAnswer): void;
  /** Answers an interface differently from now on; a name that no client has comes into being. */
  answer(api: string, answer: ApiAnswer): void;
  /** Tells everything that listens through `WeixinJSBridge.on`, at once. */
  emit(event: string, payload?: unknown): void;
  /** What a page sees when a native view covers it. */
  hidePage(): void;
  /** What a page sees when that view goes away. */
  showPage(): void;
  /** Puts everything back as it was; calls that are under way stay without an answer. */
  dispose(): void;
}

/** On the window, not in this module: copies of this package on one page, as after `jest.resetModules()`, must find it. */
const CURRENT = 'weixin-payscore/testing';

/**
 * Makes a page believe that it runs inside WeChat. What is simulated is the bridge below jweixin, so the real JS-SDK runs
 * on it.
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
  let disposed = false;
  const calls: BridgeCall[] = [];
  const answers = new Map<string, ApiAnswer>([['preVerifyJSAPI', config]]);
  for (const api of Object.keys(apis)) answers.set(api, apis[api]);

  function later(task: () => void, delay = 0): void {
    if (disposed) return;
    const timer = target.setTimeout(() => {
      timers.delete(timer);
      task();
    }, delay);
    timers.add(timer);
  }

  const { bridge, emit } = createBridge({
    profile,
    answers,
    url: () => withoutHash(target.location.href),
    entryUrl: entryUrl(target),
    record: (api, params) => calls.push({ api, params, at: target.performance.now() - began }),
    later,
    latency,
  });

  const patches = createPropertyPatches();
  const visibility = simulateVisibility(target, patches);
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
    emit: (event, payload = {}) => emit(event, payload),
    hidePage() {
      if (!disposed) visibility.set(true);
    },
    showPage() {
      if (!disposed) visibility.set(false);
    },
    dispose() {
      disposed = true;
      timers.forEach((timer) => target.clearTimeout(timer));
      timers.clear();
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
