/**
 * Faults that the contract tests hold and the workbench has no scenario for, in the form of a scenario. `server` is what the
 * merchant's own server does: `fails`, `hangs`, or `loses-first` (the first request is never answered).
 */
const AGREES = { does: 'agree', back: 'button', answer: 'ok' };
const agreesWith = (answer) => ({ ...AGREES, answer });
const fault = (id, zh, en, rest) => ({ id, label: { 'zh-CN': zh, en }, source: 'guess', ...rest });

export const contractFaults = [
  fault('code-as-text', 'err_code 是文本 "0"', 'err_code is the text "0"', {
    user: agreesWith({ err_msg: 'openBusinessView:ok', err_code: '0' }),
  }),
  fault('code-missing', '只有 err_msg: ok，没有 err_code', 'err_msg says ok, and there is no err_code', {
    user: agreesWith({ err_msg: 'openBusinessView:ok' }),
  }),
  fault('code-broken', 'err_code 是 "0abc"，用户未授权', 'err_code is "0abc"; the user did not agree', {
    user: { does: 'nothing', back: 'button', answer: { err_code: '0abc', err_msg: 'openBusinessView:fail' } },
  }),
  fault('cancel-as-fail', '取消：fail cancel，err_code 是文本', 'Cancels: fail cancel, with err_code as text', {
    user: { does: 'cancel', back: 'button', answer: { err_code: '-3', err_msg: 'openBusinessView:fail cancel' } },
  }),
  fault('no-answer-object', '同意，回调参数是 undefined', 'Agrees; the callback gets undefined', {
    user: agreesWith(undefined),
  }),
  fault('says-confirm', '同意，回调返回 confirm', 'Agrees; the answer says confirm', {
    user: agreesWith({ err_msg: 'openBusinessView:confirm' }),
  }),
  fault('access-denied', '调用被拒：access_denied', 'The call is refused: access_denied', {
    client: { apis: { openBusinessView: 'denied' } },
  }),
  fault('call-throws', 'WeixinJSBridge.invoke 抛出异常', 'WeixinJSBridge.invoke throws', {
    client: { apis: { openBusinessView: new Error('native') } },
  }),
  fault('check-never', 'checkJsApi 没有结果', 'checkJsApi is never answered', {
    client: { apis: { checkJsApi: 'never' } },
  }),
  fault('check-as-text', 'checkResult 的值是文本 "true"', 'checkResult says "true" as text', {
    client: { apis: { checkJsApi: { err_msg: 'checkJsApi:ok', checkResult: { openBusinessView: 'true' } } } },
    user: AGREES,
  }),
  fault('check-says-false-text', 'checkResult 的值是文本 "false"', 'checkResult says "false" as text', {
    client: {
      apis: {
        checkJsApi: { err_msg: 'checkJsApi:ok', checkResult: { openBusinessView: 'false' } },
        openBusinessView: 'never',
      },
    },
  }),
  fault('bridge-late', 'WeixinJSBridge 晚到 2 秒', 'WeixinJSBridge comes 2 s late', {
    client: { bridge: { after: 2000 } },
    user: AGREES,
  }),
  fault('bridge-never', '没有 WeixinJSBridge', 'WeixinJSBridge never comes', { client: { bridge: 'never' } }),
  fault('config-denied', 'wx.config：permission denied', 'wx.config is refused: permission denied', {
    client: { config: 'permission denied' },
  }),
  fault('config-throws', 'wx.config 抛出异常', 'wx.config throws', { client: { config: new Error('native') } }),
  fault('version-sorts-low', '微信 10.0.1，签名无效', 'WeChat 10.0.1, and the signature is invalid', {
    client: { version: '10.0.1', config: 'invalid signature' },
  }),
  fault('sign-fails', '签名接口返回 500', 'The signature cannot be had: 500', { server: { sign: 'fails' } }),
  fault('sign-hangs', '签名接口没有响应', 'The signature never comes', { server: { sign: 'hangs' } }),
  fault('token-hangs', 'token 接口没有响应', 'The token never comes', { server: { token: 'hangs' } }),
  fault('confirm-lost', '同意，第一次查询丢失', 'Agrees; the first question to the server is lost', {
    user: AGREES,
    server: { confirm: 'loses-first' },
  }),
  fault('confirm-hangs', '同意，查询接口没有响应', 'Agrees; the server never answers the query', {
    user: AGREES,
    server: { confirm: 'hangs' },
  }),
  fault('stays-long', '5 分钟后才同意', 'Agrees after 5 minutes', {
    user: { ...AGREES, stays: 300_000 },
  }),
  fault('double-tap', '连点两次', 'Two taps', { user: AGREES, taps: 2 }),
  fault('outside', '不在微信中', 'Outside WeChat', {
    client: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1' },
  }),
];
