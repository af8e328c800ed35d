import { openPage, settle } from './open-page';
import type { CustomJsApi, WeixinOptions } from '../../src';
import type { SimulateWeixinOptions } from '../../src/testing';

const LISTED: Partial<WeixinOptions> = {
  jsApiList: ['chooseImage', 'chooseWXPay', 'getNetworkType', 'requestMerchantTransfer', 'openLocation'],
};

describe.each<[string, SimulateWeixinOptions]>([
  ['iOS', {}],
  ['Android', { platform: 'android' }],
  ['HarmonyOS', { platform: 'harmony' }],
])('call on %s', (_name, client) => {
  test('answers with what the host’s answer means', async () => {
    const page = openPage(client, LISTED);
    expect(await settle(page.weixin.call('chooseImage', { count: 1 }))).toEqual({
      errMsg: 'chooseImage:ok',
      localIds: [expect.stringMatching(/^weixin:/)],
    });
    expect(page.sentTo('chooseImage')[0]).toMatchObject({ count: 1 });
  });

  test('keeps a field whose name only begins like that of a code', async () => {
    const answer = { err_msg: 'chooseImage:ok', err_code: 0, errDesc: '', errDetails: 'blurred' };
    const page = openPage({ ...client, apis: { chooseImage: answer } }, LISTED);
    const result = await settle(page.weixin.call('chooseImage'));
    expect(result).toMatchObject({ errMsg: 'chooseImage:ok', errDetails: 'blurred' });
    expect(Object.keys(result)).not.toContain('errDesc');
  });

  test('sends an interface under the host’s own name', async () => {
    const page = openPage(client, LISTED);
    const params = { timestamp: 1, nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' } as const;
    expect(await settle(page.weixin.call('chooseWXPay', params))).toMatchObject({ errMsg: 'chooseWXPay:ok' });
    expect(page.sentTo('getBrandWCPayRequest')[0]).toMatchObject({
      timeStamp: '1',
      package: 'prepay_id=1',
      paySign: 's',
    });
  });

  test('reaches an interface that jweixin does not know', async () => {
    const page = openPage({ ...client, apis: { requestMerchantTransfer: 'ok' } }, LISTED);
    expect(
      await settle(page.weixin.call('requestMerchantTransfer', { mchId: '1', appId: 'wx1', package: 'p' })),
    ).toMatchObject({
      errMsg: 'requestMerchantTransfer:ok',
    });
    expect(page.sentTo('requestMerchantTransfer')[0]).toMatchObject({ mchId: '1' });
  });

  test.each<[string, unknown, object]>([
    ['cancels', 'cancel', { code: 'API_CANCELLED', errMsg: 'chooseImage:cancel' }],
    ['cancels with a failure', { err_msg: 'chooseImage:fail cancel' }, { code: 'API_CANCELLED' }],
    ['is denied', 'denied', { code: 'API_REFUSED', errMsg: 'system:access_denied', reason: 'permission denied' }],
    ['has no permission', { err_msg: 'chooseImage:no permission to execute' }, { code: 'API_REFUSED' }],
    [
      'waits for an offline verification',
      { err_msg: 'chooseImage:the permission value is offline verifying' },
      { code: 'API_REFUSED' },
    ],
    ['meets a client without it', 'unsupported', { code: 'API_UNSUPPORTED', errMsg: 'system:function_not_exist' }],
    ['fails', { err_msg: 'chooseImage:fail system error' }, { code: 'API_FAILED' }],
    ['is answered with nothing said', { err_msg: 'chooseImage' }, { code: 'API_FAILED' }],
    ['meets a bridge that throws', new Error('native'), { code: 'API_FAILED', cause: { message: 'native' } }],
  ])('that %s rejects', async (_what, chooseImage, expected) => {
    const page = openPage({ ...client, apis: { chooseImage: chooseImage as object } }, LISTED);
    await expect(settle(page.weixin.call('chooseImage'))).rejects.toMatchObject({
      name: 'WeixinError',
      api: 'chooseImage',
      ...expected,
    });
  });
});

test('call that is not answered rejects', async () => {
  const page = openPage({ apis: { getNetworkType: 'never' } }, LISTED);
  await expect(settle(page.weixin.call('getNetworkType'))).rejects.toMatchObject({
    code: 'TIMEOUT',
    step: 'getNetworkType',
  });
});

test('call of a name that jsApiList does not hold is API_REFUSED', async () => {
  const page = openPage();
  await expect(settle(page.weixin.call('chooseImage'))).rejects.toMatchObject({
    code: 'API_REFUSED',
    api: 'chooseImage',
  });
});

test('call of an unknown name is API_UNSUPPORTED', async () => {
  const page = openPage({}, { jsApiList: ['noSuchThing' as CustomJsApi] });
  await expect(settle(page.weixin.call('noSuchThing' as CustomJsApi))).rejects.toMatchObject({
    code: 'API_UNSUPPORTED',
  });
});

test('call waits as long as the caller says', async () => {
  const page = openPage({ apis: { chooseImage: 'never' } }, LISTED);
  await settle(page.weixin.ready());
  const began = Date.now();
  await expect(settle(page.weixin.call('chooseImage', {}, { timeout: 50 }))).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(Date.now() - began).toBeLessThan(60);
});

test('call is given up by the caller’s signal', async () => {
  const page = openPage({ apis: { chooseImage: 'never' } }, LISTED);
  const caller = new AbortController();
  setTimeout(() => caller.abort('enough'), 500);
  await expect(settle(page.weixin.call('chooseImage', {}, { signal: caller.signal }))).rejects.toMatchObject({
    code: 'ABORTED',
    cause: 'enough',
  });
});

test('call and a view do not get in each other’s way', async () => {
  const page = openPage({ latency: 100 }, LISTED);
  const [image, view] = await settle(
    Promise.all([
      page.weixin.call('chooseImage'),
      page.weixin.openBusinessView({ businessType: 'wxpayScoreUse', params: { package: 'p' } }),
    ]),
  );
  expect([image.errMsg, view.status]).toEqual(['chooseImage:ok', 'ok']);
});

test('the callbacks and signature that jweixin puts into the parameters stay out of the caller’s', async () => {
  const page = openPage({}, LISTED);
  const params = { latitude: 1, longitude: 2 };
  await settle(page.weixin.call('openLocation', params));
  expect(params).toEqual({ latitude: 1, longitude: 2 });
});
