import { planAuthorization } from './authorize-pay-score';
import type { PayScoreAuthorization, PayScoreRequest, PresentView } from './authorize-pay-score';
import { addressAtImport } from './bridge/address-at-import';
import type { ConfigSignature } from './bridge/configuration';
import type { OpenPage, Page } from './bridge/page';

import { userAgent } from './bridge/user-agent';
import { createViewSlot } from './bridge/view-slot';
import { createWaiting } from './protocol/waiting';
import type { TraceEvent, WaitOptions, Waiting } from './protocol/waiting';
import { WeixinError } from './errors';
import { checkFunction, checkNames, checkTimeout } from './protocol/argument';
import { toViewArguments } from './protocol/business-view';
import type { BusinessView } from './protocol/business-view';
import type {
  JsApiEvent,
  JsApiEventResult,
  JsApiName,
  JsApiParams,
  JsApiResult,
  OpenTagName,
} from './protocol/js-apis';
import type { BusinessViewOutcome } from './protocol/outcome';
import { parseUserAgent } from './protocol/user-agent';
import type { WeixinClient } from './protocol/user-agent';
import { compareVersions } from './protocol/version';
import type { Wx, WxResult } from './protocol/wx';

/** How to make a session. */
export interface WeixinOptions {
  /** Asks your server to sign the given address (without `#…`). */
  getConfigSignature(url: string): ConfigSignature | Promise<ConfigSignature>;
  /** What the page will use; `openBusinessView` and `checkJsApi` are always added. */
  jsApiList?: readonly JsApiName[];
  /** Open tags (开放标签) the page will use. */
  openTagList?: OpenTagName[];
  /** jweixin, or how to get it. Default: {@link loadJWeixin}. */
  wx?: Wx | (() => Wx | Promise<Wx>);
  /** The address to sign, instead of the rule for this client. */
  getSignatureUrl?(): string;
  /** Milliseconds for each wait on the host or on your server, default 10000. */
  timeout?: number;
  /** jweixin's debug mode: what the client says of the configuration and of events is shown with `alert`. */
  debug?: boolean;
  /** Is told each finished step with its duration; never a token, ticket or signature. */
  onTrace?(event: TraceEvent): void;
}

/** A page's session with the client it runs in. */
export interface Weixin {
  /** The client, or `null` outside WeChat and WeCom. */
  readonly client: WeixinClient | null;
  /**
   * Configures the page for its present address, or shares the configuration it already has.
   *
   * Call it on page load to make the tap fast; every other verb calls it by itself.
   *
   * @throws WeixinError `NOT_IN_WEIXIN`, `JWEIXIN_LOAD_FAILED`, `SIGNATURE_FAILED`, `CONFIG_REFUSED`, `TIMEOUT`, `INVALID_ARGUMENT`
   */
  ready(): Promise<void>;
  /**
   * Asks the client which interfaces it has. A name without a usable answer is `false`.
   *
   * @param names interfaces of the JS-SDK
   * @throws WeixinError what `ready` rejects with, and `TIMEOUT` with `step: 'checkJsApi'`
   * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
   */
  checkJsApi<N extends JsApiName>(names: readonly N[]): Promise<Record<N, boolean>>;
  /**
   * Calls an interface of the JS-SDK, once the page is ready. The result is the same from every client: JSON text is parsed, and
   * fields have the manual's names.
   *
   * Where a person has to look, choose or agree (`chooseImage`, `scanQRCode`, `chooseWXPay`, `getLocation`, …) there is no
   * clock: pass a `timeout` or `signal` to give up. Uploads and downloads have a minute, unless the session or the call says
   * otherwise; the others have the session's timeout. `getLocalImgData` is called one after the other.
   *
   * @param name must stand in `jsApiList`, but for `miniProgram.*`; one that `JsApis` lacks is passed as `CustomJsApi`
   * @param params the interface's own parameters, without callbacks
   * @throws WeixinError what `ready` rejects with, and `API_CANCELLED`, `API_REFUSED`, `API_UNSUPPORTED`, `API_FAILED`, `TIMEOUT`, `ABORTED`
   */
  call<N extends JsApiName>(name: N, params?: JsApiParams<N>, options?: WaitOptions): Promise<JsApiResult<N>>;
  /**
   * Listens to an event of the client, which must stand in `jsApiList`. Several listeners may share an event.
   *
   * @param params what the interface takes, such as the title and link to share; the latest ones win
   * @returns stops listening
   */
  on<E extends JsApiEvent>(
    event: E,
    listener: (result: JsApiEventResult<E>) => void,
    params?: JsApiParams<E>,
  ): () => void;
  /**
   * Opens a view of WeChat's own over the page and resolves when the user is back. The answer proves nothing: ask your server.
   *
   * The same view asked for again while it is open shares the promise.
   *
   * @throws WeixinError `INVALID_ARGUMENT`, `WEIXIN_OUTDATED`, `BUSY`, what `ready` rejects with, `API_UNSUPPORTED`, `API_REFUSED`,
   * `API_FAILED`, `TIMEOUT`, `ABORTED`
   * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
   */
  openBusinessView<T extends string>(view: BusinessView<T>, options?: WaitOptions): Promise<BusinessViewOutcome>;
  /**
   * Takes the user through the Pay Score authorisation and asks your server what came of it.
   *
   * Once the native view was asked for, `confirm` is asked before this settles, whatever the client reports. Two calls that
   * both get their token from a function count as the same request while the first is under way: a double tap.
   *
   * @returns `state` is your server's word, `view` how the user came back
   * @throws WeixinError what `openBusinessView` rejects with, unless the server says `AVAILABLE`
   * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
   */
  authorizePayScore(request: PayScoreRequest, options?: WaitOptions): Promise<PayScoreAuthorization>;
}

const REQUIRED = '7.0.5';
const UPGRADE_URL =
  'https://support.weixin.qq.com/cgi-bin/readtemplate?t=page/common_page__upgrade&text=text005&btn_text=btn_text_0';

/**
 * Makes a page's session with WeChat. Nothing is asked before the first verb, and nothing is loaded outside WeChat.
 *
 * @param options `getConfigSignature` is the only one a page must give
 * @throws WeixinError `INVALID_ARGUMENT` naming the option
 */
export function createWeixin(options: WeixinOptions): Weixin {
  const {
    getConfigSignature,
    jsApiList = [],
    openTagList = [],
    wx = Object,
    getSignatureUrl = Object,
    onTrace = Object,
    timeout: patience = 10000,
  } = Object(options) as WeixinOptions;
  checkFunction('getConfigSignature', getConfigSignature);
  checkNames('jsApiList', jsApiList);
  checkNames('openTagList', openTagList);
  checkFunction('wx', Object(wx).config || wx);
  checkFunction('getSignatureUrl', getSignatureUrl);
  checkFunction('onTrace', onTrace);
  checkTimeout('timeout', patience);

  const client = parseUserAgent(userAgent());
  const names = (['openBusinessView', 'checkJsApi'] as JsApiName[]).concat(jsApiList);
  const takeViewSlot = createViewSlot();
  let open: OpenPage | undefined;
  // Ahead of the first verb, so that a tap does not wait for it.
  if (client) loadBridge(client).catch(() => undefined);

  function waitingFor(wait?: WaitOptions): Waiting {
    const { signal, timeout = patience } = Object(wait) as WaitOptions;
    checkTimeout('timeout', timeout);
    if (signal) checkFunction('signal', signal.addEventListener);
    return createWaiting(timeout, signal, onTrace);
  }

  /** Loads the code that talks to the host. A chunk that did not arrive is tried again by the next verb. */
  async function loadBridge(client: WeixinClient): Promise<OpenPage> {
    const { createPage } = await import('./bridge/page');
    const once = names.filter((name, index) => names.indexOf(name) === index);
    return (open = open || createPage(options, client, once, addressAtImport));
  }

  function insideWeixin(): WeixinClient {
    if (client) return client;
    throw new WeixinError('NOT_IN_WEIXIN', 'Open the page in WeChat.');
  }

  /** The configured page. Shared by all callers, so one who gives up does not stop it for the others. */
  async function openPage(waiting: Waiting): Promise<Page> {
    const client = insideWeixin();
    const share = open || (await waiting.chunk(() => loadBridge(client)));
    return waiting.step('', () => share(waiting.detached()), { timeout: 0 });
  }

  async function prepareView(waiting: Waiting): Promise<PresentView> {
    const page = await openPage(waiting);
    if (await page.hasBusinessView(waiting)) return (view) => page.presentView(view, waiting);
    throw new WeixinError('API_UNSUPPORTED', 'This client lacks it; offer another way.', { api: 'openBusinessView' });
  }

  /** Turns away the phones that cannot open a view. Desktop, HarmonyOS and the developer tools report made-up versions. */
  function checkVersion(): void {
    const { app, devtools, platform, version } = insideWeixin();
    if (app !== 'weixin' || devtools || !/ios|android/.test(platform)) return;
    const actual = version!.replace(/\.+$/, '');
    if (compareVersions(actual, REQUIRED) < 0) {
      const fields = { required: REQUIRED, actual, upgradeUrl: UPGRADE_URL };
      throw new WeixinError('WEIXIN_OUTDATED', 'Send the user to upgradeUrl.', fields);
    }
  }

  return {
    client,

    async ready() {
      await openPage(waitingFor());
    },

    async checkJsApi<N extends JsApiName>(names: readonly N[]) {
      checkNames('names', names);
      const waiting = waitingFor();
      const page = await openPage(waiting);
      const has = await page.checkJsApi(names, waiting);
      const result = {} as Record<N, boolean>;
      names.forEach((name, index) => (result[name] = has[index]!));
      return result;
    },

    async call<N extends JsApiName>(name: N, params?: JsApiParams<N>, wait?: WaitOptions) {
      checkNames('name', [name]);
      const waiting = waitingFor(wait);
      const page = await openPage(waiting);
      return (await page.call(name, Object(params), waiting, wait)) as JsApiResult<N>;
    },

    on(event, listener, params) {
      checkNames('event', [event]);
      checkFunction('listener', listener);
      let stopped = false;
      let stop = (): void => void (stopped = true);
      const waiting = waitingFor();
      openPage(waiting)
        .then(async (page) => {
          if (!stopped)
            stop = await page.listen(event, Object(params), listener as (result: WxResult) => void, waiting);
          if (stopped) stop();
        })
        // Nobody is told where nothing could be asked.
        .catch(() => undefined);
      return () => {
        stopped = true;
        stop();
      };
    },

    async openBusinessView(view, wait) {
      const request = toViewArguments(view as BusinessView);
      const waiting = waitingFor(wait);
      checkVersion();
      return takeViewSlot(JSON.stringify(request), waiting, async () => (await prepareView(waiting))(request));
    },

    async authorizePayScore(request, wait) {
      const { key, run } = planAuthorization(request);
      const waiting = waitingFor(wait);
      checkVersion();
      return takeViewSlot(key, waiting, (close) => run(waiting, prepareView(waiting), close));
    },
  };
}
