import type { Wx, WxResult } from '../protocol/wx';

type Listener = (result: WxResult) => void;

/** Adds a listener; the returned function removes it. */
export type Listen = (wx: Wx, event: string, params: object, listener: Listener) => () => void;

/** Lets several listeners share an event: jweixin keeps one handler per event and has no way to remove it. */
export function createEvents(): Listen {
  const listeners: Record<string, Listener[]> = {};

  return (wx, event, params, listener) => {
    const all = (listeners[event] = listeners[event] || []);
    // A function of its own, so that one listener added twice is removed once.
    const own: Listener = (result) => listener(result);
    const tellAll: Listener = (result) => all.slice().forEach((each) => each(result));
    all.push(own);
    // Again for every listener: the parameters (what is shared) are part of the registration, and the latest ones win.
    wx[event as 'config']({ ...params, complete: tellAll } as never);
    return () => {
      if (all.indexOf(own) >= 0) all.splice(all.indexOf(own), 1);
    };
  };
}
