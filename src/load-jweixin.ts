import { loadDefault } from './bridge/jweixin/from-package';
import { loadScripts } from './bridge/jweixin/load-scripts';
import type { ScriptOptions } from './bridge/jweixin/load-scripts';
import { pageWx } from './bridge/jweixin/page-wx';
import { checkNames, checkTimeout } from './protocol/argument';
import { later } from './protocol/waiting';
import type { Wx } from './protocol/wx';

/** How to get jweixin where the page does not have it yet. */
export interface LoadJWeixinOptions extends ScriptOptions {
  /** Script addresses, tried in order. Default: the npm package; in the script-tag build WeChat's two official hosts. */
  src?: string[];
}

/**
 * Gets jweixin, Tencent's JS-SDK: the page's own `jWeixin` or `wx`, else it loads it.
 *
 * Every source gets one tag at most, a tag that is already on the page is waited for, a source that answers after its turn
 * still counts, and a later call starts anew after a failure. On a page with a module loader (`define.amd`, `define.cmd`), to
 * which jweixin gives itself, the module is taken from there.
 *
 * @param options where to look, and for how long
 * @returns the `wx` object
 * @throws WeixinError `JWEIXIN_LOAD_FAILED` with `sources` when none of them gave one; `TIMEOUT`; `INVALID_ARGUMENT`
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export function loadJWeixin(options?: LoadJWeixinOptions): Promise<Wx> {
  return later(() => {
    const given = Object(options) as LoadJWeixinOptions;
    const { src, timeout = 10000 } = given;
    if (src !== undefined) checkNames('src', src);
    checkTimeout('timeout', timeout);
    return pageWx() || (src ? loadScripts(src, given) : loadDefault(given));
  });
}
