import { WeixinError } from '../errors';

/** What prepares and opens a view; its task is lost once the view is not open any more. */
interface SlotView {
  task: { readonly lost: boolean };
}

/** The one view of the page, whichever instance asked for it, and what it was asked for with. */
let taken: { key: readonly unknown[]; view: SlotView } | undefined;

/**
 * Keeps a page to one view at a time: the client answers a second one with "another navigation is in progress", or not at all.
 * The same view asked for again while it is prepared or open is shared; a different one is `BUSY`. A view that everybody gave up
 * before the client was asked for it does not open, and does not hinder another.
 *
 * @param key equal parts for equal requests
 * @param create starts to prepare and open it
 * @throws WeixinError `BUSY`
 */
export function takeViewSlot<V extends SlotView>(key: readonly unknown[], create: () => V): V {
  if (!taken || taken.view.task.lost) taken = { key, view: create() };
  const { key: of, view } = taken;
  if (key.every((part, index) => part === of[index])) return view as V;
  throw busy();
}

/**
 * Marks the client's bridge while a view is open. All copies of this package that a page has share the bridge, such as one in each
 * of its independently built parts; each of them has a slot of its own.
 *
 * @returns takes the mark away
 * @throws WeixinError `BUSY` another copy has a view open
 */
export function markBridge(): () => void {
  const bridge = Object((window as { WeixinJSBridge?: object }).WeixinJSBridge) as { payScoreView?: boolean };
  function turn(): void {
    try {
      bridge.payScoreView = !bridge.payScoreView;
    } catch {
      // Whether a client freezes its bridge is not documented. Then copies do not know of each other.
    }
  }
  if (bridge.payScoreView) throw busy();
  turn();
  return turn;
}

const busy = (): WeixinError => new WeixinError('BUSY', 'Wait until the user is back from the other view.');
