import type { BusinessViewArguments } from '../protocol/business-view';
import { readOutcome } from '../protocol/outcome';
import type { BusinessViewOutcome } from '../protocol/outcome';
import type { Wx } from '../protocol/wx';
import { runStep, timedOut } from './step';
import type { Waiting } from './step';
import { watchAbsence } from './visibility';

/**
 * Makes the native call and waits for the user, who may take minutes: the clock only runs while the page is on screen.
 *
 * On the raw bridge, because `wx.openBusinessView` reports success for an empty answer and files "fail cancel" under `fail`.
 */
export function presentView(
  wx: Wx,
  view: BusinessViewArguments,
  { timeout, signal, trace }: Waiting,
): Promise<BusinessViewOutcome> {
  const api = 'openBusinessView';
  return runStep<unknown>(api, { signal, trace }, (resolve, reject) => {
    // A copy, because jweixin writes the signature into the object it is given.
    wx.invoke!(api, { ...view }, resolve);
    return watchAbsence(
      timeout,
      () => reject(timedOut(api)),
      () => resolve({}),
    );
  }).then(readOutcome);
}
