import { createWeixinServices } from '../../../src/testing/server';
import type { WeixinServicesOptions } from '../../../src/testing/server';

function simulate(options: WeixinServicesOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const services = createWeixinServices({ now: () => clock.now, ...options });
  const { appId: appid, appSecret: secret } = services.credentials;
  const credential = { grant_type: 'client_credential', appid, secret };
  const call = async (path: string, init?: RequestInit) =>
    (await services.fetch(new Request(`https://api.weixin.qq.com/cgi-bin/${path}`, init))).json();
  const post = (body: unknown) =>
    call('stable_token', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return {
    clock,
    call,
    post,
    credential,
    token: (change: object = {}) => call(`token?${new URLSearchParams({ ...credential, ...change })}`),
    stable: (change: object = {}) => post({ ...credential, ...change }),
    ticket: (token: string, type = 'jsapi') => call(`ticket/getticket?access_token=${token}&type=${type}`),
  };
}

describe.each(['token', 'stable'] as const)('%s', (kind) => {
  test('is issued for 7200 s to who knows the secret', async () => {
    const simulation = simulate();
    expect(await simulation[kind]()).toEqual({ access_token: expect.any(String), expires_in: 7200 });
    const refusals: [object, number][] = [
      [{ grant_type: 'password' }, 40002],
      [{ appid: '' }, 41002],
      [{ secret: '' }, 41004],
      [{ appid: 'wx0' }, 40013],
      [{ secret: 'wrong' }, 40125],
    ];
    for (const [change, errcode] of refusals) {
      expect(await simulation[kind](change)).toEqual({ errcode, errmsg: expect.stringMatching(/ rid: /) });
    }
  });

  test('expires', async () => {
    const simulation = simulate();
    const { access_token: token } = await simulation[kind]();
    simulation.clock.now += 7199_000;
    expect(await simulation.ticket(token)).toMatchObject({ errcode: 0 });
    simulation.clock.now += 1000;
    expect(await simulation.ticket(token)).toMatchObject({ errcode: 42001 });
  });
});

test('a token ends with the next one; stable tokens do not end with it', async () => {
  const { token, stable, ticket } = simulate();
  const { access_token: kept } = await stable();
  const { access_token: first } = await token();
  expect(await ticket(first)).toMatchObject({ errcode: 0 });
  const { access_token: second } = await token();
  expect(await ticket(first)).toMatchObject({ errcode: 40001 });
  expect(await ticket(second)).toMatchObject({ errcode: 0 });
  expect(await ticket(kept)).toMatchObject({ errcode: 0 });
});

test('a stable token stays the same until five minutes before its end, and the old one stays good next to the new', async () => {
  const { clock, stable, ticket } = simulate();
  const { access_token: first } = await stable();
  clock.now += 6900_000;
  expect(await stable()).toEqual({ access_token: first, expires_in: 300 });
  clock.now += 1000;
  const next = await stable();
  expect(next).toEqual({ access_token: expect.any(String), expires_in: 7200 });
  expect(next.access_token).not.toBe(first);
  expect(await ticket(first)).toMatchObject({ errcode: 0 });
  expect(await ticket(next.access_token)).toMatchObject({ errcode: 0 });
});

test('force_refresh ends the stable token at once, every 30 s and 20 times a day', async () => {
  const { clock, stable, ticket } = simulate();
  const force = () => stable({ force_refresh: true });
  const { access_token: first } = await stable();
  const { access_token: second } = await force();
  expect(second).not.toBe(first);
  expect(await ticket(first)).toMatchObject({ errcode: 40001 });
  clock.now += 29_999;
  expect((await force()).access_token).toBe(second);
  clock.now += 1;
  expect((await force()).access_token).not.toBe(second);
  for (let used = 3; used < 20; used++) await force();
  expect(await force()).toMatchObject({ errcode: 45009 });
  expect(await stable()).toMatchObject({ access_token: expect.any(String) });
  clock.now += 24 * 3600_000;
  expect(await force()).toMatchObject({ access_token: expect.any(String) });
});

test('stable_token takes POST with JSON, the others GET', async () => {
  const { call, post, credential } = simulate();
  expect(await call(`stable_token?${new URLSearchParams(credential)}`)).toMatchObject({ errcode: 43002 });
  expect(await post('grant_type=client_credential')).toMatchObject({ errcode: 47001 });
  expect(await call('token', { method: 'POST' })).toMatchObject({ errcode: 43001 });
  expect(await call('ticket/getticket', { method: 'POST' })).toMatchObject({ errcode: 43001 });
});

test('a ticket is answered by type, and again while it is good', async () => {
  const { clock, stable, ticket } = simulate();
  const { access_token: token } = await stable();
  const first = await ticket(token);
  expect(first).toEqual({ errcode: 0, errmsg: 'ok', ticket: expect.any(String), expires_in: 7200 });
  expect((await ticket(token, 'wx_card')).ticket).not.toBe(first.ticket);
  clock.now += 6900_000;
  expect(await ticket(token)).toMatchObject({ ticket: first.ticket, expires_in: 300 });
  clock.now += 1000;
  expect((await ticket(token)).ticket).not.toBe(first.ticket);
});

test('no ticket without a good token and a known type', async () => {
  const { call, stable, ticket } = simulate();
  const { access_token: token } = await stable();
  expect(await call('ticket/getticket?type=jsapi')).toMatchObject({ errcode: 41001 });
  expect(await ticket('made-up')).toMatchObject({ errcode: 40014 });
  expect(await ticket(token, 'other')).toMatchObject({ errcode: 40097 });
  expect(await ticket(token)).toMatchObject({ errcode: 0 });
});

test('what is used up for the day is 45009', async () => {
  const { clock, token, stable, ticket } = simulate({ dailyLimits: { token: 1, stableToken: 2, ticket: 1 } });
  expect(await token()).toMatchObject({ expires_in: 7200 });
  expect(await token()).toMatchObject({ errcode: 45009 });
  const { access_token: good } = await stable();
  expect(await ticket(good)).toMatchObject({ errcode: 0 });
  expect(await ticket(good)).toMatchObject({
    errcode: 45009,
    errmsg: expect.stringMatching(/^reach max api daily quota/),
  });
  expect(await stable()).toMatchObject({ access_token: good });
  expect(await stable()).toMatchObject({ errcode: 45009 });
  clock.now += 24 * 3600_000;
  expect(await token()).toMatchObject({ expires_in: 7200 });
});

test('an unknown path is 404', async () => {
  const response = await createWeixinServices().fetch(new Request('https://api.weixin.qq.com/cgi-bin/nothing'));
  expect(response.status).toBe(404);
});
