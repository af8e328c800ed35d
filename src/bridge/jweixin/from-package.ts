import { WeixinError } from '../../errors';
import type { Wx } from '../../protocol/wx';
import type { ScriptOptions } from './load-scripts';
import { isWx } from './page-wx';

const FIELDS = { sources: ['weixin-js-sdk'] };

/**
 * Loads jweixin where the page has none: from npm, as a chunk of its own. The script-tag build has no packages and takes
 * from-official-hosts.ts instead (rollup.config.js).
 */
export const loadDefault: (options: ScriptOptions) => Promise<Wx> = () =>
  import('weixin-js-sdk').then(
    (loaded: { default?: unknown }) => {
      if (isWx(loaded.default)) return loaded.default;
      throw new WeixinError('JWEIXIN_LOAD_FAILED', 'weixin-js-sdk needs a page to run in.', FIELDS);
    },
    (cause: unknown) => {
      // A deployment that replaced the page's files is the usual reason.
      throw new WeixinError('JWEIXIN_LOAD_FAILED', 'A file of this page did not load. Reload the page.', FIELDS, cause);
    },
  );
