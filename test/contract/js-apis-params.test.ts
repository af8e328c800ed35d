import { CALLS } from './js-apis-table';
import { openPage, settle } from './open-page';
import type { Page } from './open-page';
import type { JsApiEvent, JsApiName, JsApiParams, JsApis } from '../../src';

type Fields = Record<string, unknown>;
type Called = Exclude<keyof JsApis, JsApiEvent>;
type RequiredKeys<P> = { [K in keyof P]-?: Record<never, never> extends Pick<P, K> ? never : K }[keyof P];

/** What each interface requires, and whether it may be empty text. The compiler keeps it the same as the types. */
const REQUIRED: {
  [N in Called as [RequiredKeys<JsApiParams<N>>] extends [never] ? never : N]: Record<
    RequiredKeys<JsApiParams<N>>,
    'filled' | 'given'
  >;
} = {
  checkJsApi: { jsApiList: 'filled' },
  updateAppMessageShareData: { title: 'filled', desc: 'given', link: 'filled', imgUrl: 'given' },
  updateTimelineShareData: { title: 'filled', link: 'filled', imgUrl: 'given' },
  previewImage: { urls: 'filled' },
  uploadImage: { localId: 'filled' },
  downloadImage: { serverId: 'filled' },
  getLocalImgData: { localId: 'filled' },
  playVoice: { localId: 'filled' },
  pauseVoice: { localId: 'filled' },
  stopVoice: { localId: 'filled' },
  uploadVoice: { localId: 'filled' },
  downloadVoice: { serverId: 'filled' },
  translateVoice: { localId: 'filled' },
  openLocation: { latitude: 'filled', longitude: 'filled' },
  hideMenuItems: { menuList: 'filled' },
  showMenuItems: { menuList: 'filled' },
  chooseWXPay: { timestamp: 'filled', nonceStr: 'filled', package: 'filled', paySign: 'filled' },
  openEnterpriseRedPacket: { timestamp: 'filled', nonceStr: 'filled', package: 'filled', paySign: 'filled' },
  requestMerchantTransfer: { mchId: 'filled', package: 'filled' },
  openBusinessView: { businessType: 'filled' },
  openProductSpecificView: { productId: 'filled' },
  addCard: { cardList: 'filled' },
  chooseCard: { timestamp: 'filled', nonceStr: 'filled', cardSign: 'filled' },
  openCard: { cardList: 'filled' },
  consumeAndShareCard: { cardId: 'filled', code: 'filled' },
  openEnterpriseChat: { userIds: 'filled' },
  launchMiniProgram: { targetAppId: 'filled' },
  'miniProgram.navigateTo': { url: 'filled' },
  'miniProgram.redirectTo': { url: 'filled' },
  'miniProgram.switchTab': { url: 'filled' },
  'miniProgram.reLaunch': { url: 'filled' },
  'miniProgram.postMessage': { data: 'filled' },
};

const ROWS = Object.entries(REQUIRED) as [keyof typeof REQUIRED, Record<string, 'filled' | 'given'>][];

/** In a mini program's web-view, where every interface exists. */
function openIn(api: JsApiName): Page {
  const userAgent =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 ' +
    'MicroMessenger/8.0.60(0x18003c31) NetType/4G Language/zh_CN miniProgram/wx0123456789abcdef';
  return openPage({ userAgent, apis: { requestMerchantTransfer: 'ok' } }, { jsApiList: [api] });
}

/** As a page without a compiler calls it. */
function call(page: Page, api: JsApiName, params?: Fields): Promise<unknown> {
  return settle(page.weixin.call(api, params as JsApiParams<JsApiName>));
}

describe.each(ROWS)('%s', (api, required) => {
  const { native, params } = CALLS[api];

  test.each(Object.entries(required))('is not asked without %s', async (name, kind) => {
    const page = openIn(api);
    const without: Fields = { ...params };
    delete without[name];
    const nothing: unknown[] = [undefined, null, NaN, [], ...(kind === 'filled' ? [''] : [])];
    for (const wrong of [without, ...nothing.map((value) => ({ ...params, [name]: value }))]) {
      await expect(call(page, api, wrong)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        argument: 'params.' + name,
        hint: expect.stringContaining(api),
      });
    }
    // The configuration itself asks whether there is an openBusinessView.
    const own = page.sentTo(native!).filter(({ jsApiList }) => String(jsApiList) !== 'openBusinessView');
    expect(own).toEqual([]);
    await expect(call(page, api, { ...params })).resolves.toBeTruthy();
    if (kind === 'given') await expect(call(page, api, { ...params, [name]: '' })).resolves.toBeTruthy();
  });

  test('is not asked without any parameters', async () => {
    const argument = expect.stringMatching(/^params\./) as string;
    const page = openIn(api);
    await expect(call(page, api)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument });
    expect(page.simulated.calls).toEqual([]);
  });
});

test.each<[JsApiName, Fields[], string]>([
  ['addCard', [{ cardId: 'c', cardExt: '{}' }, { cardId: 'c' }], 'params.cardList[1].cardExt'],
  ['addCard', [{ cardExt: '{}' }], 'params.cardList[0].cardId'],
  ['addCard', [null as never], 'params.cardList[0].cardId'],
  ['openCard', [{ cardId: 'c', code: '' }], 'params.cardList[0].code'],
])('%s is not asked with a card that lacks something, case %$', async (api, cardList, argument) => {
  const page = openIn(api);
  await expect(call(page, api, { cardList })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument });
  await call(page, api, { cardList: [{ cardId: 'c', cardExt: '{}', code: '1' }] });
  expect(page.sentTo(CALLS[api as 'addCard'].native!)).toHaveLength(1);
});

test('a zero is a value: the place at 0, 0', async () => {
  const page = openIn('openLocation');
  await call(page, 'openLocation', { latitude: 0, longitude: 0 });
  expect(page.sentTo('openLocation')[0]).toMatchObject({ latitude: 0, longitude: 0 });
});

describe('the other spellings that WeChat prints', () => {
  const signature: Fields = { package: 'prepay_id=1', paySign: 's', cardSign: 's' };

  test.each<[JsApiName, string, object]>([
    ['chooseWXPay', 'getBrandWCPayRequest', { timeStamp: '7', nonceStr: 'n' }],
    ['openEnterpriseRedPacket', 'getRecevieBizHongBaoRequest', { timeStamp: '7', nonceStr: 'n' }],
    ['chooseCard', 'chooseCard', { time_stamp: '7', nonce_str: 'n' }],
  ])('are read by %s, and its own win', async (api, native, sent) => {
    const page = openIn(api);
    for (const params of [
      { timestamp: 7, nonceStr: 'n' },
      { timeStamp: '7', noncestr: 'n' },
      { timestamp: 7, timeStamp: 8, nonceStr: 'n', noncestr: 'other' },
      { timestamp: '', timeStamp: 7, nonceStr: null, noncestr: 'n' },
    ]) {
      const given = { ...signature, ...params };
      await call(page, api, given);
      expect(page.sentTo(native).pop()).toMatchObject(sent);
      expect(given).toEqual({ ...signature, ...params });
    }
  });
});

const SIGNED: Fields = { timestamp: 7, nonceStr: 'n', package: 'prepay_id=1', paySign: 's', cardSign: 's' };

test.each<[JsApiName, string, Fields, Fields?]>([
  ['chooseImage', 'chooseImage', { count: 1, sizeType: ['original'], sourceType: ['camera'] }],
  ['uploadImage', 'uploadImage', { localId: '1', isShowProgressTips: 0 }],
  ['openLocation', 'openLocation', { latitude: 1, longitude: 2, name: 'n', address: 'a', scale: 5, infoUrl: 'u' }],
  ['getLocation', 'geoLocation', { type: 'gcj02' }],
  ['scanQRCode', 'scanQRCode', { needResult: 1, scanType: ['qrCode'] }],
  ['openBusinessView', 'openBusinessView', { businessType: 'b', queryString: 'a=1', envVersion: 'trial' }],
  [
    'openProductSpecificView',
    'openProductViewWithPid',
    { productId: 'p', viewType: '1', extInfo: 'e' },
    { pid: 'p', view_type: '1', ext_info: 'e' },
  ],
  [
    'chooseCard',
    'chooseCard',
    { ...SIGNED, shopId: '1', signType: 'MD5', cardId: 'c', cardType: 'GIFT' },
    { location_id: '1', sign_type: 'MD5', card_id: 'c', card_type: 'GIFT' },
  ],
  ['chooseWXPay', 'getBrandWCPayRequest', { ...SIGNED, signType: 'RSA' }, { signType: 'RSA' }],
  ['openEnterpriseRedPacket', 'getRecevieBizHongBaoRequest', { ...SIGNED, signType: 'MD5' }, { signType: 'MD5' }],
  [
    'openEnterpriseChat',
    'openEnterpriseChat',
    { userIds: 'a;b', groupName: 'g' },
    { useridlist: 'a;b', chatname: 'g' },
  ],
  ['miniProgram.navigateBack', 'invokeMiniProgramAPI', { delta: 3 }, { name: 'navigateBack', arg: { delta: 3 } }],
])('the optional parameters of %s reach the client', async (api, native, ...[given, sent = given]) => {
  const page = openIn(api);
  await call(page, api, given);
  expect(page.sentTo(native)[0]).toMatchObject(sent);
});

test('the old signature of a place reaches the client as it is', async () => {
  const page = openIn('getLocation');
  const old = { type: 'gcj02', timestamp: 7, nonceStr: 'n', addrSign: 's' };
  await call(page, 'getLocation', old);
  expect(page.sentTo('geoLocation')[0]).toMatchObject(old);
});
