import type { WxResult } from '../protocol/wx';
import type { Page } from './page';

type Listener = (result: Record<string, unknown>) => void;

/** Adds a listener; the returned function removes it. */
export type Listen = (event: string, listener: Listener, params: object) => () => void;

/**
 * Lets several listeners share an event: jweixin keeps one handler per event and has no way to remove it.
 *
 * @param openPage the configured page; where there is none, nobody is told, because nothing was asked
 */
export function createEvents(openPage: () => Promise<Page>): Listen {
  const listeners: Record<string, Listener[]> = {};

  return (event, listener, params) => {
    const all = (listeners[event] = listeners[event] || []);
    // A function of its own, so that one listener added twice is removed once.
    const own: Listener = (result) => listener(result);
    const tellAll = (result: WxResult): void => all.slice().forEach((each) => each(result));
    all.push(own);
    openPage()
      // Again for every listener: the parameters (what is shared) are part of the registration, and the latest ones win.
      .then((page) => page.listen(event, params, tellAll))
      .catch(() => undefined);
    return () => {
      if (all.indexOf(own) >= 0) all.splice(all.indexOf(own), 1);
    };
  };
}
