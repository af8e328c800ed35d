import { loadScripts } from './load-script';
import type { ScriptOptions } from './load-script';
import type { Waiting } from '../protocol/waiting';

const FILE = '.wx.qq.com/open/js/jweixin-1.6.0.js';

/** Loads jweixin where the page has none: from one of WeChat's two official hosts. */
export const defaultJWeixin = (options: ScriptOptions, waiting: Waiting): Promise<unknown> =>
  loadScripts(['https://res' + FILE, 'https://res2' + FILE], options, waiting);
