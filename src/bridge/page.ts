import type { BusinessViewArguments } from '../protocol/business-view';
import type { BusinessViewOutcome } from '../protocol/outcome';
import { hostApi } from '../protocol/host-apis';
import type { JsApiName } from '../protocol/js-apis';
import type { WeixinClient } from '../protocol/user-agent';
import type { Wx, WxResult } from '../protocol/wx';
import { createCalls } from './call';
import { askCapabilities } from './capabilities';
import { createConfiguration } from './configuration';
import type { ConfigurationOptions } from './configuration';
import { defaultJWeixin } from './default-jweixin';
import { createEvents } from './events';
import { isWx, pageWx } from './page-wx';
import { presentView } from './present-view';
import type { WaitOptions, Waiting } from './waiting';

/** What a page tells about itself. */
export interface PageOptions extends ConfigurationOptions {
  wx?: Wx | (() => Wx | Promise<Wx>);
  timeout?: number;
}

/** A page that the host accepted, and what may be asked of the client from it. */
export interface Page {
  /** Whether this client has `openBusinessView`. A yes is remembered; a no is asked again by the next use. */
  hasBusinessView(waiting: Waiting): Promise<boolean>;
  presentView(view: BusinessViewArguments, waiting: Waiting): Promise<BusinessViewOutcome>;
  checkJsApi(names: readonly string[], waiting: Waiting): Promise<boolean[]>;
  call(
    name: string,
    params: Record<string, unknown>,
    waiting: Waiting,
    wait?: WaitOptions,
  ): Promise<Record<string, unknown>>;
  /** Returns how to stop. */
  listen(event: string, params: object, listener: (result: WxResult) => void): () => void;
}

/** Configures the page for its present address, or shares the configuration that this address already has. */
export type OpenPage = (waiting: Waiting) => Promise<Page>;

/** Everything that is only needed inside WeChat; a chunk of its own, which a page elsewhere never loads. */
export function createPage(
  options: PageOptions,
  client: WeixinClient,
  jsApiList: readonly JsApiName[],
  addressAtImport: string,
): OpenPage {
  const listen = createEvents();
  const call = createCalls(jsApiList, options.timeout);
  let loading: Promise<Wx> | undefined;

  function getWx(waiting: Waiting): Promise<Wx> {
    const { wx } = options;
    loading =
      loading ||
      waiting.step(
        'jweixin',
        async () => {
          const loaded: unknown = await (typeof wx === 'function' ? wx() : wx || pageWx() || defaultJWeixin(waiting));
          if (isWx(loaded)) return loaded;
          throw new Error('This is no wx object.');
        },
        { blame: (cause) => waiting.error('JWEIXIN_LOAD_FAILED', 'Check the network and the wx option.', {}, cause) },
      );
    // The next use tries again.
    loading.catch(() => (loading = undefined));
    return loading;
  }

  const configure = createConfiguration(options, client, jsApiList, addressAtImport, getWx);

  return async (configuring) => {
    const { wx, appId, hasBusinessView } = await configure(configuring);
    return {
      hasBusinessView,
      presentView: (view, waiting) => presentView(wx, view, waiting),
      checkJsApi: (names, waiting) =>
        askCapabilities(
          wx,
          names.map((name) => hostApi(name).name),
          waiting,
        ),
      call: (name, params, waiting, wait) => call({ wx, appId }, name, params, waiting, wait),
      listen: (event, params, listener) => listen(wx, event, params, listener),
    };
  };
}
