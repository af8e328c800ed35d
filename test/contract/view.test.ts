import { SIGNATURE, TOKEN, VIEW, away, openPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';
import type { ApiAnswer } from '../../src/testing';
import type { BusinessViewOutcome } from '../../src';

const OK = 'openBusinessView:ok';
const CANCEL = 'openBusinessView:fail cancel';

function open(
  answer: unknown,
  platform?: 'ios' | 'android' | 'harmony' | 'windows' | 'macos',
): Promise<BusinessViewOutcome> {
  const { weixin } = openPage({ ...(platform && { platform }), apis: { openBusinessView: answer as ApiAnswer } });
  return settle(weixin.openBusinessView(VIEW));
}

test.each<[unknown, BusinessViewOutcome['status'], number | null]>([
  // A whole decimal integer, as a number (iOS) or text (Android).
  [{ err_code: 0, err_msg: OK }, 'ok', 0],
  [{ err_code: '0', err_msg: OK }, 'ok', 0],
  [{ err_code: 0 }, 'ok', 0],
  [{ err_code: '0' }, 'ok', 0],
  [{ err_code: 0, err_msg: 'openBusinessView:fail' }, 'ok', 0],
  [{ err_code: -3, err_msg: CANCEL }, 'cancelled', -3],
  [{ err_code: '-3', err_msg: CANCEL }, 'cancelled', -3],
  [{ err_code: -3 }, 'cancelled', -3],
  [{ err_code: '-3' }, 'cancelled', -3],
  // No code, but a word.
  [{ err_msg: OK }, 'ok', null],
  [{ err_msg: 'open_business_view:ok' }, 'ok', null],
  [{ err_msg: 'openBusinessView:OK' }, 'ok', null],
  [{ errMsg: OK }, 'ok', null],
  [{ errCode: '0', errMsg: OK }, 'ok', 0],
  [{ err_msg: CANCEL }, 'cancelled', null],
  [{ err_msg: 'openBusinessView:cancel' }, 'cancelled', null],
  [{ err_msg: 'open_business_view:cancel' }, 'cancelled', null],
  [{ err_msg: 'openBusinessView:FAIL_CANCEL' }, 'cancelled', null],
  [{ err_code: -1, err_msg: CANCEL }, 'cancelled', -1],
  // "No code" in all its forms, with ok and with nothing.
  ...[
    null,
    '',
    '0abc',
    '0x',
    '0x0',
    '1e3',
    '0.0',
    ' 0',
    '+0',
    true,
    false,
    [0],
    {},
    1.5,
    '1.5',
    NaN,
    Infinity,
    undefined,
  ].flatMap((code): [unknown, BusinessViewOutcome['status'], null][] => [
    [{ err_code: code, err_msg: OK }, 'ok', null],
    [{ err_code: code }, 'unknown', null],
    [{ err_code: code, err_msg: '' }, 'unknown', null],
    [{ err_code: code, err_msg: CANCEL }, 'cancelled', null],
  ]),
  // Nothing said at all, or no object.
  [{}, 'unknown', null],
  [undefined, 'unknown', null],
  [null, 'unknown', null],
  [[], 'unknown', null],
  ['', 'unknown', null],
  ['oops', 'unknown', null],
  ['{"err_code":"-1"', 'unknown', null],
  [0, 'unknown', null],
  [true, 'unknown', null],
  [{ err_msg: null }, 'unknown', null],
])('%j means %s, case %$', async (answer, status, errCode) => {
  expect(await open(answer)).toMatchObject({ status, errCode });
});

test.each<[object, object]>([
  [
    { err_code: -1, err_msg: 'openBusinessView:fail system error' },
    { code: 'API_FAILED', errCode: -1, errMsg: 'openBusinessView:fail system error' },
  ],
  [
    { err_code: '-2', err_msg: 'openBusinessView:fail request CGI error' },
    { code: 'API_FAILED', errCode: -2, errMsg: 'openBusinessView:fail request CGI error' },
  ],
  [
    { err_code: -2, err_msg: 'openBusinessView:fail request CGI error' },
    { code: 'API_FAILED', errCode: -2 },
  ],
  [
    { err_code: -4, err_msg: 'openBusinessView:fail invalid businessType' },
    { code: 'API_FAILED', errCode: -4 },
  ],
  [
    { err_code: '-4', err_msg: 'openBusinessView:fail invalid businessType' },
    { code: 'API_FAILED', errCode: -4 },
  ],
  [{ err_code: '-1' }, { code: 'API_FAILED', errCode: -1, errMsg: '' }],
  [
    { err_code: 1, err_msg: OK },
    { code: 'API_FAILED', errCode: 1, errMsg: OK },
  ],
  [{ err_msg: 'openBusinessView:fail' }, { code: 'API_FAILED', errCode: null, errMsg: 'openBusinessView:fail' }],
  [
    { err_code: '0abc', err_msg: 'openBusinessView:fail' },
    { code: 'API_FAILED', errCode: null },
  ],
  [{ err_msg: 'openBusinessView:fail another navigation is in progress' }, { code: 'BUSY' }],
  [{ err_msg: 'system:too_frequent' }, { code: 'API_FAILED', errMsg: 'system:too_frequent' }],
  [{ err_msg: 'system:access_denied' }, { code: 'API_REFUSED', errMsg: 'system:access_denied' }],
  [{ err_msg: 'openBusinessView:permission denied' }, { code: 'API_REFUSED' }],
  [{ err_msg: 'openBusinessView:no permission to execute' }, { code: 'API_REFUSED' }],
  [{ err_msg: 'openBusinessView:the permission value is offline verifying' }, { code: 'API_REFUSED' }],
  [{ err_msg: 'system:function_not_exist' }, { code: 'API_UNSUPPORTED', errMsg: 'system:function_not_exist' }],
  [{ err_msg: 'openBusinessView:function not exist' }, { code: 'API_UNSUPPORTED' }],
])('%j rejects', async (answer, expected) => {
  await expect(open(answer)).rejects.toMatchObject({ name: 'WeixinError', api: 'openBusinessView', ...expected });
});

test.each<[unknown, object | null]>([
  [{ appid: 'wx1' }, { appid: 'wx1' }],
  ['{"appid":"wx1"}', { appid: 'wx1' }],
  ['{}', {}],
  ['oops', null],
  ['{"appid":', null],
  ['', null],
  ['null', null],
  ['5', null],
  ['"text"', null],
  [null, null],
  [undefined, null],
  [5, null],
  [true, null],
])('extraData %j is read as %j, on every platform', async (extraData, expected) => {
  for (const platform of ['ios', 'android', 'harmony', 'windows', 'macos'] as const) {
    expect((await open({ err_code: 0, err_msg: OK, extraData }, platform)).extraData).toEqual(expected);
  }
});

test('errMsg is the host’s own text', async () => {
  expect((await open({ err_code: 0, err_msg: 'open_business_view:OK' })).errMsg).toBe('open_business_view:OK');
  expect((await open({})).errMsg).toBe('');
});

describe('the view', () => {
  test.each(['ios', 'android', 'harmony', 'windows', 'macos'] as const)(
    'opens on %s, on the raw bridge',
    async (platform) => {
      const page = openPage({ platform });
      expect(await settle(page.weixin.openBusinessView({ ...VIEW, envVersion: 'trial' }))).toEqual({
        status: 'ok',
        errCode: 0,
        errMsg: OK,
        extraData: { appid: 'wxd8f3793ea3b935b8' },
      });
      expect(page.sentTo('openBusinessView')).toEqual([
        {
          businessType: 'wxpayScoreEnable',
          queryString: 'apply_permissions_token=' + TOKEN,
          envVersion: 'trial',
          appId: SIGNATURE.appId,
          verifyAppId: SIGNATURE.appId,
          verifySignType: 'sha1',
          verifyTimestamp: String(SIGNATURE.timestamp),
          verifyNonceStr: expect.any(String),
          verifySignature: SIGNATURE.signature,
        },
      ]);
    },
  );

  test.each<[string, ApiAnswer, string]>([
    ['cancelled', 'cancel', 'cancelled'],
    ['agreed', 'ok', 'ok'],
  ])('%s on Android is told in text', async (_what, answer, status) => {
    expect(await open(answer, 'android')).toMatchObject({ status });
  });

  test('that is denied is API_REFUSED', async () => {
    await expect(open('denied')).rejects.toMatchObject({ code: 'API_REFUSED', errMsg: 'system:access_denied' });
  });

  test('that the client turns out not to know is API_UNSUPPORTED', async () => {
    const page = openPage({
      apis: {
        openBusinessView: 'unsupported',
        checkJsApi: { err_msg: 'checkJsApi:ok', checkResult: { openBusinessView: true } },
      },
    });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ code: 'API_UNSUPPORTED' });
  });

  test('that throws is API_FAILED, with what was thrown as its cause', async () => {
    const page = openPage({ apis: { openBusinessView: new Error('native') } });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({
      code: 'API_FAILED',
      api: 'openBusinessView',
      cause: { message: 'native' },
    });
  });

  test.each<[string, unknown, unknown]>([
    ['ok, then a failure', 'ok', { err_code: -1 }],
    ['ok, then ok', 'ok', 'ok'],
  ])('that calls back twice (%s) has the first outcome', async (_name, first, second) => {
    const page = openPage({
      apis: {
        openBusinessView: (_params, reply) => {
          reply(first);
          setTimeout(() => reply(second), 50);
        },
      },
    });
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    await pass(60_000);
    // A callback of the first view is no answer to the next.
    page.simulated.answer('openBusinessView', 'cancel');
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'cancelled' });
  });

  test('that fails, then says ok, has failed', async () => {
    const page = openPage({
      apis: { openBusinessView: (_params, reply) => [{ err_code: '-2' }, 'ok'].forEach((answer) => reply(answer)) },
    });
    await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ code: 'API_FAILED', errCode: -2 });
  });
});

describe('a client that never calls back', () => {
  async function openSilent(): Promise<{
    page: Page;
    opened: { settled: boolean };
    view: Promise<BusinessViewOutcome>;
  }> {
    const page = openPage({ apis: { openBusinessView: 'never' } });
    await settle(page.weixin.ready());
    const view = page.weixin.openBusinessView(VIEW);
    const opened = watch(view);
    await pass(10);
    return { page, opened, view };
  }

  test('may keep the user for longer than the timeout', async () => {
    const { page, opened, view } = await openSilent();
    page.simulated.hidePage();
    await pass(20 * 60_000);
    expect(opened.settled).toBe(false);
    page.simulated.showPage();
    await pass(2900);
    expect(opened.settled).toBe(false);
    expect(await settle(view)).toEqual({ status: 'unknown', errCode: null, errMsg: '', extraData: null });
  });

  test.each([
    ['pagehide', 'pageshow'],
    ['pagehide', 'visibilitychange'],
  ])('is noticed by %s and %s too', async (leave, back) => {
    const { opened, view } = await openSilent();
    window.dispatchEvent(new Event(leave));
    await pass(60_000);
    expect(opened.settled).toBe(false);
    (back === 'pageshow' ? window : document).dispatchEvent(new Event(back));
    expect(await settle(view)).toMatchObject({ status: 'unknown' });
  });

  test('stops being watched when the wait is over', async () => {
    const removed = jest.spyOn(document, 'removeEventListener');
    const { page, view } = await openSilent();
    page.simulated.hidePage();
    page.simulated.showPage();
    await settle(view);
    expect(removed).toHaveBeenCalledWith('visibilitychange', expect.any(Function));
    removed.mockRestore();
  });
});

describe('a user who is away for longer than the timeout', () => {
  test.each<[string, ApiAnswer, object]>([
    ['comes back with ok', 'ok', { status: 'ok' }],
    ['comes back with a cancel', 'cancel', { status: 'cancelled' }],
    ['comes back without a code', {}, { status: 'unknown' }],
  ])('%s within the grace period', async (_name, answer, expected) => {
    const page = openPage({
      apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 600_000, answer)) },
    });
    const view = page.weixin.openBusinessView(VIEW);
    await pass(100);
    await away(page, 599_000);
    expect(await settle(view)).toMatchObject(expected);
  });

  test('gets the callback while the page is still hidden', async () => {
    const page = openPage({
      apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 60_000, 'ok')) },
    });
    const view = page.weixin.openBusinessView(VIEW);
    await pass(100);
    page.simulated.hidePage();
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('and comes back to a client that calls back too late: unknown, and the late callback is ignored', async () => {
    const page = openPage({
      apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 60_000, { err_code: -1 })) },
    });
    const view = page.weixin.openBusinessView(VIEW);
    await pass(100);
    await away(page, 20_000);
    expect(await settle(view)).toMatchObject({ status: 'unknown' });
    await pass(120_000);
  });
});
