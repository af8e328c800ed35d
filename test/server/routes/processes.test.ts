import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createClient } from 'redis';
import { createWeixinServices, type Listening, type WeixinServices } from '../../../src/testing/server';
import { type Compiled, compileServer } from '../support/compile-server';
import { describeWithRedis, type RunningRedis, startRedis } from '../support/redis-server';
import { OPENID } from './shop';

interface Merchant {
  url: string;
  process: ChildProcess;
}

describeWithRedis('two processes that share a Redis', () => {
  const connect = () => createClient({ url: redis.url });
  let client: ReturnType<typeof connect>;
  let compiled: Compiled;
  let redis: RunningRedis;
  let services: WeixinServices;
  let weixin: Listening;
  let merchants: Merchant[];
  /** How many applications reached WeChat Pay. */
  let applications: number;

  beforeAll(async () => {
    services = createWeixinServices({
      fault: ({ method, url }) => {
        if (method === 'POST' && url.endsWith('/v3/payscore/permissions')) applications += 1;
        return undefined;
      },
    });
    [compiled, redis, weixin] = await Promise.all([compileServer(), startRedis(), services.listen()]);
    client = connect();
    client.on('error', () => undefined);
    await client.connect();
  });

  afterAll(async () => {
    client.destroy();
    await Promise.all([redis.stop(), weixin.close()]);
    compiled.remove();
  });

  beforeEach(async () => {
    applications = 0;
    merchants = [];
    merchants = await Promise.all([start(), start()]);
  });
  afterEach(() => Promise.all(merchants.map(end)));

  async function start(dies = false): Promise<Merchant> {
    const settings = { redisUrl: redis.url, weixinUrl: weixin.url, credentials: services.credentials, dies };
    const child = fork(join(__dirname, 'routes-process.mjs'), [compiled.path, JSON.stringify(settings)], {
      execArgv: [],
    });
    const [port] = (await once(child, 'message')) as [number];
    return { url: `http://127.0.0.1:${port}`, process: child };
  }

  async function end({ process: child }: Merchant): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(child.pid!, 'SIGKILL');
    await ended;
  }

  async function ask({ url }: Merchant, method: string, route: string, user: string) {
    const response = await fetch(`${url}/payscore/${route}`, { method, headers: { 'x-user': user } });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  const twentyTaps = (user: string) =>
    Promise.all(Array.from({ length: 20 }, (_, n) => ask(merchants[n % 2]!, 'POST', 'token', user)));

  it('give a user one code for twenty taps at once, and say AVAILABLE in both once the user agreed', async () => {
    const answers = await twentyTaps('alice');
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const tokens = new Set(answers.map(({ body }) => body['apply_permissions_token']!));
    expect(tokens.size).toBe(1);
    const [token] = [...tokens];
    await services.openService(token!, { openid: OPENID });
    applications = 0;
    for (const merchant of merchants) {
      expect(await ask(merchant, 'GET', 'state', 'alice')).toEqual({
        status: 200,
        body: { authorization_state: 'AVAILABLE' },
      });
      expect((await ask(merchant, 'GET', 'state', 'bob')).status).toBe(404);
    }
    expect(new Set((await twentyTaps('alice')).map(({ body }) => body['authorization_state']))).toEqual(
      new Set(['AVAILABLE']),
    );
    expect(applications).toBe(0);
  });

  it('replace a code whose authorisation has ended by one and the same new code', async () => {
    const [first] = await twentyTaps('carol');
    await services.openService(first!.body['apply_permissions_token']!, { openid: OPENID });
    const ended = await client.get('weixin-payscore:authorization:carol');
    await services.closeService(ended!);
    const tokens = new Set((await twentyTaps('carol')).map(({ body }) => body['apply_permissions_token']));
    expect(tokens.size).toBe(1);
    expect(tokens).not.toContain(first!.body['apply_permissions_token']);
    expect(await client.get('weixin-payscore:authorization:carol')).not.toBe(ended);
  });

  it('apply with the code that a process saved which was killed before it applied', async () => {
    const victim = await start(true);
    merchants.push(victim);
    await expect(ask(victim, 'POST', 'token', 'dave')).rejects.toThrow();
    const saved = await client.get('weixin-payscore:authorization:dave');
    expect(saved).toMatch(/^\w{32}$/);
    expect((await ask(merchants[0]!, 'GET', 'state', 'dave')).status).toBe(404);
    expect((await ask(merchants[1]!, 'POST', 'token', 'dave')).status).toBe(200);
    expect(await client.get('weixin-payscore:authorization:dave')).toBe(saved);
    expect((await ask(merchants[0]!, 'GET', 'state', 'dave')).body).toEqual({ authorization_state: 'UNBINDUSER' });
  });

  it('answer 500 within 5 s while Redis is frozen, and go on once it answers again', async () => {
    await ask(merchants[0]!, 'POST', 'token', 'erin');
    redis.freeze();
    const asked = performance.now();
    const answers = await Promise.all([
      ask(merchants[0]!, 'POST', 'token', 'erin'),
      ask(merchants[1]!, 'GET', 'state', 'erin'),
    ]);
    const took = performance.now() - asked;
    redis.thaw();
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect(took).toBeLessThan(5000);
    expect((await ask(merchants[1]!, 'POST', 'token', 'erin')).status).toBe(200);
  });

  it('outlive a Redis that is stopped and started again', async () => {
    await redis.stop();
    expect((await ask(merchants[0]!, 'POST', 'token', 'frank')).status).toBe(500);
    await redis.start();
    for (const merchant of merchants) {
      let answer = await ask(merchant, 'POST', 'token', 'frank');
      while (answer.status !== 200) answer = await ask(merchant, 'POST', 'token', 'frank');
    }
    expect(merchants.map(({ process: child }) => child.exitCode)).toEqual([null, null]);
  });
});
