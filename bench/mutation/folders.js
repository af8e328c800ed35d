/**
 * What is changed, and the folders or files of the tests that should notice. Of `src` only the files directly in it are meant.
 */
export const FOLDERS = {
  'src/server/notifications': ['test/server/notifications'],
  'src/server/config-signer': ['test/server/config-signer'],
  'src/server/wechatpay': ['test/server/wechatpay'],
  'src/protocol': ['test/unit/protocol', 'test/unit/bridge', 'test/unit/miniprogram', 'test/contract'],
  'src/bridge': [
    'test/unit/bridge',
    'test/unit/load-jweixin.test.ts',
    'test/unit/server-side.test.ts',
    'test/contract',
  ],
  src: [
    'test/unit/errors.test.ts',
    'test/unit/load-jweixin.test.ts',
    'test/unit/pay-score-routes.test.ts',
    'test/unit/server-side.test.ts',
    'test/unit/miniprogram',
    'test/contract',
  ],
  'src/frameworks': ['test/contract/react.test.ts', 'test/contract/use-pay-score.test.ts', 'test/contract/vue.test.ts'],
  'src/explain': [
    'test/unit/explain.test.ts',
    'test/unit/explain-language.test.ts',
    'test/unit/explain-process.test.ts',
  ],
  'src/miniprogram': ['test/unit/miniprogram'],
};

/** Whether a file, such as `src/bridge/call.ts`, is one of a folder. */
export function isIn(folder, file) {
  return folder === 'src' ? /^src\/[^/]+\.ts$/.test(file) : file.startsWith(`${folder}/`);
}
