import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { createClient } from 'redis';
import { createWeixinServices, type Listening, type WeixinServices } from '../../src/testing/server';
import { testsThatNeed } from '../needs';
import { type RunningPostgres, startPostgres } from './routes/postgres-server';
import { type Compiled, compileServer } from './support/compile-server';
import { freePort, type RunningRedis, startRedis } from './support/redis-server';

/** Servers around merchant.mjs. */
const FRAMEWORKS = ['node-http.mjs', 'express.mjs', 'koa.mjs', 'fastify.mjs', 'hono.mjs'];
const MODULES = ['readme-server.mjs', 'merchant.mjs', 'database.mjs', ...FRAMEWORKS];
/** Where the reader finds each file. */
const DOCUMENTS: [document: string, files: string[]][] = [
  ['README.md', ['readme-server.mjs']],
  ['docs/server.md', ['merchant.mjs', 'database.mjs', 'schema.sql']],
  ['docs/frameworks.md', FRAMEWORKS],
];
const snippet = (file: string): string => readFileSync(join(__dirname, 'snippets', file), 'utf8');

const { describe: describeWithBoth } = testsThatNeed('redis', 'postgresql');

/** README.md's server as an acquiring bank has it. */
function asAcquiringBank(server: string): string {
  const diff = /```diff\n([^]*?)```/.exec(readFileSync(join(__dirname, '../../README.md'), 'utf8'))![1]!;
  const changes = [...diff.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)+)/gm)];
  expect(changes.length).toBe(2);
  return changes.reduce((text, [, before, after]) => {
    const [from, to] = [before!, after!].map((lines) => lines.replace(/^[-+]/gm, ''));
    expect(text).toContain(from);
    return text.replace(from!, to!);
  }, server);
}

const VARIANTS: [file: string, variant: string][] = [
  ...['readme-server.mjs', ...FRAMEWORKS].map((file): [string, string] => [file, '']),
  ['express.mjs', 'with Express 4'],
  ['readme-server.mjs', 'of an acquiring bank'],
];

describeWithBoth.each(VARIANTS)('the snippet %s %s', (file, variant) => {
  let compiled: Compiled;
  let redis: RunningRedis;
  let postgres: RunningPostgres;
  let services: WeixinServices;
  let weixin: Listening;
  let server: ChildProcess;
  let output = '';
  let url: string;
  let database: Client;

  beforeAll(async () => {
    services = createWeixinServices({
      keyMode: 'public-key',
      notificationKey: 'public-key',
      repeats: 1,
      timeScale: 0.001,
    });
    [compiled, redis, postgres, weixin] = await Promise.all([
      compileServer(),
      startRedis(),
      startPostgres(),
      services.listen(),
    ]);
    const folder = dirname(compiled.path);
    for (const name of MODULES) {
      let text = snippet(name).replace('weixin-payscore/server', './server.mjs');
      const own = name === file ? variant : '';
      if (own === 'with Express 4') text = text.replace("from 'express'", "from 'express4'");
      if (own === 'of an acquiring bank') text = asAcquiringBank(text);
      writeFileSync(join(folder, name), text);
    }
    database = new Client({ connectionString: postgres.url });
    database.on('error', () => undefined);
    await database.connect();
    await database.query(snippet('schema.sql'));

    const sessions = createClient({ url: redis.url });
    sessions.on('error', () => undefined);
    await sessions.connect();
    for (const user of ['alice', 'bob']) await sessions.set(`session:of-${user}`, user);
    sessions.destroy();

    const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys } = services.credentials;
    const [[keyId, key] = ['', '']] = Object.entries(platformKeys);
    writeFileSync(join(folder, 'private-key.pem'), privateKey);
    writeFileSync(join(folder, 'public-key.pem'), key);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, [join(folder, file)], {
      env: {
        PORT: String(port),
        PUBLIC_ORIGIN: url,
        REDIS_URL: redis.url,
        REDIS_PREFIX: 'shop-test:',
        DATABASE_URL: postgres.url,
        WEIXIN_APP_ID: appId,
        WEIXIN_APP_SECRET: appSecret,
        WEIXIN_API_BASE: weixin.url,
        WECHATPAY_BASE_URL: weixin.url,
        WECHATPAY_MCHID: mchid,
        WECHATPAY_SERIAL: serial,
        WECHATPAY_API_V3_KEY: apiV3Key,
        WECHATPAY_PUBLIC_KEY_ID: keyId,
        WECHATPAY_PRIVATE_KEY_FILE: join(folder, 'private-key.pem'),
        WECHATPAY_PUBLIC_KEY_FILE: join(folder, 'public-key.pem'),
        WECHATPAY_SERVICE_ID: '500001',
        WECHATPAY_CHANNEL_ID: '1900000002',
        WECHATPAY_SUB_MCHID: '1900000109',
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
    await database?.end();
    if (server?.exitCode === null) {
      const ended = once(server, 'exit');
      process.kill(server.pid!, 'SIGTERM');
      await ended;
    }
    await Promise.all([redis.stop(), postgres.stop(), weixin.close()]);
    compiled.remove();
  });

  async function ask(method: string, route: string, user?: string) {
    const headers = { ...(user && { cookie: `theme=dark; session=of-${user}` }) };
    const response = await fetch(`${url}/payscore/${route}`, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  const connect = () => createClient({ url: redis.url }).on('error', () => undefined);

  async function inRedis<T>(ask: (client: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
    const client = connect();
    await client.connect();
    const answer = await ask(client);
    client.destroy();
    return answer;
  }

  /** The code that the server keeps for Alice. */
  async function keptCode(): Promise<string> {
    if (file === 'readme-server.mjs') {
      return (await inRedis((client) => client.get('weixin-payscore:authorization:alice'))) ?? '';
    }
    const { rows } = await database.query<{ authorization_code: string }>('SELECT * FROM payscore_codes');
    expect(rows).toEqual([{ user_id: 'alice', authorization_code: expect.any(String) }]);
    return rows[0]!.authorization_code;
  }

  /** What `onEvent` wrote. */
  async function keptStates(): Promise<string[]> {
    if (file === 'readme-server.mjs') {
      return inRedis(async (client) => {
        const [opened, closed] = [
          await client.zRange('payscore:opened', 0, -1),
          await client.zRange('payscore:closed', 0, -1),
        ];
        expect(opened).toEqual([await client.get('weixin-payscore:authorization:alice')]);
        return [closed.length === 0 ? 'AVAILABLE' : 'UNAVAILABLE'];
      });
    }
    const { rows } = await database.query<{ state: string }>('SELECT state FROM payscore_states');
    return rows.map(({ state }) => state);
  }

  it("signs the shop's pages and no others", async () => {
    const good = await ask('GET', `config?url=${encodeURIComponent(`${url}/rent`)}`);
    expect(good.status).toBe(200);
    expect(good.body).toMatchObject({
      appId: services.credentials.appId,
      signature: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect((await ask('GET', `config?url=${encodeURIComponent('https://evil.example/')}`)).status).toBe(403);
    expect((await ask('GET', 'config')).status).toBe(400);
  });

  it('takes a user from the tap to AVAILABLE and back, and writes each change once', async () => {
    expect((await ask('POST', 'token')).status).toBe(401);
    expect((await ask('GET', 'state', 'alice')).status).toBe(404);
    const taps = await Promise.all(Array.from({ length: 20 }, () => ask('POST', 'token', 'alice')));
    expect(new Set(taps.map(({ body }) => body['apply_permissions_token'])).size).toBe(1);
    await services.openService(taps[0]!.body['apply_permissions_token']!, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
    expect((await ask('GET', 'state', 'alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
    expect((await ask('POST', 'token', 'alice')).body).toEqual({ authorization_state: 'AVAILABLE' });
    expect((await ask('GET', 'state', 'bob')).status).toBe(404);
    expect(await keptStates()).toEqual(['AVAILABLE']);

    const code = await keptCode();
    expect(code).toMatch(/^\w{32}$/);
    await services.closeService(code);
    expect(await keptStates()).toEqual(['UNAVAILABLE']);
    expect((await ask('GET', 'state', 'alice')).body).toEqual({ authorization_state: 'UNAVAILABLE' });
    expect(services.notifications.every(({ status }) => status === 204)).toBe(true);
  });

  it('refuses a stranger, and a body that is too long, and goes on', async () => {
    const post = (body: BodyInit, type = 'application/json'): Promise<number> =>
      fetch(`${url}/payscore/notify`, { method: 'POST', body, headers: { 'content-type': type } }).then(
        ({ status }) => status,
      );
    expect(await post('{}')).toBe(400);
    expect(await post('{ no JSON')).toBe(400);
    expect(await post('a=1', 'application/x-www-form-urlencoded')).toBe(400);
    expect([400, 413]).toContain(await post('x'.repeat(1_000_000)));
    expect(await post('{}')).toBe(400);
  });

  it('answers 404 to what is no route of it', async () => {
    expect((await fetch(`${url}/payscore/other`)).status).toBe(404);
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  it('outlives a Redis that is stopped and started again, and a database that is stopped', async () => {
    await redis.stop();
    await pause(200);
    await redis.start();
    await postgres.stop();
    await pause(200);
    expect(server.exitCode).toBeNull();
    // The shop kept its sessions in that Redis, which is empty now.
    let answer = await ask('GET', 'state', 'alice');
    while (answer.status !== 401) answer = await ask('GET', 'state', 'alice');
    for (const secret of [services.credentials.appSecret, services.credentials.apiV3Key, 'PRIVATE KEY']) {
      expect(output).not.toContain(secret);
    }
  });
});

test('the servers of the documents are short', () => {
  expect(snippet('merchant.mjs').split('\n').length).toBeLessThanOrEqual(60);
  expect(snippet('readme-server.mjs').split('\n').length).toBeLessThanOrEqual(80);
});

test.each(DOCUMENTS.flatMap(([document, files]) => files.map((file) => [document, file])))(
  '%s has %s as it is tested',
  (document, file) => {
    const text = readFileSync(join(__dirname, '../..', document), 'utf8');
    // Not toContain, which prints all of the document.
    expect(text.includes(snippet(file).replaceAll('.mjs', '.js').trim())).toBe(true);
  },
);
