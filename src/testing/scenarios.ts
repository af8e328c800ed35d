import type { ApiAnswer } from './api-answer';
import type { SimulateWeixinOptions } from './simulate-weixin';

/** One named behaviour of everything around the page: the client, the user, the network and WeChat's servers. Plain data. */
export interface Scenario {
  readonly id: string;
  readonly label: { readonly 'zh-CN': string; readonly en: string };
  /** Where this was documented or reported; `guess`: nowhere, but it is possible. */
  readonly source: string;
  /** What is different about the client; the platform is the caller's choice. */
  readonly client?: Readonly<SimulateWeixinOptions>;
  /** What the user does in the view; missing where none opens. */
  readonly user?: ScenarioUser;
  /** When the page has no network. `tap`: from the first touch or key on. `return`: from the way back from the view on. */
  readonly offline?: { readonly from: 'tap' | 'return'; /** ms; missing: for good */ readonly for?: number };
  /** What is different about WeChat's servers, for code that simulates them. */
  readonly services?: ScenarioServices;
}

/** What the user does, and what the client makes of it. */
export interface ScenarioUser {
  /** `agree`: the server will say `AVAILABLE`. `refused`: the user wanted to, and WeChat's assessment said no. */
  readonly does: 'agree' | 'refused' | 'cancel' | 'nothing';
  /** The way back to the page. */
  readonly back: 'button' | 'swipe';
  /** ms in the view, default 1000. */
  readonly stays?: number;
  /** What the client calls back with. */
  readonly answer: ApiAnswer;
  /** ms from the way back to a tap on the page; missing: none. */
  readonly touches?: number;
}

/** What WeChat's servers do besides answering. */
export interface ScenarioServices {
  /** ms from the user's agreement until the query says `AVAILABLE`. */
  readonly queryLag?: number;
  /** What becomes of the notification; `by`: ms that it is late. */
  readonly notification?: { readonly is: 'late'; readonly by: number } | { readonly is: 'lost' | 'tampered' };
  /** Requests whose path begins with `path` are answered with this status. */
  readonly fault?: { readonly path: string; readonly status: number };
}

const AUTHORIZATION = 'https://pay.wechatpay.cn/doc/v3/partner/4012677913';
const RETURN = 'https://pay.weixin.qq.com/doc/v3/partner/4012155294';
const NOTIFICATION = 'https://pay.weixin.qq.com/doc/v3/partner/4012691489';
const MANUAL = 'https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html';
const COMMUNITY = 'https://developers.weixin.qq.com/community/develop/doc/';

const AGREES: ScenarioUser = { does: 'agree', back: 'button', answer: 'ok' };

/** Every scenario, in the order of a menu. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'agree-return',
    label: { 'zh-CN': '同意，点按钮返回', en: 'Agrees and returns by the button' },
    source: AUTHORIZATION,
    user: AGREES,
  },
  {
    id: 'agree-swipe',
    label: { 'zh-CN': '同意，侧滑返回，回调不带参数', en: 'Agrees and swipes back; the answer says nothing' },
    source: RETURN,
    user: { does: 'agree', back: 'swipe', answer: {} },
  },
  {
    id: 'agree-told-cancel',
    label: { 'zh-CN': '同意，回调却返回取消', en: 'Agrees, and the client says cancelled' },
    source: COMMUNITY + '000aac9c4c4b28259e31b4c7b66800',
    user: { does: 'agree', back: 'button', answer: 'cancel' },
  },
  {
    id: 'refused-told-ok',
    label: { 'zh-CN': '综合评估未通过，回调却返回成功', en: 'Turned down by WeChat, and the client says ok' },
    source: COMMUNITY + '00046e931449c069543157e4b66400',
    user: { does: 'refused', back: 'button', answer: 'ok' },
  },
  {
    id: 'cancel',
    label: { 'zh-CN': '取消', en: 'Cancels' },
    // The codes stand in WeChat for Android; that other clients say the same is a guess.
    source: COMMUNITY + '000aac9c4c4b28259e31b4c7b66800',
    user: { does: 'cancel', back: 'button', answer: 'cancel' },
  },
  {
    id: 'swipe-silent',
    label: { 'zh-CN': '侧滑返回，没有回调', en: 'Swipes back; no callback' },
    source: 'guess',
    user: { does: 'nothing', back: 'swipe', answer: 'never' },
  },
  {
    id: 'swipe-empty',
    label: { 'zh-CN': '侧滑返回，回调不带参数', en: 'Swipes back; the answer says nothing' },
    source: RETURN,
    user: { does: 'nothing', back: 'swipe', answer: {} },
  },
  {
    id: 'no-callback',
    label: { 'zh-CN': '同意，返回后没有回调', en: 'Agrees and returns; no callback' },
    source: 'guess',
    user: { does: 'agree', back: 'button', answer: 'never' },
  },
  {
    id: 'no-reaction',
    label: { 'zh-CN': '支付分页面没有打开，也没有回调', en: 'No view opens and no callback comes' },
    source: 'https://developers.weixin.qq.com/community/personal/oCJUsw35vizsVgQ4GtZU5eJp5Z4Y',
    client: { apis: { openBusinessView: 'never' } },
  },
  {
    id: 'page-not-hidden',
    label: { 'zh-CN': '同意，页面始终可见，12 秒后返回', en: 'Agrees after 12 s; the page was never hidden' },
    source: 'https://github.com/xiaweiss/miniprogram-bug-report/issues/95',
    client: { signs: [] },
    user: { does: 'agree', back: 'button', stays: 12000, answer: 'ok' },
  },
  {
    id: 'page-not-hidden-silent',
    label: {
      'zh-CN': '同意，页面始终可见，没有回调，返回后点了页面',
      en: 'Agrees; never hidden, no callback, then a tap',
    },
    source: 'guess',
    client: { signs: [] },
    user: { does: 'agree', back: 'swipe', stays: 12000, answer: 'never', touches: 1000 },
  },
  {
    id: 'config-invalid-signature',
    label: { 'zh-CN': 'wx.config：签名无效', en: 'wx.config is refused: invalid signature' },
    source: MANUAL,
    client: { config: 'invalid signature' },
  },
  {
    id: 'config-invalid-domain',
    label: { 'zh-CN': 'wx.config：域名未绑定', en: 'wx.config is refused: invalid url domain' },
    source: MANUAL,
    client: { config: 'invalid url domain' },
  },
  {
    id: 'config-never',
    label: { 'zh-CN': 'wx.config 没有结果', en: 'wx.config is never answered' },
    source: 'guess',
    client: { config: 'never' },
  },
  {
    id: 'interface-missing',
    label: { 'zh-CN': '客户端没有 openBusinessView', en: 'The client has no openBusinessView' },
    source: 'guess',
    client: { apis: { openBusinessView: 'unsupported' } },
  },
  {
    id: 'too-old',
    label: { 'zh-CN': '微信版本低于 7.0.5', en: 'WeChat is older than 7.0.5' },
    source: AUTHORIZATION,
    client: { version: '7.0.4' },
  },
  {
    id: 'query-lags',
    label: { 'zh-CN': '同意，3 秒后才能查到授权', en: 'Agrees; the query knows it 3 s later' },
    source: 'guess',
    user: AGREES,
    services: { queryLag: 3000 },
  },
  {
    id: 'notification-late',
    label: { 'zh-CN': '同意，授权通知晚到 15 秒', en: 'Agrees; the notification is 15 s late' },
    source: NOTIFICATION,
    user: AGREES,
    services: { notification: { is: 'late', by: 15000 } },
  },
  {
    id: 'notification-lost',
    label: { 'zh-CN': '同意，收不到授权通知', en: 'Agrees; the notification is lost' },
    source: NOTIFICATION,
    user: AGREES,
    services: { notification: { is: 'lost' } },
  },
  {
    id: 'notification-tampered',
    label: { 'zh-CN': '同意，授权通知被篡改', en: 'Agrees; the notification was changed underway' },
    source: 'guess',
    user: AGREES,
    services: { notification: { is: 'tampered' } },
  },
  {
    id: 'pay-500',
    label: { 'zh-CN': '微信支付返回 500 SYSTEM_ERROR', en: 'WeChat Pay answers 500 SYSTEM_ERROR' },
    source: NOTIFICATION,
    user: AGREES,
    services: { fault: { path: '/v3/payscore/', status: 500 } },
  },
  {
    id: 'offline-tap',
    label: { 'zh-CN': '点击时断网', en: 'Offline at the tap' },
    source: 'guess',
    user: AGREES,
    offline: { from: 'tap' },
  },
  {
    id: 'offline-confirm',
    label: { 'zh-CN': '同意，返回后断网 4 秒', en: 'Agrees; offline for 4 s after the way back' },
    source: 'guess',
    user: AGREES,
    offline: { from: 'return', for: 4000 },
  },
];
