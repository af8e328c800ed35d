import { createHostApis } from '../protocol/host-apis';
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
  const apis = createHostApis(parts);
  return {
    checkJsApi: (work, wx, names) =>
      parts.askCapabilities(
        work,
        wx,
        names.map((name) => apis.find(name).name),
      ),
    call: createCalls(parts, apis, listed, timeout),
    listen: createEvents(parts, apis),
  };
}
