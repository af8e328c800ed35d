import type { ClientProfile } from './client-profile';
import type { PropertyPatches } from './property-patches';

/** What can tell a page that a view covers it. `visibilitychange` comes with `document.hidden`. */
export type HideSign = 'visibilitychange' | 'pagehide' | 'onPageStateChange';

/** What can tell a page that it is back on the screen. */
export type ShowSign = 'visibilitychange' | 'pageshow' | 'onPageStateChange';

/** How `onPageStateChange` says `active`. */
export type PageStateForm = 'text' | 'boolean';

/** Covers and uncovers the page. */
export interface PageSigns {
  hide(signs?: readonly HideSign[]): void;
  show(signs?: readonly ShowSign[]): void;
  hidden(): boolean;
}

/** What the signs need from the simulation around them. */
export interface PageSignsOptions {
  /** What a view gives where the call doesn't say. Default: {@link knownSigns}. */
  signs?: readonly HideSign[] | undefined;
  /** Default `text`, as pages report it from iOS (yanxi123-com/weixin-js-sdk #51). */
  pageState?: PageStateForm | undefined;
  emit(event: string, payload: unknown): void;
}

/**
 * The signs that a client is known, or guessed, to give when a view covers the page. No document says what the Pay Score view
 * gives on any client, so all of this is a guess for it.
 *
 * - iOS: `visibilitychange` in WKWebView (apache/cordova-ios #588), and `onPageStateChange` (yanxi123-com/weixin-js-sdk #51).
 * - Android: `visibilitychange` alone; pages report that `onPageStateChange` is not called there (the same #51). A guess: an
 *   Android web view under another view can also stay visible, which `signs: []` simulates.
 * - Developer tools: none; their web view fires no `visibilitychange` (xiaweiss/miniprogram-bug-report #95).
 * - HarmonyOS, Windows, macOS, WeCom: a guess, `visibilitychange` alone.
 *
 * `pagehide` comes only where the document itself is left (HTML standard), so no client gives it here.
 */
export function knownSigns({ devtools, wecom, platform }: ClientProfile): readonly HideSign[] {
  if (devtools) return [];
  return platform === 'ios' && !wecom ? ['visibilitychange', 'onPageStateChange'] : ['visibilitychange'];
}

/** Takes over `document.hidden` and `document.visibilityState`; the page counts as visible until a view covers it. */
export function simulateSigns(
  target: Window,
  profile: ClientProfile,
  patches: PropertyPatches,
  { signs: usual = knownSigns(profile), pageState = 'text', emit }: PageSignsOptions,
): PageSigns {
  const { document } = target;
  const { Event, PageTransitionEvent } = target as Window & typeof globalThis;
  const away = { visibilitychange: false, pagehide: false, onPageStateChange: false };
  patches.define(document, 'hidden', { get: () => away.visibilitychange });
  patches.define(document, 'visibilityState', { get: () => (away.visibilitychange ? 'hidden' : 'visible') });

  function give(sign: HideSign, leaving: boolean): void {
    // An engine fires `visibilitychange` for a change only.
    if (sign === 'visibilitychange' && away[sign] === leaving) return;
    away[sign] = leaving;
    if (sign === 'visibilitychange') {
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    } else if (sign === 'pagehide') {
      const type = leaving ? 'pagehide' : 'pageshow';
      // `persisted`: the page went into the back-forward cache, or came out of it. One that didn't would be gone.
      target.dispatchEvent(
        typeof PageTransitionEvent === 'function'
          ? new PageTransitionEvent(type, { persisted: true })
          : Object.defineProperty(new Event(type), 'persisted', { value: true }),
      );
    } else {
      emit(sign, { active: pageState === 'text' ? String(!leaving) : !leaving });
    }
  }

  return {
    hidden: () => away.visibilitychange,
    hide(signs) {
      // Without a choice each sign is given once, however often the page is covered.
      for (const sign of signs || usual.filter((one) => !away[one])) give(sign, true);
    },
    show(signs) {
      const back = (Object.keys(away) as HideSign[]).filter((sign) => away[sign]);
      for (const sign of signs || back) give(sign === 'pageshow' ? 'pagehide' : sign, false);
    },
  };
}
