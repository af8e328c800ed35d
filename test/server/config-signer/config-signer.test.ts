import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ConfigSignerError,
  type ConfigSignerOptions,
  createConfigSigner,
  memoryStore,
  signConfig,
} from '../../../src/server';
import { goodTicket, goodToken, type WeixinApi, weixinApi } from '../support/weixin-api';

const PAGE = 'https://shop.example/rent?id=1';
const OTHER_TOKEN = { access_token: 'TOKEN-2', expires_in: 7200 };

let api: WeixinApi;
let options: ConfigSignerOptions;

beforeEach(async () => {
  api = await weixinApi();
  options = {
    appId: 'wxd678efh567hg6787',
    appSecret: 'TESTING-APP-SECRET',
    allowedOrigins: ['https://shop.example', 'http://localhost:8080'],
    apiBase: api.url,
    timeout: 10_000,
  };
});

afterEach(() => api.close());

const rejection = (promise: Promise<unknown>): Promise<ConfigSignerError> =>
  promise.then(
    () => {
      throw new Error('It resolved.');
    },
    (error: ConfigSignerError) => error,
  );

describe('sign', () => {
  it("answers what wx.config needs, signed with the account's ticket", async () => {
    const signed = await createConfigSigner(options).sign(`${PAGE}#top`);
    const { signature } = signConfig({ jsapiTicket: 'TICKET-1', url: PAGE, ...signed });
    expect(signed).toEqual({
      appId: options.appId,
      timestamp: expect.any(Number),
      nonceStr: expect.stringMatching(/^[0-9a-f]{32}$/),
      signature,
    });
  });

  it('asks for a stable token and then for the ticket, as documented', async () => {
    await createConfigSigner(options).sign(PAGE);
    expect(api.calls).toHaveLength(2);
    expect(api.calls[0]).toMatchObject({ method: 'POST', path: '/cgi-bin/stable_token' });
    expect(JSON.parse(api.calls[0]!.body)).toEqual({
      grant_type: 'client_credential',
      appid: options.appId,
      secret: options.appSecret,
      force_refresh: false,
    });
    expect(api.calls[1]).toMatchObject({ method: 'GET', path: '/cgi-bin/ticket/getticket' });
    expect(Object.fromEntries(api.calls[1]!.query)).toEqual({ access_token: 'TOKEN-1', type: 'jsapi' });
  });

  it('escapes an access token for the query', async () => {
    api.tokens = [{ access_token: 'a+b/c=&d', expires_in: 7200 }];
    await createConfigSigner(options).sign(PAGE);
    expect(api.ticketCalls()).toEqual(['a+b/c=&d']);
  });

  it('fetches once for a thousand requests that wait, and then not again', async () => {
    const signer = createConfigSigner(options);
    const signed = await Promise.all(Array.from({ length: 1000 }, () => signer.sign(PAGE)));
    expect(new Set(signed.map(({ nonceStr }) => nonceStr)).size).toBe(1000);
    await signer.sign('http://localhost:8080/');
    expect(api.calls).toHaveLength(2);
  });

  it('fetches once for several signers on one store, as processes are', async () => {
    const store = memoryStore();
    const signers = Array.from({ length: 5 }, () => createConfigSigner({ ...options, store }));
    await Promise.all(signers.flatMap((signer) => Array.from({ length: 20 }, () => signer.sign(PAGE))));
    expect(api.calls).toHaveLength(2);
  });

  it('keeps the access token for the next ticket', async () => {
    api.tickets = [{ ...goodTicket, expires_in: 1 }, goodTicket];
    const signer = createConfigSigner(options);
    await signer.sign(PAGE);
    await pause(600);
    await signer.sign(PAGE);
    expect(api.tokenCalls()).toHaveLength(1);
    expect(api.ticketCalls()).toHaveLength(2);
  });

  it('keeps token and ticket in the store it is given, each with a time to live', async () => {
    const kept: [string, string, number][] = [];
    const memory = memoryStore();
    const store = {
      ...memory,
      set: async (key: string, value: string, ttl: number) => {
        kept.push([key, value, ttl]);
        await memory.set(key, value, ttl);
      },
    };
    await createConfigSigner({ ...options, store }).sign(PAGE);
    expect(kept.map(([key]) => key)).toEqual([
      expect.stringContaining(options.appId),
      expect.stringContaining(options.appId),
    ]);
    expect(kept.map(([, value]) => value)).toEqual(['TOKEN-1', expect.stringContaining('TICKET-1')]);
    for (const [, , ttl] of kept) expect(ttl).toBeLessThanOrEqual(7200_000);
  });
});

describe('a refused token', () => {
  it.each([40001, 40014, 42001])('is replaced once after %d', async (errcode) => {
    api.tokens = [goodToken, OTHER_TOKEN];
    api.tickets = [{ errcode, errmsg: 'refused' }, goodTicket];
    await createConfigSigner(options).sign(PAGE);
    expect(api.tokenCalls()).toEqual([false, true]);
    expect(api.ticketCalls()).toEqual(['TOKEN-1', 'TOKEN-2']);
  });

  it('is not replaced twice', async () => {
    api.tickets = [{ errcode: 40001, errmsg: 'refused' }];
    const error = await rejection(createConfigSigner(options).sign(PAGE));
    expect(error).toMatchObject({ name: 'ConfigSignerError', code: 'UPSTREAM_REFUSED', errcode: 40001 });
    expect(api.tokenCalls()).toEqual([false, true]);
    expect(api.ticketCalls()).toHaveLength(2);
  });

  it('gives way without force where WeChat already gives out another', async () => {
    const store = memoryStore();
    await createConfigSigner({ ...options, store }).sign(PAGE);
    await store.set(`jsapi_ticket:${options.appId}`, 'gone', 1);
    await pause(5);
    api.tokens = [OTHER_TOKEN];
    api.tickets = [{ errcode: 42001, errmsg: 'expired' }, goodTicket];
    await createConfigSigner({ ...options, store }).sign(PAGE);
    expect(api.tokenCalls()).toEqual([false, false]);
    expect(api.ticketCalls()).toEqual(['TOKEN-1', 'TOKEN-1', 'TOKEN-2']);
  });

  it('is not forced again within the half minute that WeChat asks for', async () => {
    api.tickets = [{ errcode: 40001, errmsg: 'refused' }];
    const signer = createConfigSigner(options);
    await rejection(signer.sign(PAGE));
    await rejection(signer.sign(PAGE));
    expect(api.tokenCalls().filter((forced) => forced)).toHaveLength(1);
  });

  it('is no matter of the ticket where stable_token itself refuses', async () => {
    api.tokens = [{ errcode: 40001, errmsg: 'invalid credential' }];
    expect(await rejection(createConfigSigner(options).sign(PAGE))).toMatchObject({
      code: 'UPSTREAM_REFUSED',
      errcode: 40001,
    });
    expect(api.calls).toHaveLength(1);
  });
});

describe('a failure upstream', () => {
  it.each([45009, 40164, 40125, -1])('is UPSTREAM_REFUSED with errcode %d, once', async (errcode) => {
    api.tickets = [{ errcode, errmsg: 'no' }];
    const error = await rejection(createConfigSigner(options).sign(PAGE));
    expect(error).toBeInstanceOf(ConfigSignerError);
    expect(error).toMatchObject({ code: 'UPSTREAM_REFUSED', errcode, hint: expect.any(String) });
    expect(api.calls).toHaveLength(2);
  });

  it.each<[string, (typeof api.tickets)[number]]>([
    ['broken JSON', (response) => response.end('{"ticket":')],
    ['an HTML page', (response) => response.writeHead(502).end('<html>')],
    ['an empty body', (response) => response.end()],
    ['JSON that is no object', (response) => response.end('["TICKET-1"]')],
    ['a 500 with JSON', (response) => response.writeHead(500).end(JSON.stringify(goodTicket))],
    ['no ticket', { errcode: 0, expires_in: 7200 }],
    ['an empty ticket', { ...goodTicket, ticket: '' }],
    ['no expires_in', { ...goodTicket, expires_in: undefined }],
    ['a cut connection', (response) => response.destroy()],
    [
      'a body that is cut',
      (response) => void response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    ],
    ['a redirect', (response) => response.writeHead(302, { location: `${api.url}/cgi-bin/ticket/getticket` }).end()],
  ])('is UPSTREAM_FAILED after %s, and the next call asks again', async (_, answer) => {
    api.tickets = [answer, goodTicket];
    const signer = createConfigSigner(options);
    const error = await rejection(signer.sign(PAGE));
    expect(error).toMatchObject({ name: 'ConfigSignerError', code: 'UPSTREAM_FAILED' });
    expect(error.errcode).toBeUndefined();
    await expect(signer.sign(PAGE)).resolves.toMatchObject({ appId: options.appId });
  });

  it.each<[string, (typeof api.tickets)[number]]>([
    ['says nothing', () => undefined],
    ['sends headers and no body', (response) => void response.writeHead(200).flushHeaders()],
    [
      'sends its body a byte at a time',
      (response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('is UPSTREAM_FAILED within the timeout where WeChat %s', async (_, answer) => {
    api.tickets = [answer];
    const start = performance.now();
    const error = await rejection(createConfigSigner({ ...options, timeout: 300 }).sign(PAGE));
    expect(error).toMatchObject({ code: 'UPSTREAM_FAILED' });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('is UPSTREAM_FAILED where nobody listens', async () => {
    await api.close();
    expect(await rejection(createConfigSigner(options).sign(PAGE))).toMatchObject({ code: 'UPSTREAM_FAILED' });
    api = await weixinApi();
  });

  it.each(['get', 'set', 'claim'] as const)(
    "is UPSTREAM_FAILED where the store's %s fails, without its text",
    async (verb) => {
      const store = { ...memoryStore(), [verb]: () => Promise.reject(new Error('TESTING-APP-SECRET')) };
      const error = await rejection(createConfigSigner({ ...options, store }).sign(PAGE));
      expect(error).toMatchObject({ code: 'UPSTREAM_FAILED' });
      expect(error.stack).not.toContain('TESTING-APP-SECRET');
    },
  );

  it.each([
    ['RedisError', ' (RedisError)'],
    ['A'.repeat(60), ` (${'A'.repeat(60)})`],
    ['A'.repeat(61), ''],
    ['TESTING-APP-SECRET', ''],
    ['SECRET: x', ''],
    ['x SECRET=', ''],
    ['', ''],
  ])("of the store names the error's class, and nothing else: %p", async (name, shown) => {
    const failure = Object.assign(new Error('TESTING-APP-SECRET'), { name });
    const store = { ...memoryStore(), get: () => Promise.reject(failure) };
    const { hint } = await rejection(createConfigSigner({ ...options, store }).sign(PAGE));
    expect(hint).toBe(`The store of tickets failed${shown}. Check its connection.`);
  });

  it('is told to everyone who waited, and holds nobody back afterwards', async () => {
    api.tickets = [{ errcode: 45009 }, goodTicket];
    const signer = createConfigSigner(options);
    const waiting = await Promise.allSettled(Array.from({ length: 10 }, () => signer.sign(PAGE)));
    expect(waiting.every(({ status }) => status === 'rejected')).toBe(true);
    expect(api.ticketCalls()).toHaveLength(1);
    await signer.sign(PAGE);
  });

  it('of a process that died while fetching ends with its claim', async () => {
    const store = memoryStore();
    await store.claim(`jsapi_ticket:${options.appId}`, 400);
    await expect(createConfigSigner({ ...options, store }).sign(PAGE)).resolves.toMatchObject({ appId: options.appId });
  });

  it('of a process that never comes back ends the wait', async () => {
    const store = { ...memoryStore(), claim: async () => undefined };
    const error = await rejection(createConfigSigner({ ...options, timeout: 100, store }).sign(PAGE));
    expect(error).toMatchObject({ code: 'UPSTREAM_FAILED' });
  });
});

describe('which URLs are signed', () => {
  it.each([
    'https://shop.example',
    'https://shop.example/',
    'https://shop.example:443/a',
    'https://SHOP.example/a?b=c&d=e',
    'HTTPS://shop.example/a',
    'https://shop.example/?next=https://evil.example/',
    'https://shop.example/a@b',
    'https://shop.example/?q=a\\b',
    'http://localhost:8080/x#y',
  ])('%s is', async (url) => {
    await expect(createConfigSigner(options).sign(url)).resolves.toMatchObject({ appId: options.appId });
  });

  it.each([
    'http://shop.example/',
    'https://shop.example:8443/',
    'https://shop.example.evil.example/',
    'https://shop.example./',
    'https://evil-shop.example/',
    'https://www.shop.example/',
    'https://shop.example@evil.example/',
    'https://shop.example:x@evil.example/',
    'https://user@shop.example/',
    'https://user:word@shop.example/',
    'https://@shop.example/',
    'https:shop.example/',
    'https:///shop.example/',
    'https://shop.examp1e/',
    'https://shоp.example/',
    'http://localhost/',
    'http://localhost:8081/',
    'ftp://shop.example/',
    'javascript:alert(1)//https://shop.example/',
    'data:text/html,https://shop.example/',
    'file:///shop.example/',
    'blob:https://shop.example/1',
    'null',
  ])('%s is not, and nothing is asked of WeChat', async (url) => {
    const error = await rejection(createConfigSigner(options).sign(url));
    expect(error).toBeInstanceOf(ConfigSignerError);
    expect(error.code).toBe(url === 'null' ? 'INVALID_URL' : 'ORIGIN_NOT_ALLOWED');
    expect(api.calls).toHaveLength(0);
  });

  it.each([
    '',
    '/rent',
    'shop.example/rent',
    '//shop.example/',
    'https://',
    'https://shop.example:99999/',
    'https://shop.example\\@evil.example/',
    ' https://shop.example/',
    'https://shop.exam\nple/',
    'https://shop.example/a b',
    'https://shop.example/\u0000',
    'https://shop.example/\ud83d',
    undefined,
    null,
    5,
    ['https://shop.example/'],
  ])('%p is INVALID_URL', async (url) => {
    const error = await rejection(createConfigSigner(options).sign(url as string));
    expect(error).toMatchObject({ name: 'ConfigSignerError', code: 'INVALID_URL' });
  });
});

describe('createConfigSigner', () => {
  it.each<[string, object]>([
    ['appId', { appId: '' }],
    ['appSecret', { appSecret: undefined }],
    ['allowedOrigins', { allowedOrigins: [] }],
    ['allowedOrigins', { allowedOrigins: undefined }],
    ['allowedOrigins', { allowedOrigins: 'https://shop.example' }],
    ...[
      'https://shop.example/rent',
      'https://shop.example?x',
      'https://shop.example/#',
      'https://u@shop.example',
      'shop.example',
      '*',
      'https://*.shop.example',
      'ftp://shop.example',
      'null',
      '',
      5,
      ['https://shop.example'],
    ].map((origin): [string, object] => ['allowedOrigins[1]', { allowedOrigins: ['https://ok.example', origin] }]),
    ['apiBase', { apiBase: 'api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'ftp://api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'https://u:p@api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'https://api.weixin.qq.com?x=1' }],
    ['apiBase', { apiBase: 'https://api.weixin.qq.com/?' }],
    ['apiBase', { apiBase: 'https://api.weixin.qq.com/#' }],
    ['apiBase', { apiBase: 'https://@api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'https:api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'https:///api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'https://api.weixin.qq.com\\@evil.example' }],
    ['apiBase', { apiBase: 'http://api.weixin.qq.com' }],
    ['apiBase', { apiBase: 'http://10.0.0.1' }],
    ['apiBase', { apiBase: 'http://127.0.0.1.evil.example' }],
    ['apiBase', { apiBase: 'http://localhost.evil.example' }],
    ['fetch', { fetch: 'https://proxy.example' }],
    ['onError', { onError: console }],
    ['timeout', { timeout: -1 }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: NaN }],
    ['timeout', { timeout: '1000' }],
    ['store', { store: {} }],
    ['store', { store: { get: () => undefined } }],
  ])('refuses a bad %s, case %$', (argument, change) => {
    expect(() => createConfigSigner({ ...options, ...change } as never)).toThrow(
      expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument, hint: expect.any(String) }),
    );
  });

  it.each([undefined, null, 'options', []])('refuses %p as its options', (given) => {
    expect(() => createConfigSigner(given as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'options' }),
    );
  });

  it.each([
    'https://api.weixin.qq.com',
    'https://mirror.example/weixin/',
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
  ])('takes %s as apiBase', (apiBase) => {
    expect(() => createConfigSigner({ ...options, apiBase })).not.toThrow();
  });

  const fetchTo = (asked: string[]) => async (url: string) => {
    asked.push(url.split('?')[0]!);
    return Response.json(url.includes('stable_token') ? goodToken : goodTicket);
  };

  it('asks https://api.weixin.qq.com, for ten seconds at most, where no option says otherwise', async () => {
    const asked: string[] = [];
    const { appId, appSecret, allowedOrigins } = options;
    const clock = jest.spyOn(AbortSignal, 'timeout');
    const global = jest.spyOn(globalThis, 'fetch').mockImplementation(fetchTo(asked) as typeof fetch);
    try {
      await createConfigSigner({ appId, appSecret, allowedOrigins }).sign(PAGE);
      expect(asked).toEqual([
        'https://api.weixin.qq.com/cgi-bin/stable_token',
        'https://api.weixin.qq.com/cgi-bin/ticket/getticket',
      ]);
      expect(clock.mock.calls).toEqual([[10_000]]);
    } finally {
      clock.mockRestore();
      global.mockRestore();
    }
  });

  it.each<[string, unknown]>([
    ['apiBase', 'http://127.0.0.1:9'],
    ['timeout', 1],
    ['store', { ...memoryStore(), get: () => Promise.reject(new Error('evil store')) }],
    ['fetch', () => Promise.reject(new Error('evil fetch'))],
    [
      'onError',
      () => {
        throw new Error('evil log');
      },
    ],
  ])('takes no %s from a polluted Object.prototype', async (name, evil) => {
    const asked: string[] = [];
    const seen = jest.fn();
    const { appId, appSecret, allowedOrigins } = options;
    const clock = jest.spyOn(AbortSignal, 'timeout');
    const global = jest.spyOn(globalThis, 'fetch').mockImplementation(fetchTo(asked) as typeof fetch);
    Object.assign(Object.prototype, {
      [name]: typeof evil === 'function' ? seen.mockImplementation(evil as never) : evil,
    });
    try {
      const signer = createConfigSigner({ appId, appSecret, allowedOrigins });
      await expect(signer.sign(PAGE)).resolves.toMatchObject({ appId });
      expect((await signer.handler(new Request('https://merchant.test/'))).status).toBe(400);
      expect(asked[0]).toBe('https://api.weixin.qq.com/cgi-bin/stable_token');
      expect(clock.mock.calls).toEqual([[10_000]]);
      expect(seen).not.toHaveBeenCalled();
    } finally {
      delete (Object.prototype as Record<string, unknown>)[name];
      clock.mockRestore();
      global.mockRestore();
    }
  });

  it.each(['appId', 'appSecret', 'allowedOrigins'])('takes no %s from there that is missing', (name) => {
    const { [name as 'appId']: value, ...without } = options;
    Object.assign(Object.prototype, { [name]: value });
    try {
      expect(() => createConfigSigner(without as never)).toThrow(expect.objectContaining({ argument: name }));
    } finally {
      delete (Object.prototype as Record<string, unknown>)[name];
    }
  });

  it('takes a base with a path', async () => {
    const signer = createConfigSigner({ ...options, apiBase: `${api.url}/mirror/` });
    await signer.sign(PAGE).catch(() => undefined);
    expect(api.calls[0]!.path).toBe('/mirror/cgi-bin/stable_token');
  });
});

describe('what a call fails with', () => {
  const hintOf = async (failure: unknown): Promise<string> =>
    (await rejection(createConfigSigner({ ...options, fetch: () => Promise.reject(failure) }).sign(PAGE))).hint;

  it.each(['ECONNREFUSED', 'UND_ERR_SOCKET', 'A'.repeat(40)])('is in the hint where it is a code: %s', async (code) => {
    expect(await hintOf(Object.assign(new TypeError('fetch failed'), { cause: { code } }))).toContain(` (${code})`);
  });

  it.each(['', 'econnrefused', 'TESTING APP SECRET', 'A'.repeat(41), 'SECRET!', '!SECRET', 5, undefined])(
    'is not in the hint where it may be anything else: %p',
    async (code) => {
      const hint = 'The call failed. Check the connection to api.weixin.qq.com.';
      expect(await hintOf(Object.assign(new TypeError('fetch failed'), { cause: { code } }))).toBe(hint);
    },
  );

  it.each([null, undefined, 'ECONNREFUSED', new Error('x'), { cause: null }])('may be %p', async (failure) => {
    expect(await hintOf(failure)).toBe('The call failed. Check the connection to api.weixin.qq.com.');
  });
});

describe('an answer of WeChat in another form', () => {
  it.each([
    [
      'an errcode as text',
      { errcode: '0', access_token: 'T', expires_in: 7200 },
      /errcode in the answer is not a number/,
    ],
    ['a list', [], /without a JSON object/],
    ['a number', (response: ServerResponse) => void response.end('5'), /without a JSON object/],
    ['a text', (response: ServerResponse) => void response.end('"ok"'), /without a JSON object/],
  ])('is named: %s', async (_, answer, hint) => {
    api.tokens = [answer];
    expect(await rejection(createConfigSigner(options).sign(PAGE))).toMatchObject({
      code: 'UPSTREAM_FAILED',
      hint: expect.stringMatching(hint) as unknown,
    });
  });
});
