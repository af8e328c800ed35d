import { failure, readAnswer } from '../protocol/host-answer';
import type { Wx } from '../protocol/wx';
import type { Waiting } from './waiting';

/** Calls an interface by jweixin's own method, which knows the host's name and parameters, or on the bridge where it has none. */
export function callApi(wx: Wx, api: string, params: object, waiting: Waiting): Promise<Record<string, unknown>> {
  return waiting.step(api, (resolve, reject) => {
    function settle(value: unknown): void {
      const answer = readAnswer(value);
      const { errMsg, fields, verdict } = answer;
      if (/^(ok|confirm)$/.test(verdict)) resolve({ ...fields, errMsg });
      else reject(waiting.error(...failure(api, answer)));
    }
    // These two wrappers lose or change the host's answer.
    const method = !/^(checkJsApi|openBusinessView)$/.test(api) && wx[api as 'config'];
    if (method) method.call(wx, { ...params, success: settle, cancel: settle, fail: settle } as never);
    else wx.invoke!(api, { ...params }, settle);
  });
}
