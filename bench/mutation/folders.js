/** The folders that are changed, and the folders or files of the tests that should notice. */
export const FOLDERS = {
  'src/server/notifications': ['test/server/notifications'],
  'src/server/config-signer': ['test/server/config-signer'],
  'src/server/wechatpay': ['test/server/wechatpay'],
  'src/protocol': ['test/unit/protocol', 'test/unit/bridge', 'test/unit/miniprogram', 'test/contract'],
  'src/bridge': ['test/unit/bridge', 'test/unit/load-jweixin.test.ts', 'test/contract'],
};
