import { checkArgument } from './argument';

/** The client a page runs in, as far as its user agent tells. */
export interface WeixinClient {
  /** `weixin`: WeChat; `wecom`: WeCom (企业微信). */
  app: 'weixin' | 'wecom';
  /** Desktop and HarmonyOS clients report versions that say nothing about what they can do. */
  platform: 'ios' | 'android' | 'harmony' | 'windows' | 'macos' | 'linux' | 'unknown';
  /** What `/MicroMessenger\/([\d.]+)/i` captures first, or `null` (some WeCom clients send no such token). */
  version: string | null;
  /** `page`: an ordinary H5 page; `web-view`: a page inside a mini program; `mini-program`: the mini program runtime itself. */
  context: 'page' | 'web-view' | 'mini-program';
  /** The WeChat developer tools, whatever phone they imitate. */
  devtools: boolean;
}

/**
 * Reads a user agent string.
 *
 * @param userAgent `navigator.userAgent`, or the `User-Agent` header on a server
 * @returns the client, or `null` when it is neither WeChat nor WeCom
 * @throws WeixinError `INVALID_ARGUMENT` when `userAgent` is no string
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/adapt_harmonyos for HarmonyOS
 */
export function parseUserAgent(userAgent: string): WeixinClient | null {
  checkArgument(typeof userAgent === 'string', 'userAgent', 'pass text.');
  const has = (pattern: RegExp): boolean => pattern.test(userAgent);
  const token = /MicroMessenger\/([\d.]+)/i.exec(userAgent);
  const wecom = has(/wxwork/i);
  // QQ's mini program runtime says "MicroMessenger/Lite": the token without a number is not WeChat.
  if (!wecom && !token) return null;
  return {
    app: wecom ? 'wecom' : 'weixin',
    // The order matters. Android also says Linux; iOS also says "like Mac OS X"; WeChat for Mac and Linux also say WindowsWechat.
    // "HarmonyOS" alone is no mark: Huawei's Android phones carry it together with "Android".
    platform: has(/openharmony|arkweb/i)
      ? 'harmony'
      : has(/iP(hone|ad|od)/i)
        ? 'ios'
        : has(/android/i)
          ? 'android'
          : has(/linux/i)
            ? 'linux'
            : has(/mac(intosh|wechat)/i)
              ? 'macos'
              : has(/windows/i)
                ? 'windows'
                : 'unknown',
    version: token && token[1]!,
    // Case-sensitive: "MiniProgramEnv/…" is the runtime, " miniProgram/wx…" a page in its web-view, which may carry both.
    context: has(/\bminiProgram(\/wx|\s|$)/) ? 'web-view' : has(/MiniProgramEnv/i) ? 'mini-program' : 'page',
    devtools: has(/wechatdevtools/i),
  };
}
