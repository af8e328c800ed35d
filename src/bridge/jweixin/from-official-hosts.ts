import type { Wx } from '../../protocol/wx';
import { loadScripts } from './load-scripts';
import type { ScriptOptions } from './load-scripts';

const FILE = '.wx.qq.com/open/js/jweixin-1.6.0.js';

/** Loads jweixin where the page has none: from one of WeChat's two official hosts. */
export const loadDefault = (options: ScriptOptions): Promise<Wx> =>
  loadScripts(['https://res' + FILE, 'https://res2' + FILE], options);
