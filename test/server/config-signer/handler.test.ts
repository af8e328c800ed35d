import { answerConfig } from '../../../src/server/config-signer/answer-config';
import type * as server from '../../../src/server';
import { type ConfigSignerOptions, createConfigSigner, isConfigSignerError, signConfig } from '../../../src/server';
import { type WeixinApi, weixinApi } from '../support/weixin-api';

const PAGE = 'https://shop.example/rent?id=1';

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

describe('handler', () => {
  const ask = (query: string, init?: RequestInit): Promise<Response> =>
    createConfigSigner(options).handler(new Request(`http://api.shop.example/sign${query}`, init));

  it('answers GET ?url=… with the whole wx.config object, not to be cached', async () => {
    const response = await ask(`?url=${encodeURIComponent(`${PAGE}&x=%E5%95%86#top`)}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const body = await response.json();
    expect(Object.keys(body).sort()).toEqual(['appId', 'nonceStr', 'signature', 'timestamp']);
    const url = `${PAGE}&x=%E5%95%86`;
    expect(signConfig({ jsapiTicket: 'TICKET-1', url, ...body }).signature).toBe(body.signature);
  });

  it.each([
    ['', 400, 'INVALID_URL'],
    ['?url=', 400, 'INVALID_URL'],
    ['?url=rent', 400, 'INVALID_URL'],
    ['?url=https%3A%2F%2Fshop.example%2F&url=https%3A%2F%2Fshop.example%2F', 400, 'INVALID_URL'],
    ['?url=https%3A%2F%2Fevil.example%2F', 403, 'ORIGIN_NOT_ALLOWED'],
    ['?url=https%3A%2F%2Fshop.example%40evil.example%2F', 403, 'ORIGIN_NOT_ALLOWED'],
  ])('answers %p with %d', async (query, status, code) => {
    const response = await ask(query);
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ code, message: expect.any(String) });
  });

  it.each([{ errcode: 45009 }, (response: { destroy(): void }) => response.destroy()])(
    'answers 502 where WeChat fails, case %$',
    async (answer) => {
      api.tickets = [answer as never];
      const response = await ask(`?url=${encodeURIComponent(PAGE)}`);
      expect(response.status).toBe(502);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect((await response.json()).code).toMatch(/^UPSTREAM_/);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('answers %s with 405', async (method) => {
    const response = await ask(`?url=${encodeURIComponent(PAGE)}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
    expect(api.calls).toHaveLength(0);
  });
});

describe('handler, for a page of another origin than its own', () => {
  const ask = (origin: string | null, init: RequestInit = {}, page = PAGE) =>
    createConfigSigner(options).handler(
      new Request(`https://api.shop.example/payscore/config?url=${encodeURIComponent(page)}`, {
        ...init,
        headers: { ...init.headers, ...(origin !== null && { origin }) },
      }),
    );

  it.each(['https://shop.example', 'http://localhost:8080'])('lets %s read the answer', async (origin) => {
    const response = await ask(origin);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('vary')).toBe('Origin');
  });

  it.each([
    'https://evil.example',
    'null',
    'https://shop.example:8443',
    'http://shop.example',
    'https://shop.example/',
  ])('does not let %s', async (origin) => {
    const response = await ask(origin);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(response.headers.get('vary')).toBe('Origin');
  });

  it('says to caches that the answer depends on the origin where none was sent, too', async () => {
    expect((await ask(null)).headers.get('vary')).toBe('Origin');
  });

  it('lets the page read why it was refused', async () => {
    const response = await ask('https://shop.example', {}, 'https://evil.example/');
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  it('answers the question that a browser asks first', async () => {
    const preflight = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-session' };
    const response = await ask('https://shop.example', { method: 'OPTIONS', headers: preflight });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(Object.fromEntries(response.headers)).toEqual({
      allow: 'GET',
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'x-session',
      'access-control-max-age': '600',
      'cache-control': 'no-store',
      vary: 'Origin',
    });
    const bare = await ask('https://shop.example', { method: 'OPTIONS' });
    expect(bare.headers.has('access-control-allow-headers')).toBe(false);
    const refused = await ask('https://evil.example', { method: 'OPTIONS', headers: preflight });
    expect(refused.status).toBe(403);
    expect(refused.headers.has('access-control-allow-origin')).toBe(false);
    expect(api.calls).toHaveLength(0);
  });
});

describe('onError', () => {
  const faults: [string, number, RequestInit, () => void][] = [
    ['?url=rent', 400, {}, () => undefined],
    ['?url=https%3A%2F%2Fevil.example%2F', 403, {}, () => undefined],
    ['?', 403, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }, () => undefined],
    ['?', 405, { method: 'POST' }, () => undefined],
    [`?url=${encodeURIComponent(PAGE)}`, 502, {}, () => (api.tickets = [{ errcode: 45009 }])],
    [`?url=${encodeURIComponent(PAGE)}`, 502, {}, () => (api.tokens = [(response) => response.destroy()])],
  ];

  it.each(faults)(
    'is told the reason of an answer to %p with %d, and its request, case %$',
    async (query, status, init, arrange) => {
      arrange();
      const onError = jest.fn();
      const request = new Request(`http://shop.example/config${query}`, init);
      const response = await createConfigSigner({ ...options, onError }).handler(request);
      expect(response.status).toBe(status);
      expect(onError.mock.calls).toEqual([[expect.any(Error), request]]);
      const [error] = onError.mock.calls[0] as [Error];
      if (status !== 405) expect(isConfigSignerError(error)).toBe(true);
      expect(`${error.stack}`).not.toMatch(/TESTING-APP-SECRET|TOKEN-1/);
    },
  );

  it('is not called for a good answer', async () => {
    const onError = jest.fn();
    const { handler } = createConfigSigner({ ...options, onError });
    expect((await handler(new Request(`http://a/?url=${encodeURIComponent(PAGE)}`))).status).toBe(200);
    expect((await handler(new Request('http://a/', { method: 'OPTIONS' }))).status).toBe(204);
    expect(onError).not.toHaveBeenCalled();
  });

  it.each([
    () => {
      throw new Error('The log is full.');
    },
    () => Promise.reject(new Error('The log is full.')),
  ])('may fail without changing the answer, case %$', async (onError) => {
    const response = await createConfigSigner({ ...options, onError }).handler(new Request('http://a/?url=rent'));
    expect(response.status).toBe(400);
  });
});

describe('isConfigSignerError', () => {
  it('knows the errors of another copy of the package', async () => {
    const other = await new Promise<typeof server>((resolve) =>
      jest.isolateModules(() => resolve(jest.requireActual('../../../src/server'))),
    );
    const error: unknown = await other
      .createConfigSigner(options)
      .sign('rent')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(other.ConfigSignerError);
    expect(isConfigSignerError(error)).toBe(true);
    expect(other.isConfigSignerError(error)).toBe(true);
  });

  it.each([new Error('x'), { name: 'ConfigSignerError' }, null, undefined, 'ConfigSignerError'])(
    'says no to %p',
    (value) => {
      expect(isConfigSignerError(value)).toBe(false);
    },
  );
});

it('answers 500 where the signer fails in a way that is no ConfigSignerError, and tells onError', async () => {
  const heard: unknown[] = [];
  const cause = new RangeError('not foreseen');
  const response = await answerConfig(new Request('http://api.shop.example/sign?url=https%3A%2F%2Fshop.example%2F'), {
    origins: new Set(),
    onError: (error: unknown) => void heard.push(error),
    sign: () => Promise.reject(cause),
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ code: 'INTERNAL_ERROR', message: 'The URL was not signed.' });
  expect(heard).toEqual([cause]);
});
