import { SIGNATURE, VIEW, after, openPage, pass, settle, watch } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { Wx } from '../../src';

/** jweixin tells a refusal to `wx.error` on the first of these only. */
const CLIENTS: [string, SimulateWeixinOptions][] = [
  ['iOS 8.x', {}],
  ['Android 8.x', { platform: 'android' }],
  ['iOS 10.x', { version: '10.0.1' }],
  ['Android 10.x', { platform: 'android', version: '10.0.1' }],
  ['HarmonyOS 8.x', { platform: 'harmony' }],
  ['HarmonyOS 1.x', { platform: 'harmony', version: '1.0.3' }],
  ['Windows', { platform: 'windows' }],
  ['macOS 3.x', { platform: 'macos', version: '6.8.0' }],
  ['WeCom', { app: 'wecom' }],
  ['WeCom for macOS, which jweixin does not take for WeChat', { userAgent: 'Mozilla/5.0 (Macintosh) wxwork/5.0.8' }],
];

/** What a client says, in both forms, and the manual's words for it. */
const REFUSALS: [config: string, reason: string][] = [
  ['invalid signature', 'invalid signature'],
  ['invalid url domain', 'invalid url domain'],
  ['invalid appid', 'invalid appid'],
  ['permission denied', 'permission denied'],
  ['the permission value is offline verifying', 'the permission value is offline verifying'],
  ['fail', 'fail'],
  ['config:invalid url domain', 'invalid url domain'],
  ['config:fail,Error: 系统错误,错误码:63002,invalid signature [20200101 00:00:00][]', 'invalid signature'],
  ['config:fail,Error: 系统错误,错误码:40048,invalid url domain [20200101 00:00:00][]', 'invalid url domain'],
  ['config:fail,Error: 系统错误,错误码:40013,invalid appid [20200101 00:00:00][]', 'invalid appid'],
];

describe.each(CLIENTS)('on %s', (_name, client) => {
  test('an accepted configuration is ready', async () => {
    const page = openPage(client);
    await settle(page.weixin.ready());
    expect(page.sentTo('preVerifyJSAPI')[0]).toMatchObject({
      verifyAppId: SIGNATURE.appId,
      verifyTimestamp: String(SIGNATURE.timestamp),
      verifyNonceStr: location.href.split('#')[0],
      verifySignature: SIGNATURE.signature,
    });
  });

  test.each(REFUSALS)('a configuration refused with %s is CONFIG_REFUSED', async (config, reason) => {
    const page = openPage({ ...client, config });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({
      code: 'CONFIG_REFUSED',
      reason,
      errMsg: expect.stringContaining(reason.split(' ')[0]!),
      url: location.href.split('#')[0],
      appId: SIGNATURE.appId,
    });
    expect(page.sent()).not.toContain('openBusinessView');
  });

  test('a configuration that is never answered is TIMEOUT', async () => {
    const page = openPage({ ...client, config: 'never' });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT', step: 'config' });
  });

  test('a client that verifies nothing goes on', async () => {
    const page = openPage({ ...client, config: 'function_not_exist' });
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('a client that verifies nothing and has no views is API_UNSUPPORTED', async () => {
    const page = openPage({ ...client, config: 'function_not_exist', apis: { openBusinessView: 'unsupported' } });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ code: 'API_UNSUPPORTED' });
  });

  test('a bridge that throws is an error of ours', async () => {
    const page = openPage({ ...client, config: new Error('native') });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ name: 'WeixinError' });
  });

  test('a refused configuration can be tried again', async () => {
    const page = openPage({ ...client, config: 'invalid url domain' });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
    expect(page.getConfigSignature).toHaveBeenCalledTimes(3);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('a configuration that was never answered can be tried again', async () => {
    const page = openPage({ ...client, config: 'never' });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT' });
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
  });
});

describe('a second configuration, after a route change,', () => {
  const SECOND: typeof CLIENTS = CLIENTS.filter(([name]) => !/^iOS/.test(name));

  test.each(SECOND)('is signed and verified on %s', async (_name, client) => {
    const page = openPage(client);
    await settle(page.weixin.ready());
    history.pushState(null, '', '/order');
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual(['/landing?from=menu', '/order']);
    expect(page.sentTo('preVerifyJSAPI').pop()).toMatchObject({ verifyNonceStr: location.href });
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.getConfigSignature).toHaveBeenCalledTimes(2);
  });

  test.each(SECOND)('is refused on %s, although wx.ready says otherwise', async (_name, client) => {
    const page = openPage(client);
    await settle(page.weixin.ready());
    page.simulated.answer('preVerifyJSAPI', 'invalid url domain');
    history.pushState(null, '', '/order');
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({
      code: 'CONFIG_REFUSED',
      reason: 'invalid url domain',
    });
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
  });

  test.each(SECOND)('is never answered on %s', async (_name, client) => {
    const page = openPage(client);
    await settle(page.weixin.ready());
    page.simulated.answer('preVerifyJSAPI', 'never');
    history.pushState(null, '', '/order');
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT', step: 'config' });
  });

  test('is not needed where only the hash changed', async () => {
    const page = openPage({ platform: 'android' });
    await settle(page.weixin.ready());
    location.hash = '#elsewhere';
    await settle(page.weixin.ready());
    expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  });

  test('is verified while the first one still is, each with its own verdict', async () => {
    const page = openPage({
      platform: 'android',
      latency: 500,
      config: ({ nonceStr }) => (/order/.test(nonceStr) ? 'ok' : 'invalid url domain'),
    });
    const first = page.weixin.ready();
    watch(first);
    await pass(100);
    history.pushState(null, '', '/order');
    await settle(page.weixin.ready());
    await expect(first).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(page.signed()).toEqual(['/landing?from=menu', '/order']);
  });
});

describe('ready', () => {
  test('is shared by callers at the same time, and by later ones', async () => {
    const page = openPage({ latency: 50 });
    await settle(Promise.all([page.weixin.ready(), page.weixin.ready(), page.weixin.checkJsApi(['openBusinessView'])]));
    await settle(page.weixin.ready());
    expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
    const { length } = page.sentTo('preVerifyJSAPI');
    await settle(Promise.all([page.weixin.ready(), page.weixin.openBusinessView(VIEW)]));
    expect(page.sentTo('preVerifyJSAPI')).toHaveLength(length);
  });

  test('fails for all callers who share it', async () => {
    const page = openPage({ config: 'invalid url domain' });
    const results = await settle(Promise.allSettled([page.weixin.ready(), page.weixin.ready()]));
    expect(results).toEqual([
      { status: 'rejected', reason: expect.objectContaining({ code: 'CONFIG_REFUSED' }) },
      { status: 'rejected', reason: expect.objectContaining({ code: 'CONFIG_REFUSED' }) },
    ]);
    expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  });

  test('configures what the page listed and what the library needs, each once', async () => {
    const page = openPage(
      {},
      { jsApiList: ['chooseWXPay', 'checkJsApi', 'chooseWXPay'], openTagList: ['wx-open-audio'] },
    );
    await settle(page.weixin.ready());
    // jweixin's own question, and ours.
    const asked = page.sentTo('preVerifyJSAPI');
    expect(asked).toHaveLength(2);
    for (const { verifyJsApiList, verifyOpenTagList } of asked) {
      expect((verifyJsApiList as string[]).slice().sort()).toEqual([
        'checkJsApi',
        'getBrandWCPayRequest',
        'openBusinessView',
      ]);
      expect(verifyOpenTagList).toEqual(['wx-open-audio']);
    }
  });

  test('shows every answer when debug is on', async () => {
    const alert = jest.spyOn(window, 'alert').mockImplementation(() => undefined);
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const page = openPage({}, { debug: true });
    await settle(page.weixin.ready());
    expect(alert).toHaveBeenCalledWith(expect.stringContaining('config:ok'));
    alert.mockRestore();
    log.mockRestore();
  });

  test('is right on a page that another script configured before', async () => {
    const page = openPage({ config: 'ok' });
    const wx = await page.library.loadJWeixin();
    wx.config({ ...SIGNATURE, jsApiList: ['chooseImage'] });
    await pass(10);
    page.simulated.answer('preVerifyJSAPI', 'invalid url domain');
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
  });
});

describe('jweixin', () => {
  test('of the caller is used, given or promised', async () => {
    for (const wrap of [(wx: object) => wx, (wx: object) => () => wx, (wx: object) => () => Promise.resolve(wx)]) {
      const page = openPage();
      const wx = await page.library.loadJWeixin();
      const config = jest.spyOn(wx, 'config');
      const weixin = page.library.createWeixin({
        getConfigSignature: page.getConfigSignature,
        wx: wrap(wx) as typeof wx,
      });
      await settle(weixin.ready());
      expect(config).toHaveBeenCalledTimes(1);
    }
  });

  test('of the page is used', async () => {
    const page = openPage();
    // Another object than the package's.
    const wx = Object.create(await page.library.loadJWeixin()) as Wx;
    window.jWeixin = wx;
    const config = jest.spyOn(wx, 'config');
    await settle(page.weixin.ready());
    expect(config).toHaveBeenCalledTimes(1);
    // Without it jweixin 1.0.0 has no `invoke`.
    expect(config).toHaveBeenCalledWith(expect.objectContaining({ beta: true }));
  });

  test.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(new Error('offline'))],
    [
      'throws',
      () => {
        throw new Error('offline');
      },
    ],
    ['answers with nothing', () => undefined],
    ['answers with something else', () => ({ config: 'none' })],
  ])('that cannot be had is JWEIXIN_LOAD_FAILED: wx %s', async (_how, wx) => {
    const page = openPage({}, { wx: wx as never });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', sources: ['wx'] });
  });

  test('that never comes is TIMEOUT', async () => {
    const page = openPage({}, { wx: () => new Promise(() => undefined) });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT', step: 'jweixin' });
  });

  test('that could not be had is asked for again by the next use', async () => {
    const page = openPage();
    const real = await page.library.loadJWeixin();
    const wx = jest.fn().mockRejectedValueOnce(new Error('offline')).mockResolvedValue(real);
    const weixin = page.library.createWeixin({ getConfigSignature: page.getConfigSignature, wx });
    await expect(settle(weixin.ready())).rejects.toMatchObject({ code: 'JWEIXIN_LOAD_FAILED' });
    await settle(weixin.ready());
  });
});

test('routes that are left at once are not signed, also where the page gives up its wait for each', async () => {
  const page = openPage({ platform: 'android' });
  page.getConfigSignature.mockImplementation((url) => after(300, { ...SIGNATURE, nonceStr: url }));
  for (let route = 0; route < 6; route++) {
    history.pushState(null, '', `/route-${route}`);
    const left = new AbortController();
    page.weixin.ready({ signal: left.signal }).catch(() => undefined);
    await pass(20);
    left.abort();
  }
  history.pushState(null, '', '/end');
  expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  expect(page.signed()).toEqual(['/route-0', '/end']);
});
