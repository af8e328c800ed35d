import type { Wx } from '../../protocol/wx';
import { loadFailed } from './load-failed';
import type { ScriptOptions } from './load-scripts';
import { isWx } from './page-wx';

const PACKAGE = 'weixin-js-sdk';

/**
 * Loads jweixin where the page has none: from npm, as a chunk of its own. The script-tag build has no packages and takes
 * from-official-hosts.ts instead (rollup.config.js).
 */
export const loadDefault: (options: ScriptOptions) => Promise<Wx> = () =>
  import('weixin-js-sdk').then(
    ({ default: wx }: { default?: unknown }) =>
      isWx(wx) ? wx : loadFailed(PACKAGE, PACKAGE + ' needs a page to run in.')(),
    loadFailed(PACKAGE),
  );
