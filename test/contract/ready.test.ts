import {
  LANDING,
  REQUEST,
  SIGNATURE,
  VIEW,
  after,
  away,
  deferred,
  openPage,
  pass,
  settle,
  time,
  watch,
} from './open-page';
import type { ConfigRequest, SimulateWeixinOptions } from '../../src/testing';
import type { WeixinOptions, Wx } from '../../src';

const ROUTES = ['/a', '/b', '/c', '/d', '/e', '/f'];
const go = (path: string): void => history.pushState(null, '', path);

/** Clients that check the signature against the address now. */
const FOLLOWING: [string, SimulateWeixinOptions][] = [
  ['Android', { platform: 'android' }],
  ['HarmonyOS', { platform: 'harmony' }],
  ['Windows', { platform: 'windows' }],
  ['Android 10.x', { platform: 'android', version: '10.0.1' }],
];

describe.each(FOLLOWING)('route changes on %s', (_name, client) => {
  test.each([0, 300, 1900])('on a silent host, %d ms apart, cost the tap one patience', async (apart) => {
    const page = openPage({ ...client, config: 'never' });
    for (const route of ROUTES.slice(0, 5)) {
      go(route);
      watch(page.weixin.ready());
      if (apart) await pass(apart);
    }
    const { took, error } = await time(page.weixin.authorizePayScore(REQUEST));
    expect(error).toMatchObject({ code: 'TIMEOUT', step: 'config' });
    // A second for the route before, then what this caller is ready to wait.
    expect(took).toBeLessThan(11_100);
  });

  test('on a host that answers in the end let the next tap succeed', async () => {
    const page = openPage({ ...client, config: 'never' });
    for (const route of ROUTES) {
      go(route);
      watch(page.weixin.ready());
      await pass(100);
    }
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await pass(30_000);
    expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok' } });
    expect(page.signed().pop()).toBe('/f');
  });

  test.each([0, 10, 50])('in quick succession, %d ms apart, are not signed once they are left', async (apart) => {
    const page = openPage({
      ...client,
      latency: 100,
      config: ({ url, nonceStr }) => (url === nonceStr ? 'ok' : 'invalid signature'),
    });
    page.getConfigSignature.mockImplementation((url) => after(100, { ...SIGNATURE, nonceStr: url }));
    const all: Promise<void>[] = [];
    for (const route of ROUTES) {
      go(route);
      all.push(page.weixin.ready());
      watch(all[all.length - 1]!);
      if (apart) await pass(apart);
    }
    const { took } = await time(Promise.all(all));
    const signed = page.signed();
    expect(signed[signed.length - 1]).toBe('/f');
    expect(signed.length).toBeLessThanOrEqual(apart < 50 ? 3 : 4);
    expect(took).toBeLessThan(700);
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual(signed);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('wait 600 ms for the signature of the route before, however often that one was asked for', async () => {
    for (const again of [[], [300], [300, 550]]) {
      const page = openPage(client, { getConfigSignature: () => new Promise(() => undefined) });
      const getConfigSignature = jest.fn(() => new Promise<never>(() => undefined));
      const weixin = page.library.createWeixin({ getConfigSignature });
      go('/a');
      watch(weixin.ready());
      let passed = 0;
      for (const at of again) {
        await pass(at - passed);
        passed = at;
        watch(weixin.ready());
      }
      await pass(560 - passed);
      go('/b');
      watch(weixin.ready());
      await pass(39);
      expect(getConfigSignature).toHaveBeenCalledTimes(1);
      await pass(1);
      expect(getConfigSignature).toHaveBeenCalledTimes(2);
    }
  });

  test('between uses cost nothing', async () => {
    const page = openPage(client);
    await settle(page.weixin.ready());
    for (const route of ROUTES) {
      go(route);
      await pass(100);
    }
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.signed()).toEqual([LANDING, '/f']);
  });

  describe('while the signature is fetched', () => {
    const current = ({ url, nonceStr }: ConfigRequest): string => (url === nonceStr ? 'ok' : 'invalid signature');
    const slow = { getConfigSignature: jest.fn() };
    beforeEach(() =>
      slow.getConfigSignature
        .mockReset()
        .mockImplementation((url: string) => after(500, { ...SIGNATURE, nonceStr: url })),
    );
    const signed = (): string[] =>
      slow.getConfigSignature.mock.calls.map(([url]: string[]) => url!.replace(location.origin, ''));

    test('the present address is tried next, not the landing one', async () => {
      const page = openPage({ ...client, config: current }, slow);
      const ready = page.weixin.ready();
      watch(ready);
      await pass(100);
      go('/order');
      await settle(ready);
      expect(signed().pop()).toBe('/order');
      expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    });

    test('also where the page had left its landing address before', async () => {
      const page = openPage({ ...client, config: current }, slow);
      go('/list');
      const ready = page.weixin.ready();
      watch(ready);
      await pass(100);
      go('/order');
      await settle(ready);
      expect(signed()).not.toContain(LANDING);
      expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    });

    test('also for a tap, which then opens its view', async () => {
      const page = openPage({ ...client, config: current }, slow);
      const view = page.weixin.openBusinessView(VIEW);
      watch(view);
      await pass(100);
      go('/order');
      expect(await settle(view)).toMatchObject({ status: 'ok' });
    });

    test('and nothing is signed twice where the route stays', async () => {
      const page = openPage({ ...client, config: current }, slow);
      await settle(page.weixin.ready());
      expect(signed()).toEqual([LANDING]);
    });
  });
});

test('a route change while the signature is fetched costs WeChat for iOS nothing', async () => {
  const page = openPage(
    { config: ({ entryUrl, nonceStr }) => (entryUrl === nonceStr ? 'ok' : 'invalid signature') },
    { getConfigSignature: (url) => after(500, { ...SIGNATURE, nonceStr: url }) },
  );
  const ready = page.weixin.ready();
  watch(ready);
  await pass(100);
  go('/order');
  await settle(ready);
  expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
});

/** Another script of the page configures it for itself. */
function configureAnew(wx: Wx, jsApiList: string[] = ['chooseImage']): void {
  wx.config({ appId: 'wxforeign', timestamp: 1, nonceStr: 'foreign', signature: 'foreign', jsApiList });
}

describe.each<[string, SimulateWeixinOptions]>([
  ['iOS', {}],
  ['Android', { platform: 'android' }],
  ['iOS 10.x', { version: '10.0.1' }],
  ['HarmonyOS', { platform: 'harmony' }],
])('after another script configured the page anew on %s', (_name, client) => {
  const LISTED: Partial<WeixinOptions> = { jsApiList: ['scanQRCode'] };

  test('a view is refused once, configured again and opened', async () => {
    const page = openPage(client, LISTED);
    await settle(page.weixin.ready());
    configureAnew(await page.library.loadJWeixin());
    await pass(100);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.getConfigSignature).toHaveBeenCalledTimes(2);
    expect(page.sentTo('openBusinessView')).toHaveLength(2);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.getConfigSignature).toHaveBeenCalledTimes(2);
  });

  test('a journey is too', async () => {
    const page = openPage(client, LISTED);
    await settle(page.weixin.ready());
    configureAnew(await page.library.loadJWeixin());
    await pass(100);
    const confirm = jest.fn(() => 'AVAILABLE' as const);
    const onPhase = jest.fn();
    expect(await settle(page.weixin.authorizePayScore({ ...REQUEST, confirm, onPhase }))).toMatchObject({
      state: 'AVAILABLE',
      view: { status: 'ok' },
    });
    expect(confirm).toHaveBeenCalledTimes(1);
  });

  test('a call is too', async () => {
    const page = openPage(client, LISTED);
    await settle(page.weixin.ready());
    configureAnew(await page.library.loadJWeixin());
    await pass(100);
    expect(await settle(page.weixin.call('scanQRCode', { needResult: 1 }))).toMatchObject({ errMsg: 'scanQRCode:ok' });
    expect(page.sentTo('scanQRCode')).toHaveLength(2);
  });

  test('a user whom the server calls AVAILABLE before the second try sees no second view', async () => {
    const page = openPage({ ...client, apis: { openBusinessView: 'never' } }, LISTED);
    await settle(page.weixin.ready());
    const confirm = jest.fn(() => after(300, 'AVAILABLE' as const));
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    watch(journey);
    await pass(100);
    await away(page, 1000);
    await pass(100);
    page.getConfigSignature.mockImplementation((url) => after(500, { ...SIGNATURE, nonceStr: url }));
    page.simulated.reply('openBusinessView', 'denied');
    expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE', view: { status: 'unknown' } });
    await pass(5000);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test('a caller who gives up before the second try sees no view open', async () => {
    const page = openPage(client, LISTED);
    await settle(page.weixin.ready());
    configureAnew(await page.library.loadJWeixin());
    await pass(100);
    page.getConfigSignature.mockImplementation((url) => after(500, { ...SIGNATURE, nonceStr: url }));
    const caller = new AbortController();
    const view = page.weixin.openBusinessView(VIEW, { signal: caller.signal });
    watch(view);
    await pass(100);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
    caller.abort();
    await expect(settle(view)).rejects.toMatchObject({ code: 'ABORTED' });
    await pass(5000);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('a journey whose caller gives up before the second try sees no view open', async () => {
    const page = openPage(client, LISTED);
    await settle(page.weixin.ready());
    configureAnew(await page.library.loadJWeixin());
    await pass(100);
    page.getConfigSignature.mockImplementation((url) => after(500, { ...SIGNATURE, nonceStr: url }));
    const caller = new AbortController();
    const confirm = jest.fn(() => 'UNBINDUSER' as const);
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm }, { signal: caller.signal });
    watch(journey);
    await pass(100);
    caller.abort();
    await expect(settle(journey)).rejects.toMatchObject({ code: 'ABORTED' });
    await pass(60_000);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
    expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok' } });
  });

  test('what is refused for good is API_REFUSED after one more try', async () => {
    const page = openPage({ ...client, apis: { openBusinessView: 'denied', scanQRCode: 'denied' } }, LISTED);
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ code: 'API_REFUSED' });
    expect(page.sentTo('openBusinessView')).toHaveLength(2);
    await expect(settle(page.weixin.call('scanQRCode', {}))).rejects.toMatchObject({ code: 'API_REFUSED' });
    expect(page.sentTo('scanQRCode')).toHaveLength(2);
  });

  test('nothing else is tried twice', async () => {
    for (const answer of ['cancel', { err_code: -1 }, 'unsupported']) {
      const page = openPage({
        ...client,
        apis: {
          openBusinessView: answer,
          checkJsApi: { err_msg: 'checkJsApi:ok', checkResult: { openBusinessView: true } },
        },
      });
      await settle(page.weixin.openBusinessView(VIEW).catch(() => undefined));
      expect(page.sentTo('openBusinessView')).toHaveLength(1);
    }
  });

  test('a name that jsApiList does not hold is not worth a second signature', async () => {
    const page = openPage(client);
    await expect(settle(page.weixin.call('scanQRCode', {}))).rejects.toMatchObject({ code: 'API_REFUSED' });
    expect(page.simulated.calls).toEqual([]);
  });

  test('the page that cannot be configured again says why', async () => {
    const page = openPage(client, LISTED);
    await settle(page.weixin.ready());
    configureAnew(await page.library.loadJWeixin());
    await pass(100);
    page.simulated.answer('preVerifyJSAPI', 'invalid url domain');
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ name: 'WeixinError' });
  });
});

/** jweixin keeps one handler of each kind for the whole page: they are the page's. */
describe.each<[string, SimulateWeixinOptions]>([
  ['iOS', {}],
  ['Android', { platform: 'android' }],
])('the page’s own wx.error and wx.ready on %s', (_name, client) => {
  test.each(['before', 'after'])('are kept where the page set them %s ours', async (order) => {
    const page = openPage({ ...client, latency: 50, config: 'invalid url domain' });
    const wx = await page.library.loadJWeixin();
    const onError = jest.fn();
    const onReady = jest.fn();
    const set = (): void => {
      wx.error(onError);
      wx.ready(onReady);
    };
    if (order === 'before') set();
    const ready = page.weixin.ready();
    watch(ready);
    await pass(10);
    if (order === 'after') set();
    await expect(settle(ready)).rejects.toMatchObject({ code: 'CONFIG_REFUSED', reason: 'invalid url domain' });
    await pass(1000);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ errMsg: 'config:invalid url domain' }));
    expect(onReady).toHaveBeenCalledTimes(1);
  });

  test('do not decide: a page whose own configuration was refused is ready with ours', async () => {
    const page = openPage({
      ...client,
      config: ({ appId }) => (appId === 'wxforeign' ? 'invalid signature' : 'ok'),
    });
    const wx = await page.library.loadJWeixin();
    const onError = jest.fn();
    wx.error(onError);
    configureAnew(wx);
    const ready = page.weixin.ready();
    await settle(ready);
    expect(onError).toHaveBeenCalled();
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('hear of a configuration that passes', async () => {
    const page = openPage(client);
    const wx = await page.library.loadJWeixin();
    const onError = jest.fn();
    const onReady = jest.fn();
    wx.error(onError);
    wx.ready(onReady);
    await settle(page.weixin.ready());
    await pass(100);
    expect([onError, onReady].map((heard) => heard.mock.calls.length)).toEqual([0, 1]);
  });
});

describe('the mini program around a web-view', () => {
  const WEB_VIEW: SimulateWeixinOptions = {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 ' +
      'MicroMessenger/8.0.60(0x18003c31) NetType/4G Language/zh_CN miniProgram/wx0123456789abcdef',
  };
  const broken = (): Promise<never> => Promise.reject(new Error('503'));

  test.each<[string, SimulateWeixinOptions, Partial<WeixinOptions>]>([
    ['whose server does not sign', {}, { getConfigSignature: broken }],
    ['whose server is silent', {}, { getConfigSignature: () => new Promise(() => undefined) }],
    ['that the client refuses', { config: 'invalid url domain' }, {}],
    ['that the client does not answer', { config: 'never' }, {}],
    ['on which all is well', {}, {}],
  ])('can be reached from a page %s', async (_what, client, options) => {
    const page = openPage({ ...WEB_VIEW, ...client }, options);
    await settle(page.weixin.call('miniProgram.navigateTo', { url: '/pages/pay/pay' }));
    await settle(page.weixin.call('miniProgram.postMessage', { data: { paid: true } }));
    expect(await settle(page.weixin.call('miniProgram.getEnv'))).toMatchObject({ miniprogram: true });
    expect(page.sentTo('invokeMiniProgramAPI')).toEqual([
      expect.objectContaining({ name: 'navigateTo', arg: { url: '/pages/pay/pay' } }),
      expect.objectContaining({ name: 'postMessage', arg: { paid: true } }),
    ]);
    expect(page.getConfigSignature).not.toHaveBeenCalled();
  });

  test('waits for a bridge that comes late', async () => {
    const page = openPage({ ...WEB_VIEW, bridge: { after: 500 } }, { getConfigSignature: broken });
    await settle(page.weixin.call('miniProgram.navigateBack'));
    expect(page.sentTo('invokeMiniProgramAPI')).toHaveLength(1);
  });

  test('leaves the configuration to what needs one', async () => {
    const page = openPage(WEB_VIEW, { jsApiList: ['getNetworkType'] });
    await settle(page.weixin.call('miniProgram.navigateTo', { url: '/pages/pay/pay' }));
    expect(page.getConfigSignature).not.toHaveBeenCalled();
    await settle(page.weixin.call('getNetworkType'));
    expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  });

  test('is still out of reach outside WeChat', async () => {
    const page = openPage({ userAgent: 'Mozilla/5.0 Firefox/140.0' });
    await expect(settle(page.weixin.call('miniProgram.navigateTo', { url: '/x' }))).rejects.toMatchObject({
      code: 'NOT_IN_WEIXIN',
    });
  });
});

describe('the signature of a route that was left, when it fails late,', () => {
  /** Goes from `/a`, whose signature hangs, to `/b`. */
  async function leaveHanging(b?: Promise<typeof SIGNATURE>) {
    const a = deferred<typeof SIGNATURE>();
    const page = openPage({ platform: 'android' });
    page.getConfigSignature.mockImplementation((url) => (/a$/.test(url) ? a.promise : b || Promise.resolve(SIGNATURE)));
    for (const route of ['/a', '/b']) {
      go(route);
      watch(page.weixin.ready());
      await pass(700);
    }
    expect(page.signed()).toEqual(['/a', '/b']);
    return { page, fail: () => a.reject(new Error('too late')) };
  }

  test('leaves the configuration of the present route in place', async () => {
    const { page, fail } = await leaveHanging();
    fail();
    await pass(10);
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual(['/a', '/b']);
  });

  test('does not let the next routes be signed at once while the one before still is', async () => {
    const { page, fail } = await leaveHanging(new Promise(() => undefined));
    go('/c');
    watch(page.weixin.ready());
    await pass(100);
    fail();
    await pass(0);
    for (const route of ['/d', '/e']) {
      go(route);
      watch(page.weixin.ready());
      await pass(100);
    }
    await pass(1000);
    expect(page.signed()).toEqual(['/a', '/b', '/c', '/e']);
  });
});
