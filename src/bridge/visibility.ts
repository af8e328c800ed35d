/** How long the callback may take once the page is back on screen. */
const GRACE = 3000;

/**
 * Watches what the user sees while a native view should be over the page, because the client may never call back: going back
 * with a gesture or the title bar can come without a callback (which clients do so is not documented).
 *
 * @param timeout how long the page may stay on screen before `stayed` is called, in ms
 * @param stayed the page never left the screen
 * @param returned the page left, came back, and the grace period passed
 * @returns stop watching
 */
export function watchAbsence(timeout: number, stayed: () => void, returned: () => void): () => void {
  // pagehide and pageshow too: a page put in the back-forward cache may change without visibilitychange.
  const watched: [EventTarget, string][] = [
    [document, 'visibilitychange'],
    [window, 'pagehide'],
    [window, 'pageshow'],
  ];
  let away = document.hidden;
  let timer = setTimeout(() => away || stayed(), timeout);

  function onChange({ type }: Event): void {
    const hidden = type === 'pagehide' || (type !== 'pageshow' && document.hidden);
    if (hidden === away) return;
    away = hidden;
    clearTimeout(timer);
    if (!hidden) timer = setTimeout(returned, GRACE);
  }

  watched.forEach(([target, type]) => target.addEventListener(type, onChange));
  return () => {
    clearTimeout(timer);
    watched.forEach(([target, type]) => target.removeEventListener(type, onChange));
  };
}
