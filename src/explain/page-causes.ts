import type { WeixinErrorCode } from '../errors';
import type { Causes } from './cause';

/**
 * Causes of a `WeixinError`, with what to check.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk 常见错误及解决方法, appendix 7 of the manual 1.0.0
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
export const PAGE_CAUSES: Readonly<Record<WeixinErrorCode, Causes>> = {
  INVALID_ARGUMENT: [
    {
      // The server's word could not be read, so the user may have authorised.
      where: { argument: /^confirm$/ },
      user: 'pending',
      'zh-CN': 'confirm 的返回值不是 AVAILABLE、UNAVAILABLE 或 UNBINDUSER：检查服务端查询接口返回的内容。',
      en: 'confirm did not answer with AVAILABLE, UNAVAILABLE or UNBINDUSER. Check what your server’s query sends.',
    },
    {
      where: { argument: /^applyPermissionsToken$|apply_permissions_token/ },
      user: 'pageProblem',
      'zh-CN': 'applyPermissionsToken 为空或过长，请求发出前已抛出：检查服务端返回的 apply_permissions_token。',
      en: 'applyPermissionsToken is empty or too long; nothing was sent. Check the apply_permissions_token of your server.',
    },
    {
      user: 'pageProblem',
      'zh-CN': '调用参数有误，请求发出前已抛出：按 argument 指出的名称检查参数。',
      en: 'An argument is wrong; nothing was sent. Check the one that argument names.',
    },
  ],
  NOT_IN_WEIXIN: [
    {
      user: 'openInWeixin',
      'zh-CN': '当前页面不在微信或企业微信中打开（client 为 null）：请显示二维码，或提供其他支付方式。',
      en: 'The page is in neither WeChat nor WeCom (client is null). Show a QR code, or offer another way to pay.',
    },
  ],
  WEIXIN_OUTDATED: [
    {
      // Of the mini program, which has no page to send the user to.
      where: { api: /./ },
      user: 'update',
      'zh-CN': '小程序基础库低于 error.required：提示用户升级微信。',
      en: 'The base library of the mini program is older than error.required. Ask the user to update WeChat.',
    },
    {
      user: 'update',
      'zh-CN': '微信版本低于支付分所需的最低版本：引导用户打开 upgradeUrl 升级。',
      en: 'This WeChat is older than Pay Score requires. Send the user to upgradeUrl.',
    },
  ],
  JWEIXIN_LOAD_FAILED: [
    {
      user: 'incomplete',
      'zh-CN': '所有地址都未能加载 jweixin（见 sources）：检查网络，以及内容安全策略是否允许 res.wx.qq.com。',
      en: 'No source delivered jweixin (see sources). Check the network, and that the content security policy allows res.wx.qq.com.',
    },
  ],
  SIGNATURE_FAILED: [
    {
      user: 'shopUnavailable',
      'zh-CN':
        'getConfigSignature 抛出异常，或返回值缺少 appId、timestamp、nonceStr、signature 之一：查看 cause 和服务端日志。',
      en: 'getConfigSignature threw, or its answer lacks one of appId, timestamp, nonceStr, signature. See cause and your server’s log.',
    },
  ],
  TOKEN_FAILED: [
    {
      user: 'applicationUnavailable',
      'zh-CN': 'applyPermissionsToken 函数抛出异常，或未返回 apply_permissions_token：查看 cause 和服务端日志。',
      en: 'The function applyPermissionsToken threw, or answered without a token. See cause and your server’s log.',
    },
  ],
  CONFIG_REFUSED: [
    {
      where: { reason: /invalid signature/i },
      user: 'misconfigured',
      'zh-CN':
        '签名错误：确认参与签名的 URL 与 error.url 一致（含 GET 参数，不含 # 及其后面部分），nonceStr、timestamp 与 wx.config 中的相同，jsapi_ticket 与 appId 属于同一公众号。可用 weixin-payscore doctor url 检查。',
      en: 'Invalid signature. Sign exactly error.url (with its query, without #…), with the same nonceStr and timestamp as in wx.config, and with the jsapi_ticket of the same appId. Check it with weixin-payscore doctor url.',
    },
    {
      where: { reason: /invalid url domain/i },
      user: 'misconfigured',
      'zh-CN':
        '当前页面所在域名与使用的 appId 没有绑定：在公众平台的“JS接口安全域名”中添加该域名（见 error.url、error.appId）。',
      en: 'The page’s domain is not bound to this appId (see error.url, error.appId). Add it to JS接口安全域名 on the official account platform.',
    },
    {
      where: { reason: /invalid app_?id/i },
      user: 'misconfigured',
      'zh-CN': 'appId 无效：确认 getConfigSignature 返回的是公众号的 appId。',
      en: 'The appId is not valid. Check that getConfigSignature answers with the official account’s appId.',
    },
    {
      where: { reason: /offline verifying/i },
      user: 'misconfigured',
      'zh-CN': 'config 没有正确执行，或 jsApiList 中没有所调用的接口：确认本页面地址的 config 已通过。',
      en: 'The configuration did not pass, or jsApiList lacks the interface. Check the configuration of this address.',
    },
    {
      where: { reason: /permission|denied/i },
      user: 'misconfigured',
      'zh-CN':
        '该公众号没有使用这些接口的权限：在公众平台查看接口权限，并确认账号已认证；jsapi_ticket 失效时也会如此。',
      en: 'This account may not use these interfaces. Check its rights (接口权限) and that it is verified (认证); a stale jsapi_ticket looks the same.',
    },
    {
      where: { reason: /too.frequent/i },
      user: 'tooOften',
      'zh-CN': '客户端认为调用过于频繁：减少 wx.config 的调用次数，每个页面地址一次即可。',
      en: 'The client says that it is called too often. Configure each address of the page once.',
    },
    {
      user: 'misconfigured',
      'zh-CN': '客户端拒绝了 wx.config：原因见 error.reason 和 error.errMsg，参与签名的地址见 error.url。',
      en: 'The client refused wx.config. error.reason and error.errMsg say why, error.url is the address that was signed.',
    },
  ],
  API_UNSUPPORTED: [
    {
      where: { api: /^openBusinessView$/ },
      user: 'unsupported',
      'zh-CN': 'checkJsApi 表明当前客户端没有 openBusinessView，例如电脑版微信或小程序 web-view：请提供其他支付方式。',
      en: 'checkJsApi says that this client has no openBusinessView, such as WeChat for desktop or a web-view in a mini program. Offer another way to pay.',
    },
    {
      user: 'unsupported',
      'zh-CN': 'checkJsApi 表明当前客户端没有该接口：先用 checkJsApi 检查，并提供替代方式。',
      en: 'checkJsApi says that this client lacks the interface. Ask checkJsApi first, and offer another way.',
    },
  ],
  API_CANCELLED: [
    {
      user: 'cancelled',
      'zh-CN': '用户取消了该接口的操作，属于正常情况，无需处理。',
      en: 'The user cancelled. This is no fault, and there is nothing to do.',
    },
  ],
  API_REFUSED: [
    {
      where: { reason: /offline verifying/i },
      user: 'notPermitted',
      'zh-CN': 'config 没有通过，或 jsApiList 中没有该接口：确认 config 已通过，并把该接口加入 jsApiList。',
      en: 'The configuration did not pass, or jsApiList lacks this interface. Check both.',
    },
    {
      user: 'notPermitted',
      'zh-CN':
        '该公众号没有使用此接口的权限，或用户未允许：检查 jsApiList、公众平台的接口权限，以及 jsapi_ticket 是否失效。',
      en: 'The account may not use this interface, or the user did not allow it. Check jsApiList, the account’s rights (接口权限), and that the jsapi_ticket is current.',
    },
  ],
  API_FAILED: [
    {
      where: { api: /^openBusinessView$/, errCode: /^-1$/ },
      user: 'weixinBusy',
      'zh-CN': '支付分页面返回系统错误（err_code 为 -1）：稍后重试；持续出现时向微信支付反馈 error.errMsg。',
      en: 'The Pay Score view reports a system error (err_code -1). Try again later; if it stays, send error.errMsg to WeChat Pay.',
    },
    {
      where: { api: /^openBusinessView$/, errCode: /^-2$/ },
      user: 'expired',
      'zh-CN':
        '支付分页面请求后台失败（err_code 为 -2）：检查 apply_permissions_token 是否超过一小时、是否已使用，以及 package 和签名是否正确，然后重新获取。',
      en: 'The Pay Score view could not reach its server (err_code -2). Check that apply_permissions_token is younger than one hour and unused, and that package and signature are right; then get a new one.',
    },
    {
      where: { api: /^openBusinessView$/, errCode: /^-4$/ },
      user: 'unsupported',
      'zh-CN':
        '客户端不识别该 businessType（err_code 为 -4）：检查拼写；拼写正确时说明当前微信版本不支持，请提供其他方式。',
      en: 'The client does not know this businessType (err_code -4). Check its spelling; if that is right, this client does not support it: offer another way.',
    },
    {
      where: { reason: /cgi error/i },
      user: 'expired',
      'zh-CN': '客户端请求后台失败：检查 apply_permissions_token 或 package 及其签名是否正确、是否过期，然后重试。',
      en: 'The client’s request to its server failed. Check the apply_permissions_token or the package with its signature, then try again.',
    },
    {
      where: { reason: /invalid businesstype/i },
      user: 'unsupported',
      'zh-CN': '客户端不识别该 businessType：检查拼写，并确认当前微信版本支持。',
      en: 'The client does not know this businessType. Check its spelling, and that this WeChat supports it.',
    },
    {
      where: { reason: /too.frequent/i },
      user: 'tooOften',
      'zh-CN': '客户端认为调用过于频繁：减少调用次数。',
      en: 'The client says that it is called too often. Call less often.',
    },
    {
      where: { reason: /bluetooth power off|location service disable/i },
      user: 'deviceOff',
      'zh-CN': '用户未开启蓝牙或定位服务：请用户开启后重试。',
      en: 'Bluetooth or location services are off. Ask the user to turn them on.',
    },
    {
      where: { api: /^openBusinessView$/ },
      user: 'incompleteAction',
      'zh-CN': '支付分页面返回未说明的错误：见 error.errCode 和 error.errMsg；是否授权以服务端查询结果为准。',
      en: 'The Pay Score view failed for a reason that is not documented. See error.errCode and error.errMsg; only your server’s query says whether the user authorised.',
    },
    {
      user: 'incompleteAction',
      'zh-CN': '接口调用失败：原因见 error.errCode 和 error.errMsg。',
      en: 'The interface failed. error.errCode and error.errMsg say why.',
    },
  ],
  BUSY: [
    {
      user: 'alreadyOpen',
      'zh-CN': '另一个支付分页面仍处于打开状态：等待其关闭后再调用；发起后请禁用按钮。',
      en: 'Another view is still open. Wait until it is closed; disable the button while it is.',
    },
  ],
  TIMEOUT: [
    {
      // A view may have been open, so the user may have authorised.
      where: { step: /^(openBusinessView|confirm|view)$/ },
      user: 'pending',
      'zh-CN': '支付分页面没有返回结果，用户可能已授权：以服务端查询结果为准，不要当作未授权处理。',
      en: 'The view sent no result, and the user may have authorised. Ask your server, and do not treat this as a refusal.',
    },
    {
      where: { step: /^jweixin$/ },
      user: 'slow',
      'zh-CN': 'jweixin 脚本未能按时加载：检查网络以及内容安全策略。',
      en: 'The jweixin script did not load in time. Check the network and the content security policy.',
    },
    {
      where: { step: /^bridge$/ },
      user: 'slow',
      'zh-CN': '客户端未按时注入 WeixinJSBridge：确认页面在微信内打开，然后重试。',
      en: 'The client did not provide WeixinJSBridge in time. Check that the page is open inside WeChat, then try again.',
    },
    {
      where: { step: /^signature$/ },
      user: 'slow',
      'zh-CN': '服务端未按时返回签名：检查 getConfigSignature 请求的接口。',
      en: 'Your server did not answer with a signature in time. Check what getConfigSignature calls.',
    },
    {
      where: { step: /^token$/ },
      user: 'slow',
      'zh-CN': '服务端未按时返回 apply_permissions_token：检查 applyPermissionsToken 请求的接口。',
      en: 'Your server did not answer with an apply_permissions_token in time. Check what applyPermissionsToken calls.',
    },
    {
      where: { step: /^config$/ },
      user: 'slow',
      'zh-CN': '客户端未按时返回 wx.config 的结果：检查网络，或适当增大 timeout。',
      en: 'The client did not answer wx.config in time. Check the network, or allow a longer timeout.',
    },
    {
      where: { step: /^checkJsApi$/ },
      user: 'slow',
      'zh-CN': '客户端未按时返回 checkJsApi 的结果：重试，或适当增大 timeout。',
      en: 'The client did not answer checkJsApi in time. Try again, or allow a longer timeout.',
    },
    {
      user: 'pending',
      'zh-CN': '客户端或服务端未按时响应，操作可能已生效：先查询结果再重试。',
      en: 'The client or your server did not answer in time, and the call may have taken effect. Look at the result before you repeat it.',
    },
  ],
  ABORTED: [
    {
      user: 'stopped',
      'zh-CN': '等待被调用方的 signal 中止，或组件已卸载，属于正常情况；是否授权以服务端查询结果为准。',
      en: 'Your signal ended the wait, or the component was unmounted. This is no fault; only your server’s query says whether the user authorised.',
    },
  ],
};
