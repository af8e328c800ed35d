import { WeixinError } from '../errors';
import type { BusinessViewArguments } from '../protocol/business-view';
import { VIEW_API, failure, readAnswer, readOutcome } from '../protocol/host-answer';
import type { BusinessViewOutcome } from '../protocol/host-answer';
import type { StartTask, Task } from '../protocol/waiting';
import type { ConfiguredPage } from './configuration';
import { watchWayBack } from './visibility';

/** Of a user who is back, and of whom nothing was said. */
export const UNKNOWN: BusinessViewOutcome = { status: 'unknown', errCode: null, errMsg: '', extraData: null };

/**
 * Makes the native call and waits for the user, who may take minutes.
 *
 * @param timeout ms in which a touch proves nothing, as those who wait have it now
 * @param onBack the page is back, though the client has not called back yet; once it resolves, the wait ends as if nothing was said
 */
export function presentView(
  task: StartTask,
  { wx }: ConfiguredPage,
  view: BusinessViewArguments,
  timeout: () => number,
  onBack: () => Promise<unknown>,
): Task<BusinessViewOutcome> {
  return task<BusinessViewOutcome>(VIEW_API, (_wait, resolve, reject) => {
    function settle(value: unknown): void {
      const answer = readAnswer(value);
      const outcome = readOutcome(answer);
      if (outcome) resolve(outcome);
      else reject(failure(VIEW_API, answer));
    }
    const silent = (): void => settle({});

    // On the raw bridge, because `wx.openBusinessView` reports success for an empty answer and files "fail cancel" under
    // `fail`. A copy, because jweixin writes the signature into the object it is given.
    wx.invoke!(VIEW_API, { ...view }, settle);
    return watchWayBack(
      wx,
      timeout,
      () => void onBack().then(silent),
      silent,
      () =>
        reject(new WeixinError('TIMEOUT', 'The view did not open, or the client did not say so.', { step: VIEW_API })),
    );
  });
}
