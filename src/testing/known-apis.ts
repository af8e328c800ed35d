import type { ClientProfile } from './client-profile';

/** What an interface answers besides `err_msg`. */
export type ResultFields = Record<string, unknown>;

/** One interface of the bridge. */
export interface KnownApi {
  /** The result of a success; the values are made up, the types are what jweixin 1.6.0 reads. */
  result?(profile: ClientProfile, params: ResultFields): ResultFields;
  /** In front of the colon of `err_msg`, where that is not the name. */
  prefix?: string;
  /** The name in `jsApiList` that allows it, where that is another. */
  allowedBy?: string;
}

const LOCAL_ID = 'weixin://resourceid/1';
const plain: KnownApi = {};
const localId: KnownApi = { result: () => ({ localId: LOCAL_ID }) };
const serverId: KnownApi = { result: () => ({ serverId: 'simulated-media-id' }) };

/**
 * The bridge's own names of the interfaces that jweixin 1.6.0 knows. `invokeMiniProgramAPI` is there in a mini program only.
 *
 * A guess: that every client has all of them. Which client has which is documented only for a few.
 */
const KNOWN_APIS: Record<string, KnownApi> = {
  preVerifyJSAPI: plain,
  checkJsApi: plain,
  openBusinessView: plain,
  'menu:share:timeline': plain,
  'menu:share:appmessage': plain,
  'menu:share:qq': plain,
  'menu:share:weiboApp': plain,
  'menu:share:QZone': plain,
  shareTimeline: { allowedBy: 'menu:share:timeline' },
  sendAppMessage: { allowedBy: 'menu:share:appmessage' },
  shareQQ: { allowedBy: 'menu:share:qq' },
  shareWeiboApp: { allowedBy: 'menu:share:weiboApp' },
  shareQZone: { allowedBy: 'menu:share:QZone' },
  updateTimelineShareData: plain,
  updateAppMessageShareData: plain,
  startRecord: plain,
  stopRecord: localId,
  onVoiceRecordEnd: localId,
  playVoice: plain,
  pauseVoice: plain,
  stopVoice: plain,
  onVoicePlayEnd: localId,
  uploadVoice: serverId,
  downloadVoice: localId,
  translateVoice: { result: () => ({ translateResult: '微信支付分' }) },
  chooseImage: { result: ({ text }) => ({ localIds: text ? JSON.stringify([LOCAL_ID]) : [LOCAL_ID] }) },
  imagePreview: plain,
  uploadImage: serverId,
  downloadImage: localId,
  // Many pages report that Android sends bare base64, in lines, and that iOS calls the format "jgp".
  getLocalImgData: {
    result: ({ text, platform }) => ({
      localData: text
        ? '/9j/4AAQSkZJRgAB\nAQAAAQABAAD/2Q==\n'
        : `data:image/${platform === 'ios' ? 'jgp' : 'jpeg'};base64,/9j/4AAQSkZJRgABAQAAAQABAAD/2Q==`,
    }),
  },
  // jweixin takes the type out of `subtype` or, as here, out of the message.
  getNetworkType: { result: () => ({ err_msg: 'network_type:wifi' }) },
  openLocation: plain,
  geoLocation: { result: () => ({ latitude: 22.54, longitude: 113.93, speed: 0, accuracy: 30 }) },
  hideOptionMenu: plain,
  showOptionMenu: plain,
  closeWindow: plain,
  hideMenuItems: plain,
  showMenuItems: plain,
  hideAllNonBaseMenuItem: plain,
  showAllNonBaseMenuItem: plain,
  // jweixin parses the text on iOS only.
  scanQRCode: {
    result: ({ platform }) => {
      const result = 'https://weixin.qq.com/';
      return { resultStr: platform === 'ios' ? JSON.stringify({ scan_code: { scan_result: result } }) : result };
    },
  },
  editAddress: {
    result: () => ({
      userName: '王小明',
      telNumber: '13800000000',
      addressPostalCode: '518000',
      proviceFirstStageName: '广东省',
      addressCitySecondStageName: '深圳市',
      addressCountiesThirdStageName: '南山区',
      addressDetailInfo: '1 号',
    }),
  },
  openProductViewWithPid: plain,
  batchAddCard: {
    result: (_profile, { card_list: cards }) => ({
      card_list: JSON.stringify((Array.isArray(cards) ? cards : []).map((card) => Object.assign({ is_succ: 1 }, card))),
    }),
  },
  chooseCard: {
    result: () => ({ choose_card_info: '[{"card_id":"simulated-card","encrypt_code":"simulated-code"}]' }),
  },
  batchViewCard: plain,
  consumedShareCard: plain,
  getBrandWCPayRequest: { prefix: 'get_brand_wcpay_request' },
  getRecevieBizHongBaoRequest: plain,
  startMonitoringBeacons: plain,
  stopMonitoringBeacons: plain,
  // Numbers as text, as they can come; which client sends which form is a guess.
  onBeaconsInRange: {
    result: ({ text }) => {
      const beacon = { major: 10001, minor: 19007, accuracy: '0.24', rssi: '-57', proximity: '1', heading: '265.3' };
      return { beacons: text ? JSON.stringify([beacon]) : [beacon] };
    },
  },
  openEnterpriseChat: plain,
  launchMiniProgram: plain,
  invokeMiniProgramAPI: plain,
};

/** Finds an interface by the bridge's own name; `undefined` if no client has it. */
export function findKnownApi(api: string): KnownApi | undefined {
  return Object.prototype.hasOwnProperty.call(KNOWN_APIS, api) ? KNOWN_APIS[api] : undefined;
}
