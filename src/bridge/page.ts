import type { BusinessViewArguments } from '../protocol/business-view';
import type { BusinessViewOutcome } from '../protocol/outcome';
import type { JsApiName } from '../protocol/js-apis';
import type { WeixinClient } from '../protocol/user-agent';
import type { Wx, WxResult } from '../protocol/wx';
import { createConfiguration } from './configuration';
import type { ConfigurationOptions } from './configuration';
import { defaultJWeixin } from './default-jweixin';
import type { JsSdk } from './js-sdk';
import { isWx, pageWx } from './page-wx';
import { presentView } from './present-view';
import type { WaitOptions, Waiting } from '../protocol/waiting';

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
  /** Answers how to stop. */
  listen(event: string, params: object, listener: (result: WxResult) => void, waiting: Waiting): Promise<() => void>;
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
  let jsSdk: JsSdk | undefined;
  let loading: Promise<Wx> | undefined;

  function getWx(waiting: Waiting): Promise<Wx> {
    const { wx } = options;
    if (loading) return loading;
    loading = waiting.step(
      'jweixin',
      async () => {
        const loaded: unknown = await (typeof wx === 'function' ? wx() : wx || pageWx() || defaultJWeixin({}, waiting));
        if (isWx(loaded)) return loaded;
        throw new Error('This is no wx object.');
      },
      {
        blame: (cause) =>
          waiting.error(
            'JWEIXIN_LOAD_FAILED',
            'Check the network and the wx option.',
            { sources: [wx ? 'wx' : 'weixin-js-sdk'] },
            cause,
          ),
      },
    );
    // The next use tries again.
    loading.catch(() => (loading = undefined));
    return loading;
  }

  /** A chunk of its own, which a page that only opens views never loads. */
  async function loadJsSdk(): Promise<JsSdk> {
    const { createJsSdk } = await import('./js-sdk');
    return (jsSdk = jsSdk || createJsSdk(jsApiList, options.timeout));
  }

  async function getJsSdk(waiting: Waiting): Promise<JsSdk> {
    return jsSdk || waiting.chunk(loadJsSdk);
  }

  const configure = createConfiguration(options, client, jsApiList, addressAtImport, getWx);

  return async (configuring) => {
    const { wx, appId, hasBusinessView } = await configure(configuring);
    const page = { wx, appId };
    return {
      hasBusinessView,
      presentView: (view, waiting) => presentView(wx, view, waiting),
      checkJsApi: async (names, waiting) => (await getJsSdk(waiting)).checkJsApi(page, names, waiting),
      call: async (name, params, waiting, wait) => (await getJsSdk(waiting)).call(page, name, params, waiting, wait),
      listen: async (event, params, listener, waiting) =>
        (await getJsSdk(waiting)).listen(page, event, params, listener),
    };
  };
}
