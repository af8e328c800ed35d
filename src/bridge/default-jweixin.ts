import type { ScriptOptions } from './load-script';
import type { Waiting } from '../protocol/waiting';

/**
 * Loads jweixin where the page has none: from npm, as a chunk of its own. The script-tag build has no packages and puts
 * default-jweixin.umd.ts here (rollup.config.js).
 */
export const defaultJWeixin: (options: ScriptOptions, waiting: Waiting) => Promise<unknown> = () =>
  import('weixin-js-sdk').then((loaded: { default?: unknown }) => loaded.default);
