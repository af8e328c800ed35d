import type { Wx, WxResult } from '../protocol/wx';

type Listener = (result: WxResult) => void;

/** Adds a listener; the returned function removes it. */
export type Listen = (wx: Wx, event: string, params: object, listener: Listener) => () => void;

/**
 * Lets several listeners share an event, each of which can be removed: jweixin has no way to unsubscribe.
 *
 * Whether the client keeps one handler for an event or tells all of them is not documented, so only the latest one speaks.
 */
export function createEvents(): Listen {
  const listeners: Record<string, Listener[]> = {};
  const speaking: Record<string, Listener> = {};

  return (wx, event, params, listener) => {
    const all = (listeners[event] = listeners[event] || []);
    // A function of its own, so that one listener added twice is removed once.
    const own: Listener = (result) => listener(result);
    const tellAll: Listener = (result) => {
      if (speaking[event] === tellAll) all.slice().forEach((each) => each(result));
    };
    all.push(own);
    speaking[event] = tellAll;
    // Again for every listener: the parameters (what is shared) are part of the registration, and the latest ones win.
    wx[event as 'config']({ ...params, complete: tellAll } as never);
    return () => {
      if (all.indexOf(own) >= 0) all.splice(all.indexOf(own), 1);
    };
  };
}
