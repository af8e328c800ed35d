import { readAnswer, toRecord } from '../protocol/host-answer';
import type { Wx } from '../protocol/wx';
import { runStep } from './step';
import type { StepWaiting } from './step';

/**
 * Asks the client which interfaces it has; no usable answer for a name counts as no.
 *
 * Not through `wx.checkJsApi`: on Android that parses `checkResult` as text and throws inside the bridge's callback where
 * the client sent an object, so nobody hears the answer; on other platforms it leaves text unparsed (jweixin 1.6.0).
 *
 * @param names the native names
 */
export function askCapabilities(wx: Wx, names: string[], waiting: StepWaiting): Promise<boolean[]> {
  return runStep<unknown>('checkJsApi', waiting, (resolve) =>
    wx.invoke!('checkJsApi', { jsApiList: names }, resolve),
  ).then((value) => {
    const answers = toRecord(readAnswer(value).fields['checkResult']) || {};
    return names.map((name) => String(answers[name]) === 'true');
  });
}
