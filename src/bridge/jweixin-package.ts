/**
 * Loads jweixin from npm, as a chunk of its own. The script-tag build has no packages and puts `null` here (rollup.config.js).
 */
export const importJWeixin: (() => Promise<unknown>) | null = () => import('weixin-js-sdk');
