import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { type Compiled, compileServer } from './support/compile-server';
import { API_V3_KEY, PUBLIC_KEY_ID, wechat } from './support/identity';
import { makeNotification } from './support/notification';
import { describeWithRedis, type RunningRedis, startRedis } from './support/redis-server';
import { type WeixinApi, weixinApi } from './support/weixin-api';

interface Merchant {
  url: string;
  process: ChildProcess;
}

describeWithRedis('processes that share a Redis', () => {
  const connect = () => createClient({ url: redis.url });
  let compiled: Compiled;
  let redis: RunningRedis;
  let client: ReturnType<typeof connect>;
  let api: WeixinApi;
  let merchants: Merchant[];

  beforeAll(async () => {
    [compiled, redis, api] = await Promise.all([compileServer(), startRedis(), weixinApi()]);
    client = connect();
    client.on('error', () => undefined);
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

  async function start(
    options: { claimTtl?: number; takes?: number; hang?: boolean; untilRefused?: boolean } = {},
  ): Promise<Merchant> {
    const settings = {
      redisUrl: redis.url,
      takes: options.takes,
      hang: options.hang,
      untilRefused: options.untilRefused,
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
  async function deliverUntilAcknowledged(id: string, merchant: Merchant, refusals = [503]): Promise<number> {
    let lost = 0;
    for (let refused = 0; ; refused += 1) {
      // A kept connection can be closed by the server in the moment in which it is used again: no answer comes.
      const status = await deliver(id, merchant).catch((error) => {
        if (++lost > 3) throw error;
        return 503;
      });
      if (status === 204) return refused;
      expect(refusals).toContain(status);
      void client.set(`refused:${id}`, '1').catch(() => undefined);
      await pause(50);
    }
  }

  const runs = async (id: string) => ({
    started: (await client.lRange(`started:${id}`, 0, -1)).length,
    completed: (await client.lRange(`completed:${id}`, 0, -1)).length,
  });

  it('run onEvent once for 500 deliveries of one notification at once', async () => {
    // The one that runs waits for another to be refused, so that however slow the machine is they meet.
    const meeting = { untilRefused: true };
    const three = await Promise.all([start(meeting), start(meeting), start(meeting)]);
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

  it('leave a notification with a living process that takes longer than its claim', async () => {
    const slow = { claimTtl: 400, takes: 2000 };
    const three = await Promise.all([start(slow), start(slow), start(slow)]);
    const refused = await Promise.all(three.map((merchant) => deliverUntilAcknowledged('EV-SLOW', merchant)));
    expect(await runs('EV-SLOW')).toEqual({ started: 1, completed: 1 });
    expect(refused.filter((count) => count > 3).length).toBe(2);
  });

  it('free a notification whose onEvent hangs in a living process, after ten times the claim', async () => {
    const claimTtl = 300;
    const [hanging, whole] = await Promise.all([start({ claimTtl, hang: true }), start({ claimTtl })]);
    void deliver('EV-HANG', hanging).catch(() => undefined);
    while ((await runs('EV-HANG')).started === 0) await pause(10);
    const began = performance.now();
    const refused = await deliverUntilAcknowledged('EV-HANG', whole);
    expect(performance.now() - began).toBeGreaterThan(5 * claimTtl);
    expect(refused).toBeGreaterThan(3);
    expect(await runs('EV-HANG')).toEqual({ started: 2, completed: 1 });
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

  const page = encodeURIComponent('https://shop.example/');
  const askForSignature = async ({ url }: Merchant) => (await fetch(`${url}/?url=${page}`)).status;

  async function timed<T>(work: Promise<T>): Promise<{ status: T; seconds: number }> {
    const asked = performance.now();
    const status = await work;
    return { status, seconds: (performance.now() - asked) / 1000 };
  }

  it('answer everything while Redis is frozen, and go on once it answers again', async () => {
    await client.flushAll();
    const warm = await Promise.all([start(), start(), start()]);
    const cold = await start();
    expect(await Promise.all(warm.map(askForSignature))).toEqual([200, 200, 200]);
    await pause(5100);
    redis.freeze();
    const [signatures, unsigned, notified] = await Promise.all([
      Promise.all(warm.map((merchant) => timed(askForSignature(merchant)))),
      timed(askForSignature(cold)),
      timed(deliver('EV-FROZEN', warm[0]!)),
    ]);
    redis.thaw();
    // The ticket in hand is good, so that only the process without one has to say no.
    expect(signatures.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(Math.max(...signatures.map(({ seconds }) => seconds))).toBeLessThan(2);
    expect(unsigned.status).toBe(502);
    expect(notified.status).toBe(500);
    expect(Math.max(unsigned.seconds, notified.seconds)).toBeLessThan(5);

    expect(await deliverUntilAcknowledged('EV-FROZEN', warm[1]!)).toBe(0);
    expect(await runs('EV-FROZEN')).toEqual({ started: 1, completed: 1 });
    expect(await askForSignature(cold)).toBe(200);
  });

  it('outlive a Redis that is stopped and started again', async () => {
    const three = await Promise.all([start(), start(), start()]);
    expect(await Promise.all(three.map(askForSignature))).toEqual([200, 200, 200]);
    await redis.stop();
    expect(await Promise.all(three.map(askForSignature))).toEqual([200, 200, 200]);
    expect(await deliver('EV-RESTART', three[0]!)).toBe(500);
    await redis.start();
    await Promise.all(three.map((merchant) => deliverUntilAcknowledged('EV-RESTART', merchant, [500, 503])));
    expect(await runs('EV-RESTART')).toEqual({ started: 1, completed: 1 });
    expect(await Promise.all(three.map(askForSignature))).toEqual([200, 200, 200]);
    expect(three.map(({ process: child }) => child.exitCode)).toEqual([null, null, null]);
  });

  it('complete every notification, and sign, while their connections to Redis are cut', async () => {
    const three = await Promise.all([start(), start(), start()]);
    let cutting = true;
    const cut = (async () => {
      for (let times = 0; cutting && times < 20; times += 1) {
        await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
        await pause(50);
      }
    })();
    const ids = Array.from({ length: 30 }, (_, n) => `EV-CUT-${n}`);
    await Promise.all(ids.flatMap((id) => three.map((merchant) => deliverUntilAcknowledged(id, merchant, [500, 503]))));
    cutting = false;
    await cut;
    // At least once each: where the reply that a notification is handled was lost, it is handled again.
    for (const id of ids) expect((await runs(id)).completed).toBeGreaterThanOrEqual(1);
    expect(await Promise.all(three.map(askForSignature))).toEqual([200, 200, 200]);
  });
});
