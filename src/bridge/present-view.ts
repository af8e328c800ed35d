import type { BusinessViewArguments } from '../protocol/business-view';
import { failure } from '../protocol/failure';
import { readAnswer } from '../protocol/host-answer';
import { readOutcome } from '../protocol/outcome';
import type { BusinessViewOutcome } from '../protocol/outcome';
import type { Wx } from '../protocol/wx';
import { watchAbsence } from './visibility';
import type { Waiting } from '../protocol/waiting';

/**
 * Makes the native call and waits for the user, who may take minutes: the clock only runs while the page is on screen.
 *
 * On the raw bridge, because `wx.openBusinessView` reports success for an empty answer and files "fail cancel" under `fail`.
 */
export async function presentView(wx: Wx, view: BusinessViewArguments, waiting: Waiting): Promise<BusinessViewOutcome> {
  const api = 'openBusinessView';
  const answer = readAnswer(
    await waiting.step<unknown>(
      api,
      (resolve, reject) => {
        // A copy, because jweixin writes the signature into the object it is given.
        wx.invoke!(api, { ...view }, resolve);
        return watchAbsence(
          waiting.timeout,
          () => reject(waiting.error('TIMEOUT', 'The view did not open, or the client did not say so.', { step: api })),
          () => resolve({}),
        );
      },
      { timeout: 0 },
    ),
  );
  const outcome = readOutcome(answer);
  if (outcome) return outcome;
  throw waiting.error(...failure(api, answer));
}
