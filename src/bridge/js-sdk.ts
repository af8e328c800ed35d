import { createHostApis } from '../protocol/host-apis';
import type { AnswerReaders } from '../protocol/host-apis';
import type { Task } from '../protocol/waiting';
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
export function createJsSdk(
  parts: JsSdkParts,
  readers: AnswerReaders,
  askCapabilities: (wx: Wx, names: readonly string[]) => Task<boolean[]>,
  listed: readonly string[],
  timeout: number | undefined,
): JsSdk {
  const apis = createHostApis(readers);
  return {
    checkJsApi(wait, wx, names) {
      const natives = names.map((name) => apis.find(name).name);
      return wait(() => askCapabilities(wx, natives)).then((has) => {
        const result = {} as Record<(typeof names)[number], boolean>;
        names.forEach((name, index) => (result[name] = has[index]!));
        return result;
      });
    },
    call: createCalls(parts, apis, listed, timeout),
    listen: createEvents(parts, apis),
  };
}
