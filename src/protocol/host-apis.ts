import type { HostAnswer, KnownFailure } from './host-answer';

type Fields = Record<string, unknown>;

/** What the bridge calls an interface, takes and answers. */
export interface HostApi {
  /** The bridge's own name. */
  name: string;
  /**
   * The required parameters, separated by spaces. `list.field` is a field of each item of a list; one that ends in `?` has to
   * be given, but may be empty text.
   */
  needs?: string;
  /**
   * What makes the answer late. `person`: a view, a prompt or a choice over the page, so there is no clock. Where it is not
   * documented whether the answer comes when such a view opens or when it closes, it counts as a person too: a view that is
   * open has not failed. `network`: a transfer, which takes as long as it takes.
   */
  waitsFor?: 'person' | 'network';
  /** Listened to, not called. */
  event?: true;
  /** Needs no place in `jsApiList`. */
  unlisted?: true;
  /** Needs no configuration of the page either. */
  unconfigured?: true;
  /** Verdicts that mean success, where they are not the usual ones. */
  success?: RegExp;
  /** What the bridge has to be given where the page says nothing. */
  defaults?: Fields;
  /** Writes the parameters the way the bridge takes them. Default: as they are. */
  toHost?(params: Fields, appId: string): Fields;
  /** What to change in the result, so that it is the same from every client; `undefined` removes a field. */
  fromHost?(fields: Fields, answer: HostAnswer, params: Fields): Fields;
}

/** What clients say of these interfaces only. */
export const CALL_FAILURES: KnownFailure[] = [
  [/bluetooth power off|location service disable/, 'API_FAILED', 'Ask the user to turn on Bluetooth and location.'],
];

/** Second spellings: `noncestr` in the manual 1.0.0 (chooseWXPay), `timeStamp` there (chooseCard) and in the pay API's answer. */
const SPELLINGS: Record<string, string> = { timestamp: 'timeStamp', nonceStr: 'noncestr' };

/** Nothing, empty text, an empty list, or NaN. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value !== value || (value as string).length === 0;
}

const plain = (needs: string): Partial<HostApi> => ({ needs });

const event = (name?: string): Partial<HostApi> => ({ event: true, ...(name && { name }) });

const person = (row?: Partial<HostApi>): Partial<HostApi> => ({ waitsFor: 'person', ...row });

const transfer = (needs: string): Partial<HostApi> => ({
  needs,
  waitsFor: 'network',
  toHost: (params) => {
    const { isShowProgressTips: shown = true } = params;
    return { ...params, isShowProgressTips: Number(!!shown) };
  },
});

const payment = (name: string): Partial<HostApi> =>
  person({
    name,
    needs: 'timestamp nonceStr package paySign',
    toHost: ({ timestamp, nonceStr, package: order, paySign, signType }) => ({
      timeStamp: String(timestamp),
      nonceStr,
      package: order,
      paySign,
      signType: signType || 'SHA1',
    }),
  });

const miniProgram = (name: string, needs?: string, toArgument?: (params: Fields) => unknown): Partial<HostApi> => ({
  name: 'invokeMiniProgramAPI',
  unlisted: true,
  unconfigured: true,
  ...(needs && { needs }),
  toHost: (params) => ({ name, arg: toArgument ? toArgument(params) : params }),
});

/** What reads the values of an answer: see host-answer.ts. */
export type AnswerReaders = readonly [
  toRecord: (value: unknown) => Fields | null,
  toJson: (value: unknown) => unknown,
  isYes: (value: unknown) => boolean,
];

/** The table of the host's interfaces. */
export interface HostApis {
  /** An interface by the page's name. One that is not known goes to the bridge as it is. */
  find(api: string): HostApi;
  /**
   * Copies what a page passes, and looks for what is required. Where a parameter has two spellings, the one in the type map wins.
   *
   * @param missing is told the first one that is missing, `null` or empty, such as `params.localId`
   */
  readParams(api: string, params: Fields, missing: (argument: string) => void): Fields;
}

/**
 * Makes the table of where the bridge differs from what a page passes and gets, as jweixin 1.6.0 translates it. Not left to jweixin's own methods:
 * they parse JSON text on the clients they were written for, and throw inside the bridge's callback where that is no text
 * (`checkJsApi` on Android, `scanQRCode` on iOS, `addCard`), so that no callback of the page runs; they report success for an
 * empty answer, and drop `err_code`.
 *
 * @param readers are given, because this is part of a chunk that imports nothing of the entry
 */
export function createHostApis([toRecord, toJson, isYes]: AnswerReaders): HostApis {
  const rows: Record<string, Partial<HostApi>> = {
    checkJsApi: {
      unlisted: true,
      needs: 'jsApiList',
      toHost: ({ jsApiList }) => ({ jsApiList: toList(jsApiList).map((name) => find(String(name)).name) }),
      fromHost: (fields, _answer, { jsApiList }) => {
        const answers = toRecord(fields['checkResult']) || {};
        const checkResult: Record<string, boolean> = {};
        toList(jsApiList)
          .map(String)
          .forEach((name) => (checkResult[name] = isYes(answers[find(name).name] || answers[name])));
        return { checkResult };
      },
    },

    updateAppMessageShareData: plain('title desc? link imgUrl?'),
    updateTimelineShareData: plain('title link imgUrl?'),
    onMenuShareTimeline: event('menu:share:timeline'),
    onMenuShareAppMessage: event('menu:share:appmessage'),
    onMenuShareQQ: event('menu:share:qq'),
    onMenuShareWeibo: event('menu:share:weiboApp'),
    onMenuShareQZone: event('menu:share:QZone'),

    chooseImage: person({
      defaults: { scene: '1|2', count: 9, sizeType: ['original', 'compressed'], sourceType: ['album', 'camera'] },
      fromHost: ({ localIds }) => ({ localIds: toList(localIds) }),
    }),
    previewImage: person({ name: 'imagePreview', needs: 'urls' }),
    uploadImage: transfer('localId'),
    downloadImage: transfer('serverId'),
    getLocalImgData: {
      needs: 'localId',
      fromHost: ({ localData }) => ({ localData: toDataUrl(localData) }),
    },

    startRecord: person(),
    onVoiceRecordEnd: event(),
    onVoicePlayEnd: event(),
    playVoice: plain('localId'),
    pauseVoice: plain('localId'),
    stopVoice: plain('localId'),
    uploadVoice: transfer('localId'),
    downloadVoice: transfer('serverId'),
    translateVoice: transfer('localId'),

    getNetworkType: {
      // Clients say the kind of network where others say "ok".
      success: /^(ok|confirm|wifi|edge|wwan|\dg)$/,
      fromHost: ({ subtype, networkType }, { verdict }) => ({
        subtype: undefined,
        networkType: subtype || networkType || verdict.replace(/^(ok|confirm)$/, 'unknown'),
      }),
    },
    openLocation: person({
      needs: 'latitude longitude',
      defaults: { name: '', address: '', scale: 28, infoUrl: '' },
    }),
    getLocation: person({
      name: 'geoLocation',
      defaults: { type: 'wgs84' },
      fromHost: (fields) => toNumbers(fields, 'latitude longitude speed accuracy'),
    }),
    startSearchBeacons: { name: 'startMonitoringBeacons' },
    stopSearchBeacons: { name: 'stopMonitoringBeacons' },
    onSearchBeacons: {
      ...event('onBeaconsInRange'),
      fromHost: ({ beacons }) => ({
        beacons: toList(beacons).map((beacon) =>
          changed(beacon, toNumbers(beacon, 'major minor accuracy rssi proximity heading')),
        ),
      }),
    },

    hideMenuItems: plain('menuList'),
    showMenuItems: plain('menuList'),
    scanQRCode: person({
      defaults: { needResult: 0, scanType: ['qrCode', 'barCode'] },
      // iOS wraps the text of the code.
      fromHost: ({ resultStr }) => {
        const scan = toRecord(resultStr);
        const code = scan && toRecord(scan['scan_code']);
        return code ? { resultStr: code['scan_result'] } : {};
      },
    }),

    chooseWXPay: payment('getBrandWCPayRequest'),
    openEnterpriseRedPacket: payment('getRecevieBizHongBaoRequest'),
    requestMerchantTransfer: person({ needs: 'mchId package' }),
    openBusinessView: person({
      needs: 'businessType',
      defaults: { queryString: '' },
      fromHost: ({ extraData }, { errCode }) => ({ errCode, extraData: toRecord(extraData) }),
    }),
    openAddress: person({
      name: 'editAddress',
      fromHost: (fields) =>
        renamed(fields, {
          addressPostalCode: 'postalCode',
          proviceFirstStageName: 'provinceName',
          addressCitySecondStageName: 'cityName',
          addressCountiesThirdStageName: 'countryName',
          addressDetailInfo: 'detailInfo',
        }),
    }),
    openProductSpecificView: person({
      name: 'openProductViewWithPid',
      needs: 'productId',
      toHost: ({ productId, viewType, extInfo }) => ({ pid: productId, view_type: viewType || 0, ext_info: extInfo }),
    }),
    addCard: person({
      name: 'batchAddCard',
      needs: 'cardList.cardId cardList.cardExt',
      toHost: ({ cardList }) => ({
        card_list: toList(cardList).map(({ cardId, cardExt }) => ({ card_id: cardId, card_ext: cardExt })),
      }),
      fromHost: ({ card_list: cards, cardList }) => ({
        card_list: undefined,
        cardList: toList(cards || cardList).map((card) =>
          changed(card, {
            ...renamed(card, { card_id: 'cardId', card_ext: 'cardExt' }),
            is_succ: undefined,
            isSuccess: isYes(card['is_succ'] || card['isSuccess']),
          }),
        ),
      }),
    }),
    chooseCard: person({
      needs: 'timestamp nonceStr cardSign',
      toHost: ({ shopId, signType, cardId, cardType, cardSign, timestamp, nonceStr }, appId) => ({
        app_id: appId,
        location_id: shopId || '',
        sign_type: signType || 'SHA1',
        card_id: cardId || '',
        card_type: cardType || '',
        card_sign: cardSign,
        time_stamp: String(timestamp),
        nonce_str: nonceStr,
      }),
      fromHost: ({ choose_card_info: cards, cardList }) => ({
        choose_card_info: undefined,
        cardList: toList(cards || cardList),
      }),
    }),
    openCard: person({
      name: 'batchViewCard',
      needs: 'cardList.cardId cardList.code',
      toHost: ({ cardList }) => ({
        card_list: toList(cardList).map(({ cardId, code }) => ({ card_id: cardId, code })),
      }),
    }),
    consumeAndShareCard: person({
      name: 'consumedShareCard',
      needs: 'cardId code',
      toHost: ({ cardId, code }) => ({ consumedCardId: cardId, consumedCode: code }),
    }),
    openEnterpriseChat: person({
      needs: 'userIds',
      toHost: ({ userIds, groupName }) => ({ useridlist: userIds, chatname: groupName }),
      fromHost: (_fields, { errCode }) => ({ errCode }),
    }),
    launchMiniProgram: person({
      needs: 'targetAppId',
      toHost: (params) =>
        params['path'] ? { ...params, path: String(params['path']).replace(/(\?|$)/, '.html$1') } : params,
    }),

    'miniProgram.navigateTo': miniProgram('navigateTo', 'url'),
    'miniProgram.navigateBack': miniProgram('navigateBack', '', (params) => filled(params, { delta: 1 })),
    'miniProgram.redirectTo': miniProgram('redirectTo', 'url'),
    'miniProgram.switchTab': miniProgram('switchTab', 'url'),
    'miniProgram.reLaunch': miniProgram('reLaunch', 'url'),
    'miniProgram.postMessage': miniProgram('postMessage', 'data', ({ data }) => data),
    'miniProgram.getEnv': miniProgram('getEnv'),
  };

  /** Reads a list that is JSON text on one client and an array on another. Anything else is empty. */
  function toList(value: unknown): Fields[] {
    const list = toJson(value);
    return Array.isArray(list) ? (list as Fields[]) : [];
  }

  function find(api: string): HostApi {
    return { name: api, ...(Object.prototype.hasOwnProperty.call(rows, api) && rows[api]) };
  }

  function readParams(api: string, params: Fields, missing: (argument: string) => void): Fields {
    const { needs } = find(api);
    const read = { ...params };
    for (const need of needs ? needs.split(' ') : []) {
      const [name, field] = need.replace('?', '').split('.') as [string, string?];
      const argument = 'params.' + name;
      if (isEmpty(read[name])) read[name] = read[SPELLINGS[name] || name];
      const value = field ? toList(read[name]) : read[name];
      const emptyText = value === '' && /\?$/.test(need);
      if (isEmpty(value) && !emptyText) missing(argument);
      if (field) {
        (value as Fields[]).forEach((item, index) => {
          if (isEmpty(Object(item)[field])) missing(`${argument}[${index}].${field}`);
        });
      }
    }
    return read;
  }

  return { find, readParams };
}

/** A copy in which what is missing, or empty, has its default. */
export function filled(params: Fields, defaults?: Fields): Fields {
  const all = { ...params };
  for (const key in defaults) all[key] = all[key] || defaults[key];
  return all;
}

/** A copy with some changes. What becomes `undefined` goes. */
export function changed(fields: Fields, changes: Fields): Fields {
  const all = { ...fields, ...changes };
  for (const key in all) if (all[key] === undefined) delete all[key];
  return all;
}

function renamed(fields: Fields, names: Record<string, string>): Fields {
  const changes: Fields = {};
  for (const key in names) {
    if (key in fields) changes[names[key]!] = fields[key];
    changes[key] = undefined;
  }
  return changes;
}

/** Numbers that a client sends as text. What is no number goes. */
function toNumbers(fields: Fields, names: string): Fields {
  const changes: Fields = {};
  names.split(' ').forEach((name) => {
    const number = parseFloat(String(fields[name]));
    changes[name] = number === number ? number : undefined;
  });
  return changes;
}

/** Android sends bare base64 in lines, and iOS calls the format "jgp", as many pages report. */
function toDataUrl(data: unknown): string {
  const text = String(data || '').replace(/\s/g, '');
  return !text || /^data:/.test(text)
    ? text.replace(/^data:image\/jgp/, 'data:image/jpeg')
    : 'data:image/jpeg;base64,' + text;
}
