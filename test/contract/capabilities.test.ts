import { REQUEST, VIEW, openPage, settle, time } from './open-page';
import type { ApiAnswer, SimulateWeixinOptions } from '../../src/testing';
import type { CustomJsApi } from '../../src';

const CLIENTS: [string, SimulateWeixinOptions][] = [
  ['iOS', {}],
  ['Android', { platform: 'android' }],
  ['HarmonyOS', { platform: 'harmony' }],
  ['Windows', { platform: 'windows' }],
  ['macOS', { platform: 'macos' }],
  ['WeCom', { app: 'wecom' }],
];
const UNSUPPORTED = { code: 'API_UNSUPPORTED', api: 'openBusinessView' };
const OK = { err_msg: 'checkJsApi:ok' };

describe.each(CLIENTS)('checkJsApi on %s', (_name, client) => {
  test.each<[string, ApiAnswer]>([
    ['an object', { ...OK, checkResult: { openBusinessView: true } }],
    ['JSON text', { ...OK, checkResult: '{"openBusinessView":true}' }],
    ['an object of text', { ...OK, checkResult: { openBusinessView: 'true' } }],
    [
      'an answer that jweixin’s wrapper would have renamed',
      { errMsg: 'checkJsApi:ok', checkResult: { openBusinessView: true } },
    ],
  ])('says yes in %s', async (_form, checkJsApi) => {
    const page = openPage({ ...client, apis: { checkJsApi } });
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test.each<[string, ApiAnswer]>([
    ['no, in an object', { ...OK, checkResult: { openBusinessView: false } }],
    ['no, in JSON text', { ...OK, checkResult: '{"openBusinessView":false}' }],
    ['no, in text', { ...OK, checkResult: { openBusinessView: 'false' } }],
    ['nothing of the name', { ...OK, checkResult: {} }],
    ['nothing of the name, in JSON text', { ...OK, checkResult: '{}' }],
    ['something of the name only', { ...OK, checkResult: { openBusinessView: {} } }],
    ['broken text', { ...OK, checkResult: '{"openBusinessView":tr' }],
    ['empty text', { ...OK, checkResult: '' }],
    ['a number', { ...OK, checkResult: 1 }],
    ['true for everything', { ...OK, checkResult: true }],
    ['null', { ...OK, checkResult: null }],
    ['ok without checkResult', OK],
    ['that it failed', { err_msg: 'checkJsApi:fail' }],
    ['that it does not exist', 'unsupported'],
    ['that it is denied', 'denied'],
    ['nothing', {}],
    ['undefined', undefined],
    ['text', 'oops'],
  ])('says %s: API_UNSUPPORTED, and no view is asked for', async (_form, checkJsApi) => {
    const page = openPage({ ...client, apis: { checkJsApi } });
    await expect(settle(page.weixin.authorizePayScore(REQUEST))).rejects.toMatchObject(UNSUPPORTED);
    expect(page.sent()).not.toContain('openBusinessView');
  });

  test('is silent: TIMEOUT', async () => {
    const page = openPage({ ...client, apis: { checkJsApi: 'never' } });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({
      code: 'TIMEOUT',
      step: 'checkJsApi',
    });
    expect(page.sent()).not.toContain('openBusinessView');
  });

  test('throws: an error of ours', async () => {
    const page = openPage({ ...client, apis: { checkJsApi: new Error('native') } });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ name: 'WeixinError' });
  });

  test.each(['never', 'denied'])('is answered with %s before the page is verified: asked again', async (early) => {
    let verified = false;
    const page = openPage({
      ...client,
      latency: 20,
      config: () => {
        verified = true;
        return new Promise((resolve) => setTimeout(resolve, 100, 'ok'));
      },
      apis: { checkJsApi: () => (verified && page.simulated.calls.length > 2 ? 'ok' : early) },
    });
    await settle(page.weixin.ready());
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('is silent once, while the page is verified: asked again after a second', async () => {
    let asked = 0;
    const page = openPage({
      ...client,
      apis: { checkJsApi: (_params, reply) => void (asked++ && reply('ok')) },
    });
    const { took, value } = await time(page.weixin.openBusinessView(VIEW));
    expect(value).toMatchObject({ status: 'ok' });
    expect(took).toBeGreaterThanOrEqual(1000);
    expect(took).toBeLessThan(1100);
    expect(asked).toBe(2);
  });

  test('says no once: the next use asks again', async () => {
    const page = openPage({ ...client, apis: { checkJsApi: { ...OK, checkResult: '{}' } } });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject(UNSUPPORTED);
    page.simulated.answer('checkJsApi', 'ok');
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  test('is answered in the page’s own names', async () => {
    const page = openPage(
      { ...client, apis: { scanQRCode: 'unsupported' } },
      { jsApiList: ['chooseWXPay', 'previewImage'] },
    );
    const names = ['chooseWXPay', 'previewImage', 'scanQRCode', 'openBusinessView'] as const;
    const custom = 'noSuchThing' as CustomJsApi;
    expect(await settle(page.weixin.checkJsApi([...names, custom]))).toEqual({
      chooseWXPay: true,
      previewImage: true,
      scanQRCode: false,
      openBusinessView: true,
      noSuchThing: false,
    });
  });

  test('is answered for names that jsApiList does not hold', async () => {
    const page = openPage(client);
    expect(await settle(page.weixin.checkJsApi(['chooseWXPay', 'chooseImage']))).toEqual({
      chooseWXPay: true,
      chooseImage: true,
    });
  });

  test('a name without a usable answer is false', async () => {
    const page = openPage({ ...client, apis: { checkJsApi: { ...OK, checkResult: '{"chooseImage":tr' } } });
    expect(await settle(page.weixin.checkJsApi(['chooseImage']))).toEqual({ chooseImage: false });
  });
});

test('the names of the caller stay as they are', async () => {
  const page = openPage({}, { jsApiList: ['chooseWXPay'] });
  const names = Object.freeze(['chooseWXPay', 'previewImage'] as const);
  await settle(page.weixin.checkJsApi(names));
  expect(names).toEqual(['chooseWXPay', 'previewImage']);
});
