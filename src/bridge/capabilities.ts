import { hasApi, readAnswer } from '../protocol/host-answer';
import type { StartTask, Task } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';

/**
 * Asks the client which interfaces it has; no usable answer for a name counts as no.
 *
 * Not through `wx.checkJsApi`: on Android that parses `checkResult` as text and throws inside the bridge's callback where
 * the client sent an object, so no callback runs; on other platforms it leaves text unparsed (jweixin 1.6.0).
 *
 * @param names the native names
 * @param limit ms after which the question counts as not answered
 */
export function askCapabilities(task: StartTask, wx: Wx, names: readonly string[], limit?: number): Task<boolean[]> {
  return task<boolean[]>(
    'checkJsApi',
    (_wait, resolve) =>
      wx.invoke!('checkJsApi', { jsApiList: names.slice() }, (value) => {
        const answer = readAnswer(value);
        resolve(names.map((name) => hasApi(answer, name)));
      }),
    limit,
  );
}
