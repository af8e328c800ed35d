/** The folders that are changed, and the tests that should notice. */
export const FOLDERS = {
  'src/server/notifications': ['test/server/notifications', 'test/server/testing', 'test/server/routes'],
  'src/server/config-signer': ['test/server/config-signer', 'test/server/testing', 'test/server/routes'],
  'src/server/wechatpay': ['test/server/wechatpay', 'test/server/testing', 'test/server/routes'],
  'src/protocol': ['test/unit', 'test/contract'],
  'src/bridge': ['test/unit', 'test/contract'],
};
