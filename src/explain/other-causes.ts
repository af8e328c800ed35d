import type { Causes } from './cause';

/** Causes of what is no error of this package, and of errors whose code is newer than this text. */
export const OTHER_CAUSES: Readonly<
  Record<'network' | 'signedOut' | 'badStatus' | 'undocumented' | 'unknownCode' | 'otherError' | 'noError', Causes>
> = {
  network: [
    {
      user: 'offline',
      'zh-CN': '网络请求失败：检查网络、请求地址、跨域设置以及内容安全策略。',
      en: 'A request failed. Check the network, the address, CORS and the content security policy.',
    },
  ],
  signedOut: [
    {
      user: 'signIn',
      'zh-CN': '服务端返回 HTTP 401，用户未登录：检查登录态，以及 createPayScoreRoutes 的 userOf。',
      en: 'Your server answered HTTP 401: the user is not signed in. Check the session, and userOf of createPayScoreRoutes.',
    },
  ],
  badStatus: [
    {
      user: 'unknown',
      'zh-CN': '服务端没有返回预期的内容：查看 HTTP 状态码和服务端日志。',
      en: 'Your server did not answer as expected. See the HTTP status and its log.',
    },
  ],
  undocumented: [
    {
      user: 'merchantProblem',
      'zh-CN': '微信支付返回了此处未收录的错误码：在该接口的文档中查询，并携带 error.requestId 联系微信支付。',
      en: 'WeChat Pay answered with a code that is not listed here. Look it up in the documents of the endpoint, or send error.requestId to WeChat Pay.',
    },
  ],
  unknownCode: [
    {
      user: 'unknown',
      'zh-CN': '未收录的错误码：查看 error.hint，并升级本包。',
      en: 'This code is not listed here. See error.hint, and update this package.',
    },
  ],
  otherError: [
    {
      user: 'unknown',
      'zh-CN': '不是本包抛出的错误：查看该错误的 message、stack 和 cause。',
      en: 'This error is not one of this package. See its message, stack and cause.',
    },
  ],
  noError: [
    {
      user: 'unknown',
      'zh-CN': '传入的值不是错误对象：检查抛出或传给 explain 的内容。',
      en: 'The value is no error. Check what was thrown, or passed to explain.',
    },
  ],
};
