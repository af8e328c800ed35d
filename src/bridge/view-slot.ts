import { WeixinError } from '../errors';

/** What a page asked for, and what is under way for it. */
interface TakenSlot {
  key: readonly unknown[];
  view: unknown;
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
export function takeViewSlot<V>(key: readonly unknown[], create: (close: () => void) => V): V {
  if (!taken) {
    const own: TakenSlot = (taken = { key, view: undefined });
    own.view = create(() => {
      if (taken === own) taken = undefined;
    });
    return own.view as V;
  }
  const { key: of, view } = taken;
  if (key.every((part, index) => part === of[index])) return view as V;
  throw new WeixinError('BUSY', 'Wait until the user is back from the other view.');
}
