import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isWeixinError } from '../../src/errors';
import { payScoreRoutes } from '../../src/pay-score-routes';

/** The shop's server, on another origin than jsdom's page; what it was asked, and what it answers. */
let server: Server;
let base: string;
let asked: { method: string; url: string; headers: IncomingMessage['headers'] }[];
let answer: (response: ServerResponse) => void;

/** jsdom holds the process for as long as the timeout of an answered request. */
const PATIENT = { timeout: 10_000 };

const json = (body: unknown, status = 200) => {
  answer = (response) => {
    response.statusCode = status;
    response.end(JSON.stringify(body));
  };
};

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    response.setHeader('connection', 'close');
    response.setHeader('access-control-allow-origin', location.origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-allow-headers', 'authorization, x-shop');
    if (request.method === 'OPTIONS') return void response.end();
    asked.push({ method: request.method!, url: request.url!, headers: request.headers });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/payscore`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => {
      expect(error).toBeInstanceOf(Error);
      expect(isWeixinError(error)).toBe(false);
      return (error as Error).message;
    },
  );

describe('each function asks its route', () => {
  it('getConfigSignature: GET /config with the page’s address, escaped', async () => {
    const signature = { appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' };
    json(signature);
    const url = 'https://shop.example/租?a=1&b=%20';
    expect(await payScoreRoutes(base, PATIENT).getConfigSignature(url)).toEqual(signature);
    expect(asked).toMatchObject([{ method: 'GET', url: `/payscore/config?url=${encodeURIComponent(url)}` }]);
  });

  it.each([{ apply_permissions_token: 'token' }, { authorization_state: 'AVAILABLE' }])(
    'applyPermissionsToken: POST /token, and passes on %j',
    async (body) => {
      json(body);
      expect(await payScoreRoutes(base, PATIENT).applyPermissionsToken()).toEqual(body);
      expect(asked).toMatchObject([{ method: 'POST', url: '/payscore/token' }]);
    },
  );

  it('confirm: GET /state', async () => {
    json({ authorization_state: 'UNBINDUSER' });
    expect(await payScoreRoutes(base, PATIENT).confirm()).toEqual({ authorization_state: 'UNBINDUSER' });
    expect(asked).toMatchObject([{ method: 'GET', url: '/payscore/state' }]);
  });

  it('below a base with a slash at its end, too', async () => {
    json({ authorization_state: 'AVAILABLE' });
    await payScoreRoutes(`${base}/`, PATIENT).confirm();
    await payScoreRoutes(base.replace('/payscore', '/'), PATIENT).confirm();
    expect(asked.map(({ url }) => url)).toEqual(['/payscore/state', '/state']);
  });

  it('with cookies of the server, also on another origin', async () => {
    answer = (response) => {
      response.setHeader('set-cookie', 'session=1; Path=/');
      response.end('{"authorization_state":"AVAILABLE"}');
    };
    const { confirm } = payScoreRoutes(base, PATIENT);
    await confirm();
    await confirm();
    expect(asked.map(({ headers }) => headers.cookie)).toEqual([undefined, 'session=1']);
  });

  it('with headers that are asked for each request', async () => {
    json({ authorization_state: 'AVAILABLE' });
    let n = 0;
    const { confirm } = payScoreRoutes(base, {
      ...PATIENT,
      headers: () => ({ authorization: `Bearer ${(n += 1)}`, 'x-shop': 'a' }),
    });
    await confirm();
    await confirm();
    expect(asked.map(({ headers }) => [headers['authorization'], headers['x-shop']])).toEqual([
      ['Bearer 1', 'a'],
      ['Bearer 2', 'a'],
    ]);
  });
});

it('leaves a header out that has no value', async () => {
  json({ authorization_state: 'AVAILABLE' });
  await payScoreRoutes(base, {
    ...PATIENT,
    headers: () => ({ authorization: undefined, 'x-shop': 'a' }) as never,
  }).confirm();
  expect(asked[0]!.headers).toMatchObject({ 'x-shop': 'a' });
  expect(asked[0]!.headers).not.toHaveProperty('authorization');
});

test('its functions are the same for the life of the object, and need no this', async () => {
  const routes = payScoreRoutes(base, PATIENT);
  const { getConfigSignature, applyPermissionsToken, confirm } = routes;
  json({ authorization_state: 'AVAILABLE' });
  await Promise.all([getConfigSignature('u'), applyPermissionsToken.call(undefined), confirm.call(null)]);
  expect(Object.keys(routes)).toEqual(['getConfigSignature', 'applyPermissionsToken', 'confirm']);
  expect([routes.getConfigSignature, routes.applyPermissionsToken, routes.confirm]).toEqual([
    getConfigSignature,
    applyPermissionsToken,
    confirm,
  ]);
});

describe('a rejection', () => {
  it('says the status, and the server’s own code and message', async () => {
    json({ code: 'NOT_SIGNED_IN', message: 'Sign in first.' }, 401);
    expect(await messageOf(payScoreRoutes(base, PATIENT).confirm())).toBe(
      `GET ${base}/state: HTTP 401 NOT_SIGNED_IN Sign in first.`,
    );
    json({ code: 'NO_AUTH', message: 'Check the rights.' }, 502);
    expect(await messageOf(payScoreRoutes(base, PATIENT).applyPermissionsToken())).toBe(
      `POST ${base}/token: HTTP 502 NO_AUTH Check the rights.`,
    );
  });

  it('has them as fields too, for the error that createWeixin makes of it', async () => {
    json({ code: 'NOT_SIGNED_IN', message: 'Sign in first.' }, 401);
    await expect(payScoreRoutes(base, PATIENT).confirm()).rejects.toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' });
    answer = (response) => {
      response.statusCode = 502;
      response.end('<html>');
    };
    await expect(payScoreRoutes(base, PATIENT).confirm()).rejects.toMatchObject({ status: 502, code: 502 });
  });

  it('does not repeat the page’s address, which may hold a token', async () => {
    json({ code: 'ORIGIN_NOT_ALLOWED', message: 'No.' }, 403);
    const message = await messageOf(
      payScoreRoutes(base, PATIENT).getConfigSignature('https://shop.example/?ticket=SECRET'),
    );
    expect(message).toBe(`GET ${base}/config: HTTP 403 ORIGIN_NOT_ALLOWED No.`);
  });

  it.each<[string, object, string, unknown]>([
    ['no code', { error: 'Not found' }, '', 404],
    ['a code that is an object', { code: { a: 1 }, message: 'Why.' }, ' Why.', 404],
    ['a message that is an object', { code: 'BROKEN', message: { a: 1 } }, ' BROKEN', 'BROKEN'],
    ['a code that is a number', { code: 7, message: 'Why.' }, ' 7 Why.', 7],
  ])('of JSON with %s says what is text, and the status', async (_, body, words, code) => {
    json(body, 404);
    const error = await payScoreRoutes(base, PATIENT)
      .confirm()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: `GET ${base}/state: HTTP 404${words}`, status: 404, code });
  });

  it.each([
    ['the page of a proxy', '<html>502 Bad Gateway</html>', 502],
    ['the page that a login led to', '<html>', 200],
    ['nothing', '', 200],
    ['null', 'null', 200],
    ['a text without code', '"no"', 500],
    ['half of the JSON', '{"authorization_state":', 200],
  ])('of %s says the status', async (_, body, status) => {
    answer = (response) => {
      response.statusCode = status;
      response.end(body);
    };
    expect(await messageOf(payScoreRoutes(base, PATIENT).confirm())).toMatch(
      new RegExp(`^GET ${base}/state: HTTP ${status} without JSON`),
    );
  });

  it('comes where the connection breaks, and where no server is', async () => {
    const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined); // jsdom reports them
    answer = (response) => response.destroy();
    expect(await messageOf(payScoreRoutes(base, PATIENT).confirm())).toContain('HTTP 0');
    server.closeAllConnections();
    server.close();
    expect(await messageOf(payScoreRoutes(base, PATIENT).confirm())).toContain('HTTP 0');
    errors.mockRestore();
  });

  it('comes where the answer takes longer than timeout', async () => {
    const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    answer = () => undefined;
    const started = Date.now();
    expect(await messageOf(payScoreRoutes(base, { timeout: 100 }).confirm())).toContain('HTTP 0');
    expect(Date.now() - started).toBeLessThan(5000);
    errors.mockRestore();
  });

  it('comes after 10 s unless timeout says something else', () => {
    const timeout = jest.spyOn(XMLHttpRequest.prototype, 'timeout', 'set').mockImplementation(() => undefined);
    const send = jest.spyOn(XMLHttpRequest.prototype, 'send').mockImplementation(() => undefined);
    void payScoreRoutes('/payscore').confirm();
    void payScoreRoutes('/payscore', { timeout: 5000 }).confirm();
    expect(timeout.mock.calls).toEqual([[10_000], [5000]]);
    timeout.mockRestore();
    send.mockRestore();
  });

  it('comes where headers throws, or gives one that is none', async () => {
    json({});
    const broken = payScoreRoutes(base, {
      ...PATIENT,
      headers: () => {
        throw new Error('no session');
      },
    });
    await expect(broken.confirm()).rejects.toThrow('no session');
    await expect(payScoreRoutes(base, { ...PATIENT, headers: () => ({ 'a b': '1' }) }).confirm()).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});

describe('bad arguments are refused before anything is asked', () => {
  it.each([
    '',
    'payscore',
    '?a',
    '/payscore?a=1',
    '/payscore#a',
    '/pay score',
    'ftp://shop.example/',
    'https:/x',
    'https://',
    'https:///payscore',
    '/\\shop.example/payscore',
    'https://user:secret@shop.example/payscore',
    '//user@shop.example/payscore',
    7,
    null,
    undefined,
    ['/a'],
  ])('base %j', (bad) => {
    expect(() => payScoreRoutes(bad as string)).toThrow(/^INVALID_ARGUMENT: base: /);
  });

  it.each([
    '/',
    '/payscore',
    '/api/payscore/',
    '//shop.example/payscore',
    'https://shop.example/payscore',
    'http://localhost:8080/',
  ])('base %j is fine', (good) => {
    expect(() => payScoreRoutes(good)).not.toThrow();
  });

  it.each([
    ['headers', { headers: { authorization: 'x' } }],
    ['headers', { headers: 'x' }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: '10' }],
    ['timeout', { timeout: 2 ** 31 }],
  ])('%s, case %$', (argument, options) => {
    let thrown: unknown;
    try {
      payScoreRoutes('/payscore', options as never);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument });
  });
});
