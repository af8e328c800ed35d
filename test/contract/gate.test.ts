import { REQUEST, SAFARI, VIEW, openPage, pass, settle } from './open-page';
import type { Page } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';

const LITE =
  'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107.0 MMWEBID/9375 MicroMessenger/Lite Luggage/4.2.3 QQ/9.2.10 MiniProgramEnv/android';

/** A page that would notice if the client or a server was asked anything. */
function openGatedPage(client: SimulateWeixinOptions): { page: Page; asked: jest.Mock } {
  const asked = jest.fn();
  const page = openPage(client, {
    getConfigSignature: asked,
    getSignatureUrl: asked,
    wx: asked,
  });
  return { page, asked };
}

async function expectSilence(page: Page, asked: jest.Mock): Promise<void> {
  await pass(60_000);
  expect(asked).not.toHaveBeenCalled();
  expect(page.simulated.calls).toEqual([]);
  expect(document.scripts).toHaveLength(0);
}

describe.each([
  ['Safari', SAFARI],
  ['MicroMessenger/Lite', LITE],
])('outside WeChat, in %s,', (_name, userAgent) => {
  test.each<[string, (page: Page, token: jest.Mock) => Promise<unknown>]>([
    ['ready', ({ weixin }) => weixin.ready()],
    ['checkJsApi', ({ weixin }) => weixin.checkJsApi(['chooseImage'])],
    ['call', ({ weixin }) => weixin.call('chooseImage')],
    ['openBusinessView', ({ weixin }) => weixin.openBusinessView(VIEW)],
    [
      'authorizePayScore',
      ({ weixin }, token) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm: token }),
    ],
  ])('%s is NOT_IN_WEIXIN, and nothing is asked of the client or a server', async (_verb, act) => {
    const { page, asked } = openGatedPage({ userAgent });
    expect(page.weixin.client).toBeNull();
    await expect(settle(act(page, asked))).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
    await expectSilence(page, asked);
  });

  test('on() does nothing', async () => {
    const { page, asked } = openGatedPage({ userAgent });
    page.weixin.on('onMenuShareTimeline', asked)();
    await expectSilence(page, asked);
  });

  test('jweixin is not even evaluated', async () => {
    const page = openPage({ userAgent });
    const evaluated = jest.fn();
    jest.doMock('weixin-js-sdk', evaluated);
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
    await pass(60_000);
    jest.dontMock('weixin-js-sdk');
    expect(evaluated).not.toHaveBeenCalled();
  });
});

describe.each<[string, SimulateWeixinOptions, string]>([
  ['WeChat 6.5.7 for iOS', { version: '6.5.7' }, '6.5.7'],
  ['WeChat 6.5.7 for Android', { platform: 'android', version: '6.5.7.1041' }, '6.5.7.1041'],
  ['WeChat 7.0.4 for iOS', { version: '7.0.4' }, '7.0.4'],
  ['WeChat 7.0.4 for Android', { platform: 'android', version: '7.0.4.1420' }, '7.0.4.1420'],
  [
    'WeChat 6.0.0 with a suffix',
    { userAgent: 'Mozilla/5.0 (Linux; Android 4.4) MicroMessenger/6.0.0.57_r870003.501' },
    '6.0.0.57',
  ],
  ['a version of a dot alone', { userAgent: 'Mozilla/5.0 (iPhone) MicroMessenger/. NetType/WIFI' }, '0'],
  ['a version that ends in a dot', { userAgent: 'Mozilla/5.0 (iPhone) MicroMessenger/7.0.4. NetType/WIFI' }, '7.0.4'],
])('%s', (_name, client, actual) => {
  test.each<[string, (page: Page, token: jest.Mock) => Promise<unknown>]>([
    ['openBusinessView', ({ weixin }) => weixin.openBusinessView(VIEW)],
    [
      'authorizePayScore',
      ({ weixin }, token) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm: token }),
    ],
  ])('is too old for %s, and nothing is asked of the client or a server', async (_verb, act) => {
    const { page, asked } = openGatedPage(client);
    await expect(settle(act(page, asked))).rejects.toMatchObject({
      code: 'WEIXIN_OUTDATED',
      required: '7.0.5',
      actual,
      upgradeUrl:
        'https://support.weixin.qq.com/cgi-bin/readtemplate?t=page/common_page__upgrade&text=text005&btn_text=btn_text_0',
    });
    await expectSilence(page, asked);
  });
});

test('what is too old for a view is not too old for other interfaces', async () => {
  const { weixin } = openPage({ version: '7.0.4' }, { jsApiList: ['getNetworkType'] });
  expect(await settle(weixin.checkJsApi(['getNetworkType', 'openBusinessView']))).toEqual({
    getNetworkType: true,
    openBusinessView: false,
  });
  expect(await settle(weixin.call('getNetworkType'))).toMatchObject({ networkType: 'wifi' });
});

const LET_IN: [string, SimulateWeixinOptions][] = [
  ['WeChat 7.0.5 for iOS', { version: '7.0.5' }],
  ['WeChat 7.0.5 for Android', { platform: 'android', version: '7.0.5.1440' }],
  ['WeChat 7.0.10', { version: '7.0.10' }],
  ['WeChat 10.0.1 for iOS', { version: '10.0.1' }],
  ['WeChat 10.0.1 for Android', { platform: 'android', version: '10.0.1' }],
  ['WeChat 8', {}],
  ['HarmonyOS 8.0.10', { platform: 'harmony', version: '8.0.10.41' }],
  ['HarmonyOS 1.0.3', { platform: 'harmony', version: '1.0.3' }],
  ['Windows', { platform: 'windows' }],
  ['Windows 6.5.2', { platform: 'windows', version: '6.5.2.501' }],
  ['macOS 3.x, which says 6.8.0', { platform: 'macos', version: '6.8.0' }],
  ['macOS 4.x', { platform: 'macos' }],
  ['WeCom 7.0.1', { app: 'wecom', version: '7.0.1' }],
  ['WeCom 7.0.1 for Android', { app: 'wecom', platform: 'android', version: '7.0.1' }],
  ['WeCom for Windows, which says 6.2', { app: 'wecom', platform: 'windows' }],
  ['WeCom for macOS, which says nothing', { userAgent: 'Mozilla/5.0 (Macintosh) wxwork/5.0.8 WeChat/2.0.4' }],
  ['the developer tools 7.0.4', { devtools: true, version: '7.0.4' }],
  ['the developer tools 6.3.9', { devtools: true, version: '6.3.9', platform: 'android' }],
];

describe.each(LET_IN)('%s', (_name, client) => {
  test('is let in', async () => {
    const page = openPage(client);
    expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok', errCode: 0 } });
    expect(page.sentTo('openBusinessView')).toEqual([
      expect.objectContaining({ businessType: 'wxpayScoreEnable', queryString: expect.any(String) }),
    ]);
  });

  test('is API_UNSUPPORTED where checkJsApi says so, and no view is asked for', async () => {
    const page = openPage({ ...client, apis: { openBusinessView: 'unsupported' } });
    await expect(settle(page.weixin.authorizePayScore(REQUEST))).rejects.toMatchObject({
      code: 'API_UNSUPPORTED',
      api: 'openBusinessView',
    });
    expect(page.sent()).not.toContain('openBusinessView');
  });
});
