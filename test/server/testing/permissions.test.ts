import { createWeixinServices } from '../../../src/testing/server';
import type { WeixinServicesOptions } from '../../../src/testing/server';
import { applications, merchantRequest } from './merchant-request';
import type { MerchantRequest } from './merchant-request';

const HOUR = 3600_000;

/** A simulation with a clock that a test can move. */
function simulate(options: WeixinServicesOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 1, 4, 0, 0) };
  const services = createWeixinServices({ now: () => clock.now, ...options });
  const { credentials } = services;
  async function send(request: MerchantRequest) {
    const timestamp = Math.floor(clock.now / 1000);
    const response = await services.fetch(merchantRequest(credentials, { timestamp, ...request }));
    const text = await response.text();
    return { status: response.status, answer: text ? JSON.parse(text) : null };
  }
  return { clock, services, credentials, send };
}

const queryOf = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

describe.each(Object.entries(applications))('%s', (kind, { base, owner }) => {
  const setUp = (options?: WeixinServicesOptions) => {
    const simulation = simulate(options);
    const application = { ...owner, appid: simulation.credentials.appId, authorization_code: 'C0-_|*d' };
    const path = `${base}/authorization-code/${encodeURIComponent('C0-_|*d')}`;
    return {
      ...simulation,
      application,
      path,
      apply: (change: object = {}) => simulation.send({ path: base, body: { ...application, ...change } }),
      query: () => simulation.send({ path: `${path}?${queryOf(owner)}` }),
      terminate: (change: object = {}) =>
        simulation.send({ path: `${path}/terminate`, body: { ...owner, reason: '撤销原因', ...change } }),
    };
  };

  test('a permission goes from UNBINDUSER to AVAILABLE to UNAVAILABLE', async () => {
    const { clock, services, apply, query } = setUp({ userLabel: 'A' });
    const { answer } = await apply();
    expect(answer).toEqual({ apply_permissions_token: expect.stringMatching(/^.{1,300}$/) });
    const before = (await query()).answer;
    expect(before).toMatchObject({ ...owner, mchid: '1230000109', authorization_code: 'C0-_|*d' });
    expect(before).toMatchObject({ authorization_state: 'UNBINDUSER' });
    expect(before).not.toHaveProperty('openid');
    expect(before).not.toHaveProperty('user_label');

    await services.openService(answer.apply_permissions_token, { openid: 'oUser' });
    expect((await query()).answer).toMatchObject({
      authorization_state: 'AVAILABLE',
      openid: 'oUser',
      authorization_success_time: '2026-01-01T12:00:00+08:00',
      ...(kind === 'acquiringBank' ? { user_label: 'A' } : {}),
    });

    clock.now += HOUR / 2;
    await services.closeService('C0-_|*d');
    const after = (await query()).answer;
    expect(after).toMatchObject({
      authorization_state: 'UNAVAILABLE',
      authorization_success_time: '2026-01-01T12:00:00+08:00',
      cancel_authorization_time: '2026-01-01T12:30:00+08:00',
    });
    expect(after).not.toHaveProperty('user_label');
  });

  test('terminating works on a permission in force and on no other', async () => {
    const { services, apply, query, terminate } = setUp();
    expect(await terminate()).toMatchObject({ status: 404, answer: { code: 'ORDER_NOT_EXIST' } });
    const { answer } = await apply();
    expect(await terminate()).toMatchObject({ status: 400, answer: { code: 'INVALID_ORDER_STATE' } });
    await services.openService(answer.apply_permissions_token, { openid: 'oUser' });
    expect(await terminate()).toEqual({ status: 204, answer: null });
    expect((await query()).answer).toMatchObject({ authorization_state: 'UNAVAILABLE' });
    expect(await terminate()).toMatchObject({ status: 400, answer: { code: 'ORDER_CANCELED' } });
  });

  test('the same code with the same parameters gets the same token, with any other INVALID_REQUEST', async () => {
    const { credentials, apply } = setUp({ appIds: ['wxOther'] });
    const first = await apply();
    expect(await apply()).toEqual(first);
    const changes = [{ service_id: '500002' }, { appid: 'wxOther' }, { notify_url: 'https://a.example/n' }];
    for (const change of changes) {
      expect(await apply(change)).toMatchObject({ status: 400, answer: { code: 'INVALID_REQUEST' } });
    }
    expect(await apply({ appid: credentials.appId })).toEqual(first);
    expect(await apply({ authorization_code: 'another' })).toMatchObject({ status: 200 });
  });

  test('a token lives one hour', async () => {
    const { clock, services, apply, query } = setUp();
    const { answer: first } = await apply();
    clock.now += HOUR;
    await expect(services.openService(first.apply_permissions_token, { openid: 'oUser' })).rejects.toThrow('one hour');
    expect((await query()).answer).toMatchObject({ authorization_state: 'UNBINDUSER' });

    const { answer: second } = await apply();
    expect(second.apply_permissions_token).not.toBe(first.apply_permissions_token);
    await expect(services.openService(first.apply_permissions_token, { openid: 'oUser' })).rejects.toThrow(
      'no such token',
    );
    clock.now += HOUR - 1;
    await services.openService(second.apply_permissions_token, { openid: 'oUser' });
    expect((await query()).answer).toMatchObject({ authorization_state: 'AVAILABLE' });
  });

  test('one pre-authorisation serves one user', async () => {
    const { services, apply, query } = setUp();
    const { answer } = await apply();
    const token = answer.apply_permissions_token;
    await services.openService(token, { openid: 'oUser' });
    await expect(services.openService(token, { openid: 'oOther' })).rejects.toThrow('one user');
    await services.openService(token, { openid: 'oUser' });
    expect((await query()).answer).toMatchObject({ openid: 'oUser' });
    await services.closeService('C0-_|*d');
    await expect(services.openService(token, { openid: 'oUser' })).rejects.toThrow('taken back');
    await expect(services.closeService('C0-_|*d')).rejects.toThrow('UNAVAILABLE');
    await expect(services.closeService('nobody')).rejects.toThrow('no such permission');
    await expect(services.openService('nobody', { openid: 'oUser' })).rejects.toThrow('no such token');
  });

  test('every required field is required, has its length, and may not be null', async () => {
    const { application, apply, terminate } = setUp();
    for (const field of Object.keys(application)) {
      for (const value of [undefined, null, '', 'x'.repeat(33), 1]) {
        const refused = await apply({ [field]: value });
        expect([field, value, refused.status, refused.answer.code]).toEqual([field, value, 400, 'PARAM_ERROR']);
        expect(refused.answer.detail).toMatchObject({ field: `/${field}`, location: 'body' });
      }
    }
    for (const reason of [undefined, '', '撤'.repeat(51), '😀']) {
      expect(await terminate({ reason })).toMatchObject({ status: 400, answer: { code: 'PARAM_ERROR' } });
    }
    expect(await terminate({ reason: '撤'.repeat(50) })).toMatchObject({ answer: { code: 'ORDER_NOT_EXIST' } });
    expect(await apply({ service_id: 'x'.repeat(32) })).toMatchObject({ status: 200 });
  });

  test('a query needs every field that owns the permission, and finds no one else’s', async () => {
    const { send, path, apply, query } = setUp();
    await apply();
    for (const field of Object.keys(owner)) {
      const missing = queryOf(Object.fromEntries(Object.entries(owner).filter(([name]) => name !== field)));
      expect(await send({ path: `${path}?${missing}` })).toMatchObject({
        status: 400,
        answer: { code: 'PARAM_ERROR', detail: { field, location: 'query' } },
      });
      expect(await send({ path: `${path}?${queryOf({ ...owner, [field]: '7' })}` })).toMatchObject({
        status: 404,
        answer: { code: 'ORDER_NOT_EXIST' },
      });
    }
    expect(await query()).toMatchObject({ status: 200 });
  });

  test('an authorization_code holds digits, letters and _-|* only', async () => {
    const { send, apply } = setUp();
    for (const code of ['a b', 'a/b', 'a.b', '授权', 'a+b']) {
      expect(await apply({ authorization_code: code })).toMatchObject({ answer: { code: 'PARAM_ERROR' } });
      const path = `${base}/authorization-code/${encodeURIComponent(code)}?${queryOf(owner)}`;
      expect(await send({ path })).toMatchObject({ answer: { code: 'PARAM_ERROR', detail: { location: 'path' } } });
    }
    expect(await apply()).toMatchObject({ status: 200 });
  });

  test('a notify_url is https without parameters, or http on loopback', async () => {
    const { apply } = setUp();
    const long = `https://a.example/${'x'.repeat(255)}`;
    const refused = [
      'http://a.example/n',
      'https://a.example/n?a=1',
      'https://a.example/n#a',
      'a.example',
      'ftp://a.example/',
      long,
    ];
    for (const url of [...refused, 'https://u:p@a.example/', 'http://127.0.0.1.example/n']) {
      expect([url, (await apply({ notify_url: url })).answer.code]).toEqual([url, 'PARAM_ERROR']);
    }
    let count = 0;
    for (const url of ['https://a.example/n', 'http://127.0.0.1:3000/n', 'http://localhost/n', 'http://[::1]:3000/n']) {
      expect([url, (await apply({ notify_url: url, authorization_code: `u${count++}` })).status]).toEqual([url, 200]);
    }
  });

  test('a service or an app that is not the merchant’s is 403 NO_AUTH', async () => {
    const { apply, query } = setUp({ serviceIds: ['500001'] });
    expect(await apply({ service_id: '500002' })).toMatchObject({ status: 403, answer: { code: 'NO_AUTH' } });
    expect(await apply({ appid: 'wxOther' })).toMatchObject({ status: 403, answer: { code: 'NO_AUTH' } });
    expect(await apply()).toMatchObject({ status: 200 });
    expect(await query()).toMatchObject({ status: 200 });
  });

  test('a body that is no JSON object is refused', async () => {
    const { send, application } = setUp();
    for (const text of ['[]', '"a"', 'null', '{', '{"a":1}{']) {
      expect((await send({ path: base, text })).status).toBe(400);
    }
    const bytes = Buffer.from(JSON.stringify(application));
    const broken = Buffer.from(bytes);
    broken[bytes.indexOf('500001')] = 0xff;
    expect((await send({ path: base, text: broken })).status).toBe(400);
    expect((await send({ path: base, text: bytes })).status).toBe(200);
    const headers = { 'Content-Type': 'text/plain' };
    expect((await send({ path: base, body: application, headers })).status).toBe(400);
    expect((await send({ path: base, body: application })).status).toBe(200);
  });
});

test('a code belongs to one kind of merchant', async () => {
  const { send, credentials } = simulate();
  const { merchant, partner } = applications;
  const body = { ...partner.owner, appid: credentials.appId, authorization_code: 'C1' };
  expect(await send({ path: merchant.base, body })).toMatchObject({ status: 200 });
  expect(await send({ path: partner.base, body })).toMatchObject({ answer: { code: 'INVALID_REQUEST' } });
  const path = `${partner.base}/authorization-code/C1?${queryOf(partner.owner)}`;
  expect(await send({ path })).toMatchObject({ answer: { code: 'ORDER_NOT_EXIST' } });
});

test('a query of one kind does not find what another kind applied for', async () => {
  const { send, credentials } = simulate();
  const { merchant, partner } = applications;
  const body = { ...partner.owner, appid: credentials.appId, authorization_code: 'C1' };
  expect(await send({ path: partner.base, body })).toMatchObject({ status: 200 });
  const byCode = `authorization-code/C1?${queryOf(partner.owner)}`;
  expect(await send({ path: `${merchant.base}/${byCode}` })).toMatchObject({ answer: { code: 'ORDER_NOT_EXIST' } });
  expect(await send({ path: `${partner.base}/${byCode}` })).toMatchObject({ status: 200 });
});

test('a user of the sub-merchant’s app is known by sub_openid alone', async () => {
  const { send, services, credentials } = simulate();
  const { base, owner } = applications.acquiringBank;
  const body = { ...owner, appid: credentials.appId, sub_appid: 'wxSub', authorization_code: 'C1' };
  const { answer } = await send({ path: base, body });
  await services.openService(answer.apply_permissions_token, { openid: 'oSub' });
  const found = (await send({ path: `${base}/authorization-code/C1?${queryOf(owner)}` })).answer;
  expect(found).toMatchObject({ sub_appid: 'wxSub', sub_openid: 'oSub' });
  expect(found).not.toHaveProperty('openid');
});

describe('by openid', () => {
  test('a merchant finds and ends the permission in force', async () => {
    const { send, services, credentials } = simulate();
    const { base } = applications.merchant;
    const service = { service_id: '500001', appid: credentials.appId };
    const find = (change: object = {}) => send({ path: `${base}/openid/oUser?${queryOf({ ...service, ...change })}` });
    expect((await find()).answer).toEqual({
      ...service,
      mchid: credentials.mchid,
      openid: 'oUser',
      authorization_state: 'UNAVAILABLE',
    });
    for (const authorization_code of ['C1', 'C2']) {
      const { answer } = await send({ path: base, body: { ...service, authorization_code } });
      await services.openService(answer.apply_permissions_token, { openid: 'oUser' });
    }
    await services.closeService('C2');
    expect((await find()).answer).toMatchObject({ authorization_state: 'AVAILABLE', authorization_code: 'C1' });
    expect((await find({ service_id: '7' })).answer).toMatchObject({ authorization_state: 'UNAVAILABLE' });

    const end = (body: object) => send({ path: `${base}/openid/oUser/terminate`, body });
    expect(await end(service)).toMatchObject({ answer: { code: 'PARAM_ERROR', detail: { field: '/reason' } } });
    expect(await end({ ...service, reason: 'r' })).toEqual({ status: 204, answer: null });
    expect((await find()).answer).toMatchObject({ authorization_state: 'UNAVAILABLE' });
    const other = await send({ path: `${base}/openid/oNobody/terminate`, body: { ...service, reason: 'r' } });
    expect(other).toMatchObject({ status: 404, answer: { code: 'ORDER_NOT_EXIST' } });
  });

  test('a partner names exactly one of openid and sub_openid, the latter with its sub_appid', async () => {
    const { send, services, credentials } = simulate();
    const { base, owner } = applications.partner;
    const application = { ...owner, appid: credentials.appId, sub_appid: 'wxSub', authorization_code: 'C1' };
    const { answer } = await send({ path: base, body: application });
    await services.openService(answer.apply_permissions_token, { openid: 'oSub' });

    const user = { ...owner, appid: credentials.appId };
    const end = (change: object) => send({ path: `${base}/terminate`, body: { ...user, reason: 'r', ...change } });
    const search = (change: object) => send({ path: `${base}/search?${queryOf({ ...user, ...change })}` });
    for (const call of [end, search]) {
      for (const change of [{}, { openid: 'o', sub_openid: 'oSub', sub_appid: 'wxSub' }, { sub_openid: 'oSub' }]) {
        expect(await call(change)).toMatchObject({ status: 400, answer: { code: 'PARAM_ERROR' } });
      }
      expect(await call({ openid: 'oSub' })).toMatchObject({ status: 404 });
    }
    const right = { sub_openid: 'oSub', sub_appid: 'wxSub' };
    expect(await search(right)).toMatchObject({ answer: { authorization_state: 'AVAILABLE', sub_openid: 'oSub' } });
    expect(await end(right)).toEqual({ status: 204, answer: null });
    expect(await search(right)).toMatchObject({ answer: { authorization_state: 'UNAVAILABLE' } });
  });
});

test('a partner applies in the course of a payment: scene is TRANSACTION there, not ORDER', async () => {
  const { send, services, credentials } = simulate();
  const { base, owner } = applications.partner;
  const body = {
    ...owner,
    appid: credentials.appId,
    authorization_code: 'C1',
    scene: 'TRANSACTION',
    transaction_scene_info: { mchid: '1230000109', sub_mchid: '1230000110' },
  };
  const apply = (change: object) => send({ path: `${base}/apply-for-scene`, body: { ...body, ...change } });
  for (const change of [{ scene: 'ORDER' }, { scene: undefined }, { transaction_scene_info: { mchid: '1' } }]) {
    expect(await apply(change)).toMatchObject({ status: 400, answer: { code: 'PARAM_ERROR' } });
  }
  const { answer } = await apply({});
  expect(answer).toEqual({ scene: 'TRANSACTION', transaction_permissions_token: expect.any(String) });
  await services.openService(answer.transaction_permissions_token, { openid: 'oUser' });
  const path = `${base}/authorization-code/C1?${queryOf(owner)}`;
  expect((await send({ path })).answer).toMatchObject({ authorization_state: 'AVAILABLE' });
});

describe('palm', () => {
  const path = '/v3/palmservice/authorization/preauthorize';

  test('either mode gets a permission_token', async () => {
    const { send } = simulate();
    const openid = 'oUser';
    for (const mode of [{ preauthorize_session_id: '181167098309019291163' }, { organization_id: '1004' }]) {
      const { status, answer } = await send({ path, body: { openid, ...mode } });
      expect([status, answer]).toEqual([200, { permission_token: expect.stringMatching(/^.{64}$/) }]);
    }
    for (const body of [{ openid }, { organization_id: '1004' }, { openid, organization_id: 'x'.repeat(129) }]) {
      expect(await send({ path, body })).toMatchObject({ status: 400, answer: { code: 'PARAM_ERROR' } });
    }
  });

  test('the state goes from NONE to ON to OFF', async () => {
    const { send, services } = simulate();
    const query = async () =>
      (await send({ path: '/v3/palmservice/authorization/openid/oUser?organization_id=1004' })).answer;
    const { answer } = await send({ path, body: { openid: 'oUser', organization_id: '1004' } });
    const expected = { openid: 'oUser', organization_id: '1004' };
    expect(await query()).toEqual({ ...expected, state: 'AUTHORIZATION_STATE_NONE' });
    await expect(services.openService(answer.permission_token, { openid: 'oOther' })).rejects.toThrow('another user');
    await services.openService(answer.permission_token, { openid: 'oUser' });
    const authorize_time = '2026-01-01T12:00:00+08:00';
    expect(await query()).toEqual({ ...expected, state: 'AUTHORIZATION_STATE_ON', authorize_time });
    await services.closeService(answer.permission_token);
    expect(await query()).toEqual({ ...expected, state: 'AUTHORIZATION_STATE_OFF', authorize_time });
    const other = await send({ path: '/v3/palmservice/authorization/openid/oUser?organization_id=1005' });
    expect(other.answer).toMatchObject({ state: 'AUTHORIZATION_STATE_NONE' });
    const missing = await send({ path: '/v3/palmservice/authorization/openid/oUser' });
    expect(missing).toMatchObject({ status: 400, answer: { code: 'PARAM_ERROR' } });
  });
});
