import type { Wx } from '../protocol/wx';
import { defaultJWeixin } from './default-jweixin';
import { loadScripts } from './load-script';
import type { ScriptOptions } from './load-script';
import { isWx, pageWx } from './page-wx';
import type { Waiting } from '../protocol/waiting';

/** Finds jweixin on the page, or loads it. */
export async function findOrLoad(src: string[] | undefined, options: ScriptOptions, waiting: Waiting): Promise<Wx> {
  const wx =
    typeof window === 'object' &&
    (pageWx() || (await (src ? loadScripts(src, options, waiting) : defaultJWeixin(options, waiting))));
  if (isWx(wx)) return wx;
  throw waiting.error('JWEIXIN_LOAD_FAILED', 'weixin-js-sdk needs a page to run in.', { sources: ['weixin-js-sdk'] });
}
