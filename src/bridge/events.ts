import { readAnswer } from '../protocol/host-answer';
import { hostApi } from '../protocol/host-apis';
import type { Wx, WxResult } from '../protocol/wx';

type Listener = (result: WxResult) => void;

/** Adds a listener; the returned function removes it. */
export type Listen = (wx: Wx, event: string, params: object, listener: Listener) => () => void;

/** What jweixin was given for an event: what to share, and the one callback. */
interface Registration {
  [param: string]: unknown;
  complete: Listener;
}

/** Lets several listeners share an event, each of which can be removed: jweixin has no way to unsubscribe. */
export function createEvents(): Listen {
  const listeners: Record<string, Listener[]> = {};
  const registrations: Record<string, Registration> = {};

  /**
   * Registers once, and changes what is shared in place: jweixin reads it when the user shares. Whether the client keeps one
   * handler for an event or tells all of them is not documented, and a second one could share twice.
   */
  function register(wx: Wx, event: string, params: object): void {
    const { fromHost } = hostApi(event);
    const known = registrations[event];
    const complete: Listener = known
      ? known.complete
      : (answer) => {
          const result = fromHost ? fromHost(answer, readAnswer(answer), {}) : answer;
          listeners[event]!.slice().forEach((each) => each(result));
        };
    const registration = known || { complete };
    for (const key in registration) delete registration[key];
    for (const key in params) registration[key] = params[key as keyof object];
    registration.complete = complete;
    if (!known) wx[event as 'config'](registration as never);
    registrations[event] = registration;
  }

  return (wx, event, params, listener) => {
    const all = (listeners[event] = listeners[event] || []);
    // A function of its own, so that one listener added twice is removed once.
    const own: Listener = (result) => listener(result);
    all.push(own);
    register(wx, event, params);
    return () => {
      if (all.indexOf(own) >= 0) all.splice(all.indexOf(own), 1);
    };
  };
}
