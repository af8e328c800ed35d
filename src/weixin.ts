import { planPayScore, startJourney } from './authorize-pay-score';
import type { Journey, JourneyEnd, JourneyPlan, PayScoreAuthorization, PayScoreRequest } from './authorize-pay-score';
import { bridgeReady } from './bridge/bridge-ready';
import { createConfiguration } from './bridge/configuration';
import type { ConfigSignature, ConfiguredPage } from './bridge/configuration';
import type { JsSdk, JsSdkParts } from './bridge/js-sdk-parts';
import { findJWeixin } from './bridge/jweixin/find-jweixin';
import { loadFailed } from './bridge/jweixin/load-failed';
import { userAgent } from './bridge/user-agent';
import { takeViewSlot } from './bridge/view-slot';
import { watchWayBack } from './bridge/visibility';
import { WeixinError } from './errors';
import { checkArgument, checkFunction, checkNames, checkOptionalFunctions, checkTimeout } from './protocol/argument';
import { toViewArguments } from './protocol/business-view';
import type { BusinessType, BusinessView } from './protocol/business-view';
import { failure, isYes, readAnswer, statusOf, toJson, toRecord } from './protocol/host-answer';
import type { BusinessViewOutcome } from './protocol/host-answer';
import type {
  CallArguments,
  JsApiEvent,
  JsApiEventResult,
  JsApiName,
  JsApiParams,
  JsApiResult,
  OpenTagName,
} from './protocol/js-apis';
import { startTimer } from './protocol/timer';
import { parseUserAgent } from './protocol/user-agent';
import type { WeixinClient } from './protocol/user-agent';
import { checkVersion } from './protocol/version-gate';
import { createShared, createTasks, runAsCaller } from './protocol/waiting';
import type { Start, Task, TraceEvent, WaitOptions } from './protocol/waiting';
import type { Wx, WxResult } from './protocol/wx';

/** What {@link createWeixin} takes. */
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
  /** Milliseconds for each wait on the client or on your server, default 10000. */
  timeout?: number;
  /** jweixin's debug mode: what the client says of the configuration and of events is shown with `alert`. */
  debug?: boolean;
  /** Is told each finished step with its duration; never a token, ticket or signature. */
  onTrace?(event: TraceEvent): void;
}

/** What `on` takes besides the listener. */
export interface OnOptions {
  /** Is told what `ready` rejects with, or `API_UNSUPPORTED` where jweixin has no such event. */
  onError?(error: WeixinError): void;
}

/** An instance: what a page asks of the client it runs in. */
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
  ready(options?: WaitOptions): Promise<void>;
  /**
   * Asks the client which interfaces it has. A name without a usable answer is `false`.
   *
   * @param names interfaces of the JS-SDK
   * @throws WeixinError what `ready` rejects with, and `TIMEOUT` with `step: 'checkJsApi'`
   * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
   */
  checkJsApi<N extends JsApiName>(names: readonly N[], options?: WaitOptions): Promise<Record<N, boolean>>;
  /**
   * Calls an interface of the JS-SDK, once the page is ready. The result is the same from every client: JSON text is parsed, and
   * fields have the manual's names.
   *
   * Where a person has to look, choose or agree (`chooseImage`, `scanQRCode`, `chooseWXPay`, `getLocation`, …) there is no
   * clock, unless the call has a `timeout`: the wait ends with the client's answer, or with `TIMEOUT` when the user is back for 3 s
   * without one, or after 10 minutes without any sign. Uploads and downloads have a minute, unless the instance or the call says
   * otherwise; the others have the instance's timeout. `getLocalImgData` is called one after the other.
   *
   * The interfaces of `miniProgram` need no configuration. A call that the client refuses is repeated once after a new
   * configuration, because other code may have configured the page.
   *
   * @param name must be listed in `jsApiList`, except `miniProgram.*`; one that `JsApis` lacks is passed as `CustomJsApi`
   * @param rest the interface's own parameters, without callbacks, which may be left out where none is required; then how long to
   * wait
   * @throws WeixinError what `ready` rejects with, and `API_CANCELLED`, `API_REFUSED`, `API_UNSUPPORTED`, `API_FAILED`, `TIMEOUT`,
   * `ABORTED`; `INVALID_ARGUMENT` for a required parameter that is missing, before the client is asked
   */
  call<N extends JsApiName>(name: N, ...rest: CallArguments<N>): Promise<JsApiResult<N>>;
  /**
   * Listens to an event of the client, which must be listed in `jsApiList`. Several listeners may share an event.
   *
   * @param params what the interface takes, such as the title and link to share; those of the latest listener that has some
   * count, until it stops
   * @param options `onError` is told why the listener could not be registered. It is registered once a later configuration of
   * the page passes
   * @returns stops listening
   */
  on<E extends JsApiEvent>(
    event: E,
    listener: (result: JsApiEventResult<E>) => void,
    params?: JsApiParams<E>,
    options?: OnOptions,
  ): () => void;
  /**
   * Opens a view of WeChat's own over the page and resolves when the user is back. The answer proves nothing: ask your server.
   *
   * The same view asked for again while it is prepared or open is shared, also between two instances on a page; a different one is
   * `BUSY`, and so is any view while another copy of this package has one open.
   *
   * Once the view was asked for, `timeout` does not end the wait: the client's answer does, the user's return (after 3 s without an
   * answer the status is `unknown`), or 10 minutes without any sign (`TIMEOUT`). Where nothing but a touch tells of the return, one
   * before `timeout` is over does not count; of callers who share a view the longest does.
   *
   * @throws WeixinError `INVALID_ARGUMENT`, `WEIXIN_OUTDATED`, `BUSY`, what `ready` rejects with, `API_UNSUPPORTED`, `API_REFUSED`,
   * `API_FAILED`, `TIMEOUT`, `ABORTED`
   * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
   */
  openBusinessView<T extends BusinessType>(view: BusinessView<T>, options?: WaitOptions): Promise<BusinessViewOutcome>;
  /**
   * Takes the user through the Pay Score authorisation and asks your server what came of it.
   *
   * Once the native view was asked for, `confirm` is asked before this settles, whatever the client reports. A call with the same
   * token, `scene` and `confirm` shares the view while it is prepared or open, such as after a double tap; a function is the same
   * only as itself, so define the functions once. A call with others is `BUSY` meanwhile.
   *
   * @returns `state` is your server's word, `view` how the user came back, `null` where the user had authorised before
   * @throws WeixinError `TOKEN_FAILED`, and what `openBusinessView` rejects with, unless the server says `AVAILABLE`
   * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
   */
  authorizePayScore(request: PayScoreRequest, options?: WaitOptions): Promise<PayScoreAuthorization>;
}

/**
 * Makes the instance that a page keeps. No client or server is asked before the first verb, and nothing is loaded outside WeChat.
 *
 * @param options `getConfigSignature` is the only one a page must give
 * @throws WeixinError `INVALID_ARGUMENT` naming the option
 */
export function createWeixin(options: WeixinOptions): Weixin {
  const {
    getConfigSignature,
    jsApiList = [],
    openTagList = [],
    wx,
    debug,
    onTrace,
    timeout: patience = 10000,
  } = Object(options) as WeixinOptions;
  checkFunction('getConfigSignature', getConfigSignature);
  checkNames('jsApiList', jsApiList);
  checkNames('openTagList', openTagList);
  if (wx !== undefined) checkFunction('wx', Object(wx).config || wx);
  checkOptionalFunctions(options, ['getSignatureUrl', 'onTrace']);
  checkArgument(debug === undefined || typeof debug === 'boolean', 'debug', 'pass true or false.');
  checkTimeout('timeout', patience);

  const client = parseUserAgent(userAgent());
  const names = (['openBusinessView', 'checkJsApi'] as JsApiName[])
    .concat(jsApiList)
    .filter((name, index, all) => all.indexOf(name) === index);
  const task = createTasks(
    onTrace &&
      ((event) => {
        try {
          options.onTrace!(event);
        } catch {
          // A logger that throws must not cost the user the result.
        }
      }),
  );
  const getWx = createShared(() => task('jweixin', () => findJWeixin(wx, patience)));
  const getJsSdk = createShared(() => {
    insideWeixin();
    return task('chunk', loadJsSdk);
  });
  const configureAddress = client && createConfiguration(options, client, names, getWx, task);
  /** Listeners whose page was not configured: each tries again after the next configuration that passes. */
  const unheard: (() => void)[] = [];

  function insideWeixin(): WeixinClient {
    if (client) return client;
    throw new WeixinError('NOT_IN_WEIXIN', 'Open the page in WeChat.');
  }

  function configure(): Task<ConfiguredPage> {
    insideWeixin();
    const page = configureAddress!();
    page.result.then(
      () => unheard.splice(0).forEach((register) => register()),
      () => undefined,
    );
    return page;
  }

  function loadJsSdk(): Promise<JsSdk> {
    const parts: JsSdkParts = [
      WeixinError,
      readAnswer,
      statusOf,
      failure,
      task,
      configure,
      bridgeReady,
      startTimer,
      watchWayBack,
      [toRecord, toJson, isYes],
    ];
    return import('./bridge/js-sdk').then(
      ({ createJsSdk }) => createJsSdk(parts, names, options.timeout),
      loadFailed('weixin-payscore'),
    );
  }

  /** Runs a verb with the clock and the signal of its caller. */
  function run<T>(options: WaitOptions | undefined, verb: Start<T>): Promise<T> {
    return new Promise((resolve) => {
      const { signal, timeout = patience } = Object(options) as WaitOptions;
      checkTimeout('timeout', timeout);
      resolve(runAsCaller(task, timeout, signal, verb));
    });
  }

  /** Opens a view, or shares the one that is under way for the same request. */
  function travel(
    options: WaitOptions | undefined,
    request: JourneyEnd,
    makePlan: () => JourneyPlan,
  ): Promise<PayScoreAuthorization> {
    let journey: Journey | undefined;
    return run<PayScoreAuthorization>(options, (wait, resolve, reject) => {
      const { timeout = patience } = Object(options) as WaitOptions;
      const [key, getView] = makePlan();
      checkVersion(insideWeixin());
      const own = takeViewSlot(key, () => startJourney(getView, request, configure, task));
      journey = own;
      wait(() => own.task).then(resolve, reject);
      return own.listen(request, timeout);
    }).catch((error: WeixinError) => {
      if (journey) return journey.leave(error);
      throw error;
    });
  }

  return {
    client,

    ready: (options) => run(options, (wait) => wait(configure).then(() => undefined)),

    checkJsApi: (names, options) =>
      run(options, (wait) => {
        checkNames('names', names);
        return Promise.all([wait(getJsSdk), wait(configure)]).then(([sdk, { wx }]) => sdk.checkJsApi(wait, wx, names));
      }),

    call: <N extends JsApiName>(name: N, ...[params, options]: CallArguments<N>) =>
      run(options, (wait) => {
        checkNames('name', [name]);
        const given = { ...(Object(params) as Record<string, unknown>) };
        return wait(getJsSdk).then((sdk) => sdk.call(wait, name, given, options) as Promise<JsApiResult<N>>);
      }),

    on(event, listener, params, options) {
      checkNames('event', [event]);
      checkFunction('listener', listener);
      checkOptionalFunctions(Object(options), ['onError']);
      const given = params && { ...(params as Record<string, unknown>) };
      let stopped = false;
      let stop: (() => void) | undefined;

      function register(): void {
        run(undefined, (wait) =>
          Promise.all([wait(getJsSdk), wait(configure)]).then(([sdk, { wx }]) => {
            if (!stopped) stop = sdk.listen(wx, event, given, listener as (result: WxResult) => void);
          }),
        ).catch((error: WeixinError) => {
          if (stopped) return;
          if (error.code !== 'API_UNSUPPORTED') unheard.push(register);
          if (options && options.onError) options.onError(error);
        });
      }

      register();
      return () => {
        stopped = true;
        if (stop) stop();
      };
    },

    openBusinessView: (view, wait) =>
      travel(wait, {}, () => {
        const args = toViewArguments(view as BusinessView);
        return [[args.businessType, args.queryString, args.envVersion], () => args];
      }).then((back) => back.view!),

    authorizePayScore: (request, wait) => travel(wait, Object(request), () => planPayScore(request)),
  };
}
