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
  /** Writes the parameters the way the bridge takes them. Default: as they are. */
  toHost?(params: Fields, appId: string): Fields;
  /** Reads the result, the same from every client. Default: as it is. */
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

const person: Partial<HostApi> = { waitsFor: 'person' };

const plain = (needs: string): Partial<HostApi> => ({ needs });

const event = (name?: string): Partial<HostApi> => ({ event: true, ...(name && { name }) });

const transfer = (needs: string): Partial<HostApi> => ({
  needs,
  waitsFor: 'network',
  toHost: ({ isShowProgressTips: shown, ...params }) => ({
    ...params,
    isShowProgressTips: Number(shown === undefined || !!shown),
  }),
});

const payment = (name: string): Partial<HostApi> => ({
  ...person,
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

const miniProgram = (name: string, row: Partial<HostApi> = {}): Partial<HostApi> => ({
  name: 'invokeMiniProgramAPI',
  unlisted: true,
  unconfigured: true,
  ...row,
  toHost: (params) => ({ name, arg: row.toHost ? row.toHost(params, '') : params }),
});

/** What reads the values of an answer: see host-answer.ts. */
export interface AnswerReaders {
  toRecord(value: unknown): Fields | null;
  toJson(value: unknown): unknown;
  isYes(value: unknown): boolean;
}

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
export function createHostApis({ toRecord, toJson, isYes }: AnswerReaders): HostApis {
  const rows: Record<string, Partial<HostApi>> = {
    checkJsApi: {
      unlisted: true,
      needs: 'jsApiList',
      toHost: ({ jsApiList }) => ({ jsApiList: toList(jsApiList).map((name) => find(String(name)).name) }),
      fromHost: (fields, _answer, { jsApiList }) => {
        const answers = toRecord(fields['checkResult']) || {};
        const checkResult: Record<string, boolean> = {};
        for (const name of toList(jsApiList).map(String))
          checkResult[name] = isYes(answers[find(name).name] || answers[name]);
        return { ...fields, checkResult };
      },
    },

    updateAppMessageShareData: plain('title desc? link imgUrl?'),
    updateTimelineShareData: plain('title link imgUrl?'),
    onMenuShareTimeline: event('menu:share:timeline'),
    onMenuShareAppMessage: event('menu:share:appmessage'),
    onMenuShareQQ: event('menu:share:qq'),
    onMenuShareWeibo: event('menu:share:weiboApp'),
    onMenuShareQZone: event('menu:share:QZone'),

    chooseImage: {
      ...person,
      toHost: (params) =>
        filled(params, {
          scene: '1|2',
          count: 9,
          sizeType: ['original', 'compressed'],
          sourceType: ['album', 'camera'],
        }),
      fromHost: (fields) => ({ ...fields, localIds: toList(fields['localIds']) }),
    },
    previewImage: { ...person, name: 'imagePreview', needs: 'urls' },
    uploadImage: transfer('localId'),
    downloadImage: transfer('serverId'),
    getLocalImgData: {
      needs: 'localId',
      fromHost: (fields) => ({ ...fields, localData: toDataUrl(fields['localData']) }),
    },

    startRecord: person,
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
      fromHost: ({ subtype, networkType, ...fields }, { verdict }) => ({
        ...fields,
        networkType: subtype || networkType || verdict.replace(/^(ok|confirm)$/, 'unknown'),
      }),
    },
    openLocation: {
      ...person,
      needs: 'latitude longitude',
      toHost: (params) => filled(params, { name: '', address: '', scale: 28, infoUrl: '' }),
    },
    getLocation: {
      ...person,
      name: 'geoLocation',
      toHost: (params) => filled(params, { type: 'wgs84' }),
      fromHost: (fields) => toNumbers(fields, ['latitude', 'longitude', 'speed', 'accuracy']),
    },
    startSearchBeacons: { name: 'startMonitoringBeacons' },
    stopSearchBeacons: { name: 'stopMonitoringBeacons' },
    onSearchBeacons: {
      ...event('onBeaconsInRange'),
      fromHost: (fields) => ({
        ...fields,
        beacons: toList(fields['beacons']).map((beacon) =>
          toNumbers(beacon, ['major', 'minor', 'accuracy', 'rssi', 'proximity', 'heading']),
        ),
      }),
    },

    hideMenuItems: plain('menuList'),
    showMenuItems: plain('menuList'),
    scanQRCode: {
      ...person,
      toHost: (params) => filled(params, { needResult: 0, scanType: ['qrCode', 'barCode'] }),
      // iOS wraps the text of the code.
      fromHost: (fields) => {
        const scan = toRecord(fields['resultStr']);
        const code = scan && toRecord(scan['scan_code']);
        return code ? { ...fields, resultStr: code['scan_result'] } : fields;
      },
    },

    chooseWXPay: payment('getBrandWCPayRequest'),
    openEnterpriseRedPacket: payment('getRecevieBizHongBaoRequest'),
    requestMerchantTransfer: { ...person, needs: 'mchId package' },
    openBusinessView: {
      ...person,
      needs: 'businessType',
      toHost: (params) => filled(params, { queryString: '' }),
      fromHost: (fields, { errCode }) => ({ ...fields, errCode, extraData: toRecord(fields['extraData']) }),
    },
    openAddress: {
      ...person,
      name: 'editAddress',
      fromHost: (fields) =>
        renamed(fields, {
          addressPostalCode: 'postalCode',
          proviceFirstStageName: 'provinceName',
          addressCitySecondStageName: 'cityName',
          addressCountiesThirdStageName: 'countryName',
          addressDetailInfo: 'detailInfo',
        }),
    },
    openProductSpecificView: {
      ...person,
      name: 'openProductViewWithPid',
      needs: 'productId',
      toHost: ({ productId, viewType, extInfo }) => ({ pid: productId, view_type: viewType || 0, ext_info: extInfo }),
    },
    addCard: {
      ...person,
      name: 'batchAddCard',
      needs: 'cardList.cardId cardList.cardExt',
      toHost: ({ cardList }) => ({
        card_list: toList(cardList).map(({ cardId, cardExt }) => ({ card_id: cardId, card_ext: cardExt })),
      }),
      fromHost: ({ card_list: cards, ...fields }) => ({
        ...fields,
        cardList: toList(cards || fields['cardList']).map(({ is_succ: added, ...card }) => ({
          ...renamed(card, { card_id: 'cardId', card_ext: 'cardExt' }),
          isSuccess: isYes(added || card['isSuccess']),
        })),
      }),
    },
    chooseCard: {
      ...person,
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
      fromHost: ({ choose_card_info: cards, ...fields }) => ({
        ...fields,
        cardList: toList(cards || fields['cardList']),
      }),
    },
    openCard: {
      ...person,
      name: 'batchViewCard',
      needs: 'cardList.cardId cardList.code',
      toHost: ({ cardList }) => ({
        card_list: toList(cardList).map(({ cardId, code }) => ({ card_id: cardId, code })),
      }),
    },
    consumeAndShareCard: {
      ...person,
      name: 'consumedShareCard',
      needs: 'cardId code',
      toHost: ({ cardId, code }) => ({ consumedCardId: cardId, consumedCode: code }),
    },
    openEnterpriseChat: {
      ...person,
      needs: 'userIds',
      toHost: ({ userIds, groupName }) => ({ useridlist: userIds, chatname: groupName }),
      fromHost: (fields, { errCode }) => ({ ...fields, errCode }),
    },
    launchMiniProgram: {
      ...person,
      needs: 'targetAppId',
      toHost: ({ path, ...params }) => ({
        ...params,
        ...(path ? { path: String(path).replace(/(\?|$)/, '.html$1') } : {}),
      }),
    },

    'miniProgram.navigateTo': miniProgram('navigateTo', plain('url')),
    'miniProgram.navigateBack': miniProgram('navigateBack', { toHost: (params) => filled(params, { delta: 1 }) }),
    'miniProgram.redirectTo': miniProgram('redirectTo', plain('url')),
    'miniProgram.switchTab': miniProgram('switchTab', plain('url')),
    'miniProgram.reLaunch': miniProgram('reLaunch', plain('url')),
    'miniProgram.postMessage': miniProgram('postMessage', { needs: 'data', toHost: ({ data }) => data as Fields }),
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

function filled(params: Fields, defaults: Fields): Fields {
  const all = { ...params };
  for (const key in defaults) all[key] = all[key] || defaults[key];
  return all;
}

function renamed(fields: Fields, names: Record<string, string>): Fields {
  const result: Fields = {};
  for (const key in fields) result[names[key] || key] = fields[key];
  return result;
}

/** Numbers that a client sends as text. What is no number is left out. */
function toNumbers(fields: Fields, names: string[]): Fields {
  const result = { ...fields };
  for (const name of names) {
    result[name] = parseFloat(String(result[name]));
    if (result[name] !== result[name]) delete result[name];
  }
  return result;
}

/** Android sends bare base64 in lines, and iOS calls the format "jgp", as many pages report. */
function toDataUrl(data: unknown): string {
  const text = String(data || '').replace(/\s/g, '');
  return !text || /^data:/.test(text)
    ? text.replace(/^data:image\/jgp/, 'data:image/jpeg')
    : 'data:image/jpeg;base64,' + text;
}
