import { WeixinError } from '../errors';
import { isHidden } from './visibility';

/** What the callers who asked for the same view share while it is prepared and open. */
export interface ViewSlot {
  /** The native call's answer, once the call was made. */
  answer?: Promise<unknown>;
  /** A call was refused, and the page configured anew. */
  retried?: boolean;
  /** What the request's own functions answered: the token, and what the server says of the user. */
  token?: Promise<Record<string, string>>;
  question?: { at: number; answer: Promise<{ status: string }> };
  /** The view is no longer open: another may be asked for. */
  close(): void;
}

interface TakenSlot extends ViewSlot {
  key: readonly unknown[];
  /** How many callers wait for it. */
  callers: number;
  /** When the last of them joined, and how long a touch proves nothing from then on. */
  since: number;
  patience: number;
}

/** The one view of the page, whichever instance asked for it. */
let taken: TakenSlot | undefined;

/**
 * Keeps a page to one view at a time: the client answers a second one with "another navigation is in progress", or not at all.
 * The same view asked for again while it is prepared or open is shared; a different one is `BUSY`.
 *
 * A view that all callers gave up before the client was asked for it does not open, and does not hinder another. One that was
 * open by then may still be there. It counts as gone once its answer came, or once another view is asked for on a visible page
 * when the time is over in which a second tap may be impatience.
 *
 * @param key equal parts for equal requests
 * @param patience ms
 * @param run what this caller does; it calls `slot.close` when the view is no longer open, which may be before it ends
 */
export async function takeViewSlot<T>(
  key: readonly unknown[],
  patience: number,
  run: (slot: ViewSlot) => Promise<T>,
): Promise<T> {
  if (taken && !taken.callers && !isHidden() && Date.now() - taken.since >= taken.patience) taken = undefined;
  const same = taken && key.length === taken.key.length && key.every((part, index) => part === taken!.key[index]);
  if (taken && !same) throw new WeixinError('BUSY', 'Wait until the user is back from the other view.');
  const slot = taken || createSlot(key, patience);
  taken = slot;
  slot.since = Date.now();
  slot.callers++;
  try {
    return await run(slot);
  } finally {
    slot.callers--;
    if (!slot.callers) {
      if (slot.answer) slot.answer.then(slot.close, slot.close);
      else slot.close();
    }
  }
}

function createSlot(key: readonly unknown[], patience: number): TakenSlot {
  const slot: TakenSlot = {
    key,
    callers: 0,
    since: 0,
    patience,
    close() {
      if (taken === slot) taken = undefined;
    },
  };
  return slot;
}
