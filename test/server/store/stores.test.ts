import { setTimeout as pause } from 'node:timers/promises';
import IORedis from 'ioredis';
import { createClient } from 'redis';
import { createClient as createRedis4Client } from 'redis4';
import { isStoreError, memoryStore, redisStore, type Store } from '../../../src/server';
import { checkStore } from '../../../src/server/store/store';
import { heapInUse } from '../support/heap';
import { describeWithRedis, type RunningRedis, startRedis } from '../support/redis-server';

/** In ms, on the real clock that Redis has: longer than a busy machine takes for one question. */
const TTL = 1000;

/** What both stores promise. `other` is a second store on the same data, where there is such a thing. */
function conformance(make: () => { store: Store; other: Store }): void {
  const both = () => {
    const made = make();
    const key = `${expect.getState().currentTestName}`;
    return { ...made, key };
  };

  it('gives back what was set, until its time is over', async () => {
    const { store, other, key } = both();
    await store.set(key, '票 | {"a":1}', TTL);
    expect(await other.get(key)).toBe('票 | {"a":1}');
    await pause(TTL + 50);
    expect(await other.get(key)).toBeUndefined();
  });

  it('has no value for a key that was never set', async () => {
    expect(await both().store.get('never')).toBeUndefined();
  });

  it('replaces a value and its time', async () => {
    const { store, key } = both();
    await store.set(key, 'old', 100);
    await store.set(key, 'new', 60_000);
    await pause(160);
    expect(await store.get(key)).toBe('new');
  });

  it('keeps an empty value apart from none', async () => {
    const { store, key } = both();
    await store.set(key, '', 60_000);
    expect(await store.get(key)).toBe('');
  });

  it('gives a claim to one of many who ask at once', async () => {
    const { store, other, key } = both();
    const tokens = await Promise.all(Array.from({ length: 200 }, (_, n) => (n % 2 ? store : other).claim(key, 60_000)));
    const winners = tokens.filter((token) => token !== undefined);
    expect(winners).toHaveLength(1);
    expect(winners[0]).toEqual(expect.stringMatching(/.{16,}/));
  });

  it('gives a released claim to the next, with another token', async () => {
    const { store, other, key } = both();
    const first = await store.claim(key, 60_000);
    await store.release(key, first!);
    const second = await other.claim(key, 60_000);
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it('lets a claim go when its milliseconds are over', async () => {
    const { store, key } = both();
    await store.claim(key, TTL);
    expect(await store.claim(key, 60_000)).toBeUndefined();
    await pause(TTL + 50);
    expect(await store.claim(key, 60_000)).toBeDefined();
  });

  it("does not release another holder's claim", async () => {
    const { store, other, key } = both();
    const late = await store.claim(key, 50);
    await pause(120);
    const holder = await other.claim(key, 60_000);
    await store.release(key, late!);
    expect(await store.claim(key, 60_000)).toBeUndefined();
    await other.release(key, holder!);
    expect(await store.claim(key, 60_000)).toBeDefined();
  });

  it('lets the holder of a claim renew it, and nobody else', async () => {
    const { store, other, key } = both();
    const token = await store.claim(key, TTL);
    expect(await other.renew!(key, token!, 60_000)).toBe(true);
    expect(await store.renew!(key, 'no such token', 1)).toBe(false);
    await pause(TTL + 50);
    expect(await other.claim(key, 60_000)).toBeUndefined();
    await store.release(key, token!);
    expect(await store.renew!(key, token!, 60_000)).toBe(false);
    expect(await other.claim(key, 60_000)).toBeDefined();
  });

  it('takes the release of nothing', async () => {
    const { store, key } = both();
    await expect(store.release(key, 'no such token')).resolves.toBeUndefined();
  });

  it('keeps values and claims under one key apart', async () => {
    const { store, key } = both();
    const token = await store.claim(key, 60_000);
    expect(await store.get(key)).toBeUndefined();
    await store.set(key, 'value', 60_000);
    expect(await store.claim(key, 60_000)).toBeUndefined();
    await store.release(key, token!);
    expect(await store.get(key)).toBe('value');
    expect(await store.claim(key, 60_000)).toBeDefined();
  });

  it('cannot be led to another key by the text of one', async () => {
    const { store } = both();
    await store.set('__proto__', 'a value', 60_000);
    await store.set('claim:x', 'a value', 60_000);
    expect(await store.get('__proto__')).toBe('a value');
    expect(await store.claim('x', 60_000)).toBeDefined();
    expect(await store.get('toString')).toBeUndefined();
  });

  it.each([0, -1, 0.5, NaN, Infinity, '1000' as unknown as number, undefined as unknown as number])(
    'refuses a time to live of %p',
    async (ttl) => {
      const { store, key } = both();
      await expect(store.set(key, 'value', ttl)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'ttl' });
      await expect(store.claim(key, ttl)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'ttl' });
      expect(await store.get(key)).toBeUndefined();
    },
  );
}

describe('memoryStore', () => {
  conformance(() => {
    const store = memoryStore();
    return { store, other: store };
  });

  describe('over time', () => {
    const start = performance.now();
    let now = start;

    beforeEach(() => {
      now = start;
      // No jest.fn: it would keep a record of every call.
      performance.now = () => now;
    });

    afterEach(() => {
      delete (performance as { now?: unknown }).now;
      jest.restoreAllMocks();
    });

    it("is not moved by a correction of the system's clock", async () => {
      const store = memoryStore();
      await store.set('ticket', 'value', 60_000);
      const token = await store.claim('ticket', 60_000);
      const real = Date.now();
      for (const moved of [-3600_000, 3600_000]) {
        jest.spyOn(Date, 'now').mockReturnValue(real + moved);
        expect(await store.get('ticket')).toBe('value');
        expect(await store.claim('ticket', 60_000)).toBeUndefined();
      }
      now += 60_001;
      expect(await store.get('ticket')).toBeUndefined();
      expect(await store.claim('ticket', 60_000)).not.toBe(token);
    });

    it('drops what expired without being asked for it again', async () => {
      const store = memoryStore();
      let early = 0;
      for (let n = 0; n < 40_000; n += 1) {
        now = start + n * 1000;
        await store.set(`value ${n}`, 'x'.repeat(10), 60_000);
        await store.claim(`claim ${n}`, 60_000);
        if (n === 5_000) early = heapInUse();
      }
      // Kept whole, 35,000 values and as many claims are more than 8 MB.
      expect(heapInUse() - early).toBeLessThan(2 * 1024 * 1024);
    });

    it('keeps 100,000 values, then drops the one that was set longest ago and warns once', async () => {
      const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const store = memoryStore();
      for (let n = 0; n < 100_000; n += 1) await store.set(`${n}`, 'done', 4 * 24 * 3600_000);
      await store.set('0', 'set again', 4 * 24 * 3600_000);
      expect(await store.get('1')).toBe('done');
      expect(warned).not.toHaveBeenCalled();

      await store.set('one more', 'done', 4 * 24 * 3600_000);
      await store.set('two more', 'done', 4 * 24 * 3600_000);
      expect(await Promise.all(['0', '1', '2', '3', 'two more'].map((key) => store.get(key)))).toEqual([
        'set again',
        undefined,
        undefined,
        'done',
        'done',
      ]);
      expect(warned.mock.calls).toEqual([[expect.any(String), { code: 'WEIXIN_PAYSCORE_STORE_FULL' }]]);
    });

    it('refuses a claim above 100,000 and drops none early', async () => {
      const store = memoryStore();
      for (let n = 0; n < 100_000; n += 1) await store.claim(`${n}`, 15_000);
      const refusal = await store.claim('one more', 15_000).catch((error: unknown) => error);
      expect(isStoreError(refusal)).toBe(true);
      expect(refusal).toMatchObject({ code: 'FULL', call: 'claim' });
      expect(await store.claim('0', 15_000)).toBeUndefined();
      now += 15_001;
      expect(await store.claim('one more', 15_000)).toBeDefined();
    });
  });
});

describeWithRedis('redisStore', () => {
  let redis: RunningRedis;
  const connect = () => createClient({ url: redis.url });
  let first: ReturnType<typeof connect>;
  let second: ReturnType<typeof connect>;

  beforeAll(async () => {
    redis = await startRedis();
    first = connect();
    second = connect();
    await Promise.all([first.connect(), second.connect()]);
  });

  afterAll(async () => {
    first.destroy();
    second.destroy();
    await redis.stop();
  });

  conformance(() => ({ store: redisStore(first), other: redisStore(second) }));

  it('puts its prefix before every key, and a time to live on it', async () => {
    await first.flushAll();
    const store = redisStore(first, { prefix: 'shop:' });
    await store.set('ticket', 'value', 5000);
    await store.claim('ticket', 5000);
    const keys = await first.keys('*');
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(key).toMatch(/^shop:/);
      const left = await first.pTTL(key);
      expect(left).toBeGreaterThan(4000);
      expect(left).toBeLessThanOrEqual(5000);
    }
  });

  it('uses a prefix of its own by default', async () => {
    await first.flushAll();
    await redisStore(first).set('ticket', 'value', 5000);
    expect(await first.keys('*')).toEqual([expect.stringMatching(/^weixin-payscore:/)]);
  });

  it('keeps two prefixes apart', async () => {
    const a = redisStore(first, { prefix: 'a:' });
    const b = redisStore(first, { prefix: 'b:' });
    await a.set('key', 'of a', 5000);
    expect(await b.get('key')).toBeUndefined();
    expect(await a.claim('key', 5000)).toBeDefined();
    expect(await b.claim('key', 5000)).toBeDefined();
  });

  it('is not led astray by a polluted Object.prototype', async () => {
    Object.assign(Object.prototype, { prefix: 'evil:' });
    try {
      await first.flushAll();
      await redisStore(first).set('key', 'value', 5000);
      expect(await first.keys('evil:*')).toEqual([]);
    } finally {
      delete (Object.prototype as { prefix?: string }).prefix;
    }
  });

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['an object with other verbs', () => ({ get: () => undefined })],
    ['an object that is no client', () => ({ get: () => 0, set: () => 0, eval: () => 0 })],
  ])('refuses %s as a client', (_, make) => {
    expect(() => redisStore(make() as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'client' }),
    );
  });

  it('refuses by name what is no connected client of redis 5 or later', async () => {
    const redis4 = createRedis4Client({ url: redis.url });
    await redis4.connect();
    const io = new IORedis(redis.url);
    try {
      const refusal = (client: unknown) => {
        try {
          redisStore(client as never);
        } catch (error) {
          return (error as Error).message;
        }
        return 'accepted';
      };
      expect(refusal(redis4)).toMatch(/redis 4.*version 5 or later/);
      expect(refusal(io)).toMatch(/ioredis.*version 5 or later/);
      expect(refusal(connect())).toMatch(/not connected.*connect\(\)/);
      expect(refusal(first)).toBe('accepted');
    } finally {
      await redis4.disconnect();
      io.disconnect();
    }
  });
});

describeWithRedis('redisStore, when Redis fails', () => {
  let redis: RunningRedis;
  let client: ReturnType<typeof createClient>;
  let store: Store;

  beforeEach(async () => {
    redis = await startRedis();
    client = createClient({ url: redis.url, socket: { reconnectStrategy: 50 } });
    // Without this listener Node ends the process when the connection breaks.
    client.on('error', () => undefined);
    await client.connect();
    store = checkStore(redisStore(client));
  });

  afterEach(async () => {
    client.destroy();
    await redis.stop();
  });

  it('answers every call within its clock while Redis is frozen, and works again afterwards', async () => {
    await store.set('before', 'value', 60_000);
    const token = await store.claim('before', 60_000);
    redis.freeze();
    const started = performance.now();
    const failures = await Promise.all(
      [
        store.get('before'),
        store.set('key', 'value', 60_000),
        store.claim('key', 60_000),
        store.release('before', token!),
        store.renew!('before', token!, 60_000),
      ].map((call) => call.catch((error: unknown) => error)),
    );
    expect(failures.map((error) => (error as { code?: string }).code)).toEqual(Array(5).fill('TIMEOUT'));
    expect(performance.now() - started).toBeLessThan(4000);
    redis.thaw();
    expect(await store.get('before')).toBe('value');
    await expect(claimSoon(store, 'key')).resolves.toEqual(expect.any(String));
  });

  it('settles while Redis is stopped, and works again once it was restarted', async () => {
    await redis.stop();
    await expect(store.get('key')).rejects.toThrow();
    await redis.start();
    await expect(claimSoon(store, 'key')).resolves.toEqual(expect.any(String));
  });

  it('frees a claim whose reply was lost when the connection was cut', async () => {
    const cut = new Error('cut');
    const set = client.set.bind(client);
    jest.spyOn(client, 'set').mockImplementationOnce((async (...request: Parameters<typeof set>) => {
      await set(...request);
      throw cut;
    }) as never);
    await expect(store.claim('key', 60_000)).rejects.toBe(cut);
    await expect(claimSoon(store, 'key')).resolves.toEqual(expect.any(String));
  });
});

/** Asks until the claim is granted: after a fault the client first has to reconnect and to send what was waiting. */
async function claimSoon(store: Store, key: string): Promise<string | undefined> {
  for (const started = performance.now(); performance.now() - started < 5000; await pause(20)) {
    const token = await store.claim(key, 60_000).catch(() => undefined);
    if (token !== undefined) return token;
  }
  return undefined;
}
