import type { Codes } from './cause';
import { OTHER_CAUSES } from './other-causes';

/**
 * Causes of a `WechatPayError`. Where WeChat Pay documents a 解决方案, the Chinese text starts with it.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export const WECHAT_PAY_CAUSES: Codes = {
  SYSTEM_ERROR: [
    {
      user: 'weixinBusy',
      'zh-CN': '微信支付系统异常：5开头的状态码都为系统问题，请使用相同参数稍后重新调用。',
      en: 'WeChat Pay has a problem. Call again later with the same parameters.',
    },
  ],
  PARAM_ERROR: [
    {
      user: 'merchantProblem',
      'zh-CN': '参数错误：根据错误提示，传入正确参数（见 error.detail）。',
      en: 'A parameter is wrong. Correct the one that error.detail names.',
    },
  ],
  NO_AUTH: [
    {
      user: 'merchantProblem',
      'zh-CN': '商户信息不合法或没有权限：登录商户平台核对，传入正确信息；确认已开通微信支付分及 service_id。',
      en: 'The merchant may not do this. Check its rights, numbers and service_id on the merchant platform.',
    },
  ],
  FREQUENCY_LIMITED: [
    {
      user: 'tooOften',
      'zh-CN': '频率超限：请求量不要超过接口调用频率限制，稍后重试。',
      en: 'Called more often than the interface allows. Call again later, and less often.',
    },
  ],
  RATELIMIT_EXCEEDED: [
    {
      user: 'tooOften',
      'zh-CN': '请求超过频率限制：降低频率，按 error.retryAfter 等待后重试。',
      en: 'The rate limit is exceeded. Wait as long as error.retryAfter says, and call less often.',
    },
  ],
  INVALID_REQUEST: [
    {
      user: 'merchantProblem',
      'zh-CN': '请求不合法：请确认相同单号是否使用了不同的参数；authorization_code 不能换参数重用。',
      en: 'The request is not valid. Check whether the same authorization_code was used with other parameters.',
    },
  ],
  ORDER_NOT_EXIST: [
    {
      user: 'notFound',
      'zh-CN': '单据不存在：确认入参，传入正确单据（如 authorization_code、service_id）。',
      en: 'There is no such record. Check the numbers, such as authorization_code and service_id.',
    },
  ],
  RESOURCE_NOT_EXISTS: [
    {
      user: 'notFound',
      'zh-CN': '资源不存在：确认入参；查询平台证书时表示该商户使用微信支付公钥，请配置 PUB_KEY_ID_ 开头的公钥。',
      en: 'There is no such thing. Check the numbers; of certificates, it means that this merchant verifies with a PUB_KEY_ID_… key.',
    },
  ],
  INVALID_ORDER_STATE: [
    {
      user: 'notNow',
      'zh-CN': '单据状态错误：确认操作是否符合流程，先查询当前状态。',
      en: 'It is in another state. Query the state, and check that this step is next in the flow.',
    },
  ],
  ORDER_CANCELED: [
    {
      user: 'alreadyCancelled',
      'zh-CN': '单据已取消：当前状态无需操作。',
      en: 'It is cancelled already, so there is nothing to do.',
    },
  ],
  ORDER_DONE: [
    {
      user: 'alreadyDone',
      'zh-CN': '单据已完成：当前状态无需操作。',
      en: 'It is finished already, so there is nothing to do.',
    },
  ],
  SIGN_ERROR: [
    {
      user: 'merchantProblem',
      'zh-CN': '签名错误：确认 mchid、serial 与 privateKey 属于同一张商户 API 证书。',
      en: 'WeChat Pay refused the signature. mchid, serial and privateKey must belong to the same API certificate.',
    },
  ],
  TIMEOUT: [
    {
      user: 'pending',
      'zh-CN': '微信支付未按时响应，请求可能已生效：先查询状态，或使用相同的 authorization_code 重试。',
      en: 'WeChat Pay did not answer in time, and the request may have arrived. Query first, or repeat it with the same authorization_code.',
    },
  ],
  NETWORK_ERROR: [
    {
      user: 'pending',
      'zh-CN': '与微信支付的网络连接失败，请求可能已生效：检查网络和代理，先查询状态再重试。',
      en: 'The connection to WeChat Pay failed, and the request may have arrived. Check network and proxy, and query before you repeat it.',
    },
  ],
  UNVERIFIED: [
    {
      user: 'pending',
      'zh-CN': '应答不是成功状态且签名无效，内容不可信：检查代理或网关是否改写了应答，以及 platformKeys 是否齐全。',
      en: 'An answer that is no success has no valid signature, so its content proves nothing. Check for a proxy that changes answers, and that platformKeys is complete.',
    },
  ],
  MISSING_HEADER: [
    {
      user: 'pending',
      'zh-CN': '应答缺少 Wechatpay 签名头，无法验签：检查代理或网关是否删除了应答头。',
      en: 'The answer lacks one of the Wechatpay signature headers. Check for a proxy that removes headers.',
    },
  ],
  STALE_TIMESTAMP: [
    {
      user: 'pending',
      'zh-CN': '应答时间与本机相差超过 5 分钟：同步服务器时钟。',
      en: 'The answer’s time is more than 5 minutes off. Synchronise the clock of this server.',
    },
  ],
  UNKNOWN_SERIAL: [
    {
      user: 'pending',
      'zh-CN': 'platformKeys 中没有应答所用的 Wechatpay-Serial：补充对应的微信支付公钥或平台证书。',
      en: 'platformKeys lacks the Wechatpay-Serial of the answer. Add that public key or platform certificate.',
    },
  ],
  BAD_SIGNATURE: [
    {
      user: 'pending',
      'zh-CN': '应答签名验证失败，内容不可信：确认公钥与序列号对应，并检查代理是否改写了应答。',
      en: 'The signature of the answer does not fit. Check that each key is listed under its own serial, and for a proxy that changes answers.',
    },
  ],
  BAD_PAYLOAD: [
    {
      user: 'pending',
      'zh-CN': '应答已通过验签，但内容与文档不符：升级本包，或携带 error.requestId 联系微信支付。',
      en: 'A verified answer is not the documented one. Update this package, or send error.requestId to WeChat Pay.',
    },
  ],
  MISMATCHED_ANSWER: [
    {
      user: 'pending',
      'zh-CN': '应答已通过验签，但所述商户、用户或授权与请求不一致：不要使用该应答，检查代理或缓存。',
      en: 'A verified answer is about another merchant, user or authorisation. Do not use it; check for a proxy or cache that mixes answers.',
    },
  ],
};

/** Causes of a `ConfigSignerError`. */
export const CONFIG_SIGNER_CAUSES: Codes = {
  ORIGIN_NOT_ALLOWED: [
    {
      user: 'misconfigured',
      'zh-CN': '页面的协议、域名或端口不在 allowedOrigins 中：确认是自己的页面后添加，例如 https://shop.example。',
      en: 'The page’s scheme, host and port are not in allowedOrigins. If it is yours, add it, such as https://shop.example.',
    },
  ],
  INVALID_URL: [
    {
      user: 'misconfigured',
      'zh-CN': '待签名的地址不是完整的 URL：传入 getConfigSignature 收到的 url，并用 encodeURIComponent 编码一次。',
      en: 'The address to sign is no absolute URL. Send the url that getConfigSignature is given, encoded once with encodeURIComponent.',
    },
  ],
  UPSTREAM_REFUSED: [
    {
      where: { errcode: /^(40164|61004)$/ },
      user: 'shopUnavailable',
      'zh-CN': '服务器 IP 不在白名单中：在公众平台的“IP白名单”中添加本服务器的出口 IP。',
      en: 'This server’s IP address is not on the account’s list. Add it to IP白名单 on the official account platform.',
    },
    {
      where: { errcode: /^(40013|40125)$/ },
      user: 'shopUnavailable',
      'zh-CN': 'appId 或 appSecret 无效：在公众平台核对，appSecret 重置后需同步更新。',
      en: 'appId or appSecret is not valid. Compare both with the official account platform; the secret may have been reset.',
    },
    {
      where: { errcode: /^(40001|40014|42001)$/ },
      user: 'shopUnavailable',
      'zh-CN': 'access_token 无效或已过期：核对 appSecret，并确认没有其他程序以 force_refresh 获取 stable_token。',
      en: 'The access token is not valid. Check appSecret, and that no other program fetches stable_token with force_refresh.',
    },
    {
      where: { errcode: /^(45009|45011)$/ },
      user: 'tooOften',
      'zh-CN': '接口调用次数超过限制：检查是否有程序重复获取 jsapi_ticket；多进程请使用 redisStore 共享。',
      en: 'The account’s quota of calls is used up. Look for programs that fetch the jsapi_ticket again and again; let processes share redisStore.',
    },
    {
      where: { errcode: /^-1$/ },
      user: 'weixinBusy',
      'zh-CN': '微信系统繁忙：稍后重试。',
      en: 'WeChat is busy. Try again in a moment.',
    },
    {
      user: 'shopUnavailable',
      'zh-CN': 'api.weixin.qq.com 返回了错误码：在微信的全局返回码说明中查询 error.errcode。',
      en: 'api.weixin.qq.com refused. Look error.errcode up in WeChat’s list of return codes.',
    },
  ],
  UPSTREAM_FAILED: [
    {
      user: 'shopUnavailable',
      'zh-CN': '未能从 api.weixin.qq.com 获得可用的应答，或存储出错：检查服务器网络、代理和 store 的连接。',
      en: 'No usable answer from api.weixin.qq.com, or the store failed. Check this server’s network and proxy, and the connection of store.',
    },
  ],
};

/** Causes of a `NotificationError`. The notification comes again, so a page is still waiting for its result. */
export const NOTIFICATION_CAUSES: Codes = {
  MISSING_HEADER: [
    {
      user: 'pending',
      'zh-CN': '回调通知缺少 Wechatpay 签名头或有重复：检查网关是否删除了请求头；也可能不是微信支付发送的请求。',
      en: 'The notification lacks a Wechatpay signature header, or has one twice. Check for a gateway that removes headers; it may also not come from WeChat Pay.',
    },
  ],
  STALE_TIMESTAMP: [
    {
      user: 'pending',
      'zh-CN': '回调通知的时间与本机相差超过 5 分钟：同步服务器时钟；也可能是重放的请求。',
      en: 'The notification’s time is more than 5 minutes off. Synchronise the clock of this server; it may also be a replayed request.',
    },
  ],
  UNKNOWN_SERIAL: [
    {
      user: 'pending',
      'zh-CN': 'platformKeys 中没有回调通知所用的 Wechatpay-Serial：补充对应的微信支付公钥或平台证书。',
      en: 'platformKeys lacks the Wechatpay-Serial of the notification. Add that public key or platform certificate.',
    },
  ],
  BAD_SIGNATURE: [
    {
      user: 'pending',
      'zh-CN': '回调通知验签失败：使用未经解析的原始请求体，把处理函数放在 JSON 解析中间件之前。',
      en: 'The signature of the notification does not fit. Verify the raw body: put the handler before anything that parses JSON.',
    },
  ],
  UNSUPPORTED_ALGORITHM: [
    {
      user: 'pending',
      'zh-CN': '回调通知的加密算法不是 AEAD_AES_256_GCM：升级本包，并核对微信支付的更新说明。',
      en: 'The notification is not encrypted with AEAD_AES_256_GCM. Update this package, and look at WeChat Pay’s announcements.',
    },
  ],
  DECRYPT_FAILED: [
    {
      user: 'pending',
      'zh-CN': '回调通知解密失败：核对 apiV3Key 是否为该商户号当前的 APIv3 密钥。',
      en: 'The notification cannot be decrypted. Check that apiV3Key is the present APIv3 key of this merchant number.',
    },
  ],
  BAD_PAYLOAD: [
    {
      user: 'pending',
      'zh-CN': '回调通知的内容与文档不符，或不是支付分授权事件：确认该地址只接收授权回调，或设置 onOther。',
      en: 'The notification is not the documented one, or not about a Pay Score permission. Check that this address gets only those, or give onOther.',
    },
  ],
};

/** Causes of a `DeliveryError`. WeChat Pay delivers the notification again, so a page is still waiting for its result. */
export const DELIVERY_CAUSES: Codes = {
  METHOD_NOT_ALLOWED: [
    {
      user: 'pending',
      'zh-CN': '回调通知的地址收到了 POST 以外的请求，不是微信支付发送的通知：无需处理。',
      en: 'A request to the address of the notifications was no POST, so WeChat Pay did not send it. There is nothing to do.',
    },
  ],
  BODY_TOO_LONG: [
    {
      user: 'pending',
      'zh-CN': '回调通知的请求体超过 64 KiB，不是微信支付发送的通知：无需处理。',
      en: 'The body is longer than 64 KiB, and no notification of WeChat Pay is. There is nothing to do.',
    },
  ],
  BODY_TOO_SLOW: [
    {
      user: 'pending',
      'zh-CN': '回调通知的请求体在 5 秒内没有接收完：检查代理、网关和服务器负载。',
      en: 'The body of the notification took longer than 5 s. Check the proxy, and the load of this server.',
    },
  ],
  BODY_ALREADY_READ: [
    {
      user: 'pending',
      'zh-CN': '回调通知的请求体已被解析，无法验签：把处理函数放在解析请求体的中间件之前。',
      en: 'The body of the notification was read before, so its signature cannot be verified. Put the handler before body parsers.',
    },
  ],
  UNHANDLED_EVENT: [
    {
      user: 'pending',
      'zh-CN': '收到支付分授权以外的回调通知：设置 onOther，或让其他通知使用另一个 notify_url。',
      en: 'A notification of another kind came. Give onOther, or use another notify_url for those.',
    },
  ],
  IN_PROGRESS: [
    {
      user: 'pending',
      'zh-CN': '同一通知正在处理中，微信支付稍后会重新发送：无需处理。',
      en: 'The same notification is being handled, and WeChat Pay sends it again later. There is nothing to do.',
    },
  ],
  KEY_TIMEOUT: [
    {
      user: 'pending',
      'zh-CN': 'platformKeys 函数在 5 秒内没有返回公钥：检查它使用的网络或存储。',
      en: 'The function platformKeys gave no key within 5 s. Check the network or the store that it uses.',
    },
  ],
};

/** Causes of a `StoreError`. */
export const STORE_CAUSES: Codes = {
  TIMEOUT: [
    {
      user: 'shopUnavailable',
      'zh-CN': '存储未按时响应：检查 Redis 是否运行、网络是否正常。',
      en: 'The store did not answer in time. Check that Redis is running and can be reached.',
    },
  ],
  FULL: [
    {
      user: 'shopUnavailable',
      'zh-CN': 'memoryStore 已满：改用 redisStore。',
      en: 'memoryStore is full. Use redisStore.',
    },
  ],
};

/**
 * Causes of a `PayScoreRoutesError`, and of what `toNodeHandler` and the routes answer by themselves; the page has these codes in a
 * message.
 */
export const ROUTE_CAUSES: Codes = {
  NOT_SIGNED_IN: OTHER_CAUSES.signedOut,
  ORIGIN_NOT_ALLOWED: [
    {
      user: 'misconfigured',
      'zh-CN':
        '其他来源的页面请求了支付分接口：确认是自己的页面后，将其来源加入 createConfigSigner 的 allowedOrigins。',
      en: 'A page of another origin called the routes. If it is yours, add its origin to allowedOrigins of createConfigSigner.',
    },
  ],
  NOT_APPLIED: [
    {
      user: 'pending',
      'zh-CN': '该用户还没有申请过授权：先请求申请接口，再查询状态；并确认两次请求的是同一用户。',
      en: 'Nothing was applied for by this user. Ask for a token before the state, and check that both are the same user.',
    },
  ],
  NOT_FOUND: [
    {
      user: 'shopUnavailable',
      'zh-CN': '服务端没有该路径：确认 payScoreRoutes 与 createPayScoreRoutes 的路径前缀一致。',
      en: 'The server has no such path. payScoreRoutes and createPayScoreRoutes must have the same base.',
    },
  ],
  METHOD_NOT_ALLOWED: [
    {
      user: 'shopUnavailable',
      'zh-CN': '请求方法不正确：检查代理或网关是否改写了请求。',
      en: 'The method is not the documented one. Check for a proxy that changes requests.',
    },
  ],
  BAD_REQUEST: [
    {
      user: 'shopUnavailable',
      'zh-CN': '请求的地址、主机名或方法无法识别：检查代理或网关转发的请求。',
      en: 'The request has no usable address, host or method. Check what the proxy forwards.',
    },
  ],
  BODY_READ_BEFORE: [
    {
      user: 'shopUnavailable',
      'zh-CN': '请求体已被其他中间件读取：把 toNodeHandler 放在解析请求体的中间件之前。',
      en: 'Another middleware read the body first. Put toNodeHandler before anything that parses bodies.',
    },
  ],
  INTERNAL_ERROR: [
    {
      user: 'shopUnavailable',
      'zh-CN': '服务端处理请求时出错：查看服务端日志。',
      en: 'The server failed while it handled the request. See its log.',
    },
  ],
};
