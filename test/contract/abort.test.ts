import { REQUEST, TOKEN, VIEW, openPage, pass, settle, watch } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { PayScoreRequest, WeixinOptions } from '../../src';

const never = (): Promise<never> => new Promise(() => undefined);

const STEPS: [string, SimulateWeixinOptions, Partial<WeixinOptions>, Partial<PayScoreRequest>][] = [
  ['jweixin', {}, { wx: never }, {}],
  ['the signature', {}, { getConfigSignature: never }, {}],
  ['the bridge', { bridge: 'never' }, {}, {}],
  ['the configuration', { config: 'never' }, {}, {}],
  ['checkJsApi', { apis: { checkJsApi: 'never' } }, {}, {}],
  ['the token', {}, {}, { applyPermissionsToken: never }],
  ['the view', { apis: { openBusinessView: 'never' } }, {}, {}],
  ['confirm', {}, {}, { confirm: never }],
  ['the pause between two questions to confirm', {}, {}, { confirm: () => 'UNBINDUSER' }],
];

test.each(STEPS)(
  'a caller who gives up during %s is told ABORTED, with the reason',
  async (_step, client, options, request) => {
    const page = openPage(client, options);
    const caller = new AbortController();
    const reason = new Error('the user left the page');
    const journey = page.weixin.authorizePayScore({ ...REQUEST, ...request }, { signal: caller.signal });
    const state = watch(journey);
    await pass(100);
    expect(state.settled).toBe(false);
    caller.abort(reason);
    await expect(settle(journey)).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
  },
);

test.each(STEPS.slice(0, 6))(
  'after a caller gave up during %s no view opens',
  async (_step, client, options, request) => {
    const page = openPage(client, options);
    const caller = new AbortController();
    const journey = page.weixin.authorizePayScore({ ...REQUEST, ...request }, { signal: caller.signal });
    watch(journey);
    await pass(100);
    caller.abort();
    await expect(journey).rejects.toMatchObject({ code: 'ABORTED' });
    page.simulated.answer('preVerifyJSAPI', 'ok');
    page.simulated.answer('checkJsApi', 'ok');
    await pass(120_000);
    expect(page.sent()).not.toContain('openBusinessView');
  },
);

test.each<[string, (page: ReturnType<typeof openPage>, signal: AbortSignal, token: jest.Mock) => Promise<unknown>]>([
  [
    'authorizePayScore',
    ({ weixin }, signal, token) => weixin.authorizePayScore({ applyPermissionsToken: token }, { signal }),
  ],
  [
    'openBusinessView',
    ({ weixin }, signal) => weixin.openBusinessView({ businessType: 'x', params: { a: 'b' } }, { signal }),
  ],
  ['call', ({ weixin }, signal) => weixin.call('chooseImage', {}, { signal })],
])('%s with a signal that is aborted already asks nothing of the client or a server', async (_verb, act) => {
  const page = openPage();
  const token = jest.fn(() => TOKEN);
  const caller = new AbortController();
  caller.abort('too late');
  await expect(settle(act(page, caller.signal, token))).rejects.toMatchObject({ code: 'ABORTED', cause: 'too late' });
  await pass(60_000);
  expect(token).not.toHaveBeenCalled();
  expect(page.getConfigSignature).not.toHaveBeenCalled();
  expect(page.simulated.calls).toEqual([]);
});

describe('a caller who gives up while the call is being made', () => {
  test('in onPhase, is told ABORTED, and no view opens', async () => {
    const page = openPage();
    const caller = new AbortController();
    const onPhase = jest.fn((phase: string) => {
      if (phase === 'preparing') caller.abort('now');
    });
    const journey = page.weixin.authorizePayScore({ ...REQUEST, onPhase }, { signal: caller.signal });
    await expect(settle(journey)).rejects.toMatchObject({ code: 'ABORTED', cause: 'now' });
    await pass(60_000);
    expect(page.sent()).not.toContain('openBusinessView');
  });

  test('in getSignatureUrl, is told ABORTED, and no view opens', async () => {
    const caller = new AbortController();
    const getSignatureUrl = (): string => {
      caller.abort('now');
      return location.href;
    };
    const page = openPage({}, { getSignatureUrl });
    const view = page.weixin.openBusinessView({ businessType: 'x', params: { a: 'b' } }, { signal: caller.signal });
    await expect(settle(view)).rejects.toMatchObject({ code: 'ABORTED', cause: 'now' });
    await pass(60_000);
    expect(page.sent()).not.toContain('openBusinessView');
  });
});

test('a caller who gives up leaves the configuration to the others', async () => {
  const page = openPage({ latency: 500 });
  const caller = new AbortController();
  const first = page.weixin.openBusinessView({ businessType: 'x', params: { a: 'b' } }, { signal: caller.signal });
  watch(first);
  const ready = page.weixin.ready();
  await pass(100);
  caller.abort();
  await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
  await settle(ready);
  expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
});

test('a caller who gave up may start again', async () => {
  const page = openPage({ config: 'never' });
  const caller = new AbortController();
  const first = page.weixin.authorizePayScore(REQUEST, { signal: caller.signal });
  watch(first);
  await pass(100);
  caller.abort();
  await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
  page.simulated.answer('preVerifyJSAPI', 'ok');
  await pass(20_000);
  expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok' } });
});

test('a signal that is aborted after the end does nothing', async () => {
  const page = openPage();
  const caller = new AbortController();
  const journey = settle(page.weixin.authorizePayScore(REQUEST, { signal: caller.signal }));
  expect(await journey).toMatchObject({ view: { status: 'ok' } });
  caller.abort();
  await pass(60_000);
});

test('nothing listens to the signal any more after the end', async () => {
  const page = openPage();
  const { signal } = new AbortController();
  const added = jest.spyOn(signal, 'addEventListener');
  const removed = jest.spyOn(signal, 'removeEventListener');
  await settle(page.weixin.authorizePayScore({ ...REQUEST, confirm: () => 'AVAILABLE' }, { signal }));
  const listeners = (spy: jest.SpyInstance): unknown[] => spy.mock.calls.map(([, listener]) => listener);
  expect(listeners(added).length).toBeGreaterThan(0);
  expect(listeners(removed)).toEqual(expect.arrayContaining(listeners(added)));
});

test.each(['ready', 'openBusinessView', 'authorizePayScore'] as const)(
  'a signal that throws as it is left does not cost %s its result',
  async (verb) => {
    const page = openPage();
    const signal = {
      aborted: false,
      addEventListener: () => undefined,
      removeEventListener: () => {
        throw new Error('broken');
      },
    } as unknown as AbortSignal;
    const asked: Promise<unknown> = {
      ready: () => page.weixin.ready({ signal }),
      openBusinessView: () => page.weixin.openBusinessView(VIEW, { signal }),
      authorizePayScore: () => page.weixin.authorizePayScore(REQUEST, { signal }),
    }[verb]();
    const state = watch(asked);
    await pass(60_000);
    expect(state.settled).toBe(true);
    await asked;
  },
);
