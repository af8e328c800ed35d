import type { CommerceApis } from './js-apis/commerce-apis';
import type { DeviceApis } from './js-apis/device-apis';
import type { ImageApis } from './js-apis/image-apis';
import type { MiniProgramApis } from './js-apis/mini-program-apis';
import type { PageApis } from './js-apis/page-apis';
import type { ShareApis } from './js-apis/share-apis';
import type { VoiceApis } from './js-apis/voice-apis';
import type { WaitOptions } from './waiting';

/**
 * Every interface by name: the manual 1.0.0 (appendix 2), what jweixin 1.6.0 has beyond it, and names that go to the bridge
 * as they are. `params` is what a page passes, without callbacks; `result` what it gets, the same on every client.
 */
export interface JsApis extends ShareApis, ImageApis, VoiceApis, DeviceApis, PageApis, CommerceApis, MiniProgramApis {
  /** Which interfaces the client has. Since WeChat 6.0.2; `weixin.checkJsApi` is the shorter form. */
  checkJsApi: {
    params: { jsApiList: readonly JsApiName[] };
    result: {
      /** By the names that were asked for. */
      checkResult: Record<string, boolean>;
    };
  };
}

declare const signature: unique symbol;

/**
 * The name of an interface that {@link JsApis} does not list. `as` says that it is meant, so that a misspelt name does not
 * compile: `const openPark = 'openPark' as CustomJsApi<{ city: string }>`.
 */
export type CustomJsApi<
  Params extends object = Record<string, unknown>,
  Result extends object = Record<string, unknown>,
> = string & { readonly [signature]: { params: Params; result: Result } };

/** A name for `jsApiList`, `checkJsApi` and `call`. */
export type JsApiName = keyof JsApis | CustomJsApi<object, object>;

/** What a page listens to with `on`. */
export type JsApiEvent = Extract<keyof JsApis, `on${string}`>;

/** The map's entry of a name. */
type JsApi<N> = N extends keyof JsApis
  ? JsApis[N]
  : N extends CustomJsApi<infer Params, infer Result>
    ? { params: Params; result: Result }
    : never;

/** What an interface takes. */
export type JsApiParams<N extends JsApiName> = JsApi<N>['params'];

/** The names, among `N`, of interfaces that have a required parameter. */
type WithRequiredParams<N extends JsApiName> = N extends JsApiName
  ? Record<never, never> extends JsApiParams<N>
    ? never
    : N
  : never;

/**
 * What follows the name in `call`: `call<N extends JsApiName>(name: N, ...rest: CallArguments<N>): Promise<JsApiResult<N>>`.
 *
 * The parameters may be left out where the interface requires none. A page's own wrapper can take the same `...rest`.
 */
export type CallArguments<N extends JsApiName> = [WithRequiredParams<N>] extends [never]
  ? [params?: JsApiParams<N> | undefined, options?: WaitOptions | undefined]
  : [params: JsApiParams<N>, options?: WaitOptions | undefined];

/** What an interface answers. `errMsg` is its name and `:ok`. */
export type JsApiResult<N extends JsApiName> = JsApi<N>['result'] & { errMsg: string };

/** What a listener of {@link JsApiEvent} is told. `errMsg` ends in `:ok`, or in `:cancel` where the user changed their mind. */
export type JsApiEventResult<E extends JsApiEvent> = JsApiResult<E>;

/** Open tags (开放标签) a page can ask for in `openTagList`. Since jweixin 1.6.0, WeChat 7.0.12. */
export type OpenTagName =
  /** Opens a mini program. */
  | 'wx-open-launch-weapp'
  /** Opens an App. */
  | 'wx-open-launch-app'
  /** Asks for subscription messages. */
  | 'wx-open-subscribe'
  /** Plays audio. */
  | 'wx-open-audio';
