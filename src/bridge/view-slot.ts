import type { Waiting } from '../protocol/waiting';

/**
 * Runs a view's journey, alone.
 *
 * @param key equal for equal views
 * @param waiting the caller's; it matters to one who shares another's journey and gives up
 * @param run starts the journey; it calls `close` as soon as the view is no longer open, which may be before the journey ends
 */
export type TakeViewSlot = <T>(key: string, waiting: Waiting, run: (close: () => void) => Promise<T>) => Promise<T>;

/**
 * Keeps to one view at a time: the client answers a second one with "another navigation is in progress", or not at all.
 * The same view asked for again shares the promise of the first; a different one is `BUSY` while the first is open.
 */
export function createViewSlot(): TakeViewSlot {
  let taken: { key?: string; open?: boolean; result?: Promise<never> } = {};

  return (key, waiting, run) => {
    const { open, result } = taken;
    if (taken.key === key) return waiting.step('', () => result!, { timeout: 0 });
    if (open) throw waiting.error('BUSY', 'Wait until the user is back from the other view.');
    const mine: typeof taken = (taken = { key, open: true });
    const close = (): void => void (mine.open = false);
    const end = (): void => void (taken === mine && (taken = {}));
    const mineResult = run(close);
    mine.result = mineResult as Promise<never>;
    mineResult.then(end, end);
    return mineResult;
  };
}
