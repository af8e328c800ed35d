import { execFileSync } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import { buildSync } from 'esbuild';
import { createWeixinServices } from '../../../src/testing/server';
import type { WeixinServices, WeixinServicesOptions } from '../../../src/testing/server';
import { notificationDelays } from '../../../src/testing/server/notifications/notifier';
import { merchantListener } from './merchant-listener';
import { applications, isSigned, merchantRequest } from './merchant-request';

const { base, owner } = applications.acquiringBank;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listener(...args: Parameters<typeof merchantListener>) {
  const merchant = await merchantListener(...args);
  closing.push(merchant.close);
  return merchant;
}

async function simulate(options: WeixinServicesOptions = {}): Promise<WeixinServices> {
  const services = createWeixinServices(options);
  const { close } = await services.listen();
  closing.push(close);
  return services;
}

/** A user who was asked and agreed. */
async function agree(services: WeixinServices, url: string | undefined, change: object = {}): Promise<void> {
  const body = { ...owner, appid: services.credentials.appId, authorization_code: 'C1', notify_url: url, ...change };
  const response = await services.fetch(merchantRequest(services.credentials, { path: base, body }));
  const { apply_permissions_token: token } = (await response.json()) as { apply_permissions_token: string };
  await services.openService(token, { openid: 'oUser' });
}

function decrypt(body: string, apiV3Key: string, associatedData?: string) {
  const { resource } = JSON.parse(body);
  const bytes = Buffer.from(resource.ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, resource.nonce);
  decipher.setAAD(Buffer.from(associatedData ?? resource.associated_data)).setAuthTag(bytes.subarray(-16));
  return JSON.parse(decipher.update(bytes.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8'));
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 500) throw new Error('It did not happen within five seconds.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('agreeing and taking back each post one signed, encrypted notification', async () => {
  const now = Date.UTC(2026, 0, 1, 4);
  const merchant = await listener();
  const services = await simulate({ now: () => now });
  const { apiV3Key, platformKeys, appId, mchid } = services.credentials;
  const body = { ...owner, appid: appId, authorization_code: 'C1', notify_url: merchant.url };
  const request = merchantRequest(services.credentials, { path: base, body, timestamp: now / 1000 });
  const { apply_permissions_token: token } = (await (await services.fetch(request)).json()) as Record<string, string>;

  await services.openService(token!, { openid: 'oUser' });
  expect(merchant.deliveries).toHaveLength(1);
  await services.closeService('C1');
  expect(merchant.deliveries).toHaveLength(2);

  const events = [
    ['USER_OPEN_SERVICE', '授权成功'],
    ['USER_CLOSE_SERVICE', '解除授权成功'],
  ] as const;
  for (const [index, [status, summary]] of events.entries()) {
    const { headers, body: text } = merchant.deliveries[index]!;
    expect(headers.get('Wechatpay-Timestamp')).toBe(String(now / 1000));
    expect(isSigned(headers, text, platformKeys)).toBe(true);
    expect(isSigned(headers, text.replace('EV-', 'EV_'), platformKeys)).toBe(false);
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toEqual({
      id: expect.stringMatching(/^EV-20260101120000\d{11}$/),
      create_time: '2026-01-01T12:00:00+08:00',
      resource_type: 'encrypt-resource',
      event_type: `PAYSCORE.${status}`,
      summary,
      resource: {
        original_type: 'payscore',
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: expect.any(String),
        nonce: expect.stringMatching(/^.{12}$/),
        associated_data: 'payscore',
      },
    });
    expect(decrypt(text, apiV3Key)).toEqual({
      ...owner,
      appid: appId,
      mchid,
      openid: 'oUser',
      user_service_status: status,
      openorclose_time: '20260101120000',
      authorization_code: 'C1',
    });
    expect(() => decrypt(text, apiV3Key, 'other')).toThrow();
  }
  expect(services.notifications.map(({ status, url }) => [status, url])).toEqual([
    [204, merchant.url],
    [204, merchant.url],
  ]);
});

test('without a notify_url the state changes in silence', async () => {
  const merchant = await listener();
  const services = await simulate();
  await agree(services, undefined);
  expect(services.notifications).toEqual([]);
  await agree(services, merchant.url, { authorization_code: 'C2' });
  expect(services.notifications).toHaveLength(1);
});

test('what the documents spell in more than one way can be told', async () => {
  const merchant = await listener();
  const services = await simulate({
    notification: {
      mchid: 'mch_id',
      openOrCloseTime: 'rfc3339',
      createTime: 'compact',
      resourceType: 'encryptresource',
      associatedData: '',
      summary: false,
    },
  });
  await agree(services, merchant.url, { sub_appid: 'wxSub' });
  const { body } = merchant.deliveries[0]!;
  const envelope = JSON.parse(body);
  expect(envelope).toMatchObject({ resource_type: 'encryptresource', create_time: expect.stringMatching(/^\d{14}$/) });
  expect(envelope).not.toHaveProperty('summary');
  const resource = decrypt(body, services.credentials.apiV3Key, '');
  expect(resource).toMatchObject({
    mch_id: '1230000109',
    sub_mch_id: owner.sub_mchid,
    sub_openid: 'oUser',
    openorclose_time: expect.stringMatching(/\+08:00$/),
  });
  for (const name of ['mchid', 'sub_mchid', 'openid']) expect(resource).not.toHaveProperty(name);
});

test('either platform key signs notifications', async () => {
  for (const [notificationKey, isPublicKey] of [
    ['certificate', false],
    ['public-key', true],
  ] as const) {
    const merchant = await listener();
    const services = await simulate({ notificationKey });
    await agree(services, merchant.url);
    const [{ headers, body }] = merchant.deliveries as [(typeof merchant.deliveries)[number]];
    expect(headers.get('Wechatpay-Serial')!.startsWith('PUB_KEY_ID_')).toBe(isPublicKey);
    expect(isSigned(headers, body, services.credentials.platformKeys)).toBe(true);
  }
});

test('a notification comes back, signed anew, until it is acknowledged with 200 or 204', async () => {
  for (const accepted of [200, 204]) {
    const merchant = await listener([500, 302, 201, accepted]);
    const services = await simulate({ timeScale: 1e-4 });
    await agree(services, merchant.url);
    expect(services.notifications[0]).toMatchObject({ status: 500 });
    await until(() => services.notifications.length >= 4);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(services.notifications.map(({ status }) => status)).toEqual([500, 302, 201, accepted]);
    expect(new Set(services.notifications.map(({ id }) => id)).size).toBe(1);
    expect(new Set(merchant.deliveries.map(({ body }) => body)).size).toBe(1);
    expect(new Set(merchant.deliveries.map(({ headers }) => headers.get('Wechatpay-Nonce'))).size).toBe(4);
    for (const { headers, body } of merchant.deliveries) {
      expect(isSigned(headers, body, services.credentials.platformKeys)).toBe(true);
    }
  }
});

test('a notification can come again although it was acknowledged', async () => {
  const merchant = await listener();
  const services = await simulate({ timeScale: 1e-4, repeats: 2 });
  await agree(services, merchant.url);
  await until(() => merchant.deliveries.length >= 3);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(merchant.deliveries).toHaveLength(3);
  expect(new Set(services.notifications.map(({ id }) => id)).size).toBe(1);
});

test.each([
  [1, [15_000, 15_000, 30_000, 180_000]],
  [0.01, [150, 150, 300, 1800]],
])('the waits follow the documented list, times %d', async (timeScale, expected) => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  try {
    const at: number[] = [];
    const services = createWeixinServices({
      timeScale,
      fetch: async () => new Response(null, { status: at.push(Date.now()) < 5 ? 500 : 204 }),
    });
    await agree(services, 'https://merchant.example/notify');
    await jest.advanceTimersByTimeAsync(24 * 3600_000);
    expect(at.slice(1).map((time, index) => time - at[index]!)).toEqual(expected);
  } finally {
    jest.useRealTimers();
  }
});

test('deliveries end three days after the first', () => {
  const delays = [...notificationDelays()];
  expect(delays.slice(0, 12)).toEqual([0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600, 3600, 3600]);
  const total = delays.reduce((sum, delay) => sum + delay, 0);
  expect(total).toBeLessThanOrEqual(3 * 24 * 3600);
  expect(total + 3600).toBeGreaterThan(3 * 24 * 3600);
});

test('a merchant who does not answer in time is given up', async () => {
  const merchant = await listener(['silence']);
  const services = await simulate({ answerTimeout: 50 });
  await agree(services, merchant.url);
  expect(merchant.deliveries).toHaveLength(1);
  expect(services.notifications).toEqual([expect.objectContaining({ status: 0 })]);
});

test('a merchant who is not there has status 0', async () => {
  const merchant = await listener();
  const services = await simulate();
  await merchant.close();
  await agree(services, merchant.url);
  expect(services.notifications).toEqual([expect.objectContaining({ status: 0 })]);
});

test.each<[string, (init: RequestInit) => Promise<Response>]>([
  ['does not answer in time', ({ signal }) => new Promise((_, reject) => signal!.addEventListener('abort', reject))],
  ['is not there', () => Promise.reject(new TypeError('fetch failed'))],
])('a merchant who %s is posted to again', async (_, fail) => {
  let posts = 0;
  const services = createWeixinServices({
    timeScale: 1e-4,
    answerTimeout: 50,
    fetch: (_url, init) => (posts++ === 0 ? fail(init) : Promise.resolve(new Response(null, { status: 204 }))),
  });
  await agree(services, 'https://merchant.example/notify');
  await until(() => services.notifications.length >= 2);
  expect(services.notifications.map(({ status }) => status)).toEqual([0, 204]);
});

test('agreeing twice changes nothing and posts nothing more; another user cannot agree', async () => {
  const merchant = await listener();
  const services = await simulate();
  const { credentials } = services;
  const body = { ...owner, appid: credentials.appId, authorization_code: 'C1', notify_url: merchant.url };
  const request = merchantRequest(credentials, { path: base, body });
  const { apply_permissions_token: token } = (await (await services.fetch(request)).json()) as Record<string, string>;
  await services.openService(token!, { openid: 'oUser' });
  await services.openService(token!, { openid: 'oUser' });
  await expect(services.openService(token!, { openid: 'oOther' })).rejects.toThrow('Another user');
  expect(merchant.deliveries).toHaveLength(1);
  expect(services.notifications).toHaveLength(1);
});

test('closing gives up what is pending', async () => {
  const merchant = await listener([500]);
  const services = createWeixinServices({ timeScale: 0.003 });
  const { close } = await services.listen();
  await agree(services, merchant.url);
  await close();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(merchant.deliveries).toHaveLength(1);
  await agree(services, merchant.url, { authorization_code: 'C2' });
  expect(merchant.deliveries).toHaveLength(2);
});

test('a retry that is pending keeps no process alive', () => {
  const contents = `
    import { createWeixinServices } from '../../../src/testing/server';
    import { applications, merchantRequest } from './merchant-request';
    const services = createWeixinServices({ fetch: async () => new Response(null, { status: 500 }) });
    const { base, owner } = applications.merchant;
    const body = { ...owner, appid: services.credentials.appId, authorization_code: 'C1', notify_url: 'https://a.example/' };
    services.fetch(merchantRequest(services.credentials, { path: base, body })).then(async (answer) => {
      await services.openService((await answer.json()).apply_permissions_token, { openid: 'oUser' });
      console.log(services.notifications.length);
    });
  `;
  const stdin = { contents, resolveDir: __dirname, loader: 'ts' } as const;
  const [script] = buildSync({ stdin, bundle: true, platform: 'node', write: false }).outputFiles;
  const output = execFileSync(process.execPath, ['-'], { input: script!.text, encoding: 'utf8', timeout: 10_000 });
  expect(output).toBe('1\n');
});

test('ending a permission through the API is notified only if the simulation is told so', async () => {
  for (const notifyTerminate of [false, true]) {
    const merchant = await listener();
    const services = await simulate({ notifyTerminate });
    await agree(services, merchant.url);
    const path = `${base}/authorization-code/C1/terminate`;
    const request = merchantRequest(services.credentials, { path, body: { ...owner, reason: 'r' } });
    expect((await services.fetch(request)).status).toBe(204);
    if (notifyTerminate) await until(() => merchant.deliveries.length >= 2);
    const types = merchant.deliveries.map(({ body }) => JSON.parse(body).event_type);
    expect(types.slice(1)).toEqual(notifyTerminate ? ['PAYSCORE.USER_CLOSE_SERVICE'] : []);
  }
});

test('notifications go through the fetch that was given', async () => {
  const posted: string[] = [];
  const services = createWeixinServices({
    fetch: async (url) => {
      posted.push(url);
      return new Response(null, { status: 204 });
    },
  });
  await agree(services, 'https://merchant.example/notify');
  expect(posted).toEqual(['https://merchant.example/notify']);
});
