import type { BusinessViewOutcome } from '../protocol/host-answer';
import type { MiniProgramWx } from './mini-program-wx';
import { readReturn } from './read-return';
import type { ShowOptions } from './read-return';

/**
 * Watches for the mini program to be shown again, because the client may never call back: going back with a gesture or the
 * title bar can come without a callback (which clients do so is not documented).
 *
 * @param grace how long a callback may still take once the user is back, in ms
 * @param returned is told what the return itself says, which without a word from the view is `unknown`
 * @returns stop watching
 */
export function watchReturn(
  wx: MiniProgramWx,
  grace: number,
  returned: (outcome: BusinessViewOutcome) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function onShow(options: ShowOptions): void {
    const outcome = readReturn(options) || { status: 'unknown', errCode: null, errMsg: '', extraData: null };
    clearTimeout(timer);
    timer = setTimeout(() => returned(outcome), grace);
  }

  if (wx.onAppShow) wx.onAppShow(onShow);
  return () => {
    clearTimeout(timer);
    if (wx.offAppShow) wx.offAppShow(onShow);
  };
}
