import { startTimer } from '../protocol/timer';
import { without } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';

/** How long the callback may take once the page is back on screen, in ms. */
const GRACE = 3000;
/** How long a page that gave no sign at all is waited for, in ms. */
const LONGEST = 600000;
/** What only somebody who sees the page does. */
const TOUCHES = ['touchstart', 'pointerdown', 'mousedown', 'keydown'];

type OnChange = (hidden: boolean) => void;

/** Who is told what `onPageStateChange` says. */
let stateWatchers: OnChange[] = [];
/** The `wx` objects through which that event is listened to: the bridge has no way to stop. */
const listening: Pick<Wx, 'on'>[] = [];

/**
 * Tells each time the page leaves the screen or comes back, as far as the client says so.
 *
 * `visibilitychange` and `pagehide` are the engine's; `onPageStateChange` is an event of WeChat for iOS, which other clients
 * reportedly never send (yanxi123-com/weixin-js-sdk #51).
 *
 * @param wx without it only the engine's own signs are watched
 * @returns stop watching
 */
export function watchScreen(onChange: OnChange, wx?: Pick<Wx, 'on'>): () => void {
  // pagehide and pageshow too: a page put in the back-forward cache may change without visibilitychange.
  const watched: [EventTarget, string][] = [
    [document, 'visibilitychange'],
    [window, 'pagehide'],
    [window, 'pageshow'],
  ];
  const onEvent = ({ type }: Event): void => onChange(type === 'pagehide' || isHidden());

  if (wx && wx.on && listening.indexOf(wx) < 0) {
    listening.push(wx);
    try {
      wx.on('onPageStateChange', (state) => {
        // Text on iOS.
        const inactive = String((Object(state) as { active?: unknown }).active) === 'false';
        stateWatchers.forEach((each) => each(inactive || isHidden()));
      });
    } catch {
      // A bridge that knows no events has one sign less.
    }
  }
  stateWatchers = stateWatchers.concat(onChange);
  watched.forEach(([target, type]) => target.addEventListener(type, onEvent));
  return () => {
    stateWatchers = without(stateWatchers, onChange);
    watched.forEach(([target, type]) => target.removeEventListener(type, onEvent));
  };
}

/**
 * Watches for the user's return from a native view, because the client may never call back: going back with a gesture or the
 * title bar can come without a callback (which clients do so is not documented).
 *
 * That the page stays visible proves nothing: the developer tools' web view fires no `visibilitychange`, and an Android web view
 * can stay visible under a view. Then a touch is the sign, once `timeout` is over; before that it may be an impatient second tap
 * on a page that the view is about to cover.
 *
 * @param timeout ms in which a touch proves nothing, as those who wait have it now
 * @param onBack the page left the screen and is back, or is touched: the client may still call back. Called again after each absence
 * @param onReturned it is back for 3 s, without a callback
 * @param onLost ten minutes without any sign
 * @returns stop watching
 */
export function watchWayBack(
  wx: Pick<Wx, 'on'> | undefined,
  timeout: () => number,
  onBack: () => void,
  onReturned: () => void,
  onLost: () => void,
): () => void {
  const asked = Date.now();
  let away = isHidden();
  let back = false;
  let stopTimer = startTimer(LONGEST, onLost);

  function onChange(hidden: boolean): void {
    if (hidden === away) return;
    away = hidden;
    back = !hidden;
    stopTimer();
    if (hidden) return;
    stopTimer = startTimer(GRACE, onReturned);
    onBack();
  }

  function onTouch(): void {
    if (back || Date.now() - asked < timeout()) return;
    away = true;
    onChange(false);
  }

  const stopScreen = watchScreen(onChange, wx);
  TOUCHES.forEach((type) => window.addEventListener(type, onTouch, true));
  return () => {
    stopTimer();
    stopScreen();
    TOUCHES.forEach((type) => window.removeEventListener(type, onTouch, true));
  };
}

/** Old clients (UIWebView) have no such property. */
export function isHidden(): boolean {
  return !!document.hidden;
}
