import { REQUEST, openPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';
import type { ApiAnswer } from '../../src/testing';
import type { AuthorizationState, PayScoreAuthorization, PayScoreRequest } from '../../src';

/** The merchant's server: says these one after the other, the last one for ever, and notes when it was asked. */
function server(...answers: unknown[]): { confirm: () => AuthorizationState; askedAt: number[] } {
  const askedAt: number[] = [];
  const began = Date.now();
  return {
    askedAt,
    confirm: () => {
      askedAt.push(Date.now() - began);
      const answer = answers[Math.min(askedAt.length, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      return answer as AuthorizationState;
    },
  };
}

function authorize(page: Page, request: Partial<PayScoreRequest>): Promise<PayScoreAuthorization> {
  return settle(page.weixin.authorizePayScore({ ...REQUEST, ...request }));
}

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
    ['a rejection', Promise.reject(new Error('502'))],
    ['an exception', new Error('no network')],
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['the state in other letters', 'available'],
    ['the state in a sentence', 'AVAILABLE?'],
    ['the state in a list', ['AVAILABLE']],
    ['the server’s whole answer', { authorization_state: 'AVAILABLE' }],
    ['a number', 200],
    ['true', true],
  ])('%s', async (_what, answer) => {
    if (answer instanceof Promise) answer.catch(() => undefined);
    const page = openPage();
    expect(await authorize(page, { confirm: server(answer, 'AVAILABLE').confirm })).toMatchObject({
      state: 'AVAILABLE',
    });
    const again = server(answer);
    expect(await authorize(openPage(), { confirm: again.confirm })).toMatchObject({ state: 'UNCONFIRMED' });
    expect(again.askedAt.length).toBeGreaterThan(2);
    expect(await authorize(openPage(), { confirm: server('UNBINDUSER', answer).confirm })).toMatchObject({
      state: 'UNBINDUSER',
    });
  });

  test('silence, up to confirmTimeout', async () => {
    const page = openPage();
    const began = Date.now();
    const result = authorize(page, { confirm: () => new Promise(() => undefined), confirmTimeout: 4000 });
    expect(await result).toMatchObject({ state: 'UNCONFIRMED', view: { status: 'ok' } });
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

test.each<[string, object, object]>([
  ['refused the page', { config: 'invalid url domain' }, { code: 'CONFIG_REFUSED' }],
  ['has no views', { apis: { openBusinessView: 'unsupported' } }, { code: 'API_UNSUPPORTED' }],
])('the server is not asked where the client %s: there was no native call', async (_what, client, failure) => {
  const { confirm, askedAt } = server('AVAILABLE');
  await expect(authorize(openPage(client), { confirm })).rejects.toMatchObject(failure);
  expect(askedAt).toEqual([]);
});
