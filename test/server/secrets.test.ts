import { inspect } from 'node:util';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  memoryStore,
  parseNotification,
  platformCertificates,
  signCardExt,
  signConfig,
  signPackage,
  signView,
} from '../../src/server';
import { API_V3_KEY, merchantKeys, PUBLIC_KEY_ID, stranger, wechat } from './support/identity';
import { makeNotification, type NotificationChoices, samplePayload, toRequest } from './support/notification';
import { type PayAnswer, type PayApi, payApi } from './support/pay-api';
import { goodTicket, type WeixinAnswer, type WeixinApi, weixinApi } from './support/weixin-api';

const APP_SECRET = 'TESTING-APP-SECRET-5cc0c5f8';
const ACCESS_TOKEN = 'TESTING-ACCESS-TOKEN-77e1d2b4';
const TICKET = 'TESTING-TICKET-c0ffee12';

/** Everything an error must not say. Keys are looked for by a line from their middle, in whatever form they are printed. */
const secrets = new Set([
  APP_SECRET,
  ACCESS_TOKEN,
  TICKET,
  API_V3_KEY,
  ...[merchantKeys, wechat, stranger].flatMap(({ privatePem }) => privatePem.split('\n').slice(1, -2)),
]);

function expectNoSecret(error: unknown, more: string[] = []): void {
  expect(error).toBeInstanceOf(Error);
  const texts: string[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    texts.push(
      at.message,
      at.stack ?? '',
      String(at),
      JSON.stringify(at),
      inspect(at, { depth: 12, showHidden: true }),
    );
  }
  const text = texts.join('\n');
  for (const secret of [...secrets, ...more]) expect(text).not.toContain(secret);
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('no error of the config signer holds a secret', () => {
  let api: WeixinApi;
  beforeAll(async () => void (api = await weixinApi()));
  afterAll(() => api.close());

  const echo: WeixinAnswer = (response, request) =>
    response.end(JSON.stringify({ errcode: 40013, errmsg: `${request.url} ${APP_SECRET}` }));
  const token = { access_token: ACCESS_TOKEN, expires_in: 7200 };

  it.each<[string, WeixinAnswer, WeixinAnswer]>([
    ['echoes the request of a token', echo, goodTicket],
    ['echoes the request of a ticket', token, echo],
    ['refuses the token', token, { errcode: 40001, errmsg: `invalid credential ${ACCESS_TOKEN}` }],
    ['breaks off within the ticket', token, (response) => response.end(`{"ticket":"${TICKET}`)],
    ['gives a ticket without its time', token, { errcode: 0, ticket: TICKET }],
    ['gives a token without its time', { access_token: ACCESS_TOKEN }, goodTicket],
    ['cuts the connection', token, (response) => void response.destroy()],
    [
      'sends elsewhere',
      token,
      (response, request) => void response.writeHead(302, { location: `http://127.0.0.1:1${request.url}` }).end(),
    ],
    [
      'sends to a URL that is none',
      token,
      (response) => void response.writeHead(302, { location: `http://[${ACCESS_TOKEN}` }).end(),
    ],
    ['says nothing', token, () => undefined],
    [
      'answers with text that is no HTTP',
      token,
      (response) => void response.socket!.end(`${ACCESS_TOKEN} ${TICKET}\r\n\r\n`),
    ],
  ])('where WeChat %s', async (_, tokens, tickets) => {
    Object.assign(api, { tokens: [tokens], tickets: [tickets] });
    const signer = createConfigSigner({
      appId: 'wx1',
      appSecret: APP_SECRET,
      allowedOrigins: ['https://shop.example'],
      apiBase: api.url,
      timeout: 200,
    });
    expectNoSecret(await caught(signer.sign('https://shop.example/')));
    const response = await signer.handler(new Request('http://a/?url=https%3A%2F%2Fshop.example%2F'));
    expect(response.status).toBe(502);
    const body = await response.text();
    for (const secret of secrets) expect(body).not.toContain(secret);
  });

  it('where the store fails with what it was given', async () => {
    Object.assign(api, { tokens: [token], tickets: [{ ...goodTicket, ticket: TICKET }] });
    const store = {
      ...memoryStore(),
      set: (...given: unknown[]) => Promise.reject(new Error(`SET ${given.join(' ')}`)),
    };
    const signer = createConfigSigner({
      appId: 'wx1',
      appSecret: APP_SECRET,
      allowedOrigins: ['https://shop.example'],
      apiBase: api.url,
      store,
    });
    expectNoSecret(await caught(signer.sign('https://shop.example/')));
  });

  it('nor its URL, where it is refused', async () => {
    const signer = createConfigSigner({
      appId: 'wx1',
      appSecret: APP_SECRET,
      allowedOrigins: ['https://shop.example'],
    });
    expectNoSecret(await caught(signer.sign(`https://evil.example/?token=${ACCESS_TOKEN}`)));
    expectNoSecret(await caught(signer.sign(`${ACCESS_TOKEN} is no URL`)));
  });
});

describe('no error of the pay client holds a secret', () => {
  let api: PayApi;
  beforeAll(async () => void (api = await payApi(merchantKeys.publicKey, wechat.privateKey)));
  afterAll(() => api.close());

  it.each<[string, PayAnswer | ((authorization: string) => PayAnswer)]>([
    ['refuses', { status: 403, body: { code: 'NO_AUTH', message: 'no' } }],
    [
      'echoes the request',
      (authorization) => ({
        status: 401,
        body: { code: 'SIGN_ERROR', message: authorization, detail: { authorization } },
      }),
    ],
    [
      'echoes the request as its code',
      (authorization) => ({ status: 401, body: { code: authorization, message: '' } }),
    ],
    ['echoes the request as text', (authorization) => ({ status: 500, body: authorization })],
    ['does not sign', { body: {}, signWith: null }],
    ['signs with another key', { body: {}, signWith: stranger.privateKey }],
    ['names another key', { body: {}, serial: 'UNKNOWN' }],
    ['is late', { body: {}, timestamp: 1 }],
    ['cuts the connection', { raw: (response) => void response.destroy() }],
    ['says nothing', { raw: () => undefined }],
    ['refuses, unsigned', { status: 401, signWith: null, body: { code: 'SIGN_ERROR', message: APP_SECRET } }],
    [
      'quotes the signature in a URL',
      (authorization) => ({
        status: 401,
        body: { code: 'SIGN_ERROR', message: encodeURIComponent(authorization), detail: [{ a: authorization }] },
      }),
    ],
    ['answers about something else', { body: { authorization_state: 'AVAILABLE', mchid: API_V3_KEY } }],
    ['sends elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
    ['answers something else', { body: { service_id: '1' } }],
  ])('where WeChat Pay %s', async (_, answer) => {
    api.requests.length = 0;
    api.answer = (request) => (typeof answer === 'function' ? answer(request.headers.authorization!) : answer);
    const client = createPayScoreClient({
      mchid: '1230000109',
      serial: 'MERCHANT-SERIAL',
      privateKey: merchantKeys.privatePem,
      platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      baseURL: api.url,
      timeout: 300,
    });
    const error = await caught(client.merchant.query({ authorization_code: 'code', service_id: '500001' }));
    const signature = /signature="([^"]+)"/.exec(api.requests[0]!.headers.authorization!)![1]!;
    expectNoSecret(error, [signature, encodeURIComponent(signature)]);
  });

  it("where a fetch of the caller's throws what it was given", async () => {
    const client = createPayScoreClient({
      mchid: '1230000109',
      serial: 'MERCHANT-SERIAL',
      privateKey: merchantKeys.privatePem,
      platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      fetch: (url, init) => Promise.reject(new Error(`${APP_SECRET} ${url} ${JSON.stringify(init)}`)),
    });
    const error = await caught(client.merchant.query({ authorization_code: 'code', service_id: '500001' }));
    expectNoSecret(error, ['WECHATPAY2-SHA256-RSA2048', 'signature=']);
  });

  it('where the platform certificates do not come, or do not decrypt', async () => {
    const client = createPayScoreClient({
      mchid: '1230000109',
      serial: 'MERCHANT-SERIAL',
      privateKey: merchantKeys.privatePem,
      platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      baseURL: api.url,
    });
    for (const answer of [{ status: 500, body: API_V3_KEY }, { body: { data: [{ serial_no: API_V3_KEY }] } }]) {
      api.answer = answer;
      expectNoSecret(await caught(client.certificates.list({ apiV3Key: API_V3_KEY })));
    }
    expectNoSecret(await caught(client.certificates.list({ apiV3Key: `${API_V3_KEY}x` })));
    expectNoSecret(thrown(() => platformCertificates({ client, apiV3Key: `${API_V3_KEY}x` })));
  });

  it('where it is made with keys that do not do', () => {
    const good = {
      mchid: '1',
      serial: 's',
      privateKey: merchantKeys.privatePem,
      platformKeys: { a: wechat.publicPem },
    };
    for (const bad of [
      { ...good, platformKeys: { a: merchantKeys.privatePem } },
      { ...good, privateKey: merchantKeys.privatePem.replace('PRIVATE', 'PUBLIC') },
      { ...good, privateKey: merchantKeys.privatePem.slice(0, -100) },
      { ...good, mchid: APP_SECRET.repeat(9) },
      { ...good, baseURL: `https://user:${APP_SECRET}@api.mch.weixin.qq.com` },
    ]) {
      expectNoSecret(thrown(() => createPayScoreClient(bad)));
    }
  });
});

describe('no error of a notification holds a secret', () => {
  const options = { apiV3Key: API_V3_KEY, platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem } };

  it.each<[string, Partial<NotificationChoices>]>([
    ['clock', { timestamp: 1 }],
    ['serial', { serial: 'UNKNOWN' }],
    ['signature', { signWith: stranger.privateKey }],
    ['algorithm', { resource: { algorithm: 'none' } }],
    ['tag', { resource: { ciphertext: Buffer.alloc(64).toString('base64') } }],
    ['payload', { payload: { ...samplePayload, appid: 5 } }],
    ['JSON', { text: () => '{' }],
  ])('that stops at its %s', async (_, choices) => {
    const wire = makeNotification({ signWith: wechat.privateKey, ...choices });
    const more = [wire.headers['Wechatpay-Signature']!, samplePayload.sub_openid];
    expectNoSecret(
      thrown(() => parseNotification(wire, options)),
      more,
    );
    const response = await createNotificationHandler({ ...options, onEvent: () => undefined })(toRequest(wire));
    const body = await response.text();
    for (const secret of [...secrets, ...more]) expect(body).not.toContain(secret);
  });

  it('whose onEvent or store throws one', async () => {
    const wire = makeNotification({ signWith: wechat.privateKey });
    const fail = (): never => {
      throw new Error(`${API_V3_KEY} ${APP_SECRET}`);
    };
    for (const change of [{ onEvent: fail }, { onEvent: () => undefined, store: { ...memoryStore(), get: fail } }]) {
      const body = await (await createNotificationHandler({ ...options, ...change })(toRequest(wire))).text();
      for (const secret of secrets) expect(body).not.toContain(secret);
    }
  });

  it('that is refused for the arguments', () => {
    const wire = makeNotification({ signWith: wechat.privateKey });
    for (const bad of [
      { ...options, apiV3Key: `${API_V3_KEY}x` },
      { ...options, platformKeys: { [PUBLIC_KEY_ID]: wechat.privatePem } },
    ]) {
      expectNoSecret(thrown(() => parseNotification(wire, bad)));
      expectNoSecret(thrown(() => createNotificationHandler({ ...bad, onEvent: () => undefined })));
    }
  });
});

it('no error of a signature holds a secret', () => {
  const time = { timestamp: 'soon', nonceStr: 'n' };
  expectNoSecret(thrown(() => signConfig({ jsapiTicket: TICKET, url: 'u', timestamp: 1e13 })));
  expectNoSecret(thrown(() => signConfig({ jsapiTicket: `${TICKET}\ud83d`, url: 'u' })));
  expectNoSecret(thrown(() => signCardExt({ appSecret: APP_SECRET, cardId: 'c', timestamp: 'soon' })));
  expectNoSecret(thrown(() => signPackage({ appId: 'a', package: 'p', appKey: APP_SECRET, ...time })));
  expectNoSecret(thrown(() => signView({ mch_id: 5 as never }, APP_SECRET)));
});
