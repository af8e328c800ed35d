import { createTasks, runAsCaller } from '../protocol/waiting';
import type { AbortSignalLike, Wait } from '../protocol/waiting';
import { WeixinError } from '../errors';
import type { WeixinErrorFields } from '../errors';
import { checkTimeout } from '../protocol/argument';
import type { BusinessType, BusinessView } from '../protocol/business-view';
import { failure, readAnswer, readOutcome } from '../protocol/host-answer';
import type { BusinessViewOutcome, HostAnswer } from '../protocol/host-answer';
import { compareVersions } from '../protocol/version';
import type { MiniProgramWx, MiniProgramCallbacks } from './mini-program-wx';
import { toMiniProgramView } from './to-mini-program-view';
import { isNavigable, toNavigateToMiniProgram } from './to-navigate-to-mini-program';
import type { NavigableView } from './to-navigate-to-mini-program';
import { watchReturn } from './watch-return';

/** How to open a view, and how long to wait for the user. */
export interface OpenBusinessViewOptions {
  /** Default: the mini program's own. */
  wx?: MiniProgramWx;
  /** Milliseconds until the promise rejects with `TIMEOUT`. Default: none, a person may take minutes. */
  timeout?: number;
  /** Gives up the wait: the promise rejects with `ABORTED`. The view stays open. */
  signal?: AbortSignalLike;
}

/** The mini program's own `wx`: a parameter of every module there, no property of a global object. */
declare const wx: MiniProgramWx | undefined;

const API = 'openBusinessView';

/** How long the callback may take once the mini program is shown again, in ms. */
const GRACE = 3000;

/** The base library that has `wx.openBusinessView`: "低版本需提示用户升级微信版本", say the documents. */
const REQUIRED = '2.6.0';
const UPDATE = 'Ask the user to update WeChat: base library 2.6.0 and later have openBusinessView.';
const CHECK_VIEW = 'Check the parameters and that this mini program may use them; errMsg and errCode say more.';
const CHECK_NAVIGATION =
  ' Until then, call this in a tap handler, and name the appId in navigateToMiniProgramAppIdList of app.json.';

/**
 * Opens one of WeChat's own views over the mini program, and answers when the user is back.
 *
 * Call it in a tap handler. Base libraries below 2.6.0 have no `wx.openBusinessView`; there it navigates to the same view
 * where it has a documented page (see `toNavigateToMiniProgram`), and the answer comes from the return alone. The outcome
 * never says that the user authorised: ask your server, also after a rejection.
 *
 * The wait ends with the host's callback. Where none comes, it ends 3 s after the mini program is shown again, with what
 * `readReturn` makes of that. Base libraries below 2.1.2 cannot tell that it is: there, navigating resolves with `unknown` as
 * soon as the other mini program opened, and `App.onShow` has to call `readReturn`.
 *
 * @param view the same view that a page opens
 * @param options the mini program's `wx`, a timeout in ms and a signal; all may be left out
 * @returns `ok`, `cancelled` or `unknown`, as for a page
 * @throws WeixinError (the promise rejects with it)
 *   `INVALID_ARGUMENT` as for `toMiniProgramView`, and naming `timeout` where it is no number of ms, or `signal`;
 *   `NOT_IN_WEIXIN` where there is no `wx`;
 *   `API_UNSUPPORTED` where this base library has no way to open the view: ask the user to update WeChat;
 *   `WEIXIN_OUTDATED`, with `required` and `actual`, below base library 2.6.0 where navigating failed: ask for the same;
 *   `BUSY` while another view is open, as after a second tap;
 *   `API_REFUSED` or `API_FAILED`, with the client's `errMsg` and `errCode`, where the view did not open;
 *   `TIMEOUT` and `ABORTED` as asked for in the options
 * @see https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/applets-auth.html
 */
export function openBusinessView<T extends BusinessType>(
  view: BusinessView<T>,
  options?: OpenBusinessViewOptions,
): Promise<BusinessViewOutcome> {
  const { wx: given, timeout, signal } = Object(options) as OpenBusinessViewOptions;
  const task = createTasks();
  const start = (wait: Wait): Promise<BusinessViewOutcome> =>
    wait(() =>
      task<BusinessViewOutcome>(API, (_wait, resolve, reject) => {
        const request = toMiniProgramView(view as BusinessView);
        const host = given || (typeof wx === 'undefined' ? undefined : wx);
        if (!host) throw new WeixinError('NOT_IN_WEIXIN', 'There is no wx here: call this in a mini program.');

        if (host.openBusinessView) {
          host.openBusinessView({
            ...request,
            ...callbacks(resolve, (answer) => {
              const error = failure(API, answer);
              reject(
                /REFUSED|FAILED/.test(error.code) ? new WeixinError(error.code, CHECK_VIEW, fieldsOf(error)) : error,
              );
            }),
          });
          return watchReturn(host, GRACE, resolve);
        }
        if (host.navigateToMiniProgram && isNavigable(request)) {
          const { success, fail } = callbacks(resolve, (answer) => {
            const error = failure('navigateToMiniProgram', answer);
            const fields = { ...fieldsOf(error), ...versions(host) };
            // A newer one that lacks the interface is not helped by an update.
            const outdated = error.code !== 'BUSY' && isBelow(fields.actual, REQUIRED);
            reject(outdated ? new WeixinError('WEIXIN_OUTDATED', UPDATE + CHECK_NAVIGATION, fields) : error);
          });
          host.navigateToMiniProgram({
            ...toNavigateToMiniProgram(view as BusinessView<NavigableView>),
            // Success only says that the other mini program opened.
            success: () => host.onAppShow || success({}),
            fail,
          });
          return watchReturn(host, 0, resolve);
        }
        throw new WeixinError('API_UNSUPPORTED', UPDATE, { api: API, ...versions(host) });
      }),
    );

  return new Promise((resolve) => {
    if (timeout !== undefined) checkTimeout('timeout', timeout);
    resolve(runAsCaller(task, timeout || 0, signal, start));
  });
}

/** Also where the version is missing or no version. */
function isBelow(version: string | undefined, required: string): boolean {
  try {
    return compareVersions(version!, required) < 0;
  } catch {
    return true;
  }
}

function fieldsOf({ api, errMsg, errCode, reason }: WeixinError): WeixinErrorFields {
  return { api: api!, errMsg: errMsg!, errCode: errCode!, reason: reason! };
}

/** Which base library the view needs, and which one this is, where it says so. */
function versions(host: MiniProgramWx): Pick<WeixinErrorFields, 'required' | 'actual'> {
  let actual: string | undefined;
  try {
    actual = host.getSystemInfoSync!().SDKVersion;
  } catch {
    // The error is about the view, whatever this call does, or where there is none.
  }
  return { required: REQUIRED, ...(actual && { actual: String(actual) }) };
}

/** Both callbacks of an interface. Which of the two came counts too: a mini program files a cancel under `fail`. */
function callbacks(
  resolve: (outcome: BusinessViewOutcome) => void,
  fail: (answer: HostAnswer) => void,
): Required<MiniProgramCallbacks> {
  function settle(value: unknown, failed: boolean): void {
    const answer = readAnswer(value);
    const outcome = readOutcome(answer);
    if (outcome && (!failed || outcome.status === 'cancelled')) resolve(outcome);
    else fail(answer);
  }

  return { success: (value) => settle(value, false), fail: (value) => settle(value, true) };
}
