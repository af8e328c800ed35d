import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPayScoreClient } from '../../src/server';
import { createWeixinServices, type Listening, type WeixinServices } from '../../src/testing/server';
import { type Compiled, compileServer } from './support/compile-server';
import { describeWithRedis, freePort, type RunningRedis, startRedis } from './support/redis-server';

const FILES = ['merchant.mjs', 'web-handler.mjs', 'node-http.mjs', 'express.mjs', 'hono.mjs'];
const README = join(__dirname, '../../README.md');
const snippet = (file: string): string => readFileSync(join(__dirname, 'snippets', file), 'utf8');

describeWithRedis.each(['node-http.mjs', 'express.mjs', 'hono.mjs'])('the snippet %s', (file) => {
  let compiled: Compiled;
  let redis: RunningRedis;
  let services: WeixinServices;
  let weixin: Listening;
  let server: ChildProcess;
  let output = '';
  let url: string;

  beforeAll(async () => {
    services = createWeixinServices({ keyMode: 'public-key', notificationKey: 'public-key' });
    [compiled, redis, weixin] = await Promise.all([compileServer(), startRedis(), services.listen()]);
    const folder = dirname(compiled.path);
    for (const name of FILES)
      writeFileSync(join(folder, name), snippet(name).replace('weixin-payscore/server', './server.mjs'));

    const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys } = services.credentials;
    const [[keyId, key] = ['', '']] = Object.entries(platformKeys);
    writeFileSync(join(folder, 'private-key.pem'), privateKey);
    writeFileSync(join(folder, 'public-key.pem'), key);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, [join(folder, file)], {
      env: {
        PORT: String(port),
        REDIS_URL: redis.url,
        WEIXIN_APP_ID: appId,
        WEIXIN_APP_SECRET: appSecret,
        WEIXIN_API_BASE: weixin.url,
        WECHATPAY_API_BASE: weixin.url,
        WECHATPAY_MCHID: mchid,
        WECHATPAY_SERIAL: serial,
        WECHATPAY_API_V3_KEY: apiV3Key,
        WECHATPAY_PUBLIC_KEY_ID: keyId,
        WECHATPAY_PRIVATE_KEY_FILE: join(folder, 'private-key.pem'),
        WECHATPAY_PUBLIC_KEY_FILE: join(folder, 'public-key.pem'),
      },
    });
    for (const stream of [server.stdout, server.stderr])
      stream!.on('data', (text: Buffer) => (output += text.toString()));
    while (!(await fetch(url).catch(() => null))) {
      if (server.exitCode !== null) throw new Error(output);
      await pause(50);
    }
  });

  afterAll(async () => {
    const ended = once(server, 'exit');
    process.kill(server.pid!, 'SIGTERM');
    await ended;
    await Promise.all([redis.stop(), weixin.close()]);
    compiled.remove();
  });

  it("signs the shop's pages and no others", async () => {
    const good = await fetch(`${url}/wx-config?url=${encodeURIComponent('https://shop.example/rent')}`);
    expect(good.status).toBe(200);
    expect(good.headers.get('cache-control')).toBe('no-store');
    expect(await good.json()).toMatchObject({
      appId: services.credentials.appId,
      signature: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect((await fetch(`${url}/wx-config?url=${encodeURIComponent('https://evil.example/')}`)).status).toBe(403);
    expect((await fetch(`${url}/wx-config`)).status).toBe(400);
  });

  it('hears of a user who agrees and of one who takes it back, each once', async () => {
    const { mchid, serial, privateKey, platformKeys, appId } = services.credentials;
    const { merchant } = createPayScoreClient({ mchid, serial, privateKey, platformKeys, baseURL: weixin.url });
    const application = {
      service_id: '500001',
      appid: appId,
      authorization_code: 'code-1',
      notify_url: `${url}/notify`,
    };
    const { apply_permissions_token } = await merchant.apply(application);
    await services.openService(apply_permissions_token, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
    expect(await merchant.query({ service_id: '500001', authorization_code: 'code-1' })).toMatchObject({
      authorization_state: 'AVAILABLE',
    });
    await services.closeService('code-1');
    expect(services.notifications.map(({ status }) => status)).toEqual([204, 204]);
    expect(output).toBe('PAYSCORE.USER_OPEN_SERVICE code-1\nPAYSCORE.USER_CLOSE_SERVICE code-1\n');
  });

  it('refuses a stranger, and a body that is too long, and goes on', async () => {
    const post = (body: BodyInit): Promise<number> =>
      fetch(`${url}/notify`, { method: 'POST', body }).then(({ status }) => status);
    expect(await post('{}')).toBe(400);
    expect(await post('x'.repeat(1_000_000))).toBe(413);
    expect(await post('{}')).toBe(400);
  });
});

(existsSync(README) ? it : it.skip).each(FILES)('%s stands in the README as it is tested', (file) => {
  expect(readFileSync(README, 'utf8')).toContain(snippet(file).replaceAll('.mjs', '.js').trim());
});
