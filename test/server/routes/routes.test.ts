import { createPayScoreRoutes, isWeixinError, memoryAuthorizations, redisAuthorizations } from '../../../src/server';
import { openShop, type ShopChoices } from './shop';

describe('paths and methods', () => {
  it.each([
    ['/payscore', '/payscore'],
    ['/payscore/', '/payscore'],
    ['/api/payscore//', '/api/payscore'],
    ['/', ''],
    ['', ''],
    ['/支付分', '/%E6%94%AF%E4%BB%98%E5%88%86'],
  ])('base %p puts the routes under %p', async (base, prefix) => {
    const shop = openShop({ base, notify: async () => new Response('notified') as Response });
    const page = encodeURIComponent('https://shop.example/rent');
    expect((await shop.ask('GET', `${prefix}/config?url=${page}`)).body).toMatchObject({
      signature: expect.any(String),
    });
    expect((await shop.ask('POST', `${prefix}/token`, { 'x-user': 'alice' })).status).toBe(200);
    expect((await shop.ask('GET', `${prefix}/state?t=1`, { 'x-user': 'alice' })).status).toBe(200);
    const notified = await shop.routes.handler(new Request(`https://shop.example${prefix}/notify`, { method: 'POST' }));
    expect(await notified.text()).toBe('notified');
  });

  it.each(['payscore', 'https://shop.example/payscore', '/a?b', '/a#b', '/a/../b', '/a b', '/a\\b', 7])(
    'base %p is refused',
    (base) => {
      expect(() => openShop({ base: base as string })).toThrow(/^INVALID_ARGUMENT: base: /);
    },
  );

  it.each([
    '/',
    '/payscore',
    '/payscore/',
    '/payscore/tokens',
    '/payscore/token/',
    '/payscore/TOKEN',
    '/payscore//token',
    '/other/token',
    '/payscore/toString',
    '/payscore/__proto__',
  ])('%s is 404', async (path) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      expect(await openShop().ask(method, path, { 'x-user': 'alice' })).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND', message: expect.any(String) },
      });
    }
  });

  it('without a notification handler there is no /notify', async () => {
    expect((await openShop().ask('POST', '/payscore/notify')).status).toBe(404);
  });

  it.each([
    ['GET', 'token', 'POST'],
    ['PUT', 'token', 'POST'],
    ['HEAD', 'token', 'POST'],
    ['POST', 'state', 'GET'],
    ['DELETE', 'state', 'GET'],
    ['POST', 'config', 'GET'],
  ])('%s /%s is 405, and Allow says %s', async (method, route, allowed) => {
    const shop = openShop();
    const response = await shop.routes.handler(
      new Request(`https://shop.example/payscore/${route}`, { method, headers: { 'x-user': 'alice' } }),
    );
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(shop.calls).toEqual([]);
  });

  it('config needs nobody signed in, and is the answer of the signer', async () => {
    const { status, body } = await openShop().ask('GET', '/payscore/config?url=https%3A%2F%2Fevil.example%2F');
    expect([status, body.code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  });
});

describe('who is signed in', () => {
  it.each([null, undefined, ''])('userOf answers %p: 401, and nothing is asked of WeChat Pay', async (user) => {
    const shop = openShop({ userOf: () => user });
    for (const [method, route] of [
      ['POST', 'token'],
      ['GET', 'state'],
    ] as const) {
      const { status, body } = await shop.ask(method, `/payscore/${route}`);
      expect([status, body.code]).toEqual([401, 'NOT_SIGNED_IN']);
    }
    expect(shop.calls).toEqual([]);
    expect(shop.errors).toHaveLength(2);
  });

  it('a promise of a user is waited for', async () => {
    expect((await openShop({ userOf: async () => 'alice' }).token('')).status).toBe(200);
  });

  it.each([42, {}, ['alice'], true, 'a\ud800'])(
    'userOf answers %p, which is no text: 500, and onError says so',
    async (user) => {
      const shop = openShop({ userOf: () => user as string });
      expect(await shop.token('')).toMatchObject({ status: 500, body: { code: 'INVALID_ARGUMENT' } });
      expect(shop.errors).toEqual([expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'userOf' })]);
      expect(shop.calls).toEqual([]);
    },
  );

  it.each([
    () => {
      throw new Error('session store: redis://:p4ssw0rd@10.0.0.1');
    },
    () => Promise.reject(new Error('session store: redis://:p4ssw0rd@10.0.0.1')),
  ])('userOf fails: 500 without its words, which go to onError, case %$', async (userOf) => {
    const shop = openShop({ userOf });
    const { status, body } = await shop.state('');
    expect(status).toBe(500);
    expect(body).toEqual({ code: 'INTERNAL_ERROR', message: 'The request could not be handled.' });
    expect(String(shop.errors)).toContain('p4ssw0rd');
  });
});

describe('onError', () => {
  it.each([
    () => {
      throw new Error('log');
    },
    () => Promise.reject(new Error('log')) as never,
  ])('that fails itself changes no answer, case %$', async (onError) => {
    const shop = openShop({ onError });
    expect((await shop.ask('GET', '/payscore/state')).status).toBe(401);
    expect((await shop.token('alice')).status).toBe(200);
  });

  it('is given the request', async () => {
    const seen: unknown[] = [];
    const shop = openShop({ onError: (_error, request) => void seen.push(new URL(request.url).pathname) });
    await shop.ask('GET', '/payscore/state');
    await shop.ask('GET', '/nowhere');
    expect(seen).toEqual(['/payscore/state', '/nowhere']);
  });
});

describe('where the authorizations fail', () => {
  it.each([
    ['find rejects', { find: async () => Promise.reject(new Error('ECONNREFUSED')) }],
    ['save rejects', { save: async () => Promise.reject(new Error('ECONNREFUSED')) }],
    ['find answers a row', { find: async () => ({ authorization_code: 'a' }) as never }],
    ['find answers an empty text', { find: async () => '' }],
    ['save answers nothing', { save: async () => undefined as never }],
    ['save answers a count', { save: async () => 1 as never }],
  ])('%s: 500, onError says why, and nothing is applied for', async (_, fault) => {
    const shop = openShop({ authorizations: { ...memoryAuthorizations(), ...fault } });
    expect((await shop.token('alice')).status).toBe(500);
    expect(shop.errors).toHaveLength(1);
    expect(shop.calls).toEqual([]);
  });

  it('takes null for "none", as databases say it', async () => {
    const memory = memoryAuthorizations();
    const shop = openShop({
      authorizations: { find: async (user) => (await memory.find(user)) ?? (null as never), save: memory.save },
    });
    expect((await shop.state('alice')).status).toBe(404);
    expect((await shop.token('alice')).status).toBe(200);
  });

  it('does not wait longer than 2 s', async () => {
    const shop = openShop({ authorizations: { find: () => new Promise(() => undefined), save: async () => 'a' } });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const answer = shop.state('alice');
    await jest.advanceTimersByTimeAsync(2000);
    jest.useRealTimers();
    expect((await answer).status).toBe(500);
    expect(String(shop.errors)).toContain('authorizations.find did not answer within 2000 ms');
  });
});

describe('bad options are refused when the routes are made', () => {
  it.each([
    ['signer', { signer: undefined }],
    ['signer', { signer: {} }],
    ['permissions', { permissions: null }],
    ['permissions', { permissions: { apply: async () => ({}) } }],
    ['userOf', { userOf: undefined }],
    ['notify', { notify: 'https://shop.example/notify' }],
    ['onError', { onError: console }],
    ['authorizations', { authorizations: {} }],
    ['authorizations', { authorizations: null }],
    ['base', { base: null }],
    ['application', { application: undefined }],
    ['application', { application: '500001' }],
    ['application.service_id', { application: { appid: 'wx1' } }],
    ['application.service_id', { application: { appid: 'wx1', service_id: '' } }],
    ['application.appid', { application: { service_id: '500001', appid: 7 } }],
    ['application.notify_url', { application: { service_id: '1', appid: 'wx1', notify_url: 'http://shop.example/n' } }],
    ['application.notifyUrl', { application: { service_id: '1', appid: 'wx1', notifyUrl: 'https://shop.example/n' } }],
    ['application.authorization_code', { application: { service_id: '1', appid: 'wx1', authorization_code: 'x' } }],
  ] as [string, object][])('%s, case %$', (argument, choice) => {
    const { signer, client } = openShop();
    const good = {
      signer,
      permissions: client.merchant,
      application: { service_id: '500001', appid: 'wx1', notify_url: null },
      userOf: () => null,
    };
    expect(() => createPayScoreRoutes(good)).not.toThrow();
    let thrown: unknown;
    try {
      createPayScoreRoutes({ ...good, ...choice } as never);
    } catch (error) {
      thrown = error;
    }
    expect(isWeixinError(thrown)).toBe(true);
    expect(thrown).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
  });

  it('a field that this kind of merchant needs and the application lacks: 500 at the first tap, before anything was sent', async () => {
    const base = openShop();
    const shop = openShop({
      services: base.services,
      permissions: base.client.partner as unknown as NonNullable<ShopChoices['permissions']>,
    });
    base.calls.length = 0;
    expect(await shop.token('alice')).toMatchObject({
      status: 500,
      body: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('sub_mchid') },
    });
    expect(base.calls).toEqual([]);
  });
});

test('redisAuthorizations refuses another client by its name', () => {
  expect(() => redisAuthorizations({ defineCommand: () => undefined } as never)).toThrow('ioredis');
});
