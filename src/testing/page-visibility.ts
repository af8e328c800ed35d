import type { PropertyPatches } from './property-patches';

/** What a page can see of being covered. */
export interface PageVisibility {
  set(hidden: boolean): void;
}

/**
 * Takes over `document.hidden` and `document.visibilityState`; the page counts as visible until told otherwise.
 *
 * A guess: that a page under a native view sees `visibilitychange` and nothing else. No document says which clients also
 * send `pagehide`, `pageshow`, `blur` or `focus`; a test that needs those can dispatch them itself.
 */
export function simulateVisibility(target: Window, patches: PropertyPatches): PageVisibility {
  const { document } = target;
  let hidden = false;
  patches.define(document, 'hidden', { get: () => hidden });
  patches.define(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  return {
    set(value) {
      if (value === hidden) return;
      hidden = value;
      const { Event } = target as Window & typeof globalThis;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    },
  };
}
