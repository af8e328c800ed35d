import { createClientProfile } from '../../src/testing/client-profile';
import { CALLS, EVENTS } from './js-apis-table';
import type { CallRow, EventRow } from './js-apis-table';
import { openPage as openFreshPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';
import type { JsApiEvent, JsApiName, WeixinOptions } from '../../src';
import type { ApiAnswer, SimulateWeixinOptions } from '../../src/testing';

const ACCOUNT = { appId: 'wx0123456789abcdef' };

type Fields = Record<string, unknown>;
type ClientPlatform = NonNullable<SimulateWeixinOptions['platform']>;
type RealWx = Record<string, (options: Fields) => void>;

const PLATFORMS: [string, ClientPlatform][] = [
  ['iOS', 'ios'],
  ['Android', 'android'],
  ['HarmonyOS', 'harmony'],
];
const CALL_ROWS = Object.entries(CALLS) as [JsApiName, CallRow][];
const BRIDGE_ROWS = CALL_ROWS.filter(([, { native }]) => native !== null) as [
  JsApiName,
  CallRow & { native: string },
][];
const EVENT_ROWS = Object.entries(EVENTS) as [JsApiEvent, EventRow][];

function openPage(client: SimulateWeixinOptions = {}, options: Partial<WeixinOptions> = {}): Page {
  return openFreshPage(client, options, { keepLibrary: true });
}

function simulated(
  platform: ClientPlatform,
  api: JsApiName,
  apis: Record<string, ApiAnswer> = {},
): SimulateWeixinOptions {
  if (!api.startsWith('miniProgram.')) return { platform, apis: { requestMerchantTransfer: 'ok', ...apis } };
  return { userAgent: createClientProfile({ platform }).userAgent + ' miniProgram/wx0123456789abcdef', apis };
}

/** Calls an interface; `answer` is what the client says. */
function call(platform: ClientPlatform, api: JsApiName, answer?: ApiAnswer, options: Partial<WeixinOptions> = {}) {
  const { native, params } = CALLS[api as keyof typeof CALLS];
  const apis = answer === undefined || native === null ? {} : { [native]: answer };
  const page = openPage(simulated(platform, api, apis), { ...(!isUnlisted(api) && { jsApiList: [api] }), ...options });
  return { page, promise: page.weixin.call(api, params as Fields) };
}

function isUnlisted(api: JsApiName): boolean {
  return api.startsWith('miniProgram.');
}

/** What the bridge was asked. `page.sentTo` leaves out what jweixin asks for itself, and with it `getNetworkType`. */
function sentTo(page: Page, native: string): Fields[] {
  return page.simulated.calls.filter(({ api }) => api === native).map(({ params }) => params);
}

/** The last of it, without the signature. */
function lastSent(page: Page, native: string): Fields {
  const sent = { ...sentTo(page, native).pop() };
  for (const key of Object.keys(sent)) if (key.startsWith('verify')) delete sent[key];
  return sent;
}

/** The types in a result, however deep. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, shapeOf(field)]));
}

describe.each(PLATFORMS)('on %s', (_name, platform) => {
  test.each(CALL_ROWS)('%s asks and answers', async (api, { native, sent, answers, result }) => {
    const expected = { ...result, errMsg: api + ':ok' };
    for (const answer of answers) {
      const { page, promise } = call(platform, api, { err_msg: native + ':ok', ...answer });
      expect(await settle(promise)).toEqual(expected);
      // jweixin adds the account to everything; for the mini program around a web-view no configuration is needed.
      if (isUnlisted(api)) expect(page.sent()).toEqual(native ? [native] : []);
      if (native) expect(lastSent(page, native)).toEqual({ ...(!isUnlisted(api) && ACCOUNT), ...sent });
    }
  });

  test.each(BRIDGE_ROWS)('%s is also answered with "confirm"', async (api, { native, answers, result }) => {
    const { promise } = call(platform, api, { ...answers[0], err_msg: native + ':confirm' });
    const expected = api === 'getNetworkType' ? { networkType: 'unknown' } : result;
    expect(await settle(promise)).toEqual({ ...expected, errMsg: api + ':ok' });
  });

  test.each(CALL_ROWS)('%s has a result of the documented shape from the client as it is', async (api, { result }) => {
    const { promise } = call(platform, api);
    const actual = shapeOf(await settle(promise)) as Fields;
    const expected = shapeOf({ ...result, errMsg: '' }) as Fields;
    expect(actual).toEqual(expected);
  });

  test.each(BRIDGE_ROWS)('%s sends what jweixin’s own method sends', async (api, { native, params }) => {
    const { page, promise } = call(platform, api);
    await settle(promise);
    const ours = lastSent(page, native);
    const before = sentTo(page, native).length;
    const wx = jest.requireActual<RealWx & { miniProgram: RealWx }>('weixin-js-sdk');
    const method = isUnlisted(api) ? wx.miniProgram[api.slice(12)] : wx[api];
    if (api === 'requestMerchantTransfer') return expect(method).toBeUndefined();
    method!(JSON.parse(JSON.stringify(params)) as Fields);
    expect(sentTo(page, native).length).toBeGreaterThan(before);
    expect(lastSent(page, native)).toEqual(ours);
  });

  test.each(BRIDGE_ROWS)('%s that does not come off says why', async (api, { native }) => {
    const outcomes: [unknown, Fields][] = [
      [{ err_msg: native + ':cancel' }, { code: 'API_CANCELLED', errMsg: native + ':cancel' }],
      [
        { err_msg: native + ':fail cancel', err_code: '-3' },
        { code: 'API_CANCELLED', errCode: -3 },
      ],
      [{ err_msg: native + ':fail' }, { code: 'API_FAILED', errMsg: native + ':fail', errCode: null }],
      [
        { err_msg: native + ':fail system error', err_code: -1 },
        { code: 'API_FAILED', errCode: -1 },
      ],
      [{}, { code: 'API_FAILED', errMsg: '' }],
      [undefined, { code: 'API_FAILED', errMsg: '' }],
      ['denied', { code: 'API_REFUSED', errMsg: 'system:access_denied', reason: 'permission denied' }],
      [{ err_msg: native + ':no permission to execute' }, { code: 'API_REFUSED', reason: 'permission denied' }],
      ['unsupported', { code: 'API_UNSUPPORTED', errMsg: 'system:function_not_exist', reason: 'function not exist' }],
      [new Error('native'), { code: 'API_FAILED', cause: expect.objectContaining({ message: 'native' }) }],
    ];
    const { page, promise } = call(platform, api);
    await settle(promise);
    for (const [answer, expected] of outcomes) {
      page.simulated.answer(native, answer as object);
      const again = page.weixin.call(api, CALLS[api as keyof typeof CALLS].params as Fields);
      await expect(settle(again)).rejects.toMatchObject({
        name: 'WeixinError',
        api,
        ...expected,
        hint: expect.any(String),
      });
    }
  });

  test.each(EVENT_ROWS)('%s is heard', async (event, { params, native, payloads, result, shares }) => {
    for (const payload of payloads) {
      const page = openPage({ platform }, { jsApiList: [event] });
      const heard: unknown[] = [];
      page.weixin.on(event, (told) => heard.push(told), params);
      await pass(10);
      page.simulated.emit(native, payload);
      await pass(10);
      expect(heard).toEqual([result]);
      if (shares) expect(lastSent(page, shares[0])).toEqual({ ...ACCOUNT, ...shares[1] });
    }
  });
});

describe('time', () => {
  test.each(BRIDGE_ROWS.filter(([, { person }]) => person))('%s waits for a person', async (api) => {
    const { page, promise } = call('ios', api, 'never');
    const waiting = watch(promise);
    await pass(9 * 60_000);
    expect(waiting.settled).toBe(false);
    const again = page.weixin.call(api, CALLS[api as keyof typeof CALLS].params as Fields, { timeout: 50 });
    await expect(settle(again)).rejects.toMatchObject({ code: 'TIMEOUT', step: api });
  });

  const TRANSFERS = ['uploadImage', 'downloadImage', 'uploadVoice', 'downloadVoice', 'translateVoice'];
  test.each(BRIDGE_ROWS.filter(([, { person }]) => !person))('%s does not wait for ever', async (api) => {
    const { promise } = call('ios', api, 'never');
    const began = Date.now();
    await expect(settle(promise)).rejects.toMatchObject({ code: 'TIMEOUT', step: api });
    const limit = TRANSFERS.includes(api) ? 60_000 : 10_000;
    expect(Date.now() - began).toBeGreaterThanOrEqual(limit);
    expect(Date.now() - began).toBeLessThan(limit + 100);
  });

  test.each(TRANSFERS as JsApiName[])('%s keeps to the timeout that the session sets', async (api) => {
    const { promise } = call('ios', api, 'never', { timeout: 500 });
    const began = Date.now();
    await expect(settle(promise)).rejects.toMatchObject({ code: 'TIMEOUT', step: api });
    expect(Date.now() - began).toBeLessThan(600);
  });

  test.each(BRIDGE_ROWS)('%s can be given up', async (api) => {
    const { page, promise } = call('ios', api);
    await settle(promise);
    page.simulated.answer(CALLS[api as keyof typeof CALLS].native!, 'never');
    const caller = new AbortController();
    const again = page.weixin.call(api, CALLS[api as keyof typeof CALLS].params as Fields, { signal: caller.signal });
    setTimeout(() => caller.abort('enough'), 100);
    await expect(settle(again)).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
  });
});

test.each(BRIDGE_ROWS.filter(([api]) => !isUnlisted(api) && !/^(checkJsApi|openBusinessView)$/.test(api)))(
  '%s is refused before the client is asked where jsApiList does not name it',
  async (api, { native, params }) => {
    const page = openPage();
    await expect(settle(page.weixin.call(api, params as Fields))).rejects.toMatchObject({
      code: 'API_REFUSED',
      api,
      errMsg: '',
      hint: expect.stringContaining('jsApiList'),
    });
    expect(page.sentTo(native)).toEqual([]);
  },
);

test('an event is listened to, not called', async () => {
  const page = openPage({}, { jsApiList: ['onVoicePlayEnd'] });
  await expect(settle(page.weixin.call('onVoicePlayEnd'))).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    argument: 'name',
  });
});

test('a page outside a mini program is told so', async () => {
  const page = openPage();
  expect(await settle(page.weixin.call('miniProgram.getEnv'))).toMatchObject({ miniprogram: false });
});

test('a scanned text that happens to be JSON stays text', async () => {
  const resultStr = '{"table":4}';
  const { promise } = call('android', 'scanQRCode', { err_msg: 'scanQRCode:ok', resultStr });
  expect(await settle(promise)).toMatchObject({ resultStr });
});

test('broken JSON text is an empty result, not a silent call', async () => {
  const { promise } = call('android', 'addCard', { err_msg: 'batchAddCard:ok', card_list: '[{"card_id"' });
  expect(await settle(promise)).toMatchObject({ cardList: [] });
});

test('a list with holes in it fails, and is not silent', async () => {
  const { promise } = call('ios', 'addCard', { err_msg: 'batchAddCard:ok', card_list: [null] });
  await expect(settle(promise)).rejects.toMatchObject({ code: 'API_FAILED', api: 'addCard' });
});

test('a location is asked for in WGS 84 where the page says nothing', async () => {
  const page = openPage({}, { jsApiList: ['getLocation'] });
  await settle(page.weixin.call('getLocation'));
  expect(page.sentTo('geoLocation')).toEqual([expect.objectContaining({ type: 'wgs84' })]);
});

describe('getLocalImgData', () => {
  test.each([{}, { localData: '' }])('without data (%j) is empty, and no picture', async (fields) => {
    const page = openPage(
      { apis: { getLocalImgData: { err_msg: 'getLocalImgData:ok', ...fields } } },
      { jsApiList: ['getLocalImgData'] },
    );
    expect(await settle(page.weixin.call('getLocalImgData', { localId: 'l' }))).toMatchObject({ localData: '' });
  });

  const open = () =>
    openPage(
      { apis: { getLocalImgData: (_params: Fields, reply: unknown) => void replies.push(reply as Reply) } },
      { jsApiList: ['getLocalImgData'] },
    );
  type Reply = (answer: unknown) => void;
  let replies: Reply[] = [];
  beforeEach(() => (replies = []));
  const answer = (localData: string) => ({ err_msg: 'getLocalImgData:ok', localData });
  const read = (page: Page, localId: string, wait?: { timeout?: number; signal?: AbortSignal }) =>
    page.weixin.call('getLocalImgData', { localId }, wait);

  test('is asked one at a time', async () => {
    const page = open();
    const results = [read(page, '1'), read(page, '2'), read(page, '3')];
    await pass(10);
    expect(page.sentTo('getLocalImgData')).toHaveLength(1);
    for (const index of [0, 1, 2]) {
      replies[index]!(answer('data:,' + index));
      await pass(10);
      expect(page.sentTo('getLocalImgData')).toHaveLength(Math.min(index + 2, 3));
    }
    expect((await Promise.all(results)).map(({ localData }) => localData)).toEqual(['data:,0', 'data:,1', 'data:,2']);
  });

  test('goes on after one that failed, one that timed out and one that was given up', async () => {
    const page = open();
    const caller = new AbortController();
    const failing = read(page, '1');
    const late = read(page, '2', { timeout: 100 });
    const givenUp = read(page, '3', { signal: caller.signal });
    const last = read(page, '4');
    const outcomes = Promise.allSettled([failing, late, givenUp, last]);
    await pass(10);
    replies[0]!({ err_msg: 'getLocalImgData:fail' });
    await pass(200);
    caller.abort();
    await pass(10);
    expect(page.sentTo('getLocalImgData').map(({ localId }) => localId)).toEqual(['1', '2', '3', '4']);
    replies[3]!(answer('data:,4'));
    await pass(10);
    expect(await outcomes).toMatchObject([
      { reason: { code: 'API_FAILED' } },
      { reason: { code: 'TIMEOUT' } },
      { reason: { code: 'ABORTED' } },
      { value: { localData: 'data:,4' } },
    ]);
  });

  test('given up in the queue does not let the next one overtake the first', async () => {
    const page = open();
    const caller = new AbortController();
    const first = read(page, '1');
    const givenUp = read(page, '2', { signal: caller.signal });
    const last = read(page, '3');
    await pass(10);
    caller.abort();
    await expect(settle(givenUp)).rejects.toMatchObject({ code: 'ABORTED' });
    await pass(10);
    expect(page.sentTo('getLocalImgData')).toHaveLength(1);
    replies[0]!(answer('data:,1'));
    await pass(10);
    replies[1]!(answer('data:,3'));
    await pass(10);
    expect(page.sentTo('getLocalImgData').map(({ localId }) => localId)).toEqual(['1', '3']);
    expect([await first, await last]).toMatchObject([{ localData: 'data:,1' }, { localData: 'data:,3' }]);
  });
});

describe('several listeners of a share', () => {
  test('share once, with the latest parameters', async () => {
    const page = openPage({}, { jsApiList: ['onMenuShareTimeline'] });
    const listeners = [jest.fn(), jest.fn()];
    page.weixin.on('onMenuShareTimeline', listeners[0]!, { title: 'old', link: 'https://shop.example/old' });
    page.weixin.on('onMenuShareTimeline', listeners[1]!, { title: 'new' });
    await pass(10);
    page.simulated.emit('menu:share:timeline');
    await pass(10);
    expect(page.sentTo('shareTimeline')).toHaveLength(1);
    expect(page.sentTo('shareTimeline')[0]).toMatchObject({ title: 'new', link: location.href });
    expect(listeners.map((listener) => listener.mock.calls.length)).toEqual([1, 1]);
  });

  test('hear that the user changed their mind', async () => {
    const page = openPage({ apis: { shareTimeline: 'cancel' } }, { jsApiList: ['onMenuShareTimeline'] });
    const listener = jest.fn();
    page.weixin.on('onMenuShareTimeline', listener);
    await pass(10);
    page.simulated.emit('menu:share:timeline');
    await pass(10);
    expect(listener.mock.calls).toEqual([[{ errMsg: 'onMenuShareTimeline:cancel' }]]);
  });
});

test('every interface of the real jweixin is in the tables', () => {
  openPage();
  const wx = jest.requireActual<RealWx & { miniProgram: RealWx }>('weixin-js-sdk');
  const own = ['config', 'ready', 'error', 'invoke', 'on', 'miniProgram'];
  const interfaces = Object.keys(wx).filter((name) => !own.includes(name));
  const inMiniProgram = Object.keys(wx.miniProgram).map((name) => 'miniProgram.' + name);
  expect(Object.keys({ ...CALLS, ...EVENTS })).toEqual(expect.arrayContaining([...interfaces, ...inMiniProgram]));
});
