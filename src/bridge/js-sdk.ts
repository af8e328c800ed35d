import { hostApi } from '../protocol/host-apis';
import type { WxResult } from '../protocol/wx';
import { createCalls } from './call';
import type { CallingPage } from './call';
import { askCapabilities } from './capabilities';
import { createEvents } from './events';
import type { WaitOptions, Waiting } from '../protocol/waiting';

/** The JS-SDK's interfaces, by the page's own names for them. */
export interface JsSdk {
  checkJsApi(page: CallingPage, names: readonly string[], waiting: Waiting): Promise<boolean[]>;
  call(
    page: CallingPage,
    name: string,
    params: Record<string, unknown>,
    waiting: Waiting,
    wait?: WaitOptions,
  ): Promise<Record<string, unknown>>;
  /** Returns how to stop. */
  listen(page: CallingPage, event: string, params: object, listener: (result: WxResult) => void): () => void;
}

/**
 * Everything but the views; a chunk of its own, which a page that only opens views never loads.
 *
 * @param listed the page's `jsApiList`
 * @param patience the session's timeout, where the page set one
 */
export function createJsSdk(listed: readonly string[], patience: number | undefined): JsSdk {
  const listen = createEvents();
  return {
    checkJsApi: ({ wx }, names, waiting) =>
      askCapabilities(
        wx,
        names.map((name) => hostApi(name).name),
        waiting,
      ),
    call: createCalls(listed, patience),
    listen: ({ wx }, event, params, listener) => listen(wx, event, params, listener),
  };
}
