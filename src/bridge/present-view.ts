import { WeixinError } from '../errors';
import type { BusinessViewArguments } from '../protocol/business-view';
import { failure, readAnswer, readOutcome } from '../protocol/host-answer';
import type { BusinessViewOutcome } from '../protocol/host-answer';
import type { Waiting } from '../protocol/waiting';
import type { Configure, ConfiguredPage } from './configuration';
import type { ViewSlot } from './view-slot';
import { watchWayBack } from './visibility';

const API = 'openBusinessView';

/** What a caller wants to hear of while the view is open. */
export interface ViewWatcher {
  /** The client was asked to open it. */
  open?(): void;
  /**
   * The page is back, though the client has not called back yet.
   *
   * @param settle stops waiting for that, as if nothing was said
   */
  back?(settle: () => void): void;
}

/**
 * Configures the page and makes sure that this client has views.
 *
 * @throws WeixinError (the promise rejects with it) what the configuration rejects with, `API_UNSUPPORTED`, `TIMEOUT`
 */
export async function prepareView(configure: Configure, waiting: Waiting): Promise<ConfiguredPage> {
  const page = await configure(waiting);
  if (await page.hasBusinessView(waiting)) return page;
  throw new WeixinError('API_UNSUPPORTED', 'This client lacks it; offer another way.', { api: API });
}

/**
 * Makes the native call, or shares the one of another caller, and waits for the user, who may take minutes.
 *
 * A client that refuses the call is asked once more after a new configuration: other code may have configured the page since.
 *
 * @param prepared what {@link prepareView} answered to this caller; not needed where the view is open
 */
export async function presentView(
  slot: ViewSlot,
  view: BusinessViewArguments,
  prepared: ConfiguredPage | undefined,
  configure: Configure,
  waiting: Waiting,
  watcher: ViewWatcher = {},
): Promise<BusinessViewOutcome> {
  let page = prepared;
  for (;;) {
    if (!slot.answer && !page) page = await prepareView(configure, waiting);
    const shared = !!slot.answer;
    const answer = (slot.answer = slot.answer || invoke(page!, view));
    if (watcher.open) watcher.open();
    try {
      const outcome = await waitForReturn(answer, page, waiting, watcher, shared);
      slot.close();
      return outcome;
    } catch (error) {
      const { code } = error as WeixinError;
      if (code !== 'API_REFUSED' || (slot.answer === answer && slot.retried)) {
        // After an abort the view may still be open.
        if (code !== 'ABORTED') slot.close();
        throw error;
      }
      if (slot.answer === answer) delete slot.answer;
      slot.retried = true;
      if (page) page.forget();
      page = undefined;
    }
  }
}

/** On the raw bridge, because `wx.openBusinessView` reports success for an empty answer and files "fail cancel" under `fail`. */
function invoke({ wx }: ConfiguredPage, view: BusinessViewArguments): Promise<unknown> {
  const answer = new Promise<unknown>((resolve) => {
    // A copy, because jweixin writes the signature into the object it is given.
    wx.invoke!(API, { ...view }, resolve);
  });
  // The callers hear of it, each through its own wait.
  answer.catch(() => undefined);
  return answer;
}

function waitForReturn(
  answer: Promise<unknown>,
  page: ConfiguredPage | undefined,
  waiting: Waiting,
  watcher: ViewWatcher,
  shared: boolean,
): Promise<BusinessViewOutcome> {
  return waiting.step<BusinessViewOutcome>(
    API,
    (resolve, reject) => {
      function settle(value: unknown): void {
        const said = readAnswer(value);
        const outcome = readOutcome(said);
        if (outcome) resolve(outcome);
        else reject(failure(API, said));
      }

      answer.then(settle, reject);
      return watchWayBack(page && page.wx, waiting.timeout, {
        back: () => watcher.back && watcher.back(() => settle({})),
        returned: () => settle({}),
        lost: () =>
          reject(new WeixinError('TIMEOUT', 'The view did not open, or the client did not say so.', { step: API })),
      });
    },
    0,
    shared,
  );
}
