import { merchantServer as server, lost } from './merchant-server';
import { REQUEST, after, away, deferred, openPage, pass, settle, time, watch } from './open-page';
import type { Page } from './open-page';
import type { ApiAnswer, SimulateWeixinOptions } from '../../src/testing';
import type { PayScoreAuthorization, PayScoreRequest } from '../../src';

function authorize(page: Page, request: Partial<PayScoreRequest>): Promise<PayScoreAuthorization> {
  return settle(page.weixin.authorizePayScore({ ...REQUEST, ...request }));
}

test.each(['ok', 'cancel', {}])('without confirm there is nothing to wait for after %j', async (openBusinessView) => {
  const page = openPage({ apis: { openBusinessView } });
  await settle(page.weixin.ready());
  const { took, value } = await time(page.weixin.authorizePayScore(REQUEST));
  expect(value).toMatchObject({ state: 'UNCONFIRMED' });
  expect(took).toBeLessThan(10);
});

test('without confirm the state is UNCONFIRMED, also after ok', async () => {
  expect(await authorize(openPage(), {})).toMatchObject({ state: 'UNCONFIRMED', view: { status: 'ok', errCode: 0 } });
});

test('the server is asked once the user is back, not before', async () => {
  const page = openPage({
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 5000, 'ok')) },
  });
  const { confirm, askedAt } = server('AVAILABLE');
  expect(await authorize(page, { confirm })).toEqual({
    state: 'AVAILABLE',
    view: { status: 'ok', errCode: 0, errMsg: 'openBusinessView:ok', extraData: expect.anything() },
  });
  expect(askedAt).toHaveLength(1);
  expect(askedAt[0]).toBeGreaterThanOrEqual(5000);
});

test('the server is asked at once, then with growing gaps, until it says AVAILABLE', async () => {
  const page = openPage();
  const { confirm, askedAt } = server('UNBINDUSER', 'UNAVAILABLE', 'UNBINDUSER', 'AVAILABLE');
  expect(await authorize(page, { confirm })).toMatchObject({ state: 'AVAILABLE' });
  expect(askedAt).toHaveLength(4);
  expect(askedAt[0]).toBeLessThan(5);
  const gaps = askedAt.slice(1).map((at, i) => at - askedAt[i]!);
  expect(gaps[1]).toBeGreaterThan(gaps[0]!);
  expect(gaps[2]).toBeGreaterThan(gaps[1]!);
  await pass(60_000);
  expect(askedAt).toHaveLength(4);
});

test('the gaps are 300, 600 and 1200 ms, then 2.4 s each', async () => {
  const page = openPage();
  const { confirm, askedAt } = server('UNBINDUSER');
  await authorize(page, { confirm, confirmTimeout: 12_000 });
  const gaps = askedAt.slice(1).map((at, i) => at - askedAt[i]!);
  expect(gaps).toEqual([300, 600, 1200, 2400, 2400, 2400, 2400]);
});

test.each([undefined, 2000, 30_000])(
  'the server is asked until confirmTimeout (%p), and has the last word',
  async (confirmTimeout) => {
    const page = openPage();
    const { confirm, askedAt } = server('UNAVAILABLE', 'UNBINDUSER');
    const began = Date.now();
    const result = await authorize(page, { confirm, ...(confirmTimeout && { confirmTimeout }) });
    expect(result.state).toBe('UNBINDUSER');
    const waited = Date.now() - began;
    expect(waited).toBeLessThan((confirmTimeout || 10_000) + 100);
    expect(waited).toBeGreaterThan((confirmTimeout || 10_000) / 3);
    await pass(60_000);
    expect(askedAt[askedAt.length - 1]).toBeLessThanOrEqual(waited);
  },
);

describe('"not yet" is', () => {
  test.each<[string, unknown]>([
    ['a rejection', () => Promise.reject(new Error('502'))],
    ['an exception', new Error('no network')],
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['the state in other letters', 'available'],
    ['the state in a sentence', 'AVAILABLE?'],
    ['the state in a list', ['AVAILABLE']],
    ['the state under another name', { state: 'AVAILABLE' }],
    ['the server’s answer as JSON text', '{"authorization_state":"AVAILABLE"}'],
    ['an unknown state', { authorization_state: 'OPENED' }],
    ['the server’s answer in a list', [{ authorization_state: 'AVAILABLE' }]],
    ['an error of the server', { code: 'SYSTEM_ERROR', message: 'try again' }],
    ['a number', 200],
    ['true', true],
  ])('%s', async (_what, answer) => {
    const page = openPage();
    expect(await authorize(page, { confirm: server(answer, 'AVAILABLE').confirm })).toMatchObject({
      state: 'AVAILABLE',
    });
    const again = server(answer);
    const { state, cause } = await authorize(openPage(), { confirm: again.confirm });
    expect([state, cause === undefined]).toEqual(['UNCONFIRMED', false]);
    expect(again.askedAt.length).toBeGreaterThan(2);
    expect(await authorize(openPage(), { confirm: server('UNBINDUSER', answer).confirm })).toMatchObject({
      state: 'UNBINDUSER',
    });
  });

  test('silence, up to confirmTimeout', async () => {
    const page = openPage();
    const began = Date.now();
    const result = authorize(page, { confirm: lost, confirmTimeout: 4000 });
    expect(await result).toMatchObject({ state: 'UNCONFIRMED', view: { status: 'ok' }, cause: { code: 'TIMEOUT' } });
    expect(Date.now() - began).toBeLessThan(4100);
  });
});

/** What can come of a native call, and what the promise settles with when the server knows nothing. */
const AFTER: [string, ApiAnswer, object][] = [
  [
    'a failure -1',
    { err_code: -1, err_msg: 'openBusinessView:fail system error' },
    { code: 'API_FAILED', errCode: -1 },
  ],
  [
    'a failure -2',
    { err_code: '-2', err_msg: 'openBusinessView:fail request CGI error' },
    { code: 'API_FAILED', errCode: -2 },
  ],
  [
    'a failure -4',
    { err_code: -4, err_msg: 'openBusinessView:fail invalid businessType' },
    { code: 'API_FAILED', errCode: -4 },
  ],
  ['a failure without a code', { err_msg: 'openBusinessView:fail' }, { code: 'API_FAILED', errCode: null }],
  ['permission denied', 'denied', { code: 'API_REFUSED' }],
  ['a function that does not exist', { err_msg: 'system:function_not_exist' }, { code: 'API_UNSUPPORTED' }],
  ['a native exception', new Error('native'), { code: 'API_FAILED' }],
  ['no reaction', 'never', { code: 'TIMEOUT', step: 'openBusinessView' }],
];

describe.each(AFTER)('after %s', (_what, openBusinessView, failure) => {
  test('the server is asked before the promise rejects', async () => {
    const page = openPage({ apis: { openBusinessView } });
    const { confirm, askedAt } = server('UNBINDUSER');
    await expect(authorize(page, { confirm })).rejects.toMatchObject(failure);
    expect(askedAt.length).toBeGreaterThan(0);
  });

  test('the promise resolves when the server says AVAILABLE', async () => {
    const page = openPage({ apis: { openBusinessView } });
    expect(await authorize(page, { confirm: server('AVAILABLE').confirm })).toMatchObject({
      state: 'AVAILABLE',
      view: { status: 'unknown' },
    });
  });

  test('the promise resolves when the server says AVAILABLE a little later', async () => {
    const page = openPage({ apis: { openBusinessView } });
    const { confirm } = server('UNBINDUSER', 'AVAILABLE');
    expect(await authorize(page, { confirm })).toMatchObject({ state: 'AVAILABLE', view: { status: 'unknown' } });
  });

  test('the promise rejects with the failure when confirm rejects', async () => {
    const page = openPage({ apis: { openBusinessView } });
    const { confirm } = server(new Error('502'));
    await expect(authorize(page, { confirm })).rejects.toMatchObject(failure);
  });

  test('the promise rejects without confirm', async () => {
    await expect(authorize(openPage({ apis: { openBusinessView } }), {})).rejects.toMatchObject(failure);
  });
});

describe.each<[string, ApiAnswer, object]>([
  ['cancelled', 'cancel', { status: 'cancelled', errCode: -3 }],
  ['back without a code', {}, { status: 'unknown', errCode: null }],
])('after a view that was %s', (_what, openBusinessView, view) => {
  test.each(['AVAILABLE', 'UNBINDUSER', 'UNAVAILABLE'])('the server is asked, and may say %s', async (state) => {
    const { confirm, askedAt } = server(state);
    expect(await authorize(openPage({ apis: { openBusinessView } }), { confirm })).toMatchObject({ state, view });
    expect(askedAt.length).toBeGreaterThan(0);
  });

  test('the state is UNCONFIRMED without confirm', async () => {
    const result = await authorize(openPage({ apis: { openBusinessView } }), {});
    expect(result).toMatchObject({ state: 'UNCONFIRMED', view });
  });
});

test('after a user who came back to a client that never calls back the server is asked', async () => {
  const page = openPage({ apis: { openBusinessView: 'never' } });
  const { confirm, askedAt } = server('UNBINDUSER', 'AVAILABLE');
  const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
  watch(journey);
  await pass(100);
  page.simulated.hidePage();
  await pass(300_000);
  expect(askedAt).toEqual([]);
  page.simulated.showPage();
  expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE', view: { status: 'unknown' } });
});

test('a user who came back and is AVAILABLE need not wait for the callback', async () => {
  const page = openPage({ apis: { openBusinessView: 'never' } });
  const { confirm } = server(() => after(200, 'AVAILABLE'));
  const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
  watch(journey);
  await pass(100);
  await away(page, 1000);
  const { took, value } = await time(journey);
  expect(value).toMatchObject({ state: 'AVAILABLE', view: { status: 'unknown' } });
  expect(took).toBeGreaterThanOrEqual(200);
  expect(took).toBeLessThan(300);
});

test.each<[ApiAnswer, string]>([
  ['cancel', 'cancelled'],
  ['ok', 'ok'],
  [{}, 'unknown'],
])('after a second absence of 11 minutes and %j the server is asked again', async (answer, status) => {
  const page = openPage({ apis: { openBusinessView: 'never' } });
  let authorised = false;
  const { confirm } = server(() => after(200, authorised ? 'AVAILABLE' : 'UNBINDUSER'));
  const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
  watch(journey);
  await pass(100);
  await away(page, 1000);
  await pass(1000);
  await away(page, 660_000);
  authorised = true;
  page.simulated.reply('openBusinessView', answer);
  expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE', view: { status } });
});

describe('a caller who gives up while the view is open', () => {
  test.each([
    ['AVAILABLE', { status: 'fulfilled', value: { state: 'AVAILABLE', view: { status: 'unknown' } } }],
    ['UNBINDUSER', { status: 'rejected', reason: { code: 'ABORTED', cause: 'left' } }],
  ])('still has the server asked, which says %s', async (state, expected) => {
    const page = openPage({ apis: { openBusinessView: 'never' } });
    const { confirm, askedAt } = server(state);
    const caller = new AbortController();
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm }, { signal: caller.signal });
    watch(journey);
    await pass(100);
    caller.abort('left');
    const [result] = await settle(Promise.allSettled([journey]));
    expect(result).toMatchObject(expected);
    expect(askedAt.length).toBeGreaterThan(0);
  });
});

test('a view that ends after its caller gave up costs the server one more question at most', async () => {
  const page = openPage({ apis: { openBusinessView: 'never' } });
  const { confirm, askedAt } = server('UNBINDUSER');
  const caller = new AbortController();
  const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm }, { signal: caller.signal });
  watch(journey);
  await pass(100);
  caller.abort();
  await expect(settle(journey)).rejects.toMatchObject({ code: 'ABORTED' });
  const asked = askedAt.length;
  page.simulated.reply('openBusinessView', 'ok');
  await pass(60_000);
  expect(askedAt.length).toBeLessThanOrEqual(asked + 1);
});

test.each<[string, object, object]>([
  ['refused the page', { config: 'invalid url domain' }, { code: 'CONFIG_REFUSED' }],
  ['has no views', { apis: { openBusinessView: 'unsupported' } }, { code: 'API_UNSUPPORTED' }],
])('the server is not asked where the client %s: there was no native call', async (_what, client, failure) => {
  const { confirm, askedAt } = server('AVAILABLE');
  await expect(authorize(openPage(client), { confirm })).rejects.toMatchObject(failure);
  expect(askedAt).toEqual([]);
});

describe('an answer of confirm', () => {
  test.each(['AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER'])(
    'may be %s, or the whole answer of the query',
    async (state) => {
      for (const answer of [
        state,
        { authorization_state: state },
        { authorization_state: state, service_id: '500001', openid: 'o' },
        Object.freeze({ authorization_state: state }),
        () => Promise.resolve({ authorization_state: state }),
      ]) {
        const { askedAt, confirm } = server(answer);
        const result = await authorize(openPage(), { confirm });
        expect(result).toMatchObject({ state });
        expect(result.cause).toBeUndefined();
        if (state === 'AVAILABLE') expect(askedAt).toHaveLength(1);
      }
    },
  );

  test.each<[string, unknown]>([
    ['an object without the state', { state: 'AVAILABLE' }],
    ['a Response that was not read', { ok: true, status: 200, json: () => undefined }],
    ['other text', 'available'],
    ['nothing', undefined],
    ['true', true],
  ])('of another shape shows in cause: %s', async (_what, answer) => {
    const result = await authorize(openPage(), { confirm: server(answer).confirm });
    expect(result).toMatchObject({
      state: 'UNCONFIRMED',
      view: { status: 'ok' },
      cause: { name: 'WeixinError', code: 'INVALID_ARGUMENT', argument: 'confirm' },
    });
  });

  test.each<[string, unknown]>([
    ['threw', new Error('502')],
    ['rejected with', () => Promise.reject(new Error('502'))],
  ])('that it %s shows in cause, the last one', async (_how, answer) => {
    const { confirm } = server(new Error('the first one'), undefined, answer);
    expect(await authorize(openPage(), { confirm })).toMatchObject({
      state: 'UNCONFIRMED',
      cause: { message: '502' },
    });
  });

  test('that is good has no cause, whatever was answered before or after', async () => {
    for (const answers of [
      [new Error('502'), 'UNBINDUSER'],
      ['UNBINDUSER', new Error('502')],
      [{ state: 1 }, 'UNBINDUSER'],
    ]) {
      const result = await authorize(openPage(), { confirm: server(...answers).confirm });
      expect(result.state).toBe('UNBINDUSER');
      expect(result.cause).toBeUndefined();
    }
  });

  test('has no cause where there is no confirm', async () => {
    expect((await authorize(openPage(), {})).cause).toBeUndefined();
  });
});

describe('a question that is lost', () => {
  test('costs one question: the next one is asked within 4 s', async () => {
    const { confirm, askedAt } = server(lost, 'AVAILABLE');
    const { took, value } = await time(openPage().weixin.authorizePayScore({ ...REQUEST, confirm }));
    expect(value).toMatchObject({ state: 'AVAILABLE' });
    expect(askedAt).toHaveLength(2);
    expect(took).toBeGreaterThanOrEqual(2900);
    expect(took).toBeLessThan(4000);
  });

  test('may be followed by another one', async () => {
    const { confirm, askedAt } = server(lost, lost, 'AVAILABLE');
    expect(await authorize(openPage(), { confirm })).toMatchObject({ state: 'AVAILABLE' });
    expect(askedAt).toHaveLength(3);
  });

  test.each([
    ['a lost connection', lost],
    ['another answer', 'UNBINDUSER'],
  ])('and answers after all, later than the next one (%s), counts when it says AVAILABLE', async (_what, next) => {
    const { confirm } = server(() => after(4500, 'AVAILABLE'), next);
    const { took, value } = await time(openPage().weixin.authorizePayScore({ ...REQUEST, confirm }));
    expect(value).toMatchObject({ state: 'AVAILABLE' });
    expect(took).toBeLessThan(4700);
  });

  test('after a first word leaves that word standing', async () => {
    const result = await authorize(openPage(), { confirm: server('UNBINDUSER', lost).confirm });
    expect(result).toMatchObject({ state: 'UNBINDUSER' });
  });

  test('and rejects late causes no unhandled rejection', async () => {
    const late = (): Promise<never> => after(5000, 0).then(() => Promise.reject(new Error('late')));
    expect(await authorize(openPage(), { confirm: server(late, 'AVAILABLE').confirm })).toMatchObject({
      state: 'AVAILABLE',
    });
    await pass(60_000);
  });
});

describe('the patience for confirm', () => {
  const CANCELLED = { apis: { openBusinessView: 'cancel' } };

  test('is 2 s after a cancel where nothing else is said', async () => {
    const { took, value } = await time(
      openPage(CANCELLED).weixin.authorizePayScore({ ...REQUEST, confirm: server('UNBINDUSER').confirm }),
    );
    expect(value).toMatchObject({ state: 'UNBINDUSER', view: { status: 'cancelled' } });
    expect(took).toBeLessThan(2100);
    expect(took).toBeGreaterThan(600);
  });

  test.each<[string, ApiAnswer, number]>([
    ['ok', 'ok', 10_000],
    ['nothing said', {}, 10_000],
    ['a failure, because the view was open', { err_code: -1, err_msg: 'openBusinessView:fail system error' }, 10_000],
    ['permission denied', 'denied', 2000],
    ['a function that does not exist', { err_msg: 'system:function_not_exist' }, 2000],
    ['another navigation', { err_msg: 'openBusinessView:fail another navigation is in progress' }, 2000],
  ])('after %s (%j) is %d ms where nothing else is said', async (_what, openBusinessView, patience) => {
    const page = openPage({ apis: { openBusinessView } });
    await settle(page.weixin.ready());
    const { took } = await time(page.weixin.authorizePayScore({ ...REQUEST, confirm: server('UNBINDUSER').confirm }));
    expect(took).toBeGreaterThanOrEqual(patience);
    expect(took).toBeLessThan(patience + 100);
  });

  test('after the 10 minutes without any sign is 10 s too', async () => {
    const page = openPage({ signs: [], apis: { openBusinessView: 'never' } });
    await settle(page.weixin.ready());
    const { took, error } = await time(
      page.weixin.authorizePayScore({ ...REQUEST, confirm: server('UNBINDUSER').confirm }),
    );
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    expect(took).toBeGreaterThanOrEqual(610_000);
    expect(took).toBeLessThan(610_100);
  });

  test('does not wait for a question that is still open, whatever came of the view', async () => {
    for (const openBusinessView of ['ok', { err_code: -1 }]) {
      const page = openPage({ apis: { openBusinessView } });
      await settle(page.weixin.ready());
      const { took } = await time(page.weixin.authorizePayScore({ ...REQUEST, confirm: lost, confirmTimeout: 1000 }));
      expect(took).toBeLessThan(1100);
    }
  });

  test.each([5000, 10_000, 20_000])('counts as given (%d ms) after a cancel too', async (confirmTimeout) => {
    const began = Date.now();
    const late = (): string => (Date.now() - began > confirmTimeout * 0.6 ? 'AVAILABLE' : 'UNBINDUSER');
    const result = await authorize(openPage(CANCELLED), { confirm: server(late).confirm, confirmTimeout });
    expect(result).toMatchObject({ state: 'AVAILABLE', view: { status: 'cancelled', errCode: -3 } });
  });

  test('counts as given (300 ms) where that is shorter', async () => {
    for (const client of [CANCELLED, {}]) {
      const { took, value } = await time(
        openPage(client).weixin.authorizePayScore({
          ...REQUEST,
          confirm: server('UNBINDUSER').confirm,
          confirmTimeout: 300,
        }),
      );
      expect(value).toMatchObject({ state: 'UNBINDUSER' });
      expect(took).toBeLessThan(400);
    }
  });
});

describe('a user who switches apps while the server is asked', () => {
  /** A journey that is being confirmed since 100 ms; the server has said UNBINDUSER so far. */
  async function confirming(answers: unknown[]): Promise<{
    page: ReturnType<typeof openPage>;
    askedAt: number[];
    journey: Promise<PayScoreAuthorization>;
    state: { settled: boolean };
    began: number;
  }> {
    const page = openPage();
    await settle(page.weixin.ready());
    const began = Date.now();
    const { confirm, askedAt } = server(...answers);
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    const state = watch(journey);
    await pass(100);
    expect(askedAt).toHaveLength(1);
    return { page, askedAt, journey, state, began };
  }

  describe.each([
    ['while timers stand still', true],
    ['while timers go on', false],
  ])('%s,', (_how, frozen) => {
    test.each([5000, 60_000, frozen ? 3_600_000 : 540_000])(
      'is asked about afresh when back after %d ms',
      async (away) => {
        let authorised = false;
        const { page, askedAt, journey, began } = await confirming([() => (authorised ? 'AVAILABLE' : 'UNBINDUSER')]);
        page.simulated.hidePage();
        if (frozen) page.simulated.freeze({ bridge: true });
        await pass(away);
        if (frozen) page.simulated.thaw();
        const asked = askedAt.length;
        authorised = true;
        const back = Date.now() - began;
        page.simulated.showPage();
        expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE' });
        expect(askedAt.slice(asked)[0]! - back).toBeLessThan(100);
      },
    );

    test('has what is left of the patience after the way back', async () => {
      const { page, journey } = await confirming(['UNBINDUSER']);
      await pass(4000);
      page.simulated.hidePage();
      if (frozen) page.simulated.freeze({ bridge: true });
      await pass(60_000);
      if (frozen) page.simulated.thaw();
      page.simulated.showPage();
      const { took, value } = await time(journey);
      expect(value).toMatchObject({ state: 'UNBINDUSER' });
      expect(took).toBeGreaterThan(2000);
      expect(took).toBeLessThan(10_100);
    });

    test('whose question was lost on the way is asked about again at once', async () => {
      let reachable = false;
      const { page, journey } = await confirming([() => (reachable ? 'AVAILABLE' : lost())]);
      page.simulated.hidePage();
      if (frozen) page.simulated.freeze({ bridge: true });
      await pass(20_000);
      if (frozen) page.simulated.thaw();
      reachable = true;
      page.simulated.showPage();
      const { took, value } = await time(journey);
      expect(took).toBeLessThan(200);
      expect(value).toMatchObject({ state: 'AVAILABLE' });
    });
  });

  test('has the patience that was left, not all of it again, and is asked about no more until back', async () => {
    const { page, askedAt, journey } = await confirming(['UNBINDUSER']);
    await pass(4900);
    page.simulated.hidePage();
    await pass(10);
    const { length } = askedAt;
    await pass(60_000);
    expect(askedAt).toHaveLength(length);
    page.simulated.showPage();
    const { took } = await time(journey);
    expect(took).toBeGreaterThan(4900);
    expect(took).toBeLessThan(5100);
  });

  test('who is back before the last question was answered is asked about one question at a time', async () => {
    const { page, askedAt, journey } = await confirming([() => after(1000, 'UNBINDUSER')]);
    await pass(100);
    await away(page, 100);
    await pass(10);
    expect(askedAt).toHaveLength(2);
    await settle(journey);
    const gaps = askedAt.slice(2).map((at, i) => at - askedAt[i + 1]!);
    expect(gaps.length).toBeGreaterThan(2);
    expect(Math.min(...gaps)).toBeGreaterThan(1000);
  });

  test('is given the time of one question where the patience was almost over', async () => {
    let authorised = false;
    const { page, journey } = await confirming([() => (authorised ? after(1000, 'AVAILABLE') : 'UNBINDUSER')]);
    await pass(9800);
    page.simulated.hidePage();
    await pass(60_000);
    authorised = true;
    page.simulated.showPage();
    const { took, value } = await time(journey);
    expect(value).toMatchObject({ state: 'AVAILABLE' });
    expect(took).toBeLessThan(1100);
  });

  test('and does not come back is waited for 10 minutes', async () => {
    const { page, state, journey } = await confirming(['UNBINDUSER']);
    page.simulated.hidePage();
    await pass(599_000);
    expect(state.settled).toBe(false);
    await pass(1000);
    expect(state.settled).toBe(true);
    expect(await journey).toMatchObject({ state: 'UNBINDUSER' });
  });

  test('and whose question is answered AVAILABLE meanwhile is done', async () => {
    const answer = deferred<string>();
    const { page, journey } = await confirming([() => answer.promise]);
    page.simulated.hidePage();
    page.simulated.freeze();
    await pass(60_000);
    answer.resolve('AVAILABLE');
    page.simulated.thaw();
    expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE' });
  });

  test('is asked about again after the callback came while the page was hidden and timers stood still', async () => {
    const page = openPage({ apis: { openBusinessView: 'never' } });
    await settle(page.weixin.ready());
    let authorised = false;
    const { confirm, askedAt } = server(() => (authorised ? 'AVAILABLE' : 'UNBINDUSER'));
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    watch(journey);
    await pass(100);
    page.simulated.hidePage();
    page.simulated.freeze();
    await pass(20_000);
    page.simulated.reply('openBusinessView', 'ok');
    await pass(60_000);
    page.simulated.thaw();
    authorised = true;
    page.simulated.showPage();
    const { took, value } = await time(journey);
    expect(value).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
    expect(took).toBeLessThan(200);
    expect(askedAt.length).toBeGreaterThan(1);
  });
});

test('nothing runs any more once the patience is over between two questions', async () => {
  const page = openPage();
  const { confirm } = server('UNBINDUSER');
  expect(await authorize(page, { confirm, confirmTimeout: 100 })).toMatchObject({ state: 'UNBINDUSER' });
  expect(jest.getTimerCount()).toBe(0);
});

test('a late answer to an earlier question neither takes an AVAILABLE back nor opens the view again', async () => {
  // The client refuses after the user was away; the page is configured anew, and meanwhile both questions are answered.
  const page = openPage({
    latency: 300,
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 4000, 'denied')) },
  });
  await settle(page.weixin.ready());
  const { confirm } = server(
    () => after(3800, 'UNBINDUSER'),
    () => after(900, 'AVAILABLE'),
  );
  const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
  await pass(100);
  await away(page, 600);
  await pass(1800);
  await away(page, 1000);
  expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE' });
  expect(page.sentTo('openBusinessView')).toHaveLength(1);
});

describe('a caller who gives up while the server is asked', () => {
  const REASON = new Error('the component is gone');

  async function giveUp(answers: unknown[], at = 500): Promise<PromiseSettledResult<PayScoreAuthorization>> {
    const page = openPage();
    const caller = new AbortController();
    const { confirm } = server(...answers);
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm }, { signal: caller.signal });
    watch(journey);
    await pass(at);
    caller.abort(REASON);
    const [result] = await settle(Promise.allSettled([journey]));
    return result!;
  }

  test.each([600, 2000, 2900])('has the AVAILABLE that arrives, %d ms after the question', async (ms) => {
    expect(await giveUp([() => after(ms, 'AVAILABLE')])).toMatchObject({
      status: 'fulfilled',
      value: { state: 'AVAILABLE', view: { status: 'ok' } },
    });
  });

  test.each<[string, unknown]>([
    ['another answer', () => after(1000, 'UNBINDUSER')],
    ['a rejection', () => after(1000, 0).then(() => Promise.reject(new Error('502')))],
    ['nothing', lost],
  ])('is told ABORTED after %s, within the 3 s of a question', async (_what, answer) => {
    const began = Date.now();
    expect(await giveUp([answer])).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED', cause: REASON } });
    expect(Date.now() - began).toBeLessThan(4000);
  });

  test('between two questions is told ABORTED, or has the answer to one more', async () => {
    expect(await giveUp(['UNBINDUSER'], 100)).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED' } });
  });
});

describe('what the page is told meanwhile', () => {
  test('is preparing, open and confirming, each once and in time', async () => {
    const page = openPage({ latency: 100, apis: { openBusinessView: 'never' } });
    const began = Date.now();
    const phases: [string, number][] = [];
    const journey = page.weixin.authorizePayScore({
      ...REQUEST,
      confirm: server('AVAILABLE').confirm,
      onPhase: (phase) => void phases.push([phase, Date.now() - began]),
    });
    watch(journey);
    await pass(20);
    expect(phases.map(([phase]) => phase)).toEqual(['preparing']);
    await pass(1000);
    expect(phases.map(([phase]) => phase)).toEqual(['preparing', 'open']);
    page.simulated.hidePage();
    await pass(60_000);
    expect(phases).toHaveLength(2);
    const back = Date.now() - began;
    page.simulated.showPage();
    await pass(10);
    expect(phases.map(([phase]) => phase)).toEqual(['preparing', 'open', 'confirming']);
    expect(phases[2]![1] - back).toBeLessThan(10);
    await settle(journey);
    expect(phases).toHaveLength(3);
  });

  test('is confirming from the return on, although the view is not over for another 3 s', async () => {
    const page = openPage({ apis: { openBusinessView: 'never' } });
    const onPhase = jest.fn();
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm: server('UNBINDUSER').confirm, onPhase });
    watch(journey);
    await pass(100);
    await away(page, 1000);
    await pass(10);
    expect(onPhase).toHaveBeenLastCalledWith('confirming');
    await settle(journey);
  });

  test('is not that the server is asked where there is no confirm', async () => {
    const onPhase = jest.fn();
    await authorize(openPage(), { onPhase });
    expect(onPhase.mock.calls).toEqual([['preparing'], ['open']]);
  });

  test('is not that a view is open where none is', async () => {
    const onPhase = jest.fn();
    await expect(
      settle(openPage({ config: 'invalid url domain' }).weixin.authorizePayScore({ ...REQUEST, onPhase })),
    ).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(onPhase.mock.calls).toEqual([['preparing']]);
  });

  test('does not end the journey when the page’s onPhase throws', async () => {
    const onPhase = jest.fn(() => {
      throw new Error('the page is broken');
    });
    const result = await authorize(openPage(), { confirm: server('AVAILABLE').confirm, onPhase });
    expect(result).toMatchObject({ state: 'AVAILABLE' });
    expect(onPhase).toHaveBeenCalledTimes(3);
  });
});

describe('a callback within the 3 s after the way back', () => {
  /** The user is back since 1 s, the server has been asked, and now the client calls back. */
  async function callBack(answer: unknown, ...says: unknown[]): Promise<PromiseSettledResult<PayScoreAuthorization>> {
    const page = openPage({ apis: { openBusinessView: 'never' } });
    const { confirm, askedAt } = server(...says);
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    watch(journey);
    await pass(100);
    await away(page, 60_000);
    await pass(1000);
    expect(askedAt.length).toBeGreaterThan(0);
    page.simulated.reply('openBusinessView', answer as object);
    const [result] = await settle(Promise.allSettled([journey]));
    return result!;
  }

  test.each<[string, unknown, object]>([
    ['ok', 'ok', { status: 'ok', errCode: 0 }],
    ['a cancel', 'cancel', { status: 'cancelled', errCode: -3 }],
    ['nothing', {}, { status: 'unknown', errCode: null }],
  ])('is in the result: %s', async (_what, answer, view) => {
    expect(await callBack(answer, 'UNBINDUSER')).toMatchObject({
      status: 'fulfilled',
      value: { state: 'UNBINDUSER', view },
    });
  });

  test('that is a failure rejects, unless the server says AVAILABLE', async () => {
    const failed = { err_code: -1, err_msg: 'openBusinessView:fail system error' };
    expect(await callBack(failed, 'UNBINDUSER')).toMatchObject({
      status: 'rejected',
      reason: { code: 'API_FAILED', errCode: -1 },
    });
    expect(await callBack(failed, 'UNBINDUSER', 'UNBINDUSER', () => after(1000, 'AVAILABLE'))).toMatchObject({
      status: 'fulfilled',
      value: { state: 'AVAILABLE', view: { status: 'unknown' } },
    });
  });
});

describe.each([
  ['left the page alone', false],
  ['had already hidden the page', true],
])('after a call that %s and was refused, the second one', (_what, hides) => {
  /** The client has refused the first call after 1 s, and opened a view for 20 s at the second. */
  async function openAtLast(...says: unknown[]) {
    const page = openPage({ apis: { openBusinessView: 'never' } });
    const { confirm, askedAt } = server(...says);
    const controller = new AbortController();
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm }, { signal: controller.signal });
    watch(journey);
    await pass(100);
    if (hides) page.simulated.hidePage();
    if (hides) page.simulated.showPage();
    await pass(1000);
    page.simulated.reply('openBusinessView', 'denied');
    await pass(100);
    const before = askedAt.length;
    await pass(20_000);
    expect(page.simulated.calls.filter(({ api }) => api === 'openBusinessView')).toHaveLength(2);
    return { ...page, controller, journey, askedAt, before };
  }

  test('has the server asked from the way back on, not while it is open', async () => {
    const { simulated, journey, askedAt, before } = await openAtLast('UNBINDUSER');
    expect(askedAt).toHaveLength(before);
    simulated.reply('openBusinessView', 'ok');
    const back = Date.now();
    expect(await settle(journey)).toMatchObject({ state: 'UNBINDUSER', view: { status: 'ok' } });
    expect(askedAt.length).toBeGreaterThan(before + 1);
    expect(Date.now() - back).toBeGreaterThanOrEqual(10_000);
  });

  test('has the server asked once more for one who gives it up', async () => {
    const { controller, journey, askedAt, before } = await openAtLast('UNBINDUSER');
    controller.abort();
    await expect(settle(journey)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(askedAt).toHaveLength(before + 1);
  });
});

describe('functions of the request', () => {
  test('keep their this', async () => {
    class Checkout {
      private readonly token = 'a-token';
      private readonly state = 'AVAILABLE';
      readonly phases: string[] = [];
      applyPermissionsToken(): string {
        return this.token;
      }
      confirm(): { authorization_state: 'AVAILABLE' } {
        return { authorization_state: this.state as 'AVAILABLE' };
      }
      onPhase(phase: string): void {
        this.phases.push(phase);
      }
    }
    const page = openPage();
    const checkout = new Checkout();
    expect(await settle(page.weixin.authorizePayScore(checkout))).toMatchObject({ state: 'AVAILABLE' });
    expect(page.sentTo('openBusinessView')[0]).toMatchObject({ queryString: 'apply_permissions_token=a-token' });
    expect(checkout.phases).toEqual(['preparing', 'open', 'confirming']);
  });
});

describe.each<[string, SimulateWeixinOptions]>([
  ['visibilitychange', { signs: ['visibilitychange'] }],
  ['pagehide', { signs: ['pagehide'] }],
  ['onPageStateChange', { signs: ['onPageStateChange'] }],
])('a callback while the page is away, as %s has told,', (_sign, client) => {
  async function leave(
    page: Page,
    request: Partial<PayScoreRequest>,
  ): Promise<{ journey: Promise<PayScoreAuthorization>; state: { settled: boolean } }> {
    await settle(page.weixin.ready());
    const journey = page.weixin.authorizePayScore({ ...REQUEST, ...request });
    await pass(50);
    page.simulated.hidePage();
    await pass(60_000);
    return { journey, state: watch(journey) };
  }

  test('leaves the whole patience for the return, and the server is asked at once then', async () => {
    const page = openPage({ apis: { openBusinessView: 'never' }, ...client });
    const { confirm, askedAt } = server(lost, 'UNBINDUSER');
    const { state } = await leave(page, { confirm });
    page.simulated.reply('openBusinessView', 'ok');
    await pass(60_000);
    expect(state.settled).toBe(false);
    const before = askedAt.length;
    page.simulated.showPage();
    await pass(10);
    expect(askedAt).toHaveLength(before + 1);
    await pass(10_000);
    expect(state.settled).toBe(true);
  });

  test('that says cancel leaves its 2 s', async () => {
    const page = openPage({ apis: { openBusinessView: 'never' }, ...client });
    let word: 'AVAILABLE' | 'UNBINDUSER' = 'UNBINDUSER';
    const { journey, state } = await leave(page, { confirm: () => word });
    page.simulated.reply('openBusinessView', 'cancel');
    await pass(60_000);
    expect(state.settled).toBe(false);
    word = 'AVAILABLE';
    page.simulated.showPage();
    await pass(10);
    expect(await journey).toMatchObject({ state: word, view: { status: 'cancelled' } });
  });
});

test('a page that is touched is back for the patience too, where the client told only that it left', async () => {
  const page = openPage({ apis: { openBusinessView: 'never' }, signs: ['onPageStateChange'] });
  await settle(page.weixin.ready());
  const journey = watch(page.weixin.authorizePayScore({ ...REQUEST, confirm: () => 'UNBINDUSER' }));
  await pass(50);
  page.simulated.hidePage();
  await pass(20_000);
  page.simulated.touch();
  await pass(14_000);
  expect(journey.settled).toBe(true);
});

describe('a view that the client refuses, and a configuration after it that does not pass either,', () => {
  let views: number;
  const client: SimulateWeixinOptions = {
    apis: { openBusinessView: () => (views++, 'denied') },
    config: () => (views ? 'invalid url domain' : 'ok'),
  };
  beforeEach(() => (views = 0));

  test.each<[string, unknown[], number | undefined]>([
    ['its first question is lost', [lost, 'AVAILABLE'], 10_000],
    ['the server lags', ['UNBINDUSER', 'UNBINDUSER', 'AVAILABLE'], undefined],
  ])('have the server asked as long as after a view: %s', async (_what, words, confirmTimeout) => {
    const { confirm } = server(...words);
    const request = { confirm, ...(confirmTimeout && { confirmTimeout }) };
    expect(await authorize(openPage(client), request)).toMatchObject({
      state: 'AVAILABLE',
      view: { status: 'unknown' },
    });
    expect(views).toBe(1);
  });

  test('say why after 2 s where the server says no', async () => {
    const page = openPage(client);
    await settle(page.weixin.ready());
    const { took, error } = await time(page.weixin.authorizePayScore({ ...REQUEST, confirm: () => 'UNBINDUSER' }));
    expect(error).toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(took).toBeGreaterThan(1500);
    expect(took).toBeLessThan(3000);
  });
});

test.each([
  ['the one who came first', [8000, 1000]],
  ['the one who joined', [1000, 8000]],
  ['the only one who says so', [undefined, 8000]],
])('callers who share a view have the server asked as long as the most patient of them: %s', async (_who, given) => {
  const page = openPage({ apis: { openBusinessView: 'never' } });
  await settle(page.weixin.ready());
  const confirm = (): 'UNBINDUSER' => 'UNBINDUSER';
  const [first, second] = given.map((confirmTimeout) =>
    watch(
      page.weixin.authorizePayScore({
        ...REQUEST,
        confirm,
        ...(confirmTimeout && { confirmTimeout }),
      } as PayScoreRequest),
    ),
  );
  await pass(100);
  page.simulated.reply('openBusinessView', 'ok');
  await pass(7000);
  expect([first!.settled, second!.settled]).toEqual([false, false]);
  await pass(1500);
  expect([first!.settled, second!.settled]).toEqual([true, true]);
});
