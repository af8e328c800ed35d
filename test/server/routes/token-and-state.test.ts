import {
  createPayScoreClient,
  createPayScoreRoutes,
  isWechatPayError,
  memoryAuthorizations,
  type PayScoreClient,
  WechatPayError,
} from '../../../src/server';
import { createWeixinServices } from '../../../src/testing/server';
import { OPENID, openShop } from './shop';

const CODE = /^[0-9A-Za-z_|*-]{1,32}$/;

describe('the token route', () => {
  it('saves a code of the documented form before it applies, and answers the token alone', async () => {
    const order: string[] = [];
    const memory = memoryAuthorizations();
    const shop = openShop({
      authorizations: {
        find: memory.find,
        save: async (...args) => {
          const saved = await memory.save(...args);
          order.push('save');
          return saved;
        },
      },
      fault: () => void order.push('apply'),
    });
    const { status, body, headers } = await shop.token('alice');
    expect(status).toBe(200);
    expect(body).toEqual({ apply_permissions_token: expect.any(String) });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(order).toEqual(['save', 'apply']);
    expect(await memory.find('alice')).toMatch(CODE);
    await shop.agree(body.apply_permissions_token);
  });

  it('asks for the state of a code that was there, and applies with it while no user has agreed', async () => {
    const shop = openShop();
    const first = await shop.token('alice');
    const code = await shop.authorizations.find('alice');
    const second = await shop.token('alice');
    expect(shop.calls).toEqual(['apply', 'query', 'apply']);
    expect(await shop.authorizations.find('alice')).toBe(code);
    expect(second.body).toEqual(first.body);
  });

  it('answers AVAILABLE to a user who has authorised, and applies for nothing', async () => {
    const shop = openShop();
    const { body } = await shop.token('alice');
    await shop.agree(body.apply_permissions_token);
    shop.calls.length = 0;
    expect(await shop.token('alice')).toMatchObject({ status: 200, body: { authorization_state: 'AVAILABLE' } });
    expect(shop.calls).toEqual(['query']);
  });

  it('takes a new code for a user whose authorisation has ended, and keeps it', async () => {
    const shop = openShop();
    const { body } = await shop.token('alice');
    const ended = (await shop.authorizations.find('alice'))!;
    await shop.agree(body.apply_permissions_token);
    await shop.services.closeService(ended);
    const again = await shop.token('alice');
    expect(again.status).toBe(200);
    const current = await shop.authorizations.find('alice');
    expect(current).toMatch(CODE);
    expect(current).not.toBe(ended);
    await shop.agree(again.body.apply_permissions_token);
    expect((await shop.token('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
  });

  it('gives twenty taps at once one code, for a new user and for one whose authorisation has ended', async () => {
    const shop = openShop();
    const twenty = async () =>
      new Set(
        (await Promise.all(Array.from({ length: 20 }, () => shop.token('alice')))).map(({ body }) =>
          JSON.stringify(body),
        ),
      );
    const tokens = await twenty();
    expect(tokens.size).toBe(1);
    const [token] = [...tokens].map((text) => JSON.parse(text).apply_permissions_token as string);
    await shop.agree(token!);
    await shop.services.closeService((await shop.authorizations.find('alice'))!);
    const next = await twenty();
    expect(next.size).toBe(1);
    expect(next).not.toEqual(tokens);
  });

  it('applies where a code was saved and the process ended before it applied', async () => {
    const shop = openShop();
    await shop.authorizations.save('alice', 'saved-before');
    const { status, body } = await shop.token('alice');
    expect(status).toBe(200);
    expect(shop.calls).toEqual(['query', 'apply']);
    await shop.agree(body.apply_permissions_token);
    expect(
      (await shop.client.merchant.query({ authorization_code: 'saved-before', service_id: '500001' })).openid,
    ).toBe(OPENID);
  });

  it('takes another code where WeChat Pay knows the code with another application and no user has agreed to it', async () => {
    const services = createWeixinServices();
    const authorizations = memoryAuthorizations();
    const appid = services.credentials.appId;
    const before = openShop({ services, authorizations, application: { service_id: '500001', appid } });
    const after = openShop({
      services,
      authorizations,
      application: { service_id: '500001', appid, notify_url: 'https://shop.example/payscore/notify' },
    });
    await before.token('alice');
    const old = await authorizations.find('alice');
    expect((await after.token('alice')).status).toBe(200);
    expect(await authorizations.find('alice')).not.toBe(old);
    expect(after.calls).toEqual(['query', 'apply', 'query', 'apply']);
    expect(await after.token('alice')).toMatchObject({
      status: 200,
      body: { apply_permissions_token: expect.any(String) },
    });
  });

  it('keeps a code with another application where the user has agreed to it', async () => {
    const services = createWeixinServices();
    const authorizations = memoryAuthorizations();
    const appid = services.credentials.appId;
    const before = openShop({ services, authorizations, application: { service_id: '500001', appid } });
    await before.agree((await before.token('alice')).body.apply_permissions_token);
    const old = await authorizations.find('alice');
    const after = openShop({
      services,
      authorizations,
      application: { service_id: '500001', appid, notify_url: 'https://shop.example/payscore/notify' },
    });
    expect((await after.token('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
    expect(await authorizations.find('alice')).toBe(old);
  });

  it.each([
    ['agreed', 'AVAILABLE', { authorization_state: 'AVAILABLE' }],
    ['agreed and ended it', 'UNAVAILABLE', { apply_permissions_token: 'token of another code' }],
  ] as const)('asks again where the user %s between the question and the application', async (_, after, expected) => {
    const states = ['UNBINDUSER', after] as const;
    let asked = 0;
    const applied: string[] = [];
    const authorizations = memoryAuthorizations();
    await authorizations.save('alice', 'code-1');
    const shop = openShop({
      authorizations,
      permissions: {
        query: async () => ({ service_id: '', appid: '', mchid: '', authorization_state: states[asked++]! }),
        apply: async ({ authorization_code }) => {
          applied.push(authorization_code);
          if (authorization_code !== 'code-1') return { apply_permissions_token: 'token of another code' };
          throw new WechatPayError('INVALID_ORDER_STATE', { status: 400, hint: 'Check the state.' });
        },
      },
    });
    expect((await shop.token('alice')).body).toEqual(expected);
    expect(asked).toBe(2);
    expect(applied[0]).toBe('code-1');
  });

  it('makes no further codes where WeChat Pay refuses a new one', async () => {
    const saved: string[] = [];
    const memory = memoryAuthorizations();
    const shop = openShop({
      authorizations: {
        find: memory.find,
        save: (user, code, replaces) => (saved.push(code), memory.save(user, code, replaces)),
      },
      fault: () => ({ status: 400, body: '{"code":"INVALID_REQUEST","message":"参数错误"}' }),
    });
    expect(await shop.token('alice')).toMatchObject({ status: 502, body: { code: 'INVALID_REQUEST' } });
    expect(saved).toHaveLength(1);
    expect(shop.calls).toEqual(['apply']);
  });

  it('gives up where the code keeps changing under it', async () => {
    let n = 0;
    const shop = openShop({
      authorizations: { find: async () => 'code-0', save: async () => `code-${(n += 1)}` },
      permissions: {
        query: async () => ({ service_id: '', appid: '', mchid: '', authorization_state: 'UNAVAILABLE' }),
        apply: async () => ({ apply_permissions_token: 'never' }),
      },
    });
    expect(await shop.token('alice')).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
    expect(n).toBeLessThan(10);
  });
});

describe('the state route', () => {
  it('says what WeChat Pay says now, and 404 where nothing was applied for', async () => {
    const shop = openShop();
    expect(await shop.state('alice')).toMatchObject({ status: 404, body: { code: 'NOT_APPLIED' } });
    const { body } = await shop.token('alice');
    expect(await shop.state('alice')).toMatchObject({ status: 200, body: { authorization_state: 'UNBINDUSER' } });
    await shop.agree(body.apply_permissions_token);
    const answer = await shop.state('alice');
    expect(answer.body).toEqual({ authorization_state: 'AVAILABLE' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    await shop.services.closeService((await shop.authorizations.find('alice'))!);
    expect((await shop.state('alice')).body).toEqual({ authorization_state: 'UNAVAILABLE' });
  });

  it('says 404 where a code was saved and nothing was applied for with it', async () => {
    const shop = openShop();
    await shop.authorizations.save('alice', 'saved-before');
    expect(await shop.state('alice')).toMatchObject({ status: 404, body: { code: 'NOT_APPLIED' } });
  });

  it.each(['bob', 'Alice', 'alice ', '__proto__', 'constructor', 'toString'])(
    "never shows alice's to %p",
    async (other) => {
      const shop = openShop();
      const { body } = await shop.token('alice');
      await shop.agree(body.apply_permissions_token);
      expect((await shop.state('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
      // A header cannot end in a space, so the user comes from elsewhere.
      const theirs = openShop({ services: shop.services, authorizations: shop.authorizations, userOf: () => other });
      expect((await theirs.state('')).status).toBe(404);
      expect((await theirs.token('')).body.apply_permissions_token).not.toBe(body.apply_permissions_token);
      expect((await theirs.state('')).body).toEqual({ authorization_state: 'UNBINDUSER' });
    },
  );
});

describe('each kind of merchant', () => {
  const kinds = {
    merchant: { service_id: '500001' },
    partner: { service_id: '500001', sub_mchid: '1230000110', sub_appid: 'wxsub' },
    acquiringBank: { service_id: '500001', sub_mchid: '1230000110', channel_id: '1230000111' },
  } as const;

  it.each(['merchant', 'partner', 'acquiringBank'] as const)('%s goes the whole way', async (kind) => {
    const services = createWeixinServices();
    const client: PayScoreClient = createPayScoreClient({
      ...services.credentials,
      fetch: (url, init) => services.fetch(new Request(url, init)),
    });
    const shop = openShop({
      services,
      permissions: client[kind] as PayScoreClient['merchant'],
      application: { appid: services.credentials.appId, ...kinds[kind] },
    });
    const { body } = await shop.token('alice');
    expect((await shop.state('alice')).body).toEqual({ authorization_state: 'UNBINDUSER' });
    await shop.agree(body.apply_permissions_token);
    expect((await shop.state('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
    expect((await shop.token('alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
    await services.closeService((await shop.authorizations.find('alice'))!);
    expect((await shop.token('alice')).body).toEqual({ apply_permissions_token: expect.any(String) });
  });

  it('has its application typed by its permissions', () => {
    const { signer } = openShop();
    const { credentials } = createWeixinServices();
    const { merchant, partner, acquiringBank } = createPayScoreClient(credentials);
    const shared = { signer, userOf: () => null };
    const own = { service_id: '500001', appid: 'wx1' };
    createPayScoreRoutes({ ...shared, permissions: merchant, application: own });
    createPayScoreRoutes({
      ...shared,
      permissions: partner,
      application: { ...own, sub_mchid: '1', notify_url: null },
    });
    createPayScoreRoutes({
      ...shared,
      permissions: acquiringBank,
      application: { ...own, sub_mchid: '1', channel_id: '2' },
    });
    // @ts-expect-error a partner's application names the sub-merchant
    createPayScoreRoutes({ ...shared, permissions: partner, application: own });
    // @ts-expect-error a plain merchant has no channel
    createPayScoreRoutes({ ...shared, permissions: merchant, application: { ...own, channel_id: '1' } });
    expect(() =>
      // @ts-expect-error the routes make the codes
      createPayScoreRoutes({ ...shared, permissions: merchant, application: { ...own, authorization_code: '1' } }),
    ).toThrow('application.authorization_code');
  });
});

describe('where WeChat Pay fails', () => {
  it.each([
    [500, 'SYSTEM_ERROR'],
    [429, 'FREQUENCY_LIMITED'],
    [403, 'NO_AUTH'],
    [401, 'SIGN_ERROR'],
  ])(
    'with %d, both routes answer 502 with its code and the documented solution, and tell onError',
    async (status, code) => {
      let isDown = false;
      const shop = openShop({ fault: () => (isDown ? { status } : undefined) });
      await shop.token('alice');
      isDown = true;
      shop.calls.length = 0;
      for (const ask of [shop.token, shop.state]) {
        const answer = await ask('alice');
        expect(answer).toMatchObject({ status: 502, body: { code, message: expect.stringMatching(/\S/) } });
        expect(answer.headers.get('cache-control')).toBe('no-store');
      }
      // Without the code's state the routes do not apply.
      expect(shop.calls).toEqual(['query', 'query']);
      expect(shop.errors).toHaveLength(2);
      expect(shop.errors.every(isWechatPayError)).toBe(true);
      isDown = false;
      expect((await shop.token('alice')).status).toBe(200);
    },
  );

  it('passes on how long to wait', async () => {
    const shop = openShop({
      permissions: {
        apply: async () =>
          Promise.reject(new WechatPayError('FREQUENCY_LIMITED', { status: 429, hint: 'h', retryAfter: 7 })),
        query: async () => Promise.reject(new Error('not asked')),
      },
    });
    const answer = await shop.token('alice');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([502, '7']);
  });

  it('repeats to the page no word that WeChat Pay says, which may quote the request', async () => {
    const quoted = {
      code: 'PARAM_ERROR',
      message: 'openid oUpF8uMuAJO, key 1a2b',
      detail: { value: 'signature-1a2b' },
    };
    const shop = openShop({ fault: () => ({ status: 400, body: JSON.stringify(quoted) }) });
    const { status, body } = await shop.token('alice');
    expect(status).toBe(502);
    expect(body).toEqual({ code: 'PARAM_ERROR', message: expect.stringMatching(/^Correct the parameter/) });
    // The merchant's own log has it.
    expect(String(shop.errors)).toContain('openid oUpF8uMuAJO');
  });

  it('with silence or a broken connection, both answer 502, and the same code is used later', async () => {
    let fault: object | undefined = { drop: true };
    const shop = openShop({ fault: () => fault, timeout: 300 });
    expect((await shop.token('alice')).body.code).toBe('NETWORK_ERROR');
    const code = await shop.authorizations.find('alice');
    fault = { delay: 1000 };
    expect(await shop.token('alice')).toMatchObject({ status: 502, body: { code: 'TIMEOUT' } });
    expect(await shop.state('alice')).toMatchObject({ status: 502, body: { code: 'TIMEOUT' } });
    fault = undefined;
    expect((await shop.token('alice')).status).toBe(200);
    expect(await shop.authorizations.find('alice')).toBe(code);
  });

  it('takes a 404 that WeChat Pay did not sign for an error, not for "nothing was applied for"', async () => {
    const shop = openShop();
    await shop.token('alice');
    await shop.agree((await shop.token('alice')).body.apply_permissions_token);
    const forged = openShop({
      services: {
        ...shop.services,
        fetch: async () => Response.json({ code: 'ORDER_NOT_EXIST' }, { status: 404 }),
      },
      authorizations: shop.authorizations,
    });
    expect(await forged.state('alice')).toMatchObject({ status: 502, body: { code: 'UNVERIFIED' } });
    expect(await forged.token('alice')).toMatchObject({ status: 502, body: { code: 'UNVERIFIED' } });
    expect(forged.calls).toEqual(['query', 'query']);
  });

  it.each([{ authorization_state: 'WHATEVER' }, {}, null])(
    'takes %j of permissions of its own for an error',
    async (answer) => {
      const authorizations = memoryAuthorizations();
      await authorizations.save('alice', 'code-1');
      const shop = openShop({
        authorizations,
        permissions: { query: async () => answer as never, apply: async () => answer as never },
      });
      expect((await shop.state('alice')).status).toBe(500);
      expect((await shop.token('alice')).status).toBe(500);
      expect((await shop.token('bob')).status).toBe(500);
    },
  );
});
