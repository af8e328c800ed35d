import { WeixinError } from '../errors';
import { VIEW_API, hasApi, readAnswer } from '../protocol/host-answer';
import type { StartTask, Task } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';

/**
 * Asks the client whether it has `openBusinessView`; no usable answer counts as no.
 *
 * Not through `wx.checkJsApi`: on Android that parses `checkResult` as text and throws inside the bridge's callback where
 * the client sent an object, so no callback runs; on other platforms it leaves text unparsed (jweixin 1.6.0).
 *
 * @param limit ms after which the question counts as not answered
 * @throws WeixinError (the task fails with it) `API_UNSUPPORTED`
 */
export function askForView(task: StartTask, wx: Wx, limit?: number): Task<true> {
  return task<true>(
    'checkJsApi',
    (_wait, resolve, reject) =>
      wx.invoke!('checkJsApi', { jsApiList: [VIEW_API] }, (value) => {
        if (hasApi(readAnswer(value), VIEW_API)) resolve(true);
        else reject(new WeixinError('API_UNSUPPORTED', 'This client lacks it; offer another way.', { api: VIEW_API }));
      }),
    limit,
  );
}
