import { get as httpGet } from 'node:http';
import { createWeixinServices } from '../../../src/testing/server';
import { merchantKeys, stranger, wechat } from '../support/identity';
import { applications, host, isSigned, merchantRequest } from './merchant-request';
import type { MerchantRequest } from './merchant-request';

const services = createWeixinServices();
const { credentials } = services;
const { base, owner } = applications.merchant;
let code = 0;

/** An application that is right in everything. */
function right(): MerchantRequest {
  return { path: base, body: { ...owner, appid: credentials.appId, authorization_code: `CODE${code++}` } };
}

async function send(request: MerchantRequest | Request) {
  const response = await services.fetch(request instanceof Request ? request : merchantRequest(credentials, request));
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, answer: text ? JSON.parse(text) : null };
}

test('a request signed over its exact bytes is answered', async () => {
  expect(await send(right())).toMatchObject({ status: 200, answer: { apply_permissions_token: expect.any(String) } });
});

const changed: [what: string, change: Partial<MerchantRequest>][] = [
  ['another method', { signed: { method: 'PUT' } }],
  ['another path', { signed: { path: '/v3/payscore/permission' } }],
  ['a query that was not sent', { signed: { path: `${base}?a=1` } }],
  ['another body', { signed: { body: '{}' } }],
];

test.each(changed)('a signature over %s is 401 SIGN_ERROR', async (_what, change) => {
  const request = right();
  const refused = await send({ ...request, ...change });
  expect(refused).toMatchObject({ status: 401, answer: { code: 'SIGN_ERROR', detail: { field: 'signature' } } });
  expect((await send(request)).status).toBe(200);
});

test('one space more in the body is another body', async () => {
  const body = JSON.stringify(right().body);
  expect((await send({ path: base, text: `${body} `, signed: { body } })).status).toBe(401);
  expect((await send({ path: base, text: `${body} ` })).status).toBe(200);
});

test('the percent-encoding that was sent is what is signed', async () => {
  await send({ path: base, body: { ...owner, appid: credentials.appId, authorization_code: 'A|B*C' } });
  const encoded = `${base}/authorization-code/A%7CB*C?service_id=500001`;
  const plain = `${base}/authorization-code/A|B*C?service_id=500001`;
  expect(await send({ path: encoded })).toMatchObject({ status: 200, answer: { authorization_code: 'A|B*C' } });
  expect((await send({ path: encoded, signed: { path: plain } })).status).toBe(401);
});

test('a clock may be off by 300 s and no more, either way', async () => {
  const now = Math.floor(Date.now() / 1000);
  const fixed = createWeixinServices({ now: () => now * 1000 });
  for (const [offset, status] of [
    [-301, 401],
    [-300, 200],
    [300, 200],
    [301, 401],
  ] as const) {
    const request = {
      path: `${base}/openid/o1?service_id=1&appid=${fixed.credentials.appId}`,
      timestamp: now + offset,
    };
    const response = await fixed.fetch(merchantRequest(fixed.credentials, request));
    expect([offset, response.status]).toEqual([offset, status]);
  }
});

test('a nonce works once, and one that came with a bad signature is not used up', async () => {
  const nonce = 'n0123456789';
  expect((await send({ ...right(), nonce, signed: { body: '' } })).status).toBe(401);
  expect((await send({ ...right(), nonce })).status).toBe(200);
  expect(await send({ ...right(), nonce })).toMatchObject({ status: 401, answer: { code: 'SIGN_ERROR' } });
});

test('a nonce is remembered for as long as its timestamp is good', async () => {
  const clock = { now: 1_700_000_000_000 };
  const moving = createWeixinServices({ now: () => clock.now });
  const path = `${base}/openid/o1?service_id=1&appid=${moving.credentials.appId}`;
  const request = { path, nonce: 'n', timestamp: clock.now / 1000 + 300 };
  const get = async (change: object = {}) =>
    (await moving.fetch(merchantRequest(moving.credentials, { ...request, ...change }))).status;
  expect(await get()).toBe(200);
  clock.now += 600_000;
  expect(await get()).toBe(401);
  expect(await get({ nonce: 'another' })).toBe(200);
});

test('over HTTP the target is what came over the wire, not what a URL parser makes of it', async () => {
  const { url, close } = await services.listen();
  const query = `?service_id=1&appid=${credentials.appId}`;
  const path = `${base}/openid/o1/../o2${query}`;
  const get = (signed: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { headers } = merchantRequest(credentials, { path, signed: { path: signed } });
      const { hostname, port } = new URL(url);
      const options = { hostname, port, path, headers: Object.fromEntries(headers) };
      httpGet(options, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
    });
  expect(await get(path)).toBe(200);
  expect(await get(`${base}/openid/o2${query}`)).toBe(401);
  await close();
});

test.each(['Accept', 'User-Agent'])(
  'a request without %s is INVALID_REQUEST, before anything is verified',
  async (name) => {
    const refused = await send({ ...right(), headers: { [name]: undefined, Authorization: undefined } });
    expect(refused.status).toBe(400);
    expect(refused.answer).toEqual({ code: 'INVALID_REQUEST', message: 'Http头缺少Accept或User-Agent' });
  },
);

const credentialsFaults: [what: string, change: Partial<typeof credentials>][] = [
  ['mchid', { mchid: '1900000001' }],
  ['serial', { serial: '0'.repeat(40) }],
  ['key', { privateKey: stranger.privatePem }],
];

test.each(credentialsFaults)('another %s is 401 SIGN_ERROR', async (_what, change) => {
  const response = await services.fetch(merchantRequest({ ...credentials, ...change }, right()));
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: 'SIGN_ERROR' });
});

const headers: [what: string, authorization: (header: string) => string][] = [
  ['no scheme', (header) => header.slice(header.indexOf(' ') + 1)],
  ['another scheme', (header) => header.replace('RSA2048', 'RSA4096')],
  ['spaces between the pairs', (header) => header.replaceAll(',', ', ')],
  ['single quotes', (header) => header.replaceAll('"', "'")],
  ['a pair missing', (header) => header.replace(/,timestamp="\d+"/, '')],
  ['a pair too many', (header) => `${header},extra="1"`],
  ['a pair twice', (header) => `${header},mchid="${credentials.mchid}"`],
  ['a timestamp that is no number', (header) => header.replace(/timestamp="\d/, 'timestamp="x')],
];

test.each(headers)('an Authorization header with %s is 401 SIGN_ERROR', async (_what, authorization) => {
  expect(await send({ ...right(), authorization })).toMatchObject({ status: 401, answer: { code: 'SIGN_ERROR' } });
});

test('the pairs of an Authorization header may stand in any order', async () => {
  const authorization = (header: string): string => {
    const space = header.indexOf(' ');
    return `${header.slice(0, space)} ${header
      .slice(space + 1)
      .split(',')
      .reverse()
      .join(',')}`;
  };
  expect((await send({ ...right(), authorization })).status).toBe(200);
});

test('every answer is signed and has a Request-ID: 200, 204, refusals, unknown paths and methods', async () => {
  const granted = right();
  const { authorization_code } = granted.body as { authorization_code: string };
  const { answer } = await send(granted);
  await services.openService(answer.apply_permissions_token, { openid: 'o1' });
  const terminate = `${base}/authorization-code/${authorization_code}/terminate`;
  const answers = [
    await send(right()),
    await send({ path: terminate, body: { ...owner, reason: '撤销原因' } }),
    await send({ ...right(), signed: { body: '' } }),
    await send({ path: base, body: {} }),
    await send(new Request(`${host}/v3/unknown`)),
    await send(new Request(`${host}${base}`, { method: 'PUT' })),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 204, 401, 400, 404, 405]);
  for (const one of answers) {
    expect(isSigned(one.headers, one.text, credentials.platformKeys)).toBe(true);
    expect(one.headers.get('Request-ID')).toBeTruthy();
    expect(isSigned(one.headers, `${one.text} `, credentials.platformKeys)).toBe(false);
  }
});

describe('the key that answers are signed with', () => {
  const serialOf = async (simulation: typeof services, asked?: string) => {
    const request = {
      path: `${base}/openid/o1?service_id=1&appid=${simulation.credentials.appId}`,
      headers: { 'Wechatpay-Serial': asked },
    };
    const response = await simulation.fetch(merchantRequest(simulation.credentials, request));
    return response.headers.get('Wechatpay-Serial')!;
  };

  test('follows the Wechatpay-Serial header where it names a known key', async () => {
    const [certificate, publicKey] = Object.keys(credentials.platformKeys);
    expect(publicKey).toMatch(/^PUB_KEY_ID_/);
    expect(await serialOf(services)).toBe(certificate);
    expect(await serialOf(services, publicKey)).toBe(publicKey);
    expect(await serialOf(services, certificate)).toBe(certificate);
    expect(await serialOf(services, 'PUB_KEY_ID_0')).toBe(certificate);
  });

  test('is the only one there is in either single mode', async () => {
    for (const [keyMode, pattern] of [
      ['certificate', /^[0-9A-F]{40}$/],
      ['public-key', /^PUB_KEY_ID_\d+$/],
    ] as const) {
      const simulation = createWeixinServices({ keyMode });
      expect(Object.keys(simulation.credentials.platformKeys)).toEqual([expect.stringMatching(pattern)]);
      expect(await serialOf(simulation)).toMatch(pattern);
    }
  });
});

test('given credentials are used as they are', async () => {
  const given = { appId: 'wx1', appSecret: 's', mchid: '1', serial: 'AB', apiV3Key: 'k'.repeat(32) };
  const simulation = createWeixinServices({
    credentials: {
      ...given,
      privateKey: merchantKeys.privateKey,
      platformPrivateKeys: { PUB_KEY_ID_1: wechat.privateKey },
    },
  });
  expect(simulation.credentials).toMatchObject(given);
  expect(simulation.credentials.platformKeys).toEqual({
    PUB_KEY_ID_1: wechat.publicPem,
  });
  const response = await simulation.fetch(
    merchantRequest(simulation.credentials, { path: `${base}/openid/o1?service_id=1&appid=wx1` }),
  );
  expect(response.status).toBe(200);
  expect(() => createWeixinServices({ credentials: { apiV3Key: 'short' } })).toThrow(TypeError);
});
