import { REQUEST, TOKEN, openPage, pass, settle } from './open-page';
import type { Page } from './open-page';
import type { PayScoreRequest } from '../../src';

const REFUSED = { code: 'INVALID_ARGUMENT', argument: 'applyPermissionsToken' };
const KEY = 'apply_permissions_token=';

const authorize = (page: Page, applyPermissionsToken: unknown, scene?: 'ORDER'): Promise<unknown> =>
  settle(page.weixin.authorizePayScore({ applyPermissionsToken, ...(scene && { scene }) } as PayScoreRequest));
const queryString = (page: Page): unknown => page.sentTo('openBusinessView')[0]?.['queryString'];

describe.each<[string, (token: unknown) => unknown]>([
  ['given', (token) => token],
  ['from a function', (token) => () => token],
  ['from a promise', (token) => () => Promise.resolve(token)],
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
    ['empty', ''],
    ['too long once encoded', 'x'.repeat(2049 - KEY.length)],
    ['too long once encoded, though short', '支'.repeat(300)],
    ['half a surrogate pair', '\ud83d'],
    ['missing', undefined],
    ['null', null],
    ['a number', 123],
    ['an object', { apply_permissions_token: TOKEN }],
  ])('that is %s is refused, and no view is asked for', async (_what, token) => {
    const page = openPage();
    await expect(authorize(page, wrap(token))).rejects.toMatchObject(REFUSED);
    expect(page.sent()).not.toContain('openBusinessView');
  });
});

test('a bad token that is given is refused before anything is asked of anybody', async () => {
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
])('a function that %s is refused with its cause', async (_how, token) => {
  const page = openPage();
  await expect(authorize(page, token)).rejects.toMatchObject({ ...REFUSED, cause: { message: '503' } });
  expect(page.sent()).not.toContain('openBusinessView');
});

test('a function that rejects before the page is ready is not left unheard', async () => {
  const page = openPage({ bridge: 'never' });
  await expect(authorize(page, () => Promise.reject(new Error('503')))).rejects.toMatchObject(REFUSED);
  await pass(60_000);
});

test('a function that rejects after the page was refused is not left unheard', async () => {
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
