import { WeixinError } from '../errors';
import { runStep } from './step';

/**
 * Runs a view's journey, alone.
 *
 * @param key equal for equal views
 * @param signal the caller's; it only ends the wait of a caller who shares another's journey
 * @param run starts the journey; it calls `closed` as soon as the view is no longer open, which may be before the journey ends
 */
export type TakeViewSlot = <T>(
  key: string,
  signal: AbortSignal | undefined,
  run: (closed: () => void) => Promise<T>,
) => Promise<T>;

interface Taken {
  key: string;
  open: boolean;
  result: Promise<unknown>;
}

/**
 * Keeps to one view at a time: the client answers a second one with "another navigation is in progress", or not at all.
 * The same view asked for again shares the promise of the first; a different one is `BUSY` while the first is open.
 */
export function createViewSlot(): TakeViewSlot {
  let taken: Taken | undefined;

  return <T>(key: string, signal: AbortSignal | undefined, run: (closed: () => void) => Promise<T>) => {
    if (taken && taken.key === key) return runStep('', { signal }, () => taken!.result as Promise<T>);
    if (taken && taken.open)
      return Promise.reject(new WeixinError('BUSY', 'Wait until the user is back from the other view.'));
    const mine: Taken = { key, open: true, result: run(() => void (mine.open = false)) };
    taken = mine;
    const free = (): void => {
      if (taken === mine) taken = undefined;
    };
    mine.result.then(free, free);
    return mine.result as Promise<T>;
  };
}
