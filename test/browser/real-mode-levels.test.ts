import { closeRealModes, type RealMode, type RealModeSetUp, startRealMode } from './start-real-mode';

afterEach(closeRealModes);

const MERCHANT = [
  'WECHATPAY_MCHID',
  'WECHATPAY_SERIAL',
  'WECHATPAY_PRIVATE_KEY_FILE',
  'WECHATPAY_PUBLIC_KEY_ID',
  'WECHATPAY_PUBLIC_KEY_FILE',
  'WECHATPAY_SERVICE_ID',
  'WECHATPAY_API_V3_KEY',
];

const without = (...names: string[]): RealModeSetUp => ({
  variables: Object.fromEntries(names.map((name) => [name, undefined])),
});

/** Which of the routes that need credentials are there: a missing one is 404. */
async function routes({ local }: RealMode): Promise<string[]> {
  const asked: [string, string, string][] = [
    ['GET', 'config', '/payscore/config?url=https://shop.example/'],
    ['POST', 'token', '/payscore/token'],
    ['GET', 'state', '/payscore/state'],
    ['POST', 'session', '/session'],
    ['POST', 'notify', '/payscore/notify'],
  ];
  const found: string[] = [];
  for (const [method, name, path] of asked) {
    const { status } = await fetch(local + path, { method });
    if (status !== 404) found.push(name);
  }
  return found;
}

const AT_LEVEL = [
  [],
  ['config'],
  ['config', 'token', 'state', 'session'],
  ['config', 'token', 'state', 'session', 'notify'],
];

const marks = (output: string): Record<string, string> =>
  Object.fromEntries([...output.matchAll(/^([✓✗-]) ([^:]+):/gm)].map(([, mark, id]) => [id, mark]));

test.each<[string, number, RealModeSetUp, Record<string, string>]>([
  ['everything is there', 3, {}, { reachable: '✓', 'Level 1': '✓', 'Level 2': '✓', 'Level 3': '✓' }],
  ['there is no API v3 key', 2, without('WECHATPAY_API_V3_KEY'), { WECHATPAY_API_V3_KEY: '-', 'Level 3': '✗' }],
  ['there is nothing of a merchant', 1, without(...MERCHANT), { ticket: '✓', 'Level 1': '✓', 'Level 2': '✗' }],
  [
    'there is an AppID alone',
    0,
    without(...MERCHANT, 'WEIXIN_APP_SECRET', 'PUBLIC_ORIGIN'),
    { WEIXIN_APP_ID: '✓', WEIXIN_APP_SECRET: '✗', PUBLIC_ORIGIN: '✗', 'Level 0': '✓', 'Level 1': '✗' },
  ],
  [
    'the AppSecret is of another account',
    0,
    { variables: { WEIXIN_APP_SECRET: '0123456789abcdef0123456789abcdef' } },
    { WEIXIN_APP_SECRET: '✓', token: '✗', 'Level 0': '✓', 'Level 1': '✗', 'Level 2': '✗', 'Level 3': '✗' },
  ],
  [
    'the private key is not there',
    1,
    { variables: { WECHATPAY_PRIVATE_KEY_FILE: 'keys/nowhere.pem' } },
    { WECHATPAY_PRIVATE_KEY_FILE: '✗', 'Level 1': '✓', 'Level 2': '✗', 'Level 3': '✗' },
  ],
  [
    'one item of the merchant is missing',
    1,
    without('WECHATPAY_SERVICE_ID'),
    { WECHATPAY_SERVICE_ID: '✗', 'Level 2': '✗' },
  ],
  [
    'WeChat Pay refuses the merchant',
    1,
    { variables: { WECHATPAY_MCHID: '1900000109' } },
    { WECHATPAY_MCHID: '✓', wechatpay: '✗', 'Level 1': '✓', 'Level 2': '✗' },
  ],
  [
    'the API v3 key is too short',
    2,
    { variables: { WECHATPAY_API_V3_KEY: 'too-short' } },
    { WECHATPAY_API_V3_KEY: '✗', wechatpay: '✓', 'Level 2': '✓', 'Level 3': '✗' },
  ],
  [
    'the API v3 key is another one',
    2,
    { variables: { WECHATPAY_API_V3_KEY: 'k'.repeat(32) } },
    { certificates: '✗', 'Level 2': '✓', 'Level 3': '✗' },
  ],
  ['the public address leads elsewhere', 2, { tunnel: false }, { reachable: '✗', 'Level 2': '✓', 'Level 3': '✗' }],
  ['the public address is plain http', 1, { scheme: 'http' }, { PUBLIC_ORIGIN: '✗', 'Level 1': '✓', 'Level 2': '✗' }],
  [
    'WeChat’s certificates are used instead of its public key',
    3,
    without('WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY_FILE'),
    { certificates: '✓', 'Level 3': '✓' },
  ],
])('where %s it starts at level %i, whole', async (_, level, setUp, expected) => {
  const real = await startRealMode(setUp);
  expect(marks(real.output)).toMatchObject(expected);
  expect(await routes(real)).toEqual(AT_LEVEL[level]);
  const state = (await (await fetch(`${real.desktop}state`)).json()) as { level: number };
  expect(state.level).toBe(level);
});

test.each<[string, RealModeSetUp, RegExp]>([
  ['the AppID is missing', without('WEIXIN_APP_ID'), /✗ WEIXIN_APP_ID.*Nothing was started/s],
  ['the AppID is none', { variables: { WEIXIN_APP_ID: 'gh_123456789012' } }, /✗ WEIXIN_APP_ID.*Nothing was started/s],
  ['the port is none', { variables: { PORT: 'many' } }, /PORT must be a port/],
  ['the host is none of this machine', { variables: { HOST: '192.0.2.1' } }, /192\.0\.2\.1:\d+ cannot be listened on/],
])('where %s nothing starts, and it says why', async (_, setUp, message) => {
  const real = await startRealMode(setUp);
  expect(real.output).toMatch(message);
  expect(real.exitCode).toBe(1);
  await expect(fetch(real.local)).rejects.toThrow();
});

test('a port that is taken is said, not moved away from, because a tunnel points at it', async () => {
  const first = await startRealMode(without(...MERCHANT));
  const second = await startRealMode({ variables: { PORT: new URL(first.local).port } });
  expect(second.output).toMatch(/cannot be listened on \(EADDRINUSE\)/);
  expect(second.exitCode).toBe(1);
});

test('the environment wins over the file, and HOST and PORT say where it listens', async () => {
  const real = await startRealMode({ ...without(...MERCHANT), env: { HOST: '127.0.0.2' } });
  const at = real.local.replace('127.0.0.1', '127.0.0.2');
  expect((await fetch(at)).status).toBe(200);
  await expect(fetch(real.local)).rejects.toThrow();
  // The desktop stays where it is.
  expect((await fetch(real.desktop)).status).toBe(200);
  await expect(fetch(real.desktop.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow();
});

test('no credential is printed, and none is on a page', async () => {
  const real = await startRealMode();
  const { appSecret, apiV3Key, privateKey } = real.services.credentials;
  const texts = [real.output];
  for (const url of [`${real.desktop}state`, real.desktop, real.local, `${real.local}/es5/`]) {
    texts.push(await (await fetch(url)).text());
  }
  const line = privateKey.split('\n')[5]!;
  for (const text of texts) for (const secret of [appSecret, apiV3Key, line]) expect(text).not.toContain(secret);
});
