import { simulateWeixin } from '../../../src/testing';
import type { SimulatedWeixin, SimulateWeixinOptions } from '../../../src/testing';

type Result = Record<string, unknown>;
type Method = (options: Record<string, unknown>) => void;
interface RealWx extends Record<string, unknown> {
  config(options: object): void;
  ready(callback: () => void): void;
  error(callback: (result: Result) => void): void;
  invoke(name: string, params: object, callback: (answer: Result) => void): void;
}

let simulated: SimulatedWeixin;
afterEach(() => simulated.dispose());

/** The real jweixin, loaded after the client was simulated, because it reads the user agent while it loads. */
function load(options?: SimulateWeixinOptions): RealWx {
  simulated = simulateWeixin(window, options);
  return another();
}

/** One more copy of jweixin on the same page. */
function another(): RealWx {
  let wx: RealWx;
  jest.isolateModules(() => {
    wx = jest.requireActual<RealWx>('weixin-js-sdk');
  });
  return wx!;
}

/** What `wx.error` and `wx.ready` are told, in order. */
function configure(wx: RealWx, jsApiList: string[] = ['openBusinessView']): Promise<unknown[]> {
  const told: unknown[] = [];
  return new Promise((resolve) => {
    wx.error((result) => told.push(result));
    wx.ready(() => resolve(told.concat('ready')));
    wx.config({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList });
  });
}

/** Calls a `wx.*` interface and says which callback was told what. */
function call(wx: RealWx, api: string, params: object = {}): Promise<[string, Result]> {
  return new Promise((resolve) => {
    const outcome = (name: string) => (result: Result) => resolve([name, result]);
    (wx[api] as Method)({ ...params, success: outcome('success'), fail: outcome('fail'), cancel: outcome('cancel') });
  });
}

describe('wx.config', () => {
  test('succeeds', async () => {
    expect(await configure(load())).toEqual(['ready']);
  });

  test('sends what the page gave, in the words of the bridge', async () => {
    await configure(load(), ['chooseWXPay']);
    expect(simulated.calls[0]).toMatchObject({
      api: 'preVerifyJSAPI',
      params: { verifyJsApiList: ['getBrandWCPayRequest'], verifyTimestamp: '1', verifySignature: 's' },
    });
  });

  test.each([
    ['invalid signature', 'config:invalid signature'],
    ['invalid url domain', 'config:invalid url domain'],
    ['fail', 'config:fail'],
    ['permission denied', 'config:permission denied'],
    [
      'config:fail,Error: 系统错误,错误码:63002,invalid signature [x]',
      'config:fail,Error: 系统错误,错误码:63002,invalid signature [x]',
    ],
  ])('refused with %s tells wx.error, and wx.ready too', async (config, errMsg) => {
    expect(await configure(load({ config }))).toEqual([{ errMsg }, 'ready']);
  });

  test('refused on a version 10 tells only wx.ready', async () => {
    expect(await configure(load({ version: '10.0.1', config: 'invalid signature' }))).toEqual(['ready']);
  });

  test('on a client that verifies nothing succeeds', async () => {
    expect(await configure(load({ config: 'function_not_exist' }))).toEqual(['ready']);
  });

  test('waits for a late bridge', async () => {
    expect(await configure(load({ bridge: { after: 10 } }))).toEqual(['ready']);
  });

  test('outside WeChat is never answered', async () => {
    const wx = load({ userAgent: 'Mozilla/5.0 (iPhone) Safari/604.1' });
    const told = await Promise.race([configure(wx), new Promise((resolve) => setTimeout(resolve, 30, 'nothing'))]);
    expect(told).toBe('nothing');
  });
});

describe('wx.checkJsApi', () => {
  test.each(['ios', 'android', 'harmony', 'windows', 'macos'] as const)(
    'answers on %s in the page’s names',
    async (platform) => {
      const wx = load({ platform });
      await configure(wx);
      const jsApiList = ['openBusinessView', 'chooseWXPay', 'noSuchThing'];
      expect(await call(wx, 'checkJsApi', { jsApiList })).toEqual([
        'success',
        { errMsg: 'checkJsApi:ok', checkResult: { openBusinessView: true, chooseWXPay: true, noSuchThing: false } },
      ]);
    },
  );
});

describe('wx.openBusinessView', () => {
  test.each([
    ['ios', 0],
    ['android', '0'],
  ] as const)('succeeds on %s with errCode %j', async (platform, errCode) => {
    const wx = load({ platform });
    await configure(wx);
    expect(await call(wx, 'openBusinessView', { businessType: 'wxpayScoreEnable' })).toEqual([
      'success',
      { errMsg: 'openBusinessView:ok', errCode, extraData: { appid: 'wxd8f3793ea3b935b8' } },
    ]);
  });

  test('cancelled is a failure to jweixin', async () => {
    const wx = load({ apis: { openBusinessView: 'cancel' } });
    await configure(wx);
    expect(await call(wx, 'openBusinessView')).toEqual([
      'fail',
      { errMsg: 'openBusinessView:fail cancel', errCode: -3 },
    ]);
  });

  test('is denied where it was not listed', async () => {
    const wx = load();
    await configure(wx, ['chooseImage']);
    expect(await call(wx, 'openBusinessView')).toEqual(['fail', { errMsg: 'openBusinessView:permission denied' }]);
  });

  test('does not exist below 7.0.5', async () => {
    const wx = load({ version: '7.0.4' });
    await configure(wx);
    expect(await call(wx, 'openBusinessView')).toEqual(['fail', { errMsg: 'openBusinessView:function not exist' }]);
  });

  test('is left raw by wx.invoke', async () => {
    const wx = load({ platform: 'android' });
    await configure(wx);
    const answer = await new Promise((resolve) =>
      wx.invoke('openBusinessView', { businessType: 'wxpayScoreEnable' }, resolve),
    );
    expect(answer).toEqual({
      err_code: '0',
      err_msg: 'openBusinessView:ok',
      extraData: '{"appid":"wxd8f3793ea3b935b8"}',
    });
  });
});

describe.each(['ios', 'android', 'harmony', 'windows', 'macos'] as const)('other interfaces on %s', (platform) => {
  const results: [string, object, Result][] = [
    ['getNetworkType', {}, { networkType: 'wifi' }],
    ['chooseImage', {}, { localIds: [expect.any(String)] }],
    ['scanQRCode', { needResult: 1 }, { resultStr: expect.stringMatching(/^https:/) }],
    ['getLocation', {}, { latitude: expect.any(Number), longitude: expect.any(Number) }],
    ['uploadImage', { localId: '1' }, { serverId: expect.any(String) }],
    ['openAddress', {}, { provinceName: expect.any(String), detailInfo: expect.any(String) }],
    [
      'addCard',
      { cardList: [{ cardId: 'c', cardExt: 'e' }] },
      { cardList: [{ cardId: 'c', cardExt: 'e', isSuccess: true }] },
    ],
    ['chooseWXPay', {}, { errMsg: 'chooseWXPay:ok' }],
    ['openLocation', {}, { errMsg: 'openLocation:ok' }],
  ];

  test.each(results)('wx.%s succeeds', async (api, params, result) => {
    const wx = load({ platform });
    await configure(wx, [api]);
    expect(await call(wx, api, params)).toEqual(['success', expect.objectContaining(result)]);
  });
});

describe('two copies of jweixin on one page', () => {
  test('are both answered by the one client', async () => {
    const [first, second] = [load(), another()];
    expect(second).not.toBe(first);
    expect(await configure(first)).toEqual(['ready']);
    expect(await configure(second)).toEqual(['ready']);
    for (const wx of [first, second]) {
      expect(await call(wx, 'openBusinessView', { businessType: 'wxpayScoreEnable' })).toEqual([
        'success',
        expect.objectContaining({ errCode: 0 }),
      ]);
    }
  });

  test('share one list of what is allowed: that of the last configuration', async () => {
    const [first, second] = [load(), another()];
    await configure(first, ['openBusinessView']);
    await configure(second, ['chooseImage']);
    expect(await call(first, 'openBusinessView')).toEqual(['fail', { errMsg: 'openBusinessView:permission denied' }]);
    expect(await call(second, 'chooseImage')).toEqual(['success', expect.anything()]);
  });

  test('are both told of a share, by a client that keeps every listener', async () => {
    const [first, second] = [load(), another()];
    const told: string[] = [];
    const share = (name: string): object => ({ trigger: () => told.push(name) });
    for (const wx of [first, second]) await configure(wx, ['onMenuShareAppMessage']);
    (first['onMenuShareAppMessage'] as Method)(share('first') as Record<string, unknown>);
    (second['onMenuShareAppMessage'] as Method)(share('second') as Record<string, unknown>);
    simulated.emit('menu:share:appmessage');
    expect(told).toEqual(['first', 'second']);
  });
});

test('confirm is a success to jweixin', async () => {
  const wx = load({ apis: { openBusinessView: 'confirm' } });
  await configure(wx);
  expect(await call(wx, 'openBusinessView')).toEqual([
    'success',
    expect.objectContaining({ errMsg: 'openBusinessView:ok' }),
  ]);
});

test('every interface that jweixin sends to the bridge is known to it', async () => {
  const wx = load({ config: 'function_not_exist' });
  await configure(wx);
  const other = ['config', 'ready', 'error', 'invoke', 'on', 'miniProgram'];
  const apis = Object.keys(wx).filter((api) => typeof wx[api] === 'function' && !other.includes(api));
  expect(apis.length).toBeGreaterThan(40);
  for (const api of apis) {
    if (api.startsWith('on')) (wx[api] as Method)({});
    else (wx[api] as Method)({ cardList: [], complete: undefined });
  }
  for (const event of ['timeline', 'appmessage', 'qq', 'weiboApp', 'QZone']) simulated.emit('menu:share:' + event);
  const sent = [...new Set(simulated.calls.map((entry) => entry.api))];
  const answer = await new Promise<Result>((resolve) => wx.invoke('checkJsApi', { jsApiList: sent }, resolve));
  const unknown = sent.filter((api) => !(answer['checkResult'] as Record<string, boolean>)[api]);
  expect(unknown).toEqual([]);
  expect(sent).toContain('shareTimeline');
});
