/** The callbacks every `wx.*` interface takes beside its own parameters. */
export interface WxCallbacks {
  success?(result: WxResult): void;
  fail?(result: WxResult): void;
  cancel?(result: WxResult): void;
  complete?(result: WxResult): void;
}

/** An answer after jweixin normalised it: `errMsg` is `<interface>:ok`, `<interface>:cancel` or a failure. */
export type WxResult = Record<string, unknown> & { errMsg?: string };

/**
 * The part of the `wx` (or `jWeixin`) object that this package uses, with the members that the typings of `weixin-js-sdk` lack.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface Wx {
  config(options: {
    beta?: boolean;
    debug?: boolean;
    appId: string;
    timestamp: number | string;
    nonceStr: string;
    signature: string;
    jsApiList: string[];
    openTagList?: string[];
  }): void;
  ready(callback: () => void): void;
  error(callback: (result: WxResult) => void): void;
  /** Missing until `config` was called once. */
  invoke?(name: string, params: Record<string, unknown>, callback: (answer: unknown) => void): void;
  /** Missing until `config` was called once. */
  on?(event: string, callback: (answer: unknown) => void): void;
}
