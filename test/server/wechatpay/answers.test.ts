import { createPayScoreClient, type PayScoreClient, WechatPayError } from '../../../src/server';
import { CERTIFICATE_SERIAL, certificateKeyPem, certificatePem, PUBLIC_KEY_ID, rsaKeyPair } from '../support/identity';
import { type PayAnswer, type PayApi, payApi } from '../support/pay-api';

const merchantKeys = rsaKeyPair();
const wechat = rsaKeyPair();
const stranger = rsaKeyPair();
const STATE = { service_id: '500001', appid: 'wx1', mchid: '1230000109', authorization_state: 'AVAILABLE' };

let api: PayApi;
let client: PayScoreClient;

const make = (change: object = {}): PayScoreClient =>
  createPayScoreClient({
    mchid: '1230000109',
    serial: 'MERCHANT-SERIAL',
    privateKey: merchantKeys.privateKey,
    platformKeys: { [CERTIFICATE_SERIAL]: certificatePem, [PUBLIC_KEY_ID]: wechat.publicKey },
    baseURL: api.url,
    timeout: 2000,
    ...change,
  });

beforeAll(async () => {
  api = await payApi(merchantKeys.publicKey, wechat.privateKey);
  client = make();
});

afterAll(() => api.close());

beforeEach(() => {
  api.requests.length = 0;
});

const query = (from = client): Promise<unknown> =>
  from.merchant.query({ authorization_code: 'code', service_id: '500001' });
const terminate = (): Promise<unknown> =>
  client.merchant.terminate({ authorization_code: 'code', service_id: '500001', reason: 'r' });

const rejection = async (promise: Promise<unknown>): Promise<WechatPayError> => {
  const error: unknown = await promise.then(
    () => new Error('It resolved.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WechatPayError);
  return error as WechatPayError;
};

describe('an answer', () => {
  it('is believed from either key, side by side', async () => {
    api.answer = { body: STATE };
    await expect(query()).resolves.toEqual(STATE);
    api.answer = { body: STATE, serial: CERTIFICATE_SERIAL, signWith: certificateKeyPem };
    await expect(query()).resolves.toEqual(STATE);
  });

  it('may hold Chinese, and fields that are not documented yet', async () => {
    const body = { ...STATE, remark: '支付分', __proto__hint: { a: 1 } };
    api.answer = { body };
    await expect(query()).resolves.toEqual(body);
  });

  it('of 204 is believed when signed, and the verb resolves to nothing', async () => {
    api.answer = { status: 204 };
    await expect(terminate()).resolves.toBeUndefined();
    api.answer = { body: { any: 'thing' } };
    await expect(terminate()).resolves.toBeUndefined();
  });

  it.each<[string, PayAnswer]>([
    ['MISSING_HEADER', { signWith: null }],
    ['BAD_SIGNATURE', { signWith: stranger.privateKey }],
    ['UNKNOWN_SERIAL', { serial: 'UNKNOWN' }],
    ['UNKNOWN_SERIAL', { serial: '__proto__' }],
    ['STALE_TIMESTAMP', { timestamp: Math.floor(Date.now() / 1000) - 400 }],
    ['STALE_TIMESTAMP', { timestamp: Math.floor(Date.now() / 1000) + 400 }],
    ['STALE_TIMESTAMP', { timestamp: 'soon' }],
  ])('that cannot be verified is %s with the status it had', async (code, answer) => {
    for (const [status, body, call] of [
      [200, STATE, query],
      [202, STATE, query],
      [204, undefined, terminate],
    ] as const) {
      api.answer = { ...answer, status, body };
      const error = await rejection(call());
      expect(error).toMatchObject({ status, code, retryable: false, requestId: '08F78BB1AF0610D302189EB1C5B3' });
    }
  });

  it('with another body than was signed is BAD_SIGNATURE', async () => {
    api.answer = { body: STATE };
    await expect(query()).resolves.toEqual(STATE);
    const text = JSON.stringify(STATE);
    api.answer = { body: text, headers: {} };
    await expect(query()).resolves.toEqual(STATE);
    let headers: Record<string, string> = {};
    api.answer = {
      raw: (response) => {
        response.writeHead(200, headers).end(text.replace('AVAILABLE', 'UNAVAILABLE'));
      },
    };
    const { signatureOf } = await import('../support/notification');
    const timestamp = String(Math.floor(Date.now() / 1000));
    headers = {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': 'n',
      'wechatpay-serial': PUBLIC_KEY_ID,
      'wechatpay-signature': signatureOf(timestamp, 'n', text, wechat.privateKey),
    };
    expect(await rejection(query())).toMatchObject({ status: 200, code: 'BAD_SIGNATURE' });
  });

  it.each<[string, PayAnswer]>([
    ['no JSON', { body: 'AVAILABLE' }],
    ['a list', { body: [STATE] }],
    ['no state', { body: { service_id: '1' } }],
    ['a state that is no text', { body: { ...STATE, authorization_state: 1 } }],
    ['no body', { status: 204 }],
  ])('that is verified and has %s is BAD_PAYLOAD', async (_, answer) => {
    api.answer = answer;
    expect(await rejection(query())).toMatchObject({
      status: answer.status ?? 200,
      code: 'BAD_PAYLOAD',
      retryable: false,
    });
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'PARAM_ERROR', false],
    [400, 'INVALID_REQUEST', false],
    [400, 'INVALID_ORDER_STATE', false],
    [401, 'SIGN_ERROR', false],
    [403, 'NO_AUTH', false],
    [404, 'ORDER_NOT_EXIST', false],
    [429, 'FREQUENCY_LIMITED', true],
    [429, 'RATELIMIT_EXCEEDED', true],
    [500, 'SYSTEM_ERROR', true],
    [503, 'SERVICE_UNAVAILABLE', true],
  ])('%d %s keeps its code; safe to retry: %p', async (status, code, retryable) => {
    const detail = { field: 'service_id', value: 'x', issue: 'wrong', location: 'body' };
    api.answer = { status, body: { code, message: '参数错误', detail } };
    const error = await rejection(query());
    expect(error).toMatchObject({
      name: 'WechatPayError',
      status,
      code,
      detail,
      retryable,
      requestId: '08F78BB1AF0610D302189EB1C5B3',
    });
    expect(error.message).toContain('参数错误');
    expect(api.requests).toHaveLength(1);
  });

  it('needs no signature, as WeChat Pay gives none to some', async () => {
    api.answer = { status: 403, signWith: null, body: { code: 'NO_AUTH', message: 'no' } };
    expect(await rejection(query())).toMatchObject({ status: 403, code: 'NO_AUTH' });
  });

  it("loses the space in the documents' ORDER_NOT_ EXIST", async () => {
    api.answer = { status: 404, body: { code: 'ORDER_NOT_ EXIST', message: '订单不存在' } };
    expect(await rejection(query())).toMatchObject({ code: 'ORDER_NOT_EXIST' });
  });

  it('without detail or Request-ID has neither', async () => {
    api.answer = {
      raw: (response) => response.writeHead(400).end('{"code":"PARAM_ERROR","message":"no","detail":null}'),
    };
    const error = await rejection(query());
    expect(Object.hasOwn(error, 'detail')).toBe(false);
    expect(Object.hasOwn(error, 'requestId')).toBe(false);
  });

  it.each<[string, string, boolean, number]>([
    ['an HTML page', '<html>bad gateway</html>', true, 502],
    ['nothing', '', true, 500],
    ['JSON without a code', '{"message":"no"}', false, 404],
    ['a code that is none', '{"code":5}', false, 400],
  ])('that says %s keeps its status', async (_, body, retryable, status) => {
    api.answer = { status, body, signWith: null };
    expect(await rejection(query())).toMatchObject({ status, code: 'BAD_PAYLOAD', retryable });
  });

  it.each([301, 302, 303, 307, 308])('of %d is not followed', async (status) => {
    api.answer = { status, headers: { location: `${api.url}/elsewhere` }, signWith: null };
    expect(await rejection(query())).toMatchObject({ status, retryable: false });
    expect(await rejection(terminate())).toMatchObject({ status });
    expect(api.requests).toHaveLength(2);
  });

  it('that quotes the request loses the signature', async () => {
    api.answer = (request) => ({
      status: 401,
      body: {
        code: 'SIGN_ERROR',
        message: `wrong: ${request.headers.authorization}`,
        detail: { sign: [request.headers.authorization] },
      },
    });
    const error = await rejection(query());
    const signature = /signature="([^"]+)"/.exec(api.requests[0]!.headers.authorization!)![1]!;
    expect(error.code).toBe('SIGN_ERROR');
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(signature);
  });
});

describe('no answer', () => {
  it.each<[string, PayAnswer['raw']]>([
    ['silence', () => undefined],
    ['headers and no body', (response) => void response.writeHead(200).flushHeaders()],
    [
      'a body that trickles',
      (response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('within the timeout, but %s, is TIMEOUT with status 0', async (_, raw) => {
    api.answer = { raw: raw! };
    const start = performance.now();
    expect(await rejection(query(make({ timeout: 300 })))).toMatchObject({
      status: 0,
      code: 'TIMEOUT',
      retryable: false,
    });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each<[string, PayAnswer['raw']]>([
    ['a cut connection', (response) => void response.destroy()],
    [
      'half an answer',
      (response) => void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    ],
    ['too long an answer', (response) => void response.writeHead(200).end('x'.repeat(2 * 1024 * 1024))],
  ])('but %s is NETWORK_ERROR with status 0', async (_, raw) => {
    api.answer = { raw: raw! };
    expect(await rejection(query())).toMatchObject({ status: 0, code: 'NETWORK_ERROR', retryable: false });
    expect(api.requests).toHaveLength(1);
  });

  it('where nobody listens is NETWORK_ERROR', async () => {
    const error = await rejection(query(make({ baseURL: 'http://127.0.0.1:1' })));
    expect(error).toMatchObject({ status: 0, code: 'NETWORK_ERROR' });
    expect(error.message).toContain('ECONNREFUSED');
  });
});

describe('createPayScoreClient', () => {
  it.each<[string, object]>([
    ['mchid', { mchid: '' }],
    ['mchid', { mchid: 1230000109 }],
    ['mchid', { mchid: '1",serial_no="2' }],
    ['serial', { serial: undefined }],
    ['serial', { serial: 'a b' }],
    ['privateKey', { privateKey: 'no PEM' }],
    ['privateKey', { privateKey: merchantKeys.publicPem }],
    ['privateKey', { privateKey: merchantKeys.publicKey }],
    ['privateKey', { privateKey: undefined }],
    ['platformKeys', { platformKeys: {} }],
    ['platformKeys', { platformKeys: undefined }],
    ['platformKeys', { platformKeys: { 'MERCHANT-SERIAL': merchantKeys.publicPem } }],
    ['platformKeys[A]', { platformKeys: { A: merchantKeys.privatePem } }],
    ['platformKeys[A]', { platformKeys: { A: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' } }],
    ['baseURL', { baseURL: 'api.mch.weixin.qq.com' }],
    ['baseURL', { baseURL: 'https://api.mch.weixin.qq.com/?x' }],
    ['timeout', { timeout: -1 }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: Infinity }],
    ['timeout', { timeout: 2 ** 31 }],
  ])('refuses a bad %s when it is made', (argument, change) => {
    expect(() => make(change)).toThrow(
      expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument, hint: expect.any(String) }),
    );
  });

  it('asks for answers signed by the public key only where there is one', async () => {
    api.answer = { body: STATE, serial: CERTIFICATE_SERIAL, signWith: certificateKeyPem };
    await query(make({ platformKeys: { [CERTIFICATE_SERIAL]: certificatePem } }));
    expect(api.requests[0]!.headers['wechatpay-serial']).toBeUndefined();
  });

  it('keeps a path of the base, and signs it', async () => {
    api.answer = { body: STATE };
    await query(make({ baseURL: `${api.url}/mirror/` }));
    expect(api.requests[0]).toMatchObject({
      url: '/mirror/v3/payscore/permissions/authorization-code/code?service_id=500001',
      signed: true,
    });
  });

  it('takes no option from a polluted Object.prototype', async () => {
    Object.assign(Object.prototype, { timeout: 1 });
    try {
      const { mchid, ...rest } = {
        mchid: '1',
        serial: 's',
        privateKey: merchantKeys.privateKey,
        platformKeys: { A: wechat.publicKey },
      };
      Object.assign(Object.prototype, { mchid });
      expect(() => createPayScoreClient(rest as never)).toThrow(expect.objectContaining({ argument: 'mchid' }));
    } finally {
      for (const name of ['timeout', 'mchid']) delete (Object.prototype as Record<string, unknown>)[name];
    }
  });
});
