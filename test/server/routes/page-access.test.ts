import { openShop } from './shop';

const WWW = 'https://www.shop.example';
const EVIL = 'https://evil.example';
const user = { 'x-user': 'alice' };

describe('a page of the same origin', () => {
  it.each([
    ['no Origin', {}],
    ['its Origin', { origin: 'https://shop.example' }],
    [
      'an Origin that was hidden, and the browser says that it is the same',
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ],
  ])('may use the routes: %s', async (_, headers) => {
    const shop = openShop();
    const { status, headers: answered } = await shop.ask('POST', '/payscore/token', { ...user, ...headers });
    expect(status).toBe(200);
    expect(answered.get('access-control-allow-origin')).toBeNull();
  });

  it('may use them behind a proxy that ends TLS, and behind one that changes the host', async () => {
    const shop = openShop();
    for (const url of ['http://shop.example/payscore/token', 'http://127.0.0.1:3000/payscore/token']) {
      const request = new Request(url, { method: 'POST', headers: { ...user, origin: 'https://shop.example' } });
      expect((await shop.routes.handler(request)).status).toBe(200);
    }
  });
});

describe('a page of another origin that the signer signs for', () => {
  it.each([
    ['POST', 'token'],
    ['GET', 'state'],
  ])('reads the answer to %s /%s with its cookies, errors too', async (method, route) => {
    const shop = openShop();
    await shop.token('alice');
    for (const who of [user, {}]) {
      const { status, headers } = await shop.ask(method, `/payscore/${route}`, { ...who, origin: WWW });
      expect(status).toBe(who === user ? 200 : 401);
      expect(headers.get('access-control-allow-origin')).toBe(WWW);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  it('reads the answer to GET /config with its cookies', async () => {
    const { status, headers } = await openShop().ask(
      'GET',
      `/payscore/config?url=${encodeURIComponent(`${WWW}/rent`)}`,
      { origin: WWW },
    );
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(WWW);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
  });

  it.each([
    ['config', 'GET'],
    ['token', 'POST'],
    ['state', 'GET'],
  ])('is told by OPTIONS /%s that %s and its own headers are taken, with nobody signed in', async (route, method) => {
    const shop = openShop();
    const { status, headers } = await shop.ask('OPTIONS', `/payscore/${route}`, {
      origin: WWW,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization',
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(WWW);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-methods')).toBe(method);
    expect(headers.get('access-control-allow-headers')).toBe('authorization');
    expect(shop.calls).toEqual([]);
  });
});

describe('a page of any other origin', () => {
  it.each([
    ['POST', 'token', EVIL],
    ['GET', 'state', EVIL],
    ['OPTIONS', 'token', EVIL],
    ['OPTIONS', 'state', EVIL],
    ['POST', 'token', 'null'],
    ['POST', 'token', 'https://shop.example.evil.example'],
    ['POST', 'token', 'https://shop.example:8443'],
    ['POST', 'token', 'no origin at all'],
  ])('%s /%s from %s is 403, although the user is signed in', async (method, route, origin) => {
    const shop = openShop();
    const { status, headers, body } = await shop.ask(method, `/payscore/${route}`, { ...user, origin });
    expect([status, body.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(shop.calls).toEqual([]);
    expect(await shop.authorizations.find('alice')).toBeUndefined();
    expect(shop.errors).toHaveLength(1);
  });

  it('is not let in by a signer that lets every origin read', async () => {
    const shop = openShop({
      signer: { handler: async () => new Response(null, { headers: { 'access-control-allow-origin': '*' } }) },
    });
    expect((await shop.ask('POST', '/payscore/token', { ...user, origin: EVIL })).status).toBe(403);
    const config = await shop.ask('GET', '/payscore/config', { origin: EVIL });
    expect(config.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

test('a signer that fails makes 500, not an unhandled rejection', async () => {
  const shop = openShop({ signer: { handler: () => Promise.reject(new Error('signer')) } });
  expect((await shop.ask('GET', '/payscore/config')).status).toBe(500);
  expect((await shop.ask('POST', '/payscore/token', { ...user, origin: EVIL })).status).toBe(500);
  expect(shop.errors).toHaveLength(2);
});
