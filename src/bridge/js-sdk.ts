import { createHostApis } from '../protocol/host-apis';
import type { Wait } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';
import { createCalls } from './call';
import { createEvents } from './events';
import type { JsSdk, JsSdkParts } from './js-sdk-parts';

/**
 * Everything but the views; a chunk of its own, which a page that only opens views never loads.
 *
 * @param listed the page's `jsApiList`
 * @param timeout the instance's, where the page set one
 */
export function createJsSdk(parts: JsSdkParts, listed: readonly string[], timeout: number | undefined): JsSdk {
  const [, readAnswer, , , task, , , , , readers] = parts;
  const apis = createHostApis(readers);
  return {
    checkJsApi: <N extends string>(wait: Wait, wx: Wx, names: readonly N[]) =>
      wait(() =>
        task<Record<N, boolean>>('checkJsApi', (_wait, resolve) => {
          const { name, toHost, fromHost } = apis.find('checkJsApi');
          const params = { jsApiList: names };
          wx.invoke!(name, toHost!(params, ''), (value) => {
            const answer = readAnswer(value);
            resolve(fromHost!(answer.fields, answer, params)['checkResult'] as Record<N, boolean>);
          });
        }),
      ),
    call: createCalls(parts, apis, listed, timeout),
    listen: createEvents(parts, apis),
  };
}
