import type { JsApiEvent, JsApiName, JsApiParams, JsApiResult, JsApis } from '../../src';

type Fields = Record<string, unknown>;

/** An interface that is called: what a page passes and gets, and what crosses the bridge for it. */
export interface CallRow<N extends JsApiName = JsApiName> {
  params: JsApiParams<N>;
  /** The bridge's own name; `null` where the bridge is not asked. */
  native: string | null;
  /** What the bridge gets, without the signature. */
  sent: Fields;
  /** Answers that clients may give, each of which must come to `result`. */
  answers: Fields[];
  result: Omit<JsApiResult<N>, 'errMsg'>;
  /** Waits for a person, without a clock. */
  person?: true;
}

/** An interface that is listened to. */
export interface EventRow<E extends JsApiEvent = JsApiEvent> {
  params?: JsApiParams<E>;
  /** The bridge's own name. */
  native: string;
  /** Payloads that clients may send, each of which must come to `result`. */
  payloads: Fields[];
  result: Fields;
  /** What the bridge is asked to share. */
  shares?: [api: string, sent: Fields];
}

const NOTHING: [Fields] = [{}];
const LOCAL_ID = 'weixin://resourceid/7';
const SHARED = { title: 'Pay later', link: 'https://shop.example/', imgUrl: 'https://shop.example/i.png' };
const SIGNED = { timestamp: 1700000000, nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' } as const;
const SENT_SIGNED = {
  timeStamp: '1700000000',
  nonceStr: 'n',
  package: 'prepay_id=1',
  signType: 'RSA',
  paySign: 's',
};
const plain = (native: string) => ({ params: {}, native, sent: {}, answers: NOTHING, result: {} });
const voice = (native: string) => ({
  params: { localId: LOCAL_ID },
  native,
  sent: { localId: LOCAL_ID },
  answers: NOTHING,
  result: {},
});
const toPage = (name: string) => ({
  params: { url: '/pages/index' },
  native: 'invokeMiniProgramAPI',
  sent: { name, arg: { url: '/pages/index' } },
  answers: NOTHING,
  result: {},
});

/** Every interface that is called. The compiler keeps it complete. */
export const CALLS: { [N in Exclude<keyof JsApis, JsApiEvent>]: CallRow<N> } = {
  checkJsApi: {
    params: { jsApiList: ['chooseWXPay', 'scanQRCode'] },
    native: 'checkJsApi',
    sent: { jsApiList: ['getBrandWCPayRequest', 'scanQRCode'] },
    answers: [
      { checkResult: { getBrandWCPayRequest: true, scanQRCode: false } },
      { checkResult: { getBrandWCPayRequest: 'true', scanQRCode: 'false' } },
      { checkResult: '{"getBrandWCPayRequest":true}' },
      { checkResult: { getBrandWCPayRequest: 1, scanQRCode: 0 } },
      { checkResult: '{"getBrandWCPayRequest":"1","scanQRCode":"0"}' },
      // By the page's own name, as the manual prints it.
      { checkResult: { chooseWXPay: true, scanQRCode: false } },
    ],
    result: { checkResult: { chooseWXPay: true, scanQRCode: false } },
  },
  updateAppMessageShareData: {
    params: { ...SHARED, desc: 'No deposit' },
    native: 'updateAppMessageShareData',
    sent: { ...SHARED, desc: 'No deposit' },
    answers: NOTHING,
    result: {},
  },
  updateTimelineShareData: {
    params: SHARED,
    native: 'updateTimelineShareData',
    sent: SHARED,
    answers: NOTHING,
    result: {},
  },

  chooseImage: {
    params: { count: 2 },
    native: 'chooseImage',
    sent: { scene: '1|2', count: 2, sizeType: ['original', 'compressed'], sourceType: ['album', 'camera'] },
    answers: [{ localIds: [LOCAL_ID] }, { localIds: JSON.stringify([LOCAL_ID]) }],
    result: { localIds: [LOCAL_ID] },
    person: true,
  },
  previewImage: {
    params: { current: 'https://shop.example/1.png', urls: ['https://shop.example/1.png'] },
    native: 'imagePreview',
    sent: { current: 'https://shop.example/1.png', urls: ['https://shop.example/1.png'] },
    answers: NOTHING,
    result: {},
    person: true,
  },
  uploadImage: {
    params: { localId: LOCAL_ID },
    native: 'uploadImage',
    sent: { localId: LOCAL_ID, isShowProgressTips: 1 },
    answers: [{ serverId: 'media' }],
    result: { serverId: 'media' },
  },
  downloadImage: {
    params: { serverId: 'media', isShowProgressTips: 0 },
    native: 'downloadImage',
    sent: { serverId: 'media', isShowProgressTips: 0 },
    answers: [{ localId: LOCAL_ID }],
    result: { localId: LOCAL_ID },
  },
  getLocalImgData: {
    params: { localId: LOCAL_ID },
    native: 'getLocalImgData',
    sent: { localId: LOCAL_ID },
    answers: [
      { localData: 'data:image/jgp;base64,/9j/4AAQ' },
      { localData: 'data:image/jpeg;base64,/9j/\n4AAQ\n' },
      { localData: '/9j/\n4AAQ\n' },
    ],
    result: { localData: 'data:image/jpeg;base64,/9j/4AAQ' },
  },

  startRecord: { ...plain('startRecord'), person: true },
  stopRecord: { ...plain('stopRecord'), answers: [{ localId: LOCAL_ID }], result: { localId: LOCAL_ID } },
  playVoice: voice('playVoice'),
  pauseVoice: voice('pauseVoice'),
  stopVoice: voice('stopVoice'),
  uploadVoice: {
    params: { localId: LOCAL_ID, isShowProgressTips: 1 },
    native: 'uploadVoice',
    sent: { localId: LOCAL_ID, isShowProgressTips: 1 },
    answers: [{ serverId: 'media' }],
    result: { serverId: 'media' },
  },
  downloadVoice: {
    params: { serverId: 'media' },
    native: 'downloadVoice',
    sent: { serverId: 'media', isShowProgressTips: 1 },
    answers: [{ localId: LOCAL_ID }],
    result: { localId: LOCAL_ID },
  },
  translateVoice: {
    params: { localId: LOCAL_ID },
    native: 'translateVoice',
    sent: { localId: LOCAL_ID, isShowProgressTips: 1 },
    answers: [{ translateResult: '微信支付分' }],
    result: { translateResult: '微信支付分' },
  },

  getNetworkType: {
    params: {},
    native: 'getNetworkType',
    sent: {},
    answers: [
      { err_msg: 'network_type:wifi' },
      { err_msg: 'network_type:wwan', subtype: 'wifi' },
      { networkType: 'wifi' },
      { err_msg: 'getNetworkType:ok', networkType: 'wifi' },
    ],
    result: { networkType: 'wifi' },
  },
  openLocation: {
    params: { latitude: 22.54, longitude: 113.93, name: 'Shop' },
    native: 'openLocation',
    sent: { latitude: 22.54, longitude: 113.93, name: 'Shop', address: '', scale: 28, infoUrl: '' },
    answers: NOTHING,
    result: {},
    person: true,
  },
  getLocation: {
    params: { type: 'gcj02' },
    native: 'geoLocation',
    sent: { type: 'gcj02' },
    answers: [
      { latitude: 22.54, longitude: 113.93, speed: 0, accuracy: 30 },
      { latitude: '22.54', longitude: '113.93', speed: '0.0', accuracy: '30' },
    ],
    result: { latitude: 22.54, longitude: 113.93, speed: 0, accuracy: 30 },
    person: true,
  },
  startSearchBeacons: { ...plain('startMonitoringBeacons'), params: { ticket: 't' }, sent: { ticket: 't' } },
  stopSearchBeacons: plain('stopMonitoringBeacons'),

  hideOptionMenu: plain('hideOptionMenu'),
  showOptionMenu: plain('showOptionMenu'),
  closeWindow: plain('closeWindow'),
  hideMenuItems: {
    ...plain('hideMenuItems'),
    params: { menuList: ['menuItem:share:timeline', 'menuItem:copyUrl'] },
    sent: { menuList: ['menuItem:share:timeline', 'menuItem:copyUrl'] },
  },
  showMenuItems: {
    ...plain('showMenuItems'),
    params: { menuList: ['menuItem:profile'] },
    sent: { menuList: ['menuItem:profile'] },
  },
  hideAllNonBaseMenuItem: plain('hideAllNonBaseMenuItem'),
  showAllNonBaseMenuItem: plain('showAllNonBaseMenuItem'),
  scanQRCode: {
    params: { needResult: 1 },
    native: 'scanQRCode',
    sent: { needResult: 1, scanType: ['qrCode', 'barCode'] },
    answers: [
      { resultStr: 'https://shop.example/?table=4' },
      { resultStr: '{"scan_code":{"scan_result":"https://shop.example/?table=4"}}' },
      { resultStr: { scan_code: { scan_result: 'https://shop.example/?table=4' } } },
    ],
    result: { resultStr: 'https://shop.example/?table=4' },
    person: true,
  },

  chooseWXPay: {
    params: SIGNED,
    native: 'getBrandWCPayRequest',
    sent: SENT_SIGNED,
    answers: [{ err_msg: 'get_brand_wcpay_request:ok' }],
    result: {},
    person: true,
  },
  requestMerchantTransfer: {
    params: { mchId: '1900000109', appId: 'wx0123456789abcdef', package: 'p' },
    native: 'requestMerchantTransfer',
    sent: { mchId: '1900000109', appId: 'wx0123456789abcdef', package: 'p' },
    answers: NOTHING,
    result: {},
    person: true,
  },
  openEnterpriseRedPacket: {
    params: SIGNED,
    native: 'getRecevieBizHongBaoRequest',
    sent: SENT_SIGNED,
    answers: NOTHING,
    result: {},
    person: true,
  },
  openBusinessView: {
    params: { businessType: 'wxpayScoreUse', queryString: 'package=p', envVersion: 'trial' },
    native: 'openBusinessView',
    sent: { businessType: 'wxpayScoreUse', queryString: 'package=p', envVersion: 'trial' },
    answers: [
      { err_code: 0, extraData: { appid: 'wxd8f3793ea3b935b8', query_id: 'q' } },
      { err_code: '0', extraData: '{"appid":"wxd8f3793ea3b935b8","query_id":"q"}' },
    ],
    result: { errCode: 0, extraData: { appid: 'wxd8f3793ea3b935b8', query_id: 'q' } },
    person: true,
  },
  openAddress: {
    ...plain('editAddress'),
    answers: [
      {
        err_msg: 'edit_address:ok',
        userName: '王小明',
        telNumber: '13800000000',
        addressPostalCode: '518000',
        proviceFirstStageName: '广东省',
        addressCitySecondStageName: '深圳市',
        addressCountiesThirdStageName: '南山区',
        addressDetailInfo: '1 号',
      },
      {
        userName: '王小明',
        telNumber: '13800000000',
        postalCode: '518000',
        provinceName: '广东省',
        cityName: '深圳市',
        countryName: '南山区',
        detailInfo: '1 号',
      },
    ],
    result: {
      userName: '王小明',
      telNumber: '13800000000',
      postalCode: '518000',
      provinceName: '广东省',
      cityName: '深圳市',
      countryName: '南山区',
      detailInfo: '1 号',
    },
    person: true,
  },
  openProductSpecificView: {
    params: { productId: 'p', viewType: 1 },
    native: 'openProductViewWithPid',
    sent: { pid: 'p', view_type: 1 },
    answers: NOTHING,
    result: {},
    person: true,
  },
  addCard: {
    params: { cardList: [{ cardId: 'c', cardExt: '{"timestamp":"1"}' }] },
    native: 'batchAddCard',
    sent: { card_list: [{ card_id: 'c', card_ext: '{"timestamp":"1"}' }] },
    answers: [
      { card_list: '[{"card_id":"c","card_ext":"{\\"timestamp\\":\\"1\\"}","is_succ":1}]' },
      { card_list: [{ card_id: 'c', card_ext: '{"timestamp":"1"}', is_succ: 1 }] },
      { card_list: [{ card_id: 'c', card_ext: '{"timestamp":"1"}', is_succ: true }] },
      { card_list: [{ card_id: 'c', card_ext: '{"timestamp":"1"}', is_succ: '1' }] },
      // The manual's own names.
      { cardList: [{ cardId: 'c', cardExt: '{"timestamp":"1"}', isSuccess: true }] },
    ],
    result: { cardList: [{ cardId: 'c', cardExt: '{"timestamp":"1"}', isSuccess: true }] },
    person: true,
  },
  chooseCard: {
    params: { timestamp: 1700000000, nonceStr: 'n', cardSign: 's', cardType: 'GROUPON' },
    native: 'chooseCard',
    sent: {
      app_id: 'wx0123456789abcdef',
      location_id: '',
      sign_type: 'SHA1',
      card_id: '',
      card_type: 'GROUPON',
      card_sign: 's',
      time_stamp: '1700000000',
      nonce_str: 'n',
    },
    answers: [
      { choose_card_info: '[{"card_id":"c","encrypt_code":"e"}]' },
      { choose_card_info: [{ card_id: 'c', encrypt_code: 'e' }] },
      // The manual's own name.
      { cardList: [{ card_id: 'c', encrypt_code: 'e' }] },
    ],
    result: { cardList: [{ card_id: 'c', encrypt_code: 'e' }] },
    person: true,
  },
  openCard: {
    params: { cardList: [{ cardId: 'c', code: '1' }] },
    native: 'batchViewCard',
    sent: { card_list: [{ card_id: 'c', code: '1' }] },
    answers: NOTHING,
    result: {},
    person: true,
  },
  consumeAndShareCard: {
    params: { cardId: 'c', code: '1' },
    native: 'consumedShareCard',
    sent: { consumedCardId: 'c', consumedCode: '1' },
    answers: NOTHING,
    result: {},
    person: true,
  },
  openEnterpriseChat: {
    params: { userIds: 'ann;bob', groupName: 'Support' },
    native: 'openEnterpriseChat',
    sent: { useridlist: 'ann;bob', chatname: 'Support' },
    answers: [{}, { err_code: null }],
    result: { errCode: null },
    person: true,
  },
  launchMiniProgram: {
    params: { targetAppId: 'wx1', path: 'pages/index?id=1', envVersion: 'release' },
    native: 'launchMiniProgram',
    sent: { targetAppId: 'wx1', path: 'pages/index.html?id=1', envVersion: 'release' },
    answers: NOTHING,
    result: {},
    person: true,
  },

  'miniProgram.navigateTo': toPage('navigateTo'),
  'miniProgram.navigateBack': {
    ...toPage('navigateBack'),
    params: {},
    sent: { name: 'navigateBack', arg: { delta: 1 } },
  },
  'miniProgram.redirectTo': toPage('redirectTo'),
  'miniProgram.switchTab': toPage('switchTab'),
  'miniProgram.reLaunch': toPage('reLaunch'),
  'miniProgram.postMessage': {
    ...toPage('postMessage'),
    params: { data: { paid: true } },
    sent: { name: 'postMessage', arg: { paid: true } },
  },
  'miniProgram.getEnv': { ...plain(''), native: null, result: { miniprogram: true } },
};

const SENT_SHARED = {
  title: 'Pay later',
  link: 'https://shop.example/',
  img_url: 'https://shop.example/i.png',
};
const BEACON = { uuid: 'u', major: 1, minor: 2, accuracy: 0.5, rssi: -60, proximity: 1, heading: 265.3 };

/** Every interface that is listened to. The compiler keeps it complete. */
export const EVENTS: { [E in JsApiEvent]: EventRow<E> } = {
  onMenuShareTimeline: {
    params: SHARED,
    native: 'menu:share:timeline',
    payloads: NOTHING,
    result: { errMsg: 'onMenuShareTimeline:ok' },
    shares: ['shareTimeline', { ...SENT_SHARED, desc: 'Pay later', type: 'link', data_url: '' }],
  },
  onMenuShareAppMessage: {
    params: { ...SHARED, desc: 'No deposit' },
    native: 'menu:share:appmessage',
    payloads: NOTHING,
    result: { errMsg: 'onMenuShareAppMessage:ok' },
    shares: ['sendAppMessage', { ...SENT_SHARED, desc: 'No deposit', type: 'link', data_url: '' }],
  },
  onMenuShareQQ: {
    params: { ...SHARED, desc: 'No deposit' },
    native: 'menu:share:qq',
    payloads: NOTHING,
    result: { errMsg: 'onMenuShareQQ:ok' },
    shares: ['shareQQ', { ...SENT_SHARED, desc: 'No deposit' }],
  },
  onMenuShareWeibo: {
    params: { ...SHARED, desc: 'No deposit' },
    native: 'menu:share:weiboApp',
    payloads: NOTHING,
    result: { errMsg: 'onMenuShareWeibo:ok' },
    shares: ['shareWeiboApp', { ...SENT_SHARED, desc: 'No deposit' }],
  },
  onMenuShareQZone: {
    params: { ...SHARED, desc: 'No deposit' },
    native: 'menu:share:QZone',
    payloads: NOTHING,
    result: { errMsg: 'onMenuShareQZone:ok' },
    shares: ['shareQZone', { ...SENT_SHARED, desc: 'No deposit' }],
  },
  onVoiceRecordEnd: {
    native: 'onVoiceRecordEnd',
    payloads: [
      { localId: LOCAL_ID },
      { err_msg: 'onVoiceRecordEnd:ok', localId: LOCAL_ID },
      { err_msg: 'onVoiceRecordEnd:confirm', localId: LOCAL_ID },
    ],
    result: { errMsg: 'onVoiceRecordEnd:ok', localId: LOCAL_ID },
  },
  onVoicePlayEnd: {
    native: 'onVoicePlayEnd',
    payloads: [{ localId: LOCAL_ID }, { err_msg: 'onVoicePlayEnd:ok', localId: LOCAL_ID }],
    result: { errMsg: 'onVoicePlayEnd:ok', localId: LOCAL_ID },
  },
  onSearchBeacons: {
    native: 'onBeaconsInRange',
    payloads: [
      { beacons: [BEACON] },
      { beacons: JSON.stringify([BEACON]) },
      {
        beacons: [
          { ...BEACON, major: '1', minor: '2', accuracy: '0.5', rssi: '-60', proximity: '1', heading: '265.3' },
        ],
      },
    ],
    result: { errMsg: 'onSearchBeacons:ok', beacons: [BEACON] },
  },
};
