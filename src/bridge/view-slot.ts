import { WeixinError } from '../errors';
import type { Task } from '../protocol/waiting';

/** What a page asked for, and what is under way for it. */
interface TakenSlot {
  key: readonly unknown[];
  view: Task<unknown>;
}

/** The one view of the page, whichever instance asked for it. */
let taken: TakenSlot | undefined;

/**
 * Keeps a page to one view at a time: the client answers a second one with "another navigation is in progress", or not at all.
 * The same view asked for again while it is prepared or open is shared; a different one is `BUSY`. A view that everybody gave up
 * before the client was asked for it does not open, and does not hinder another.
 *
 * @param key equal parts for equal requests
 * @param create starts to prepare and open it; it calls `close` when the view is no longer open, which may be before it ends
 * @throws WeixinError `BUSY`
 */
export function takeViewSlot<V extends Task<unknown>>(key: readonly unknown[], create: (close: () => void) => V): V {
  if (!taken) {
    const own = (taken = { key } as TakenSlot);
    own.view = create(() => {
      if (taken === own) taken = undefined;
    });
  } else if (key.length !== taken.key.length || !key.every((part, index) => part === taken!.key[index])) {
    throw new WeixinError('BUSY', 'Wait until the user is back from the other view.');
  }
  return taken.view as V;
}
