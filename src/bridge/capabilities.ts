import { readAnswer, toRecord } from '../protocol/host-answer';
import type { Wx } from '../protocol/wx';
import type { StepOptions, Waiting } from '../protocol/waiting';

/**
 * Asks the client which interfaces it has; no usable answer for a name counts as no.
 *
 * Not through `wx.checkJsApi`: on Android that parses `checkResult` as text and throws inside the bridge's callback where
 * the client sent an object, so nobody hears the answer; on other platforms it leaves text unparsed (jweixin 1.6.0).
 *
 * @param names the native names
 */
export async function askCapabilities(
  wx: Wx,
  names: string[],
  waiting: Waiting,
  options?: StepOptions,
): Promise<boolean[]> {
  const ask = (resolve: (answer: unknown) => void): void => wx.invoke!('checkJsApi', { jsApiList: names }, resolve);
  const answer = readAnswer(await waiting.step('checkJsApi', ask, options));
  const answers = toRecord(answer.fields['checkResult']) || {};
  return names.map((name) => String(answers[name]) === 'true');
}
