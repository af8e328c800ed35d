import type { Language } from './language';

/** What the user of a page is told: a title of a few words, and what to do. */
type Words = readonly [title: string, text: string];

/** Situations of a user, by name. */
export type Situation =
  | 'openInWeixin'
  | 'update'
  | 'unsupported'
  | 'cancelled'
  | 'stopped'
  | 'pending'
  | 'slow'
  | 'offline'
  | 'incomplete'
  | 'alreadyOpen'
  | 'signIn'
  | 'pageProblem'
  | 'shopUnavailable'
  | 'applicationUnavailable'
  | 'misconfigured'
  | 'notPermitted'
  | 'tooOften'
  | 'deviceOff'
  | 'expired'
  | 'weixinBusy'
  | 'incompleteAction'
  | 'merchantProblem'
  | 'notFound'
  | 'notNow'
  | 'alreadyCancelled'
  | 'alreadyDone'
  | 'unknown';

/**
 * What can happen, as the user of a page sees it. Only facts about the user's own wish are told as such: where the result is not
 * known, no text says "no".
 */
export const SITUATIONS: Readonly<Record<Situation, Readonly<Record<Language, Words>>>> = {
  openInWeixin: {
    'zh-CN': ['请在微信中打开', '请用微信扫描本页二维码，或将链接发送到微信后打开。'],
    en: ['Open this page in WeChat', 'Scan the code of this page with WeChat, or send yourself the link there.'],
  },
  update: {
    'zh-CN': ['请升级微信', '当前微信版本过低，请升级到最新版本后重试。'],
    en: ['Update WeChat', 'Your version of WeChat is too old for this. Update it, then try again.'],
  },
  unsupported: {
    'zh-CN': ['当前微信不支持此功能', '请使用手机上的最新版微信打开，或选择其他支付方式。'],
    en: ['Not available in this WeChat', 'Use the latest WeChat on your phone, or choose another way to pay.'],
  },
  cancelled: {
    'zh-CN': ['已取消', '您已取消本次操作，需要时可重新发起。'],
    en: ['Cancelled', 'You cancelled. You can start again at any time.'],
  },
  stopped: {
    'zh-CN': ['已停止等待', '如果您已完成授权，请稍后查看结果，无需重复操作。'],
    en: ['No longer waiting', 'If you have authorised, look at the result later. There is no need to do it again.'],
  },
  pending: {
    'zh-CN': ['结果确认中', '授权结果还在确认中，请稍后查看，无需重复操作。'],
    en: ['Checking the result', 'We are still checking. Look again in a moment. There is no need to do it again.'],
  },
  slow: {
    'zh-CN': ['暂未收到响应', '网络可能较慢，请检查网络后重试。'],
    en: ['No answer yet', 'The network may be slow. Check your connection, then try again.'],
  },
  offline: {
    'zh-CN': ['网络连接异常', '请检查网络后重试。'],
    en: ['Connection problem', 'Check your connection, then try again.'],
  },
  incomplete: {
    'zh-CN': ['页面未加载完整', '请检查网络，然后刷新页面重试。'],
    en: ['The page did not load completely', 'Check your connection, then reload the page.'],
  },
  alreadyOpen: {
    'zh-CN': ['微信页面已打开', '请先完成或关闭已打开的微信页面，再继续操作。'],
    en: ['Already open', 'Finish or close the WeChat screen that is open, then continue.'],
  },
  signIn: {
    'zh-CN': ['请先登录', '登录后即可继续。'],
    en: ['Sign in first', 'Sign in, then continue.'],
  },
  pageProblem: {
    'zh-CN': ['页面出现问题', '请刷新页面后重试，如仍无法使用，请联系商家。'],
    en: ['There is a problem with this page', 'Reload the page. If that does not help, contact the merchant.'],
  },
  shopUnavailable: {
    'zh-CN': ['商家服务暂时不可用', '商家的服务器暂时没有正常响应，请稍后重试。'],
    en: ['The merchant cannot be reached', 'The merchant’s server has a problem at the moment. Try again later.'],
  },
  applicationUnavailable: {
    'zh-CN': ['暂时无法发起授权', '商家暂时无法受理授权申请，请稍后重试。'],
    en: ['Authorisation cannot start yet', 'The merchant cannot take the request at the moment. Try again later.'],
  },
  misconfigured: {
    'zh-CN': ['暂时无法使用微信功能', '商家页面的微信配置有误，请联系商家处理。'],
    en: ['WeChat does not accept this page', 'The merchant has to correct the page. Contact the merchant.'],
  },
  notPermitted: {
    'zh-CN': ['没有使用权限', '您或商家尚未开启此功能的权限，请检查微信的权限设置或联系商家。'],
    en: ['Not permitted', 'Check what you allow in WeChat’s settings, or contact the merchant.'],
  },
  tooOften: {
    'zh-CN': ['操作过于频繁', '请稍后重试。'],
    en: ['Too many tries', 'Wait a moment, then try again.'],
  },
  deviceOff: {
    'zh-CN': ['请开启蓝牙和定位', '请在手机上开启蓝牙和定位服务后重试。'],
    en: ['Turn on Bluetooth and location', 'Turn on Bluetooth and location services, then try again.'],
  },
  expired: {
    'zh-CN': ['请重新发起授权', '本次授权请求可能已过期，请返回后重新发起。'],
    en: ['Start again', 'This request may have expired. Go back and start again.'],
  },
  weixinBusy: {
    'zh-CN': ['微信服务繁忙', '请稍后重试。'],
    en: ['WeChat is busy', 'Try again in a moment.'],
  },
  incompleteAction: {
    'zh-CN': ['操作未完成', '微信未能完成本次操作，请稍后重试。'],
    en: ['Not finished', 'WeChat did not finish this. Try again later.'],
  },
  merchantProblem: {
    'zh-CN': ['暂时无法办理', '商家与微信支付之间的服务出现问题，请联系商家。'],
    en: ['Not possible at the moment', 'The merchant has a problem with WeChat Pay. Contact the merchant.'],
  },
  notFound: {
    'zh-CN': ['未找到授权记录', '没有找到对应的授权记录，请重新发起授权或联系商家。'],
    en: ['No such authorisation', 'There is no record of it. Start again, or contact the merchant.'],
  },
  notNow: {
    'zh-CN': ['当前状态无法操作', '请刷新页面查看最新状态。'],
    en: ['Not possible in its present state', 'Reload the page to see its present state.'],
  },
  alreadyCancelled: {
    'zh-CN': ['已取消', '该业务已取消，无需重复操作。'],
    en: ['Cancelled', 'It has been cancelled already. There is nothing left to do.'],
  },
  alreadyDone: {
    'zh-CN': ['已完成', '该业务已完成，无需重复操作。'],
    en: ['Done', 'It is done already. There is nothing left to do.'],
  },
  unknown: {
    'zh-CN': ['暂时无法继续', '请稍后重试；如果您已完成授权，请稍后查看结果，无需重复操作。'],
    en: ['Cannot continue yet', 'Try again later. If you have authorised, look at the result instead.'],
  },
};
