import { generateKeyPairSync } from 'node:crypto';
import {
  createPayScoreClient,
  isWechatPayError,
  type PayScoreClient,
  WechatPayError,
  type WechatPayErrorCode,
} from '../../../src/server';
import { closedPort } from '../support/closed-port';
import {
  CERTIFICATE_SERIAL,
  certificateKeyPem,
  certificatePem,
  merchantKeys,
  PUBLIC_KEY_ID,
  stranger,
  wechat,
} from '../support/identity';
import { signatureOf } from '../support/notification';
import { type PayAnswer, type PayApi, payApi } from '../support/pay-api';

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
    timeout: 10_000,
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
const terminate = (from = client): Promise<unknown> =>
  from.merchant.terminate({ authorization_code: 'code', service_id: '500001', reason: 'r' });

/** The headers of a genuine answer with this text. */
const signedBy = (text: string) => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': 'n',
    'wechatpay-serial': PUBLIC_KEY_ID,
    'wechatpay-signature': signatureOf(timestamp, 'n', text, wechat.privateKey),
  };
};

const rejection = async (promise: Promise<unknown>): Promise<WechatPayError> => {
  const error: unknown = await promise.then(
    (value) => new Error(`It resolved to ${JSON.stringify(value)}.`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(WechatPayError);
  return error as WechatPayError;
};

describe('an answer', () => {
  it('counts from either key, side by side', async () => {
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

  it('of 204 counts when signed, and the verb resolves to nothing', async () => {
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
  ])('that cannot be verified is %s with the status it had, case %$', async (code, answer) => {
    for (const [status, body, call] of [
      [200, STATE, query],
      [202, STATE, query],
      [204, undefined, terminate],
    ] as const) {
      api.answer = { ...answer, status, body };
      const error = await rejection(call());
      expect(error).toMatchObject({ status, code, retryable: false, requestId: '08F78BB1AF0610D302189EB1C5B3' });
      expect(error.message).toMatch(new RegExp(`^${code} \\(HTTP ${status}\\): The answer.+\\.$`));
    }
  });

  it.each(['timestamp', 'nonce', 'serial', 'signature'])('without its %s alone is MISSING_HEADER', async (name) => {
    const text = JSON.stringify(STATE);
    const headers: Record<string, string> = signedBy(text);
    api.answer = { raw: (response) => void response.writeHead(200, headers).end(text) };
    await expect(query()).resolves.toEqual(STATE);
    delete headers[`wechatpay-${name}`];
    expect(await rejection(query())).toMatchObject({ status: 200, code: 'MISSING_HEADER' });
  });

  it('with another body than was signed is BAD_SIGNATURE', async () => {
    api.answer = { body: STATE };
    await expect(query()).resolves.toEqual(STATE);
    const text = JSON.stringify(STATE);
    const changed = text.replace('AVAILABLE', 'UNAVAILABLE');
    api.answer = { raw: (response) => void response.writeHead(200, signedBy(text)).end(changed) };
    expect(await rejection(query())).toMatchObject({ status: 200, code: 'BAD_SIGNATURE' });
  });

  it.each<[string, PayAnswer]>([
    ['no JSON', { body: 'AVAILABLE' }],
    ['a list', { body: [STATE] }],
    ['no state', { body: { service_id: '1' } }],
    ['a state that is no text', { body: { ...STATE, authorization_state: 1 } }],
    ['an empty state', { body: { ...STATE, authorization_state: '' } }],
    ['an unknown state', { body: { authorization_state: 'WHATEVER' } }],
    ['a state in other letters', { body: { ...STATE, authorization_state: 'available' } }],
    ['bytes that are no UTF-8', { body: Buffer.from('{"authorization_state":"AVAILABLE","a":"\xff"}', 'latin1') }],
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

describe('a signature', () => {
  const bytes = Buffer.from(' {"authorization_state" : "AVAILABLE",\r\n"remark":"\u652f\u4ed8\u5206"}');

  it('is over the bytes as they came, not over a text made from them', async () => {
    api.answer = { body: bytes };
    await expect(query()).resolves.toMatchObject({ authorization_state: 'AVAILABLE' });
    // The same text to a decoder: a byte order mark is dropped.
    const signed = signedBy(bytes.toString());
    api.answer = { raw: (response) => void response.writeHead(200, signed).end(bytes) };
    await expect(query()).resolves.toMatchObject({ authorization_state: 'AVAILABLE' });
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    api.answer = { raw: (response) => void response.writeHead(200, signed).end(marked) };
    expect(await rejection(query())).toMatchObject({ code: 'BAD_SIGNATURE' });
  });

  it.each([
    ['a second signature after the padding', (signature: string) => signature + signature],
    ['white space', (signature: string) => `${signature.slice(0, 9)} ${signature.slice(9)}`],
    ['no padding', (signature: string) => signature.replace(/=+$/, '')],
    ['base64url', (signature: string) => signature.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
    ['nothing in it but padding', () => '===='],
  ])('with %s is BAD_SIGNATURE', async (_, change) => {
    const signed = signedBy(bytes.toString());
    api.answer = { raw: (response) => void response.writeHead(200, signed).end(bytes) };
    await expect(query()).resolves.toMatchObject({ authorization_state: 'AVAILABLE' });
    const changed = { ...signed, 'wechatpay-signature': change(signed['wechatpay-signature']) };
    api.answer = { raw: (response) => void response.writeHead(200, changed).end(bytes) };
    expect(await rejection(query())).toMatchObject({ code: 'BAD_SIGNATURE' });
  });

  it('is needed once: a header that comes twice is no signature', async () => {
    const signed = signedBy(bytes.toString());
    const twice = { ...signed, 'wechatpay-nonce': ['n', 'n'] };
    api.answer = { raw: (response) => void response.writeHead(200, twice).end(bytes) };
    expect(await rejection(query())).toMatchObject({ code: 'BAD_SIGNATURE' });
  });
});

describe('JSON that is no object', () => {
  it.each(['null', '5', 'true', '"AVAILABLE"', '[]', '[{"authorization_state":"AVAILABLE"}]'])(
    'is BAD_PAYLOAD of a success and of a refusal, and nothing where no body is needed: %s',
    async (body) => {
      api.answer = { body };
      expect(await rejection(query())).toMatchObject({ status: 200, code: 'BAD_PAYLOAD' });
      await expect(client.palm.query({ openid: 'o', organization_id: '1' })).rejects.toMatchObject({
        code: 'BAD_PAYLOAD',
      });
      await expect(terminate()).resolves.toBeUndefined();
      api.answer = { status: 400, body };
      expect(await rejection(query())).toMatchObject({ status: 400, code: 'BAD_PAYLOAD' });
      api.answer = { status: 400, body, signWith: null };
      expect(await rejection(query())).toMatchObject({ status: 400, code: 'UNVERIFIED' });
    },
  );
});

describe('the state of a palm authorisation', () => {
  const palm = () => client.palm.query({ openid: 'o', organization_id: '1' });

  it.each(['NONE', 'ON', 'OFF'])('may be AUTHORIZATION_STATE_%s', async (word) => {
    api.answer = { body: { state: `AUTHORIZATION_STATE_${word}` } };
    await expect(palm()).resolves.toEqual({ state: `AUTHORIZATION_STATE_${word}` });
  });

  it('may be left out', async () => {
    api.answer = { body: { state: null } };
    await expect(palm()).resolves.toEqual({ state: null });
    api.answer = { body: {} };
    await expect(palm()).resolves.toEqual({});
  });

  it.each(['ON', 'AUTHORIZATION_STATE_WHATEVER', '', 5, ['AUTHORIZATION_STATE_ON']])('is never %j', async (state) => {
    api.answer = { body: { state } };
    expect(await rejection(palm())).toMatchObject({ status: 200, code: 'BAD_PAYLOAD' });
  });
});

describe('an empty token', () => {
  it.each([
    [
      'apply',
      'apply_permissions_token',
      () => client.merchant.apply({ service_id: '1', appid: 'wx1', authorization_code: 'a' }),
    ],
    ['preauthorize', 'permission_token', () => client.palm.preauthorize({ openid: 'o', organization_id: '1' })],
    [
      'applyForScene',
      'transaction_permissions_token',
      () =>
        client.partner.applyForScene({
          service_id: '1',
          appid: 'wx1',
          sub_mchid: '2',
          authorization_code: 'a',
          scene: 'TRANSACTION',
        }),
    ],
  ] as const)('is refused by %s, though it is signed', async (_, name, call) => {
    api.answer = { body: { scene: 'TRANSACTION', [name]: 'TOKEN' } };
    await expect(call()).resolves.toMatchObject({ [name]: 'TOKEN' });
    for (const token of ['', null, undefined, 5]) {
      api.answer = { body: { scene: 'TRANSACTION', [name]: token } };
      const error = await rejection(call());
      expect(error).toMatchObject({ status: 200, code: 'BAD_PAYLOAD' });
      expect(error.hint).toContain(name);
    }
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

  it.each<[string, PayAnswer]>([
    ['has no signature', { signWith: null }],
    ["is signed with another's key", { signWith: stranger.privateKey }],
    ['names an unknown key', { serial: 'UNKNOWN' }],
    ['is old', { timestamp: 1 }],
  ])('that %s is UNVERIFIED with its status, and its content counts for nothing', async (_, change) => {
    for (const [status, retryable] of [
      [400, false],
      [401, false],
      [404, false],
      [429, true],
      [503, true],
    ] as const) {
      const body = { code: 'ORDER_DONE', message: 'It was made up.', detail: { field: 'made up' } };
      api.answer = { status, body };
      expect(await rejection(query())).toMatchObject({ status, code: 'ORDER_DONE' });
      api.answer = { status, body, ...change };
      const error = await rejection(query());
      expect(error).toMatchObject({ status, code: 'UNVERIFIED', retryable, requestId: expect.any(String) });
      expect(error.hint).toContain('It claims ORDER_DONE');
      expect(error.message).not.toContain('made up');
      expect(error).not.toHaveProperty('detail');
    }
  });

  it('that is not verified is said to claim a code of 64 letters at most', async () => {
    const claims = async (code: string) => {
      api.answer = { status: 400, body: { code }, signWith: null };
      return (await rejection(query())).hint;
    };
    expect(await claims('C'.repeat(64))).toContain(` It claims ${'C'.repeat(64)}: Look the code up`);
    for (const none of ['C'.repeat(65), 'c', '', '5']) expect(await claims(none)).not.toContain('claims');
  });

  it.each([
    ['SYSTEM_ERROR', '请使用相同参数稍后重新调用'],
    ['PARAM_ERROR', '根据错误提示,传入正确参数'],
    ['NO_AUTH', '登录商户平台核对,传入正确信息'],
    ['FREQUENCY_LIMITED', '请求量不要超过接口调用频率限制'],
    ['INVALID_REQUEST', '请确认相同单号是否使用了不同的参数'],
    ['ORDER_NOT_EXIST', '确认入参,传入正确单据'],
    ['INVALID_ORDER_STATE', '确认操作是否符合流程'],
    ['ORDER_CANCELED', '当前状态无需操作'],
    ['ORDER_DONE', '当前状态无需操作'],
  ])('%s has the documented solution as its hint', async (code, solution) => {
    api.answer = { status: 400, body: { code, message: 'WeChat Pay says' } };
    const error = await rejection(query());
    expect(error.hint).toContain(solution);
    expect(error.message).toContain(`${code} (HTTP 400): WeChat Pay says. ${error.hint}`);
  });

  it('with a code that is not documented keeps it', async () => {
    api.answer = { status: 400, body: { code: 'RULE_LIMIT', message: 'no' } };
    expect(await rejection(query())).toMatchObject({ code: 'RULE_LIMIT', hint: expect.stringContaining('documents') });
  });

  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['7', 7],
    ['0', 0],
    ['999999999', 999_999_999],
    ['1234567890', undefined],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
    [new Date(0).toUTCString(), 0],
    ['Thu, 01 Jan 2026 00:01:30', undefined],
    ['soon GMT', undefined],
    ['soon', undefined],
    ['7 s', undefined],
    ['in 7', undefined],
    ['-1', undefined],
  ])('with Retry-After %p passes on %p seconds', async (value, seconds) => {
    // Half a second later: an answer that says when to come again is not to be asked too early.
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 1) + 500);
    try {
      api.answer = {
        status: 429,
        body: { code: 'FREQUENCY_LIMITED', message: '频率超限' },
        headers: value === undefined ? {} : { 'retry-after': value },
      };
      const error = await rejection(query());
      expect(error.code).toBe('FREQUENCY_LIMITED');
      expect('retryAfter' in error ? error.retryAfter : undefined).toBe(seconds);
      expect(Object.hasOwn(error, 'retryAfter')).toBe(seconds !== undefined);
    } finally {
      now.mockRestore();
    }
  });

  it('has of its texts what is of use: a code of 63 letters, a message of 256, a Request-ID of 128', async () => {
    const code = 'C'.repeat(63);
    const refuse = (change: object, id = 'i') => {
      api.answer = { status: 400, body: { code, message: 'm', ...change }, headers: { 'request-id': id } };
      return rejection(query());
    };
    expect(await refuse({})).toMatchObject({ code, requestId: 'i' });
    for (const other of ['C'.repeat(64), '5XX', '_X', 'lower', 'NO-AUTH', 'NO_AUTH!']) {
      expect(await refuse({ code: other })).toMatchObject({ code: 'BAD_PAYLOAD' });
    }
    const long = Array.from({ length: 300 }, (_, n) => (n % 10 === 9 ? ' ' : n % 10)).join('');
    const { message } = await refuse({ message: long });
    expect(message).toContain(`: ${long.slice(0, 256)}. `);
    expect(message).not.toContain(long.slice(0, 258));
    expect((await refuse({}, 'r'.repeat(129))).requestId).toBe('r'.repeat(128));
    for (const none of ['', null, 5]) {
      const error = await refuse({ message: none });
      expect(error.message).toBe(`${code} (HTTP 400): ${error.hint}`);
    }
  });

  it('loses every text as long as a signature, and no shorter one', async () => {
    const [key, word] = ['k'.repeat(64), 'w'.repeat(63)];
    const detail = { field: `${key} and ${key}`, value: word, list: [key, 5, null, true] };
    api.answer = { status: 400, body: { code: 'PARAM_ERROR', message: `${key}, ${word}`, detail } };
    const error = await rejection(query());
    expect(error.message).toContain(`[removed], ${word}. `);
    expect(error.detail).toEqual({
      field: '[removed] and [removed]',
      value: word,
      list: ['[removed]', 5, null, true],
    });
  });

  it("loses the space in the documents' ORDER_NOT_ EXIST", async () => {
    api.answer = { status: 404, body: { code: 'ORDER_NOT_ EXIST', message: '订单不存在' } };
    expect(await rejection(query())).toMatchObject({ code: 'ORDER_NOT_EXIST' });
  });

  it('without detail or Request-ID has neither', async () => {
    api.answer = {
      status: 400,
      body: { code: 'PARAM_ERROR', message: 'no', detail: null },
      headers: { 'request-id': '' },
    };
    const error = await rejection(query());
    expect(error.code).toBe('PARAM_ERROR');
    expect(Object.hasOwn(error, 'detail')).toBe(false);
    expect(Object.hasOwn(error, 'requestId')).toBe(false);
  });

  it.each<[string, string, boolean, number]>([
    ['an HTML page', '<html>bad gateway</html>', true, 502],
    ['nothing', '', true, 500],
    ['JSON without a code', '{"message":"no"}', false, 404],
    ['a code that is none', '{"code":5}', false, 400],
  ])('that says %s keeps its status', async (_, body, retryable, status) => {
    api.answer = { status, body };
    expect(await rejection(query())).toMatchObject({ status, code: 'BAD_PAYLOAD', retryable });
    api.answer = { status, body, signWith: null };
    expect(await rejection(query())).toMatchObject({ status, code: 'UNVERIFIED', retryable });
  });

  it.each([301, 302, 303, 307, 308])('of %d is not followed', async (status) => {
    const headers = { location: `${api.url}/elsewhere` };
    api.answer = { status, headers, signWith: null };
    expect(await rejection(query())).toMatchObject({ status, code: 'UNVERIFIED', retryable: false });
    expect(await rejection(terminate())).toMatchObject({ status, code: 'UNVERIFIED' });
    api.answer = { status, headers };
    expect(await rejection(query())).toMatchObject({
      status,
      code: 'BAD_PAYLOAD',
      hint: expect.stringContaining('redirect'),
      retryable: false,
    });
    expect(api.requests.map(({ url }) => url)).not.toContain('/elsewhere');
    expect(api.requests).toHaveLength(3);
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
    const impatient = make({ timeout: 300 });
    expect(await rejection(query(impatient))).toMatchObject({ status: 0, code: 'TIMEOUT', retryable: true });
    expect(await rejection(terminate(impatient))).toMatchObject({ status: 0, code: 'TIMEOUT', retryable: false });
    expect(performance.now() - start).toBeLessThan(4000);
    expect(api.requests).toHaveLength(2);
  });

  it.each<[string, PayAnswer['raw']]>([
    ['a cut connection', (response) => void response.destroy()],
    [
      'half an answer',
      (response) => void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    ],
    ['too long an answer', (response) => void response.writeHead(200).end('x'.repeat(2 * 1024 * 1024))],
  ])('but %s is NETWORK_ERROR with status 0, and tried once', async (_, raw) => {
    api.answer = { raw: raw! };
    expect(await rejection(query())).toMatchObject({ status: 0, code: 'NETWORK_ERROR', retryable: true });
    expect(api.requests).toHaveLength(1);
    const ended = await rejection(terminate());
    expect(ended).toMatchObject({ status: 0, code: 'NETWORK_ERROR', retryable: false });
    expect(ended.hint).toContain('query');
    expect(api.requests).toHaveLength(2);
  });

  it('within the timeout aborts the call, and an answer in time does not', async () => {
    const signals: AbortSignal[] = [];
    const through = (send: typeof fetch) =>
      make({
        timeout: 200,
        fetch: (url: string, init: RequestInit) => (signals.push(init.signal!), send(url, init)),
      });
    await expect(query(through(() => new Promise(() => undefined)))).rejects.toMatchObject({ code: 'TIMEOUT' });
    await expect(query(through(() => Promise.reject(new Error('no'))))).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('where no server listens is NETWORK_ERROR', async () => {
    const error = await rejection(query(make({ baseURL: `http://127.0.0.1:${await closedPort()}` })));
    expect(error).toMatchObject({ status: 0, code: 'NETWORK_ERROR' });
    expect(error.message).toContain('ECONNREFUSED');
  });
});

describe('what a call fails with', () => {
  const hintOf = async (failure: unknown): Promise<string> => {
    const { message, hint } = await rejection(query(make({ fetch: () => Promise.reject(failure) })));
    expect(message).toBe(`NETWORK_ERROR: ${hint}`);
    return hint;
  };

  it.each(['ECONNREFUSED', 'UND_ERR_SOCKET', 'A'.repeat(40)])('is in the hint where it is a code: %s', async (code) => {
    expect(await hintOf(Object.assign(new TypeError('fetch failed'), { cause: { code } }))).toContain(` (${code})`);
    expect(await hintOf(Object.assign(new Error('no'), { code }))).toContain(` (${code})`);
    expect(await hintOf(Object.assign(new Error('no'), { code: 'OTHER', cause: { code } }))).toContain(` (${code})`);
  });

  it.each(['', 'econnrefused', 'TESTING APP SECRET', 'A'.repeat(41), 'SECRET!', '!SECRET', 5, undefined])(
    'is not in the hint where it may be anything else: %p',
    async (code) => {
      const hint = 'No usable answer. Check the connection to WeChat Pay. Asking again is safe.';
      expect(await hintOf(Object.assign(new TypeError('fetch failed'), { cause: { code } }))).toBe(hint);
    },
  );

  it.each([null, undefined, 'ECONNREFUSED', new Error('x'), { cause: null }])('may be %p', async (failure) => {
    expect(await hintOf(failure)).toBe('No usable answer. Check the connection to WeChat Pay. Asking again is safe.');
  });
});

describe('an answer about something else', () => {
  const given = { authorization_code: 'code', service_id: '500001', channel_id: '7', sub_mchid: '8' };
  const about = { ...STATE, ...given };
  const byOpenid = { openid: 'o', appid: 'wx1', service_id: '500001' };

  it.each([
    ['authorization_code', { authorization_code: 'another' }],
    ['service_id', { service_id: '500002' }],
    ['channel_id', { channel_id: '9' }],
    ['sub_mchid', { sub_mchid: '9' }],
    ['mchid', { mchid: '1230000110' }],
    ['mchid', { mchid: 1230000109 }],
  ])('whose %s is another is MISMATCHED_ANSWER, though it is signed, case %$', async (name, change) => {
    api.answer = { body: about };
    await expect(client.acquiringBank.query(given)).resolves.toEqual(about);
    api.answer = { body: { ...about, ...change } };
    const error = await rejection(client.acquiringBank.query(given));
    expect(error).toMatchObject({ status: 200, code: 'MISMATCHED_ANSWER', retryable: false });
    expect(error.hint).toContain(name);
  });

  it.each([
    ['openid', { openid: 'p' }],
    ['appid', { appid: 'wx2' }],
  ])("whose %s is another user's is MISMATCHED_ANSWER", async (_, change) => {
    const body = { ...STATE, openid: 'o' };
    api.answer = { body };
    await expect(client.merchant.queryByOpenid(byOpenid)).resolves.toEqual(body);
    api.answer = { body: { ...body, ...change } };
    expect(await rejection(client.merchant.queryByOpenid(byOpenid))).toMatchObject({ code: 'MISMATCHED_ANSWER' });
  });

  it('is MISMATCHED_ANSWER for a termination and a palm query, too', async () => {
    api.answer = { body: { authorization_code: 'code' } };
    await expect(terminate()).resolves.toBeUndefined();
    api.answer = { body: { authorization_code: 'another' } };
    expect(await rejection(terminate())).toMatchObject({ code: 'MISMATCHED_ANSWER' });
    const palm = { openid: 'o', organization_id: '1004', state: 'AUTHORIZATION_STATE_ON' };
    api.answer = { body: palm };
    await expect(client.palm.query({ openid: 'o', organization_id: '1004' })).resolves.toEqual(palm);
    expect(await rejection(client.palm.query({ openid: 'o', organization_id: '1005' }))).toMatchObject({
      code: 'MISMATCHED_ANSWER',
    });
  });

  it('may leave out what it does not repeat', async () => {
    api.answer = { body: { authorization_state: 'UNBINDUSER', authorization_code: null } };
    await expect(client.acquiringBank.query(given)).resolves.toMatchObject({ authorization_state: 'UNBINDUSER' });
  });
});

describe('an error', () => {
  it('is known by its brand, also from another copy of the package', () => {
    const error = new WechatPayError('NO_AUTH', { status: 403, hint: 'Check.' });
    class OtherCopy extends Error {
      override name = 'WechatPayError';
    }
    expect(isWechatPayError(error)).toBe(true);
    expect(isWechatPayError(new OtherCopy())).toBe(true);
    expect(isWechatPayError(new Error('NO_AUTH'))).toBe(false);
    expect(isWechatPayError({ name: 'WechatPayError' })).toBe(false);
  });

  it('has a code that does not compile when it is misspelt', () => {
    const { code } = new WechatPayError('TIMEOUT', { status: 0, hint: 'Wait.' });
    expect(code === 'TIMEOUT').toBe(true);
    // @ts-expect-error There is no such code.
    expect(code === 'TIME_OUT').toBe(false);
    // @ts-expect-error There is no such code.
    const misspelt: WechatPayErrorCode = 'FREQUENCY_LIMIT';
    expect(misspelt).toBe('FREQUENCY_LIMIT');
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
    ['fetch', { fetch: 'https://proxy.example' }],
    ['onCall', { onCall: true }],
    ['baseURL', { baseURL: 'http://api.mch.weixin.qq.com' }],
    ['baseURL', { baseURL: 'api.mch.weixin.qq.com' }],
    ['baseURL', { baseURL: 'https://api.mch.weixin.qq.com/?x' }],
    ['timeout', { timeout: -1 }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: Infinity }],
    ['timeout', { timeout: 2 ** 31 }],
  ])('refuses a bad %s when it is made, case %$', (argument, change) => {
    expect(() => make(change)).toThrow(
      expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument, hint: expect.any(String) }),
    );
  });

  it('takes the private key as PKCS#8, as PKCS#1 and as KeyObject', async () => {
    api.answer = { body: STATE };
    const { privateKey } = merchantKeys;
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      await query(make({ privateKey: privateKey.export({ type, format: 'pem' }) }));
    }
    await query(make({ privateKey }));
    expect(api.requests.map(({ signed }) => signed)).toEqual([true, true, true]);
  });

  const elliptic = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  it.each([
    ['a key for ec', elliptic.privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['a key for ec', elliptic.privateKey],
    ['a public key', merchantKeys.publicPem],
    ['a public key', merchantKeys.publicKey],
    ['a certificate', certificatePem],
    [
      'encrypted',
      merchantKeys.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }),
    ],
  ])('says that a privateKey is %s, case %$', (what, privateKey) => {
    expect(() => make({ privateKey })).toThrow(
      expect.objectContaining({ argument: 'privateKey', hint: expect.stringContaining(`is ${what}. `) }),
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
