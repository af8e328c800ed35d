import type { ClientProfile } from './client-profile';

/** Where and how a page is touched. */
export interface TouchOptions {
  /** Default: the document's body. */
  element?: Element;
  /** The events to fire, in this order; default: all of a tap. `['touchstart', 'touchend']` is iOS before 13. */
  events?: readonly string[];
}

const FINGER = ['pointerdown', 'touchstart', 'pointerup', 'touchend', 'mousedown', 'mouseup', 'click'];
const MOUSE = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];

/**
 * Fires what an engine fires for a tap, or for a click on a desktop client. As in an engine, a `touchstart` or `touchend`
 * whose default is prevented has no mouse events after it.
 */
export function touch(target: Window, { platform }: ClientProfile, { element, events }: TouchOptions): void {
  const receiver = element || target.document.body || target.document.documentElement;
  const desktop = platform === 'windows' || platform === 'macos';
  let prevented = false;
  for (const type of events || (desktop ? MOUSE : FINGER)) {
    const mouse = /^(mouse|click)/.test(type);
    if (mouse && prevented) continue;
    const name = mouse ? 'MouseEvent' : /^pointer/.test(type) ? 'PointerEvent' : 'TouchEvent';
    const pointer = { isPrimary: true, pointerType: desktop ? 'mouse' : 'touch' };
    const proceed = receiver.dispatchEvent(createEvent(target, name, type, pointer));
    if (!proceed && /^touch/.test(type)) prevented = true;
  }
}

/** Fires what an engine fires for one key. */
export function pressKey(target: Window, key: string): void {
  const { activeElement, body, documentElement } = target.document;
  for (const type of ['keydown', 'keyup']) {
    (activeElement || body || documentElement).dispatchEvent(createEvent(target, 'KeyboardEvent', type, { key }));
  }
}

/** jsdom has no `PointerEvent`, and desktop engines may refuse to construct a `TouchEvent`: a plain event has the same name. */
function createEvent(target: Window, name: string, type: string, fields: object): Event {
  const known = target as unknown as Record<string, (new (type: string, init: object) => Event) | undefined>;
  const init = Object.assign({ bubbles: true, cancelable: true, composed: true }, fields);
  try {
    return new known[name]!(type, init);
  } catch {
    return new (target as Window & typeof globalThis).Event(type, init);
  }
}
