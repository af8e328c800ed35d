import { REQUEST, SIGNATURE, TOKEN, VIEW, after, deferred, openPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { PayScoreRequest, Weixin, WeixinOptions } from '../../src';

/** A page whose view stays open for a second. */
function openSlowPage(): Page {
  return openPage({
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 1000, 'ok')) },
  });
}

const other = { businessType: 'wxpayScoreUse', params: { package: 'p' } } as const;
const token = (): string => TOKEN;
const confirm = (): 'AVAILABLE' => 'AVAILABLE';

describe.each([
  ['at once', 0],
  ['while the view is open', 500],
])('a second tap %s', (_when, at) => {
  test.each<[string, (page: Page) => Promise<unknown>, (page: Page) => Promise<unknown>]>([
    [
      'the same request',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
    ],
    [
      'an equal request',
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST }),
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST }),
    ],
    [
      'a request with the same functions',
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm }),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm }),
    ],
    [
      'a request with the same functions and scene, which tells another part of the page of its phases',
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm, scene: 'ORDER' }),
      ({ weixin }) =>
        weixin.authorizePayScore({ applyPermissionsToken: token, confirm, scene: 'ORDER', onPhase: () => undefined }),
    ],
    ['the same view', ({ weixin }) => weixin.openBusinessView(VIEW), ({ weixin }) => weixin.openBusinessView(VIEW)],
    [
      'an equal view',
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, params: { ...VIEW.params } }),
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, params: { ...VIEW.params } }),
    ],
  ])('for %s shares the first one’s view and result', async (_what, first, second) => {
    const page = openSlowPage();
    await settle(page.weixin.ready());
    const one = first(page);
    await pass(at);
    const [a, b] = await settle(Promise.all([one, second(page)]));
    expect(a).toEqual(b);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test.each<[string, (page: Page) => Promise<unknown>, (page: Page) => Promise<unknown>]>([
    [
      'another token',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: 'another' }),
    ],
    [
      'another scene',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST, scene: 'ORDER' }),
    ],
    [
      'a token function of its own, which may ask for another service',
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: () => TOKEN }),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: () => TOKEN }),
    ],
    [
      'a confirm function of its own',
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm }),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm: () => 'AVAILABLE' }),
    ],
    [
      'no confirm function',
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST, confirm }),
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
    ],
    [
      'a function that gives the same token',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token }),
    ],
    [
      'the same functions and another scene',
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm }),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: token, confirm, scene: 'ORDER' }),
    ],
    ['another view', ({ weixin }) => weixin.openBusinessView(VIEW), ({ weixin }) => weixin.openBusinessView(other)],
    [
      'other params',
      ({ weixin }) => weixin.openBusinessView(VIEW),
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, params: { apply_permissions_token: 'another' } }),
    ],
    [
      'another version of the view',
      ({ weixin }) => weixin.openBusinessView(VIEW),
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, envVersion: 'trial' }),
    ],
    [
      'a view of another type with the same params',
      ({ weixin }) => weixin.openBusinessView(other),
      ({ weixin }) => weixin.openBusinessView({ ...other, businessType: 'wxpayScorePlan' }),
    ],
    [
      'a view during a journey',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.openBusinessView(other),
    ],
    [
      'a journey during a view',
      ({ weixin }) => weixin.openBusinessView(other),
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
    ],
  ])('for %s is BUSY, and the first is not disturbed', async (_what, first, second) => {
    const page = openSlowPage();
    await settle(page.weixin.ready());
    const one = first(page);
    await pass(at);
    await expect(settle(second(page))).rejects.toMatchObject({ code: 'BUSY' });
    expect(await settle(one)).toBeDefined();
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
    await settle(second(page));
    expect(page.sentTo('openBusinessView')).toHaveLength(2);
  });
});

test('two taps on a page that is not ready ask for everything once', async () => {
  const page = openPage({ latency: 50, bridge: { after: 200 } });
  const getToken = jest.fn(() => TOKEN);
  const tap = (): Promise<unknown> => page.weixin.authorizePayScore({ applyPermissionsToken: getToken });
  await settle(Promise.all([tap(), tap()]));
  expect(getToken).toHaveBeenCalledTimes(1);
  expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  expect([...new Set(page.sent())].sort()).toEqual(['checkJsApi', 'openBusinessView', 'preVerifyJSAPI']);
  expect(page.sentTo('openBusinessView')).toHaveLength(1);
});

test.each<[string, object]>([
  ['failed', { apis: { openBusinessView: { err_code: -1 } } }],
  ['was refused', { config: 'invalid url domain' }],
  ['was cancelled', { apis: { openBusinessView: 'cancel' } }],
])('after a view that %s another may open', async (_how, client) => {
  const page = openPage(client);
  await settle(page.weixin.openBusinessView(VIEW).catch(() => undefined));
  page.simulated.answer('openBusinessView', 'ok');
  page.simulated.answer('preVerifyJSAPI', 'ok');
  expect(await settle(page.weixin.openBusinessView(other))).toMatchObject({ status: 'ok' });
});

test('a second caller who gives up leaves the view to the first', async () => {
  const page = openSlowPage();
  const first = page.weixin.openBusinessView(VIEW);
  const caller = new AbortController();
  const second = page.weixin.openBusinessView(VIEW, { signal: caller.signal });
  watch(second);
  await pass(100);
  caller.abort('gone');
  await expect(settle(second)).rejects.toMatchObject({ code: 'ABORTED', cause: 'gone' });
  expect(await settle(first)).toMatchObject({ status: 'ok' });
});

test('another view may open while the server is still asked about the first', async () => {
  const page = openPage();
  const first = page.weixin.authorizePayScore({ ...REQUEST, confirm: () => 'UNBINDUSER' });
  watch(first);
  await pass(1000);
  expect(await settle(page.weixin.openBusinessView(other))).toMatchObject({ status: 'ok' });
  expect(await settle(first)).toMatchObject({ state: 'UNBINDUSER' });
});

/** A page whose client shows a view until the test lets the user go back, with the token of each. */
interface Counter {
  page: Page;
  /** The views that were asked for, by token. */
  opened: string[];
  /** How many were open at the same time, at most. */
  most(): number;
  /** The user leaves the view that was opened as number `index`. */
  leave(index: number, answer?: unknown): Promise<void>;
}

function countViews(client: SimulateWeixinOptions = {}, options: Partial<WeixinOptions> = {}): Counter {
  const opened: string[] = [];
  const replies: ((answer: unknown) => void)[] = [];
  let open = 0;
  let most = 0;
  const page = openPage(
    {
      ...client,
      apis: {
        openBusinessView: ({ queryString }, reply) => {
          opened.push(String(queryString).split('=')[1]!);
          replies.push(reply);
          most = Math.max(most, ++open);
          page.simulated.hidePage();
        },
      },
    },
    options,
  );
  return {
    page,
    opened,
    most: () => most,
    async leave(index, answer = 'ok') {
      open--;
      replies[index]!(answer);
      await pass(0);
      page.simulated.showPage();
      await pass(10);
    },
  };
}

/** A request of one service: the server says the state that `states` holds for it at that moment. */
function service(name: string, states: Record<string, string>): PayScoreRequest {
  return { applyPermissionsToken: () => name, confirm: () => states[name] as 'AVAILABLE' };
}

describe('another service tapped while the first is only being confirmed', () => {
  test.each([
    ['AVAILABLE', 'UNBINDUSER'],
    ['UNBINDUSER', 'AVAILABLE'],
  ])('has a view and a result of its own: %s and %s', async (a, b) => {
    const states: Record<string, string> = { A: 'UNAVAILABLE', B: 'UNAVAILABLE' };
    const { page, opened, leave, most } = countViews();
    const first = page.weixin.authorizePayScore(service('A', states));
    watch(first);
    await pass(100);
    await leave(0);
    await pass(500);
    const second = page.weixin.authorizePayScore(service('B', states));
    watch(second);
    await pass(100);
    expect(opened).toEqual(['A', 'B']);
    Object.assign(states, { A: a, B: b });
    await leave(1, 'cancel');
    expect(await settle(first)).toMatchObject({ state: a, view: { status: 'ok' } });
    expect(await settle(second)).toMatchObject({ state: b, view: { status: 'cancelled' } });
    expect(most()).toBe(1);
  });

  test('with the token given as text has too', async () => {
    const { page, opened, leave } = countViews();
    const states: Record<string, string> = { A: 'UNBINDUSER', B: 'AVAILABLE' };
    const first = page.weixin.authorizePayScore({ ...service('A', states), applyPermissionsToken: 'A' });
    watch(first);
    await pass(100);
    await leave(0);
    const second = page.weixin.authorizePayScore({ ...service('B', states), applyPermissionsToken: 'B' });
    watch(second);
    await pass(100);
    await leave(1);
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE' });
    expect(await settle(first)).toMatchObject({ state: 'UNBINDUSER' });
    expect(opened).toEqual(['A', 'B']);
  });

  test('is BUSY while its view is still open, and not only being confirmed', async () => {
    const { page, leave, opened } = countViews();
    const states: Record<string, string> = { A: 'AVAILABLE', B: 'AVAILABLE' };
    const first = page.weixin.authorizePayScore(service('A', states));
    watch(first);
    await pass(100);
    await expect(settle(page.weixin.authorizePayScore(service('B', states)))).rejects.toMatchObject({ code: 'BUSY' });
    await leave(0);
    expect(await settle(first)).toMatchObject({ state: 'AVAILABLE' });
    expect(opened).toEqual(['A']);
  });
});

describe('a caller who gives up, then calls again', () => {
  const states: Record<string, string> = { A: 'AVAILABLE' };
  const request = service('A', states);

  test.each<[string, SimulateWeixinOptions, Partial<WeixinOptions>, number]>([
    ['at once', {}, {}, -1],
    ['after a moment', {}, {}, 0],
    ['while the bridge is waited for', { bridge: { after: 500 } }, {}, 100],
    ['while the signature is waited for', {}, { getConfigSignature: () => after(500, SIGNATURE) }, 100],
    ['while the client verifies', { latency: 500 }, {}, 100],
  ])('%s (mount, unmount, mount) is not told ABORTED', async (_when, client, options, at) => {
    for (const inBetween of [0, 50]) {
      states['A'] = 'UNBINDUSER';
      const { page, opened, leave } = countViews(client, options);
      const caller = new AbortController();
      const first = page.weixin.authorizePayScore(request, { signal: caller.signal });
      watch(first);
      if (at >= 0) await pass(at);
      caller.abort();
      if (inBetween) await pass(inBetween);
      const second = page.weixin.authorizePayScore(request);
      watch(second);
      await expect(settle(first)).rejects.toMatchObject({ code: 'ABORTED' });
      await pass(3000);
      expect(opened).toEqual(['A']);
      states['A'] = 'AVAILABLE';
      await leave(0);
      expect(await settle(second)).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
    }
  });

  test('while the view is open shares that view', async () => {
    const { page, opened, leave } = countViews();
    states['A'] = 'UNBINDUSER';
    const caller = new AbortController();
    const first = page.weixin.authorizePayScore(request, { signal: caller.signal });
    watch(first);
    await pass(100);
    caller.abort();
    await pass(10);
    const second = page.weixin.authorizePayScore(request);
    const state = watch(second);
    await expect(settle(first)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(state.settled).toBe(false);
    await leave(0);
    states['A'] = 'AVAILABLE';
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
    expect(opened).toEqual(['A']);
  });

  test('while the view is open, for another service, is BUSY until the user is back', async () => {
    const { page, opened, leave, most } = countViews();
    const caller = new AbortController();
    const first = page.weixin.authorizePayScore(service('A', { A: 'UNBINDUSER' }), { signal: caller.signal });
    watch(first);
    await pass(100);
    caller.abort();
    await expect(settle(first)).rejects.toMatchObject({ code: 'ABORTED' });
    const other = service('B', { B: 'AVAILABLE' });
    await expect(settle(page.weixin.authorizePayScore(other))).rejects.toMatchObject({ code: 'BUSY' });
    await leave(0);
    const second = page.weixin.authorizePayScore(other);
    watch(second);
    await pass(100);
    expect(opened).toEqual(['A', 'B']);
    await leave(1);
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE' });
    expect(most()).toBe(1);
  });

  test('while the view is open does not keep another service waiting for a callback that never comes', async () => {
    const { page, opened, leave } = countViews();
    const caller = new AbortController();
    const first = page.weixin.authorizePayScore(service('A', { A: 'UNBINDUSER' }), { signal: caller.signal });
    watch(first);
    await pass(100);
    caller.abort();
    await expect(settle(first)).rejects.toMatchObject({ code: 'ABORTED' });
    page.simulated.showPage();
    await pass(3500);
    const second = page.weixin.authorizePayScore(service('B', { B: 'AVAILABLE' }));
    watch(second);
    await pass(100);
    expect(opened).toEqual(['A', 'B']);
    await leave(1);
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE' });
  });

  test('in the confirm phase after an abort mid-view is not told ABORTED', async () => {
    const { page, leave, opened } = countViews();
    states['A'] = 'UNBINDUSER';
    const caller = new AbortController();
    const first = page.weixin.authorizePayScore(request, { signal: caller.signal });
    watch(first);
    await pass(100);
    caller.abort();
    await pass(50);
    await leave(0, 'cancel');
    const second = page.weixin.authorizePayScore(request);
    watch(second);
    await pass(100);
    states['A'] = 'AVAILABLE';
    if (opened.length > 1) await leave(1);
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE' });
    await settle(first.catch(() => undefined));
  });

  test.each([0, 100])('leaves the view to the one who shares it, %d ms after the tap', async (at) => {
    const { page, leave, opened } = countViews();
    states['A'] = 'AVAILABLE';
    const caller = new AbortController();
    const first = page.weixin.authorizePayScore(request, { signal: caller.signal });
    const second = page.weixin.authorizePayScore(request);
    watch(first);
    const state = watch(second);
    if (at) await pass(at);
    caller.abort('gone');
    await pass(1000);
    expect(state.settled).toBe(false);
    expect(opened).toEqual(['A']);
    await leave(0);
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
    await settle(first.catch(() => undefined));
  });

  test('and gives up again opens no view, and the third call has one', async () => {
    const { page, leave, opened } = countViews({ latency: 100 });
    states['A'] = 'AVAILABLE';
    for (const wait of [0, 50]) {
      const caller = new AbortController();
      const call = page.weixin.authorizePayScore(request, { signal: caller.signal });
      watch(call);
      if (wait) await pass(wait);
      caller.abort();
      await expect(settle(call)).rejects.toMatchObject({ code: 'ABORTED' });
    }
    await pass(60_000);
    expect(opened).toEqual([]);
    const third = page.weixin.authorizePayScore(request);
    watch(third);
    await pass(1000);
    expect(opened).toEqual(['A']);
    await leave(0);
    expect(await settle(third)).toMatchObject({ state: 'AVAILABLE' });
  });

  test.each<[string, Partial<PayScoreRequest>]>([
    ['a view', {}],
    ['a journey', { confirm: () => 'UNBINDUSER' }],
  ])(
    'of %s that the client refuses afterwards opens no second one, and does not hinder another',
    async (_what, request) => {
      const page = openPage({ apis: { openBusinessView: 'never' } });
      await settle(page.weixin.ready());
      const caller = new AbortController();
      const journey = page.weixin.authorizePayScore({ ...REQUEST, ...request }, { signal: caller.signal });
      watch(journey);
      await pass(100);
      caller.abort();
      await expect(settle(journey)).rejects.toMatchObject({ code: 'ABORTED' });
      page.simulated.reply('openBusinessView', 'denied');
      await pass(1000);
      expect(page.sentTo('openBusinessView')).toHaveLength(1);
      page.simulated.answer('openBusinessView', 'ok');
      expect(await settle(page.weixin.openBusinessView(other))).toMatchObject({ status: 'ok' });
    },
  );

  test('leaves the answer of the server to the one who shares it', async () => {
    const { page, leave } = countViews();
    states['A'] = 'UNBINDUSER';
    const caller = new AbortController();
    const first = page.weixin.authorizePayScore(request, { signal: caller.signal });
    const second = page.weixin.authorizePayScore(request);
    watch(first);
    const state = watch(second);
    await pass(100);
    await leave(0);
    await pass(500);
    caller.abort('gone');
    await expect(settle(first)).rejects.toMatchObject({ code: 'ABORTED', cause: 'gone' });
    expect(state.settled).toBe(false);
    states['A'] = 'AVAILABLE';
    expect(await settle(second)).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
  });

  test('and whose view it was does not decide for a view without a journey either', async () => {
    const page = openSlowPage();
    const caller = new AbortController();
    const first = page.weixin.openBusinessView(VIEW, { signal: caller.signal });
    watch(first);
    caller.abort();
    const second = page.weixin.openBusinessView(VIEW);
    await expect(settle(first)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await settle(second)).toMatchObject({ status: 'ok' });
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });
});

describe('two callers of one request, of whom one is impatient,', () => {
  test.each([
    ['the first', 0],
    ['the second', 1],
  ])('%s, are told apart', async (_which, impatient) => {
    const { page, leave, opened } = countViews({}, { getConfigSignature: () => after(3000, SIGNATURE) });
    const taps = [0, 1].map((index) =>
      page.weixin.authorizePayScore(REQUEST, index === impatient ? { timeout: 200 } : {}),
    );
    const states = taps.map(watch);
    await pass(250);
    expect(states.map(({ settled }) => settled)).toEqual([0, 1].map((index) => index === impatient));
    await expect(taps[impatient]).rejects.toMatchObject({ code: 'TIMEOUT' });
    await pass(4000);
    expect(opened).toEqual([TOKEN]);
    await leave(0);
    expect(await settle(taps[1 - impatient]!)).toMatchObject({ view: { status: 'ok' } });
  });

  test.each([
    ['the first', 0],
    ['the second', 1],
  ])('%s, both have the view once it is open', async (_which, impatient) => {
    const { page, leave } = countViews();
    const taps = [0, 1].map((index) =>
      page.weixin.authorizePayScore(REQUEST, index === impatient ? { timeout: 200 } : {}),
    );
    taps.forEach(watch);
    await pass(60_000);
    await leave(0);
    expect(await settle(Promise.all(taps))).toEqual(
      [0, 1].map(() => expect.objectContaining({ state: 'UNCONFIRMED' })),
    );
  });
});

describe('a token function that taps again', () => {
  test('with the same request shares the journey', async () => {
    const page = openPage();
    let inner: Promise<unknown> | undefined;
    const request: PayScoreRequest = {
      applyPermissionsToken: () => {
        inner = inner || page.weixin.authorizePayScore(request);
        return TOKEN;
      },
      confirm: () => 'AVAILABLE',
    };
    expect(await settle(page.weixin.authorizePayScore(request))).toMatchObject({ state: 'AVAILABLE' });
    expect(await settle(inner!)).toMatchObject({ state: 'AVAILABLE' });
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test('with the same request, and waits for itself, ends', async () => {
    const page = openPage();
    let inner: Promise<unknown> | undefined;
    const request: PayScoreRequest = {
      applyPermissionsToken: async () => {
        inner = inner || page.weixin.authorizePayScore(request);
        await inner;
        return TOKEN;
      },
    };
    await expect(settle(page.weixin.authorizePayScore(request))).rejects.toMatchObject({
      code: 'TIMEOUT',
      step: 'token',
    });
    await expect(settle(inner!)).rejects.toMatchObject({ name: 'WeixinError' });
    expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok' } });
  });

  test('with another request is BUSY', async () => {
    const page = openPage();
    let inner: Promise<unknown> | undefined;
    const outer = page.weixin.authorizePayScore({
      applyPermissionsToken: () => {
        inner = page.weixin.openBusinessView(other);
        inner.catch(() => undefined);
        return TOKEN;
      },
    });
    expect(await settle(outer)).toMatchObject({ view: { status: 'ok' } });
    await expect(inner).rejects.toMatchObject({ code: 'BUSY' });
  });
});

describe('two sessions on one page', () => {
  const second = (page: Page, options: Partial<WeixinOptions> = {}): Weixin =>
    page.library.createWeixin({ getConfigSignature: page.getConfigSignature, ...options });

  test.each([0, 500])('have one view between them: another is BUSY %d ms after the first tap', async (at) => {
    const { page, leave, opened, most } = countViews();
    const session = second(page);
    await settle(Promise.all([page.weixin.ready(), session.ready()]));
    const one = page.weixin.authorizePayScore(REQUEST);
    watch(one);
    if (at) await pass(at);
    await expect(settle(session.openBusinessView(other))).rejects.toMatchObject({ code: 'BUSY' });
    await expect(settle(session.authorizePayScore({ applyPermissionsToken: 'another' }))).rejects.toMatchObject({
      code: 'BUSY',
    });
    await pass(100);
    await leave(0);
    expect(await settle(one)).toMatchObject({ view: { status: 'ok' } });
    const next = session.authorizePayScore({ applyPermissionsToken: 'another' });
    watch(next);
    await pass(100);
    await leave(1);
    expect(await settle(next)).toMatchObject({ view: { status: 'ok' } });
    expect(opened).toEqual([TOKEN, 'another']);
    expect(most()).toBe(1);
  });

  test.each([0, 500])('share the same view, %d ms after the first tap', async (at) => {
    const { page, leave, opened } = countViews();
    const session = second(page);
    await settle(Promise.all([page.weixin.ready(), session.ready()]));
    const both = [page.weixin.authorizePayScore(REQUEST)];
    watch(both[0]!);
    if (at) await pass(at);
    both.push(session.authorizePayScore(REQUEST));
    watch(both[1]!);
    await pass(100);
    await leave(0);
    expect(await settle(Promise.all(both))).toEqual([
      expect.objectContaining({ view: expect.objectContaining({ status: 'ok' }) }),
      expect.objectContaining({ view: expect.objectContaining({ status: 'ok' }) }),
    ]);
    expect(opened).toEqual([TOKEN]);
  });

  test.each([0, 500])('of two copies of this package have one view between them, %d ms apart', async (at) => {
    const { page, leave, opened, most } = countViews();
    jest.resetModules();
    const copy = jest.requireActual<typeof page.library>('../../src');
    const session = copy.createWeixin({ getConfigSignature: page.getConfigSignature });
    expect(copy.createWeixin).not.toBe(page.library.createWeixin);
    await settle(Promise.all([page.weixin.ready(), session.ready()]));
    const one = page.weixin.authorizePayScore(REQUEST);
    watch(one);
    if (at) await pass(at);
    const asked = jest.fn(() => 'UNBINDUSER' as const);
    const tap = session.authorizePayScore({ applyPermissionsToken: 'another', confirm: asked });
    await expect(settle(tap)).rejects.toMatchObject({ code: 'BUSY' });
    expect(asked).not.toHaveBeenCalled();
    await pass(100);
    await leave(0);
    expect(await settle(one)).toMatchObject({ view: { status: 'ok' } });
    const next = session.openBusinessView(other);
    watch(next);
    await pass(100);
    await leave(1);
    expect(await settle(next)).toMatchObject({ status: 'ok' });
    expect(opened).toHaveLength(2);
    expect(most()).toBe(1);
  });

  test.each([
    ['AVAILABLE', { value: expect.objectContaining({ state: 'AVAILABLE' }) as object }],
    ['UNBINDUSER', { reason: expect.objectContaining({ code: 'BUSY' }) as object }],
  ] as const)(
    'of which a copy opens one while the other is refused have the server asked of the refused one: %s',
    async (word, expected) => {
      let views = 0;
      const page = openPage({
        apis: {
          openBusinessView: () => (views++ ? new Promise((resolve) => setTimeout(resolve, 60_000, 'ok')) : 'denied'),
        },
      });
      jest.resetModules();
      const copy = jest.requireActual<typeof page.library>('../../src');
      const session = copy.createWeixin({ getConfigSignature: page.getConfigSignature });
      await settle(Promise.all([page.weixin.ready(), session.ready()]));
      // While the refused one is configured anew, the other copy opens its view.
      page.getConfigSignature.mockImplementationOnce(async () => {
        watch(session.openBusinessView(other));
        await pass(100);
        return SIGNATURE;
      });
      const confirm = jest.fn((): typeof word | 'UNBINDUSER' => word).mockReturnValueOnce('UNBINDUSER');
      const [result] = await settle(Promise.allSettled([page.weixin.authorizePayScore({ ...REQUEST, confirm })]));
      expect(result).toMatchObject(expected);
      expect(confirm.mock.calls.length).toBeGreaterThan(1);
      expect(views).toBe(2);
    },
  );

  test('on a client whose bridge is frozen have one view after the other', async () => {
    const page = openPage();
    await settle(page.weixin.ready());
    Object.freeze((window as unknown as { WeixinJSBridge: object }).WeixinJSBridge);
    for (const session of [page.weixin, second(page)])
      expect(await settle(session.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });

  describe.each([
    ['the first', 0],
    ['the second', 1],
  ])('of which %s is refused', (_which, refused) => {
    test.each(
      [0, 20, 300].flatMap((apart): [number, SimulateWeixinOptions][] => [
        [apart, {}],
        [apart, { platform: 'android' }],
        [apart, { version: '10.0.1' }],
      ]),
    )('do not take the other’s verdict, asked %d ms apart on %j', async (apart, client) => {
      const page = openPage({
        ...client,
        latency: 100,
        config: ({ appId }) => (appId === `wx${refused}` ? 'invalid url domain' : 'ok'),
      });
      const sessions = [0, 1].map((index) =>
        second(page, { getConfigSignature: () => ({ ...SIGNATURE, appId: `wx${index}` }) }),
      );
      const first = sessions[0]!.ready();
      watch(first);
      if (apart) await pass(apart);
      const results = await settle(Promise.allSettled([first, sessions[1]!.ready()]));
      expect(results[refused]).toMatchObject({
        status: 'rejected',
        reason: { code: 'CONFIG_REFUSED', reason: 'invalid url domain' },
      });
      expect(results[1 - refused]).toMatchObject({ status: 'fulfilled' });
    });
  });
});

describe('a view that stays open for a minute', () => {
  test.each<[string, (page: Page) => Promise<unknown>]>([
    ['a view', ({ weixin }) => weixin.openBusinessView(VIEW)],
    ['a journey', ({ weixin }) => weixin.authorizePayScore(REQUEST)],
  ])('answers the caller who shares %s after its beginning, as it answers the first', async (_what, tap) => {
    const page = openPage({
      apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 60_000, 'ok')) },
    });
    const first = tap(page);
    await pass(500);
    const second = tap(page);
    const state = watch(second);
    await pass(58_000);
    expect(state.settled).toBe(false);
    const [one, other] = await settle(Promise.all([first, second]));
    expect(other).toEqual(one);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });
});

test('the end of a journey does not free the page for a third view while the second is open', async () => {
  const { page, opened, leave, most } = countViews();
  const word = deferred<'AVAILABLE'>();
  const first = page.weixin.authorizePayScore({ applyPermissionsToken: 'A', confirm: () => word.promise });
  await pass(100);
  await leave(0);
  const second = page.weixin.authorizePayScore(service('B', { B: 'AVAILABLE' }));
  await pass(100);
  expect(opened).toEqual(['A', 'B']);
  word.resolve('AVAILABLE');
  expect(await settle(first)).toMatchObject({ state: 'AVAILABLE' });
  const third = page.weixin.authorizePayScore(service('C', { C: 'AVAILABLE' }));
  await expect(settle(third)).rejects.toMatchObject({ code: 'BUSY' });
  await leave(1);
  expect(await settle(second)).toMatchObject({ state: 'AVAILABLE' });
  expect(opened).toEqual(['A', 'B']);
  expect(most()).toBe(1);
});
