import { hasApi, readAnswer } from '../protocol/host-answer';
import type { Work } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';

/**
 * Asks the client which interfaces it has; no usable answer for a name counts as no.
 *
 * Not through `wx.checkJsApi`: on Android that parses `checkResult` as text and throws inside the bridge's callback where
 * the client sent an object, so no callback runs; on other platforms it leaves text unparsed (jweixin 1.6.0).
 *
 * @param names the native names
 */
export function askCapabilities(work: Work, wx: Wx, names: readonly string[], limit?: number): Promise<boolean[]> {
  return work
    .step<unknown>('checkJsApi', (resolve) => wx.invoke!('checkJsApi', { jsApiList: names.slice() }, resolve), limit)
    .then((answer) => names.map((name) => hasApi(readAnswer(answer), name)));
}
