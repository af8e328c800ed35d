import type { BusinessViewArguments } from './business-view';
import type { JsApiParams } from './js-apis';

/** The callbacks every `wx.*` interface takes besides its own parameters. */
export interface WxCallbacks {
  success?(result: WxResult): void;
  fail?(result: WxResult): void;
  cancel?(result: WxResult): void;
  complete?(result: WxResult): void;
}

/** An answer after jweixin normalised it: `errMsg` is `<interface>:ok`, `<interface>:cancel` or a failure. */
export type WxResult = Record<string, unknown> & { errMsg?: string };

/**
 * The part of the `wx` (or `jWeixin`) object that this package uses, and the members that the typings of `weixin-js-sdk` lack.
 * For the page's own use: `const jweixin = wx as typeof wx & Wx`.
 *
 * What its interfaces answer differs from client to client: the results are not those of `Weixin.call`.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface Wx {
  config(options: {
    beta?: boolean | undefined;
    debug?: boolean | undefined;
    appId: string;
    timestamp: number | string;
    nonceStr: string;
    signature: string;
    jsApiList?: string[] | undefined;
    openTagList?: string[] | undefined;
  }): void;
  ready(callback: () => void): void;
  error(callback: (result: WxResult) => void): void;
  /**
   * Calls the bridge by its own name of an interface and answers as it does. Missing until `config` was called once; without a
   * bridge nothing is ever called back.
   */
  invoke?(name: string, params: Record<string, unknown>, callback: (answer: unknown) => void): void;
  /** Listens to an event of the bridge by its own name. Missing until `config` was called once. */
  on?(event: string, callback: (answer: unknown) => void): void;
  /** Reports success for an empty answer, and a cancel under `fail`. jweixin 1.5.0 and later. */
  openBusinessView?(options: BusinessViewArguments & WxCallbacks): void;
  openAddress?(options: WxCallbacks): void;
  openEnterpriseChat?(options: JsApiParams<'openEnterpriseChat'> & WxCallbacks): void;
  openEnterpriseRedPacket?(options: JsApiParams<'openEnterpriseRedPacket'> & WxCallbacks): void;
  launchMiniProgram?(options: JsApiParams<'launchMiniProgram'> & WxCallbacks): void;
}
