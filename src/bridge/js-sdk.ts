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
 * @param timeout the session's, where the page set one
 */
export function createJsSdk(parts: JsSdkParts, listed: readonly string[], timeout: number | undefined): JsSdk {
  const [, readAnswer, , , task, , , , , hasApi, readers] = parts;
  const apis = createHostApis(readers);
  return {
    checkJsApi: <N extends string>(wait: Wait, wx: Wx, names: readonly N[]) =>
      wait(() =>
        task<Record<N, boolean>>('checkJsApi', (_wait, resolve) => {
          const native = (name: N): string => apis.find(name).name;
          wx.invoke!('checkJsApi', { jsApiList: names.map(native) }, (value) => {
            const answer = readAnswer(value);
            const result = {} as Record<N, boolean>;
            names.forEach((name) => (result[name] = hasApi(answer, native(name))));
            resolve(result);
          });
        }),
      ),
    call: createCalls(parts, apis, listed, timeout),
    listen: createEvents(parts, apis),
  };
}
