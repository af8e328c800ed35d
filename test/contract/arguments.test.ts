import { SIGNATURE, TOKEN, VIEW, openPage, pass, settle } from './open-page';
import type { Page } from './open-page';
import type { WeixinOptions } from '../../src';

const BAD_MS = [0, -1, NaN, Infinity, 2 ** 31, '10', true, {}];
const BAD_NAMES = ['chooseImage', 5, {}, [5], [''], [null], [undefined], [['chooseImage']]];
const BAD_FUNCTIONS = ['f', 5, {}];
const BAD_SIGNALS = [{}, 'signal', 5, { aborted: true }];

/** One row for each bad value. */
const rows = <V>(argument: string, values: V[]): [string, V][] => values.map((value) => [argument, value]);

/** The argument that is named may be a field of it, such as `params.scene`. */
const refused = (argument: string): Error =>
  expect.objectContaining({
    name: 'WeixinError',
    code: 'INVALID_ARGUMENT',
    argument: expect.stringMatching(`^${argument}(\\.|$)`),
  });

describe('createWeixin refuses', () => {
  test.each<[string, unknown]>([
    ...rows('getConfigSignature', [undefined, null, ...BAD_FUNCTIONS]),
    ...rows('jsApiList', BAD_NAMES),
    ...rows('openTagList', BAD_NAMES),
    ...rows('wx', ['wx', 5, true, {}]),
    ...rows('getSignatureUrl', ['https://example.com/', 5, {}]),
    ...rows('timeout', BAD_MS),
    ...rows('onTrace', BAD_FUNCTIONS),
  ])('%s: %p', (argument, value) => {
    const { library } = openPage();
    const create = (): unknown =>
      library.createWeixin({ getConfigSignature: () => SIGNATURE, [argument]: value } as unknown as WeixinOptions);
    expect(create).toThrow(refused(argument));
  });

  test.each([undefined, null, 5])('%p instead of options', (options) => {
    const { library } = openPage();
    expect(() => library.createWeixin(options as never)).toThrow(refused('getConfigSignature'));
  });

  test('a bad option outside WeChat too, so that a developer sees it in any browser', () => {
    const { library } = openPage({ userAgent: 'Mozilla/5.0 Firefox/140.0' });
    expect(() => library.createWeixin({} as WeixinOptions)).toThrow(refused('getConfigSignature'));
  });
});

test.each<Partial<WeixinOptions>>([
  {},
  { jsApiList: [], openTagList: [] },
  { timeout: 1 },
  { timeout: 2 ** 31 - 1 },
  { debug: false, onTrace: () => undefined, getSignatureUrl: () => 'https://example.com/', wx: () => Promise.reject() },
])('createWeixin takes %p', (options) => {
  expect(openPage({}, options).weixin).toBeDefined();
});

/** Nothing was asked of the host or of a server, and nothing is left open. */
async function expectUntouched(page: Page): Promise<void> {
  await pass(60_000);
  expect(page.getConfigSignature).not.toHaveBeenCalled();
  expect(page.simulated.calls).toEqual([]);
}

describe.each<[string, (page: Page, argument: string, value: unknown) => Promise<unknown>, [string, unknown][]]>([
  [
    'authorizePayScore: ',
    ({ weixin }, argument, value) =>
      weixin.authorizePayScore({ applyPermissionsToken: TOKEN, [argument]: value } as never),
    [
      ...rows('applyPermissionsToken', [undefined, null, '', 5, {}, 'x'.repeat(2048), '\ud83d']),
      ...rows('scene', ['order', 'TRANSACTION', 5, {}]),
      ...rows('confirm', BAD_FUNCTIONS),
      ...rows('confirmTimeout', BAD_MS),
      ...rows('onPhase', BAD_FUNCTIONS),
    ],
  ],
  [
    'authorizePayScore, how to wait: ',
    ({ weixin }, argument, value) =>
      weixin.authorizePayScore({ applyPermissionsToken: TOKEN }, { [argument]: value } as never),
    [...rows('timeout', BAD_MS), ...rows('signal', BAD_SIGNALS)],
  ],
  [
    'openBusinessView: ',
    ({ weixin }, argument, value) => weixin.openBusinessView({ ...VIEW, [argument]: value } as never),
    [
      ...rows('businessType', [undefined, null, '', 5, {}, 'x'.repeat(33)]),
      ...rows('params', [undefined, null, 'a=1', 5, { a: 'x'.repeat(2048) }]),
      ...rows('params', [{ a: 1 }, { a: '\ud83d' }, { a: '' }, ['a'], []]),
      ...rows('envVersion', ['beta', 'prerelease', 'trials', 5, {}, ['trial'], null, '']),
    ],
  ],
  [
    'openBusinessView, how to wait: ',
    ({ weixin }, argument, value) => weixin.openBusinessView(VIEW, { [argument]: value } as never),
    [...rows('timeout', BAD_MS), ...rows('signal', BAD_SIGNALS)],
  ],
  [
    'ready, how to wait: ',
    ({ weixin }, argument, value) => weixin.ready({ [argument]: value } as never),
    [...rows('timeout', BAD_MS), ...rows('signal', BAD_SIGNALS)],
  ],
  [
    'checkJsApi, how to wait: ',
    ({ weixin }, argument, value) => weixin.checkJsApi(['chooseImage'], { [argument]: value } as never),
    [...rows('timeout', BAD_MS), ...rows('signal', BAD_SIGNALS)],
  ],
  [
    'checkJsApi: ',
    ({ weixin }, _argument, value) => weixin.checkJsApi(value as never),
    rows('names', [undefined, null, ...BAD_NAMES]),
  ],
  [
    'call: ',
    ({ weixin }, _argument, value) => weixin.call(value as never),
    rows('name', [undefined, null, '', 5, {}, ['chooseImage']]),
  ],
  [
    'call, how to wait: ',
    ({ weixin }, argument, value) => weixin.call('chooseImage', {}, { [argument]: value } as never),
    [...rows('timeout', BAD_MS), ...rows('signal', BAD_SIGNALS)],
  ],
])('%s', (_verb, act, table) => {
  test.each(table)('%s may not be %p, and nothing is asked of the client or a server', async (argument, value) => {
    const page = openPage();
    await expect(settle(act(page, argument, value))).rejects.toEqual(refused(argument));
    await expectUntouched(page);
  });
});

test.each<[string, (page: Page) => Promise<unknown>]>([
  ['authorizePayScore', ({ weixin }) => weixin.authorizePayScore(undefined as never)],
  ['authorizePayScore', ({ weixin }) => weixin.authorizePayScore(null as never)],
  ['openBusinessView', ({ weixin }) => weixin.openBusinessView(undefined as never)],
  ['openBusinessView', ({ weixin }) => weixin.openBusinessView(null as never)],
])('%s without anything is refused, case %$', async (_verb, act) => {
  const page = openPage();
  await expect(settle(act(page))).rejects.toEqual(refused('[a-zA-Z]+'));
  await expectUntouched(page);
});

test.each<[string, unknown[]]>([
  ['event', ['', () => undefined]],
  ['event', [undefined, () => undefined]],
  ['event', [5, () => undefined]],
  ['listener', ['onMenuShareTimeline', undefined]],
  ['listener', ['onMenuShareTimeline', 'f']],
  ['onError', ['onMenuShareTimeline', () => undefined, {}, { onError: 'f' }]],
  ['onError', ['onMenuShareTimeline', () => undefined, {}, { onError: {} }]],
])('on: %s may not be as in %p, and nothing is asked of the client or a server, case %$', async (argument, given) => {
  const page = openPage();
  const on = page.weixin.on as (...given: unknown[]) => unknown;
  expect(() => on(...given)).toThrow(refused(argument));
  await expectUntouched(page);
});

test('what a caller gives stays as it is', async () => {
  const given = {
    jsApiList: Object.freeze(['chooseWXPay', 'previewImage'] as const),
    openTagList: Object.freeze(['wx-open-audio']) as 'wx-open-audio'[],
  };
  const page = openPage({}, given);
  const view = Object.freeze({ ...VIEW, params: Object.freeze({ ...VIEW.params }) });
  const params = Object.freeze({
    current: 'https://example.com/a.png',
    urls: Object.freeze(['https://example.com/a.png']),
  });
  const all = Promise.all([
    page.weixin.ready(),
    page.weixin.openBusinessView(view),
    page.weixin.call('previewImage', params),
  ]);
  await pass(1000);
  await all;
  expect(given).toEqual({ jsApiList: ['chooseWXPay', 'previewImage'], openTagList: ['wx-open-audio'] });
});

test.each(['false', 'true', 1, 0, null, {}])('createWeixin takes no %j for debug', (debug) => {
  const { library, getConfigSignature } = openPage();
  expect(() => library.createWeixin({ getConfigSignature, debug: debug as boolean })).toThrow(
    /^INVALID_ARGUMENT: debug: /,
  );
});
