import { REQUEST, TOKEN, openPage, pass, settle } from './open-page';
import type { Page } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { PayScoreRequest } from '../../src';

const REFUSED = { code: 'INVALID_ARGUMENT', argument: 'applyPermissionsToken' };
const FAILED = { name: 'WeixinError', code: 'TOKEN_FAILED' };
const KEY = 'apply_permissions_token=';

const authorize = (page: Page, applyPermissionsToken: unknown, scene?: 'ORDER'): Promise<unknown> =>
  settle(page.weixin.authorizePayScore({ applyPermissionsToken, ...(scene && { scene }) } as PayScoreRequest));
const queryString = (page: Page): unknown => page.sentTo('openBusinessView')[0]?.['queryString'];

describe.each<[string, (token: unknown) => unknown]>([
  ['given', (token) => token],
  ['from a function', (token) => () => token],
  ['from a promise', (token) => () => Promise.resolve(token)],
  ['in the server’s answer', (token) => () => ({ apply_permissions_token: token })],
  ['in a promise of the server’s answer', (token) => () => Promise.resolve({ apply_permissions_token: token })],
])('a token %s', (_how, wrap) => {
  test.each([
    [TOKEN, KEY + TOKEN],
    ['&=+/#?% 支付', KEY + '%26%3D%2B%2F%23%3F%25%20%E6%94%AF%E4%BB%98'],
    ['a&scene=ORDER', KEY + 'a%26scene%3DORDER'],
    ['DCApqiTg%2Bw==', KEY + 'DCApqiTg%252Bw%3D%3D'],
    ['x'.repeat(2048 - KEY.length), KEY + 'x'.repeat(2048 - KEY.length)],
  ])('arrives at the client URL-encoded: %s', async (token, expected) => {
    const page = openPage();
    await authorize(page, wrap(token));
    expect(queryString(page)).toBe(expected);
  });

  test('arrives with its scene', async () => {
    const page = openPage();
    await authorize(page, wrap(TOKEN), 'ORDER');
    expect(queryString(page)).toBe(KEY + TOKEN + '&scene=ORDER');
  });

  test.each<[string, unknown]>([
    ['too long once encoded', 'x'.repeat(2049 - KEY.length)],
    ['too long once encoded, though short', '支'.repeat(300)],
    ['half a surrogate pair', '\ud83d'],
    ['empty', ''],
    ['missing', undefined],
    ['null', null],
    ['a number', 123],
    ['a list', [TOKEN]],
  ])('that is %s is refused, and no view is asked for', async (what, token) => {
    const page = openPage();
    const given = wrap(token);
    const error: unknown = await authorize(page, given).then(
      () => 'opened',
      (reason: unknown) => reason,
    );
    if (typeof given !== 'function') expect(error).toMatchObject(REFUSED);
    else if (/long|half/.test(what))
      expect(error).toMatchObject({ code: expect.stringMatching(/^(TOKEN_FAILED|INVALID_ARGUMENT)$/) });
    else expect(error).toMatchObject(FAILED);
    expect(page.sent()).not.toContain('openBusinessView');
  });
});

test('an empty text is told as one', async () => {
  const error: unknown = await authorize(openPage(), '').catch((reason: unknown) => reason);
  expect(error).toMatchObject({ ...REFUSED, hint: expect.stringMatching(/empty/i) });
  const tooLong: unknown = await authorize(openPage(), 'x'.repeat(3000)).catch((reason: unknown) => reason);
  expect(tooLong).toMatchObject({ ...REFUSED, hint: expect.stringMatching(/2048/) });
});

test.each<[string, unknown]>([
  ['an answer without a token', {}],
  ['another field', { token: TOKEN }],
  ['an error of the server', { code: 'PARAM_ERROR', message: 'service_id is wrong' }],
  ['a Response that was not read', { ok: true, status: 200 }],
  ['a state that is not AVAILABLE', { authorization_state: 'UNAVAILABLE' }],
  ['text with the state', { authorization_state: 'available' }],
  ['true', true],
  ['a list', []],
])('a function that answers with %s has no token: TOKEN_FAILED', async (_what, answer) => {
  for (const token of [() => answer, () => Promise.resolve(answer)]) {
    const page = openPage();
    await expect(authorize(page, token)).rejects.toMatchObject(FAILED);
    expect(page.sent()).not.toContain('openBusinessView');
  }
});

test.each<[string, unknown]>([
  ['the state', { authorization_state: 'AVAILABLE' }],
  ['the query’s whole answer', { authorization_state: 'AVAILABLE', service_id: '500001', openid: 'o' }],
])('a function that answers with %s of a user who has authorised opens no view', async (_what, answer) => {
  for (const token of [() => answer, () => Promise.resolve(answer)]) {
    const page = openPage();
    const phases: string[] = [];
    const result = await settle(
      page.weixin.authorizePayScore({
        applyPermissionsToken: token as () => { authorization_state: 'AVAILABLE' },
        confirm: () => 'AVAILABLE',
        onPhase: (phase) => void phases.push(phase),
      }),
    );
    expect(result).toMatchObject({ state: 'AVAILABLE', view: null });
    expect(result.cause).toBeUndefined();
    expect(phases).not.toContain('open');
    expect(page.sent()).not.toContain('openBusinessView');
    // The next request is not held up by it.
    expect(await authorize(page, TOKEN)).toMatchObject({ view: { status: 'ok' } });
  }
});

test.each<[string, SimulateWeixinOptions]>([
  ['refuses the page', { config: 'invalid url domain' }],
  ['has no views', { apis: { openBusinessView: 'unsupported' } }],
  ['is silent', { config: 'never' }],
])('a user who has authorised is so on a client that %s too', async (_what, client) => {
  const page = openPage(client);
  const applyPermissionsToken = (): { authorization_state: 'AVAILABLE' } => ({ authorization_state: 'AVAILABLE' });
  expect(await settle(page.weixin.authorizePayScore({ applyPermissionsToken }))).toEqual({
    state: 'AVAILABLE',
    view: null,
  });
});

test('a bad token that is given is refused before the client or a server is asked', async () => {
  const page = openPage();
  await expect(authorize(page, '')).rejects.toMatchObject(REFUSED);
  await pass(60_000);
  expect(page.getConfigSignature).not.toHaveBeenCalled();
  expect(page.simulated.calls).toEqual([]);
});

test.each<[string, () => unknown]>([
  ['rejects', () => Promise.reject(new Error('503'))],
  [
    'throws',
    () => {
      throw new Error('503');
    },
  ],
])('a function that %s is TOKEN_FAILED, with its cause', async (_how, token) => {
  const page = openPage();
  await expect(authorize(page, token)).rejects.toMatchObject({ ...FAILED, cause: { message: '503' } });
  expect(page.sent()).not.toContain('openBusinessView');
});

test.each<[string, () => unknown, string]>([
  [
    'answers with what the server said instead',
    () => ({ code: 'PARAM_ERROR', message: 'service_id is wrong' }),
    'the function answered without a token (PARAM_ERROR service_id is wrong).',
  ],
  ['answers with nothing', () => undefined, 'the function answered without a token.'],
  ['answers with an object', () => ({ token: TOKEN }), 'the function answered without a token.'],
  [
    'rejects with what the server said',
    () => Promise.reject(Object.assign(new Error('Sign in first.'), { code: 'NOT_SIGNED_IN' })),
    'the function failed (NOT_SIGNED_IN Sign in first.).',
  ],
  ['rejects without a code', () => Promise.reject(new Error('503')), 'the function failed.'],
])('a function that %s is told so in the hint', async (_what, token, hint) => {
  await expect(authorize(openPage(), token)).rejects.toMatchObject({
    ...FAILED,
    argument: 'applyPermissionsToken',
    hint: 'applyPermissionsToken: ' + hint,
  });
});

test('a function that rejects before the page is ready causes no unhandled rejection', async () => {
  const page = openPage({ bridge: 'never' });
  await expect(authorize(page, () => Promise.reject(new Error('503')))).rejects.toMatchObject(FAILED);
  await pass(60_000);
});

test('a function that rejects after the page was refused causes no unhandled rejection', async () => {
  const page = openPage({ config: 'invalid url domain' });
  const late = (): Promise<never> => new Promise((_resolve, reject) => setTimeout(reject, 500, new Error('503')));
  await expect(authorize(page, late)).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
  await pass(60_000);
});

test('a function that hangs is TIMEOUT', async () => {
  const page = openPage();
  await expect(authorize(page, () => new Promise(() => undefined))).rejects.toMatchObject({
    code: 'TIMEOUT',
    step: 'token',
  });
  expect(page.sent()).not.toContain('openBusinessView');
});

test('a function is called once per tap, at the tap', async () => {
  const page = openPage();
  const token: jest.Mock<string, []> = jest.fn(() => TOKEN + token.mock.calls.length);
  await settle(page.weixin.ready());
  expect(token).not.toHaveBeenCalled();
  await authorize(page, token);
  await authorize(page, token);
  expect(page.sentTo('openBusinessView').map((sent) => sent['queryString'])).toEqual([
    KEY + TOKEN + '1',
    KEY + TOKEN + '2',
  ]);
});

test('the request stays as it is', async () => {
  const request = Object.freeze({ ...REQUEST, scene: 'ORDER' as const });
  const page = openPage();
  await settle(page.weixin.authorizePayScore(request));
  expect(request).toEqual({ applyPermissionsToken: TOKEN, scene: 'ORDER' });
});
