import { toAnswer, toRecord } from '../protocol/outcome';
import type { Wx } from '../protocol/wx';
import { invoke } from './invoke';
import type { Waiting } from './step';

/**
 * Asks the client which interfaces it has; no usable answer for a name counts as no.
 *
 * Not through `wx.checkJsApi`: on Android that parses `checkResult` as text and throws inside the bridge's callback where
 * the client sent an object, so nobody hears the answer; on other platforms it leaves text unparsed (jweixin 1.6.0).
 *
 * @param names the native names
 */
export function askCapabilities(wx: Wx, names: readonly string[], waiting: Waiting): Promise<boolean[]> {
  return invoke(wx, 'checkJsApi', { jsApiList: names.slice() }, waiting).then((value) => {
    const answers = toRecord(toAnswer(value)['checkResult']) || {};
    return names.map((name) => String(answers[name]) === 'true');
  });
}
