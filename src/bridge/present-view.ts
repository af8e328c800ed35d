import { WeixinError } from '../errors';
import type { BusinessViewArguments } from '../protocol/business-view';
import { VIEW_API, failure, readAnswer, readOutcome } from '../protocol/host-answer';
import type { BusinessViewOutcome } from '../protocol/host-answer';
import type { Work } from '../protocol/waiting';
import type { Configure, ConfiguredPage } from './configuration';
import { watchWayBack } from './visibility';

/** What the journey wants to hear of while a view is open. */
export interface ViewWatcher {
  /** The client is asked to open it. */
  onOpen(): void;
  /**
   * The page is back, though the client has not called back yet.
   *
   * @param settle stops waiting for that, as if nothing was said
   */
  onBack(settle: () => void): void;
}

/** Of a user who is back, and of whom nothing was said. */
export const UNKNOWN: BusinessViewOutcome = { status: 'unknown', errCode: null, errMsg: '', extraData: null };

/**
 * Configures the page and makes sure that this client has views.
 *
 * @throws WeixinError (the promise rejects with it) what the configuration rejects with, `API_UNSUPPORTED`, `TIMEOUT`
 */
export function prepareView(work: Work, configure: Configure): Promise<ConfiguredPage> {
  return configure(work).then((page) =>
    page.hasBusinessView(work).then((has) => {
      if (has) return page;
      throw new WeixinError('API_UNSUPPORTED', 'This client lacks it; offer another way.', { api: VIEW_API });
    }),
  );
}

/**
 * Makes the native call and waits for the user, who may take minutes. From then on the wait goes on where all callers gave up,
 * because the view may be open.
 *
 * A client that refuses the call is asked once more after a new configuration: other code may have configured the page since.
 *
 * @param timeout ms in which a touch proves nothing
 */
export function presentView(
  work: Work,
  configure: Configure,
  page: ConfiguredPage,
  view: BusinessViewArguments,
  timeout: number,
  { onOpen, onBack }: ViewWatcher,
): Promise<BusinessViewOutcome> {
  function open({ wx }: ConfiguredPage): Promise<BusinessViewOutcome> {
    work.keep(true);
    onOpen();
    return work.step<BusinessViewOutcome>(
      VIEW_API,
      (resolve, reject) => {
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
        return watchWayBack(wx, timeout, {
          back: () => onBack(silent),
          returned: silent,
          lost: () =>
            reject(
              new WeixinError('TIMEOUT', 'The view did not open, or the client did not say so.', { step: VIEW_API }),
            ),
        });
      },
      0,
    );
  }

  return open(page).catch((error: WeixinError) => {
    if (error.code !== 'API_REFUSED') throw error;
    page.forget();
    // No view is open: where nobody waits any more, this ends here.
    work.keep(false);
    return prepareView(work, configure).then(open);
  });
}
