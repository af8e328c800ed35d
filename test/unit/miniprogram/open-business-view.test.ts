import { isWeixinError, openBusinessView, toMiniProgramView, toNavigateToMiniProgram } from '../../../src/miniprogram';
import type { BusinessView, BusinessViewOutcome, OpenBusinessViewOptions, WeixinError } from '../../../src/miniprogram';
import { isWeixinError as isWeixinErrorOfThePage } from '../../../src';
import { createFakeWx } from './fake-wx';
import type { BASE_LIBRARIES, FakeWx } from './fake-wx';
import { BAD_VIEWS, blames, VIEWS, viewWith } from './views';

const TOKEN = 'AAQTnZoAAAABAAAAAAA-82Zwq2wMeohr';
const ENABLE: BusinessView<'wxpayScoreEnable'> = {
  businessType: 'wxpayScoreEnable',
  params: { apply_permissions_token: TOKEN },
};
const BACK = { scene: 1038, referrerInfo: { appId: 'wxd8f3793ea3b935b8', extraData: { query_id: 'q' } } };
const BACK_BY_GESTURE = { scene: 1038, referrerInfo: { appId: 'wxd8f3793ea3b935b8' } };
const NOTHING_SAID = { status: 'unknown', errCode: null, errMsg: '', extraData: null };

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** Opens a view, and keeps how it ended. */
function open(
  wx: FakeWx,
  options: OpenBusinessViewOptions = {},
  view: BusinessView = ENABLE as BusinessView,
): { ended: () => boolean; outcome: Promise<BusinessViewOutcome>; request: FakeWx['requests'][0]['request'] } {
  let ended = false;
  const outcome = openBusinessView(view, { wx, ...options });
  const end = (): void => void (ended = true);
  outcome.then(end, end);
  return { ended: () => ended, outcome, request: wx.requests.map(({ request }) => request)[0]! };
}

const ended = async (opened: ReturnType<typeof open>, after: number): Promise<boolean> => {
  await jest.advanceTimersByTimeAsync(after);
  return opened.ended();
};

describe('what the host is asked', () => {
  test.each(Object.values(VIEWS) as BusinessView[])('$businessType opens as a business view', async (view) => {
    const wx = createFakeWx('current');
    const { outcome, request } = open(wx, {}, view);
    expect(wx.requests.map(({ api }) => api)).toEqual(['openBusinessView']);
    expect(request).toMatchObject(toMiniProgramView(view));
    request.success({ errMsg: 'openBusinessView:ok' });
    await outcome;
  });

  test.each([VIEWS.wxpayScoreEnable, VIEWS.wxpayScoreUse])(
    '$businessType is navigated to below base library 2.6.0',
    async (view) => {
      const wx = createFakeWx('ancient');
      const { outcome, request } = open(wx, {}, view as BusinessView);
      expect(wx.requests.map(({ api }) => api)).toEqual(['navigateToMiniProgram']);
      expect(request).toMatchObject(toNavigateToMiniProgram(view as BusinessView<'wxpayScoreUse'>));
      request.success({ errMsg: 'navigateToMiniProgram:ok' });
      await outcome;
    },
  );

  test.each<[string, keyof typeof BASE_LIBRARIES, BusinessView]>([
    ['wxpayScoreDetail, which has no page to navigate to,', 'old', VIEWS.wxpayScoreDetail as BusinessView],
    ['a view of another type', 'old', viewWith({ businessType: 'weappOrderConfirm' }) as BusinessView],
    ['any view where there is no way to navigate', 'first', ENABLE as BusinessView],
  ])('%s is unsupported below base library 2.6.0, and nothing is asked', async (_name, library, view) => {
    const wx = createFakeWx(library);
    await expect(openBusinessView(view, { wx })).rejects.toMatchObject({
      code: 'API_UNSUPPORTED',
      api: 'openBusinessView',
      required: '2.6.0',
      hint: expect.stringContaining('update WeChat'),
    });
    expect(wx.requests).toEqual([]);
    expect(wx.listeners.size).toBe(0);
  });

  test('its own wx, where none is passed', async () => {
    const wx = createFakeWx('current');
    Object.assign(globalThis, { wx });
    const outcome = openBusinessView(ENABLE);
    wx.requests[0]!.request.success({ errMsg: 'openBusinessView:ok' });
    expect((await outcome).status).toBe('ok');
    Reflect.deleteProperty(globalThis, 'wx');
    await expect(openBusinessView(ENABLE)).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
  });
});

describe('what comes of it', () => {
  type Answers = [string, unknown, Partial<BusinessViewOutcome>][];

  test.each<[string, unknown, Partial<BusinessViewOutcome>]>([
    ['ok', { errMsg: 'openBusinessView:ok' }, { status: 'ok', errCode: null, extraData: null }],
    [
      'ok with data',
      { errMsg: 'openBusinessView:ok', errCode: 0, extraData: { query_id: 'q' } },
      { status: 'ok', errCode: 0, errMsg: 'openBusinessView:ok', extraData: { query_id: 'q' } },
    ],
    ['the code as text', { errCode: '0' }, { status: 'ok', errCode: 0 }],
    ['data as JSON text', { errCode: 0, extraData: '{"query_id":"q"}' }, { extraData: { query_id: 'q' } }],
    ['nothing at all', undefined, NOTHING_SAID as BusinessViewOutcome],
    ['an empty answer', {}, NOTHING_SAID as BusinessViewOutcome],
    ['a cancel that is filed under success', { errCode: -3 }, { status: 'cancelled', errCode: -3 }],
  ] satisfies Answers)('success with %s resolves', async (_name, answer, expected) => {
    const { outcome, request } = open(createFakeWx('current'));
    request.success(answer);
    expect(await outcome).toMatchObject(expected);
  });

  test.each<[string, unknown, Partial<BusinessViewOutcome>]>([
    ['-3', { errCode: -3, errMsg: 'openBusinessView:fail cancel' }, { status: 'cancelled', errCode: -3 }],
    ['-3 as text, on its own', { err_code: '-3' }, { status: 'cancelled', errCode: -3 }],
    [
      '"fail cancel" without a code',
      { errMsg: 'openBusinessView:fail cancel' },
      { status: 'cancelled', errCode: null },
    ],
  ] satisfies Answers)('fail with %s is a cancel, which is no error', async (_name, answer, expected) => {
    const { outcome, request } = open(createFakeWx('current'));
    request.fail(answer);
    expect(await outcome).toMatchObject(expected);
  });

  test('declining to leave for the other mini program is a cancel too', async () => {
    const { outcome, request } = open(createFakeWx('old'));
    request.fail({ errMsg: 'navigateToMiniProgram:fail cancel' });
    expect((await outcome).status).toBe('cancelled');
  });

  test.each<[unknown, Partial<WeixinError>]>([
    [
      { errCode: -1, errMsg: 'openBusinessView:fail system error' },
      { code: 'API_FAILED', errCode: -1 },
    ],
    [
      { errCode: '-2', errMsg: 'openBusinessView:fail request CGI error' },
      { code: 'API_FAILED', errCode: -2 },
    ],
    [
      { errCode: -4, errMsg: 'openBusinessView:fail invalid businessType' },
      { code: 'API_FAILED', errCode: -4 },
    ],
    [{ errMsg: 'openBusinessView:fail system error' }, { code: 'API_FAILED', errCode: null }],
    [{ errMsg: 'openBusinessView:fail another navigation is in progress' }, { code: 'BUSY' }],
    [{ errMsg: 'openBusinessView:fail permission denied' }, { code: 'API_REFUSED' }],
    [{ errMsg: 'openBusinessView:fail function not exist' }, { code: 'API_UNSUPPORTED' }],
    [{}, { code: 'API_FAILED', errMsg: '', errCode: null }],
    [undefined, { code: 'API_FAILED' }],
  ])('fail with %j rejects', async (answer, expected) => {
    const { outcome, request } = open(createFakeWx('current'));
    request.fail(answer);
    const errMsg = (answer as { errMsg?: string } | undefined)?.errMsg || '';
    await expect(outcome).rejects.toMatchObject({ api: 'openBusinessView', errMsg, ...expected });
  });

  test.each<[string, Partial<WeixinError>]>([
    ['fail system error', { code: 'API_FAILED', reason: 'system error', hint: expect.stringMatching(/parameters/) }],
    [
      'fail permission denied',
      { code: 'API_REFUSED', reason: 'permission denied', hint: expect.stringMatching(/parameters/) },
    ],
    ['fail another navigation is in progress', { code: 'BUSY', hint: expect.stringMatching(/other view/) }],
    ['fail function not exist', { code: 'API_UNSUPPORTED', hint: expect.stringMatching(/another way/) }],
  ])('"%s" says what to check', async (said, expected) => {
    const { outcome, request } = open(createFakeWx('current'));
    request.fail({ errMsg: `openBusinessView:${said}` });
    await expect(outcome).rejects.toMatchObject(expected);
  });

  test('a failure that is filed under success rejects too', async () => {
    const { outcome, request } = open(createFakeWx('current'));
    request.success({ errCode: -1, errMsg: 'openBusinessView:fail system error' });
    await expect(outcome).rejects.toMatchObject({ code: 'API_FAILED', errCode: -1 });
  });

  test.each<[string, unknown]>([
    ['is not configured', { errMsg: 'navigateToMiniProgram:fail appId is not in navigateToMiniProgramAppIdList' }],
    ['is no longer offered', { errMsg: 'navigateToMiniProgram:fail function not exist' }],
    ['is denied', { errMsg: 'navigateToMiniProgram:fail permission denied' }],
    ['fails without a word', undefined],
  ])('below base library 2.6.0, where navigating %s, the user has to update', async (_what, answer) => {
    const wx = { ...createFakeWx('old'), getSystemInfoSync: () => ({ SDKVersion: '2.4.3' }) };
    const { outcome, request } = open(wx);
    request.fail(answer);
    await expect(outcome).rejects.toMatchObject({
      code: 'WEIXIN_OUTDATED',
      api: 'navigateToMiniProgram',
      required: '2.6.0',
      actual: '2.4.3',
      errMsg: (answer as { errMsg?: string } | undefined)?.errMsg || '',
      hint: expect.stringMatching(/update WeChat.*navigateToMiniProgramAppIdList/),
    });
  });

  test.each(['2.6.0', '2.10.0', '3.0.0', 3])(
    'an update does not help base library %s, so the failure itself is told',
    async (SDKVersion) => {
      const wx = { ...createFakeWx('old'), getSystemInfoSync: () => ({ SDKVersion: SDKVersion as string }) };
      const { outcome, request } = open(wx);
      request.fail({ errMsg: 'navigateToMiniProgram:fail permission denied' });
      await expect(outcome).rejects.toMatchObject({ code: 'API_REFUSED', api: 'navigateToMiniProgram' });
    },
  );

  test.each(['2.5.9', '', 'development', null])('base library %j is outdated', async (SDKVersion) => {
    const wx = { ...createFakeWx('old'), getSystemInfoSync: () => ({ SDKVersion: SDKVersion as string }) };
    const { outcome, request } = open(wx);
    request.fail({ errMsg: 'navigateToMiniProgram:fail permission denied' });
    await expect(outcome).rejects.toMatchObject({ code: 'WEIXIN_OUTDATED' });
  });

  test('a second tap while navigating is still BUSY', async () => {
    const { outcome, request } = open(createFakeWx('old'));
    request.fail({ errMsg: 'navigateToMiniProgram:fail another navigation is in progress' });
    await expect(outcome).rejects.toMatchObject({ code: 'BUSY' });
  });

  test('a base library that does not say its version is outdated all the same', async () => {
    const wx = {
      ...createFakeWx('old'),
      getSystemInfoSync: () => {
        throw new Error('broken');
      },
    };
    const { outcome, request } = open(wx);
    request.fail({ errMsg: 'navigateToMiniProgram:fail' });
    const error = (await outcome.catch((thrown: unknown) => thrown)) as WeixinError;
    expect(error).toMatchObject({ code: 'WEIXIN_OUTDATED', required: '2.6.0' });
    expect('actual' in error).toBe(false);
  });

  test('a host that throws rejects with what it threw', async () => {
    const cause = new Error('broken');
    const wx = {
      ...createFakeWx('current'),
      openBusinessView: () => {
        throw cause;
      },
    };
    await expect(openBusinessView(ENABLE, { wx })).rejects.toMatchObject({ code: 'API_FAILED', cause });
    expect(wx.listeners.size).toBe(0);
  });

  test('a host that throws as it is no longer listened to does not cost the result', async () => {
    const wx = {
      ...createFakeWx('current'),
      offAppShow: () => {
        throw new Error('broken');
      },
    };
    const { outcome, request } = open(wx);
    request.success({ errCode: 0 });
    expect((await outcome).status).toBe('ok');
  });

  test('only the first word counts', async () => {
    const { outcome, request } = open(createFakeWx('current'));
    request.success({ errCode: 0 });
    request.fail({ errCode: -1 });
    expect((await outcome).status).toBe('ok');
  });
});

describe('an end without a callback', () => {
  test('a person may take an hour', async () => {
    const opened = open(createFakeWx('current'));
    expect(await ended(opened, 3_600_000)).toBe(false);
    opened.request.success({ errCode: 0 });
    expect((await opened.outcome).status).toBe('ok');
  });

  test.each<[string, object, object]>([
    ['with data', BACK, { status: 'ok', errCode: null, errMsg: '', extraData: { query_id: 'q' } }],
    ['by a gesture', BACK_BY_GESTURE, NOTHING_SAID],
    ['by way of the list of mini programs', { scene: 1001 }, NOTHING_SAID],
  ])('a return %s ends it 3 s later', async (_name, shown, expected) => {
    const wx = createFakeWx('current');
    const opened = open(wx);
    wx.show(shown as typeof BACK);
    expect(await ended(opened, 2999)).toBe(false);
    expect(await ended(opened, 1)).toBe(true);
    expect(await opened.outcome).toEqual(expected);
    expect(wx.listeners.size).toBe(0);
  });

  test('a second return within these 3 s counts, and has 3 s of its own', async () => {
    const wx = createFakeWx('current');
    const opened = open(wx);
    wx.show({ scene: 1001 });
    expect(await ended(opened, 2000)).toBe(false);
    wx.show(BACK);
    expect(await ended(opened, 2999)).toBe(false);
    expect(await ended(opened, 1)).toBe(true);
    expect(await opened.outcome).toMatchObject({ status: 'ok', extraData: { query_id: 'q' } });
  });

  test('a callback within these 3 s knows better', async () => {
    const wx = createFakeWx('current');
    const opened = open(wx);
    wx.show(BACK);
    await ended(opened, 2000);
    opened.request.fail({ errCode: -3 });
    expect((await opened.outcome).status).toBe('cancelled');
    expect(wx.listeners.size).toBe(0);
  });

  test('after navigating, success is only the beginning, and the return ends it', async () => {
    const wx = createFakeWx('old');
    const opened = open(wx);
    opened.request.success({ errMsg: 'navigateToMiniProgram:ok' });
    expect(await ended(opened, 3_600_000)).toBe(false);
    wx.show(BACK);
    expect(await ended(opened, 0)).toBe(true);
    expect(await opened.outcome).toMatchObject({ status: 'ok', extraData: { query_id: 'q' } });
    expect(wx.listeners.size).toBe(0);
  });

  test('where the return cannot be seen, having navigated is all that is known', async () => {
    const { outcome, request } = open(createFakeWx('ancient'));
    request.success({ errMsg: 'navigateToMiniProgram:ok' });
    expect(await outcome).toEqual(NOTHING_SAID);
  });

  test('a client that cannot take a listener back is fine', async () => {
    const wx = createFakeWx('current');
    Reflect.deleteProperty(wx, 'offAppShow');
    const opened = open(wx);
    wx.show(BACK);
    await ended(opened, 3000);
    wx.show(BACK_BY_GESTURE);
    expect((await opened.outcome).status).toBe('ok');
    await jest.runAllTimersAsync();
  });
});

describe('the caller gives up', () => {
  test('after the timeout, and not before', async () => {
    const wx = createFakeWx('current');
    const opened = open(wx, { timeout: 60_000 });
    opened.outcome.catch(() => {});
    expect(await ended(opened, 59_999)).toBe(false);
    expect(await ended(opened, 1)).toBe(true);
    await expect(opened.outcome).rejects.toMatchObject({ code: 'TIMEOUT', step: 'openBusinessView' });
    expect(wx.listeners.size).toBe(0);
  });

  test('but an answer in time leaves no timer behind', async () => {
    const { outcome, request } = open(createFakeWx('current'), { timeout: 60_000 });
    request.success({ errCode: 0 });
    expect((await outcome).status).toBe('ok');
  });

  test('with a signal', async () => {
    const wx = createFakeWx('current');
    const controller = new AbortController();
    const { outcome } = open(wx, { signal: controller.signal });
    controller.abort('left the page');
    await expect(outcome).rejects.toMatchObject({ code: 'ABORTED', cause: 'left the page' });
    expect(wx.listeners.size).toBe(0);
  });

  test('before it began: nothing is asked', async () => {
    const wx = createFakeWx('current');
    await expect(openBusinessView(ENABLE, { wx, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(wx.requests).toEqual([]);
  });

  test('with a stand-in, as mini programs have no AbortController', async () => {
    const listeners: (() => void)[] = [];
    const removed: unknown[] = [];
    const signal = {
      aborted: false,
      addEventListener: (_type: 'abort', listener: () => void) => void listeners.push(listener),
      removeEventListener: (_type: 'abort', listener: () => void) => void removed.push(listener),
    };
    const { outcome } = open(createFakeWx('current'), { signal });
    listeners.forEach((listener) => listener());
    await expect(outcome).rejects.toMatchObject({ code: 'ABORTED' });
    expect(removed).toEqual(listeners);
  });
});

describe('bad arguments', () => {
  test.each(BAD_VIEWS)('%s rejects, and nothing is asked', async (_name, view, argument) => {
    const wx = createFakeWx('current');
    await expect(openBusinessView(view as BusinessView, { wx })).rejects.toEqual(blames(argument));
    expect(wx.requests).toEqual([]);
  });

  test.each([{}, 'x', { aborted: false }])('signal %j rejects', async (signal) => {
    const wx = createFakeWx('current');
    await expect(openBusinessView(ENABLE, { wx, signal: signal as never })).rejects.toEqual(blames('signal'));
    expect(wx.requests).toEqual([]);
  });

  test.each([0, -1, NaN, Infinity, 2 ** 31, '60000', null])('timeout %p rejects', async (timeout) => {
    const wx = createFakeWx('current');
    await expect(openBusinessView(ENABLE, { wx, timeout: timeout as number })).rejects.toEqual(blames('timeout'));
    expect(wx.requests).toEqual([]);
  });
});

describe('an error', () => {
  const answers: [string, (opened: ReturnType<typeof open>) => void][] = [
    ['a host that repeats the token', ({ request }) => request.fail({ errMsg: `openBusinessView:fail bad ${TOKEN}` })],
    ['a host that repeats the request', ({ request }) => request.fail({ ...request, errMsg: 'openBusinessView:fail' })],
    ['a host that fails', ({ request }) => request.fail({ errCode: -1 })],
  ];

  test.each(answers)('holds no token in its texts: %s', async (_name, answer) => {
    const opened = open(createFakeWx('current'));
    answer(opened);
    const error = (await opened.outcome.catch((thrown: unknown) => thrown)) as WeixinError;
    // errMsg is the host's own text and says so.
    const own = { ...error, errMsg: undefined };
    expect([error.message, error.hint, error.stack, String(error), JSON.stringify(own)].join()).not.toContain(TOKEN);
    expect(isWeixinError(error)).toBe(true);
  });

  test('about a field names the field, not its value', async () => {
    const view = { businessType: 'wxpayScoreEnable', params: { apply_permissions_token: [TOKEN] } } as never;
    const error = (await openBusinessView(view, { wx: createFakeWx('current') }).catch(
      (e: unknown) => e,
    )) as WeixinError;
    expect(error).toEqual(blames('params.apply_permissions_token'));
    expect(error.message + error.stack + JSON.stringify(error)).not.toContain(TOKEN);
  });

  test("is known to the page's entry too", async () => {
    const error = await openBusinessView(ENABLE, { wx: createFakeWx('first') }).catch((e: unknown) => e);
    expect(isWeixinErrorOfThePage(error)).toBe(true);
    expect(isWeixinErrorOfThePage(new Error('API_UNSUPPORTED'))).toBe(false);
  });
});
