import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { type Compiled, compileServer } from './support/compile-server';
import { API_V3_KEY, PUBLIC_KEY_ID, rsaKeyPair } from './support/identity';
import { makeNotification } from './support/notification';
import { describeWithRedis, type RunningRedis, startRedis } from './support/redis-server';
import { type WeixinApi, weixinApi } from './support/weixin-api';

interface Merchant {
  url: string;
  process: ChildProcess;
}

describeWithRedis('processes that share a Redis', () => {
  const wechat = rsaKeyPair();
  const connect = () => createClient({ url: redis.url });
  let compiled: Compiled;
  let redis: RunningRedis;
  let client: ReturnType<typeof connect>;
  let api: WeixinApi;
  let merchants: Merchant[];

  beforeAll(async () => {
    [compiled, redis, api] = await Promise.all([compileServer(), startRedis(), weixinApi()]);
    client = connect();
    await client.connect();
  });

  afterAll(async () => {
    client.destroy();
    await Promise.all([redis.stop(), api.close()]);
    compiled.remove();
  });

  beforeEach(() => {
    merchants = [];
  });

  afterEach(() => Promise.all(merchants.map(end)));

  async function start(options: { claimTtl?: number; hang?: boolean } = {}): Promise<Merchant> {
    const settings = {
      redisUrl: redis.url,
      hang: options.hang,
      signer: {
        appId: 'wx1',
        appSecret: 'TESTING-APP-SECRET',
        allowedOrigins: ['https://shop.example'],
        apiBase: api.url,
      },
      notifications: {
        apiV3Key: API_V3_KEY,
        platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
        claimTtl: options.claimTtl ?? 15_000,
      },
    };
    const child = fork(join(__dirname, 'support/merchant-process.mjs'), [compiled.path, JSON.stringify(settings)], {
      execArgv: [],
    });
    const [port] = (await once(child, 'message')) as [number];
    const merchant = { url: `http://127.0.0.1:${port}`, process: child };
    merchants.push(merchant);
    return merchant;
  }

  async function end({ process: child }: Merchant): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(child.pid!, 'SIGKILL');
    await ended;
  }

  async function deliver(id: string, { url }: Merchant): Promise<number> {
    const wire = makeNotification({ signWith: wechat.privateKey, id });
    return (await fetch(url, { method: 'POST', ...wire })).status;
  }

  /** As WeChat does: again and again until it is acknowledged. Answers how often it was told to come back. */
  async function deliverUntilAcknowledged(id: string, merchant: Merchant): Promise<number> {
    for (let refused = 0; ; refused += 1) {
      const status = await deliver(id, merchant);
      if (status === 204) return refused;
      expect(status).toBe(503);
      await pause(50);
    }
  }

  const runs = async (id: string) => ({
    started: (await client.lRange(`started:${id}`, 0, -1)).length,
    completed: (await client.lRange(`completed:${id}`, 0, -1)).length,
  });

  it('run onEvent once for 500 deliveries of one notification at once', async () => {
    const three = await Promise.all([start(), start(), start()]);
    const refused = await Promise.all(
      Array.from({ length: 500 }, (_, n) => deliverUntilAcknowledged('EV-500', three[n % 3]!)),
    );
    expect(await runs('EV-500')).toEqual({ started: 1, completed: 1 });
    expect(refused.some((count) => count > 0)).toBe(true);
  });

  it('complete a notification once when the process that had it is killed in the middle of onEvent', async () => {
    const claimTtl = 1500;
    const [victim, second, third] = await Promise.all([
      start({ claimTtl, hang: true }),
      start({ claimTtl }),
      start({ claimTtl }),
    ]);
    const lost = deliver('EV-KILL', victim).catch(() => 'lost');
    while ((await runs('EV-KILL')).started === 0) await pause(10);
    await end(victim);
    expect(await lost).toBe('lost');

    const refused = await Promise.all(
      Array.from({ length: 50 }, (_, n) => deliverUntilAcknowledged('EV-KILL', n % 2 ? second : third)),
    );
    expect(await runs('EV-KILL')).toEqual({ started: 2, completed: 1 });
    expect(Math.min(...refused)).toBeGreaterThan(0);
    expect(await deliverUntilAcknowledged('EV-KILL', second)).toBe(0);
  });

  it('fetch one token and one ticket for all', async () => {
    const three = await Promise.all([start(), start(), start()]);
    const page = encodeURIComponent('https://shop.example/');
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, n) =>
        fetch(`${three[n % 3]!.url}/?url=${page}`).then((response) => response.status),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(api.calls).toHaveLength(2);
  });
});
