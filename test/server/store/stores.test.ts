import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { memoryStore, redisStore, type Store } from '../../../src/server';
import { heapInUse } from '../support/heap';
import { describeWithRedis, type RunningRedis, startRedis } from '../support/redis-server';

/** What both stores promise. `other` is a second store on the same data, where there is such a thing. */
function conformance(make: () => { store: Store; other: Store }): void {
  const both = () => {
    const made = make();
    const key = `${expect.getState().currentTestName}`;
    return { ...made, key };
  };

  it('gives back what was set, until its time is over', async () => {
    const { store, other, key } = both();
    await store.set(key, '票 | {"a":1}', 150);
    expect(await other.get(key)).toBe('票 | {"a":1}');
    await pause(220);
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
    await store.claim(key, 150);
    expect(await store.claim(key, 60_000)).toBeUndefined();
    await pause(220);
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

  it('drops what expired without being asked for it again', async () => {
    const realNow = Date.now;
    const start = realNow();
    const store = memoryStore();
    let early = 0;
    try {
      for (let n = 0; n < 100_000; n += 1) {
        Date.now = () => start + n * 1000;
        await store.set(`value ${n}`, 'x'.repeat(10), 60_000);
        await store.claim(`claim ${n}`, 60_000);
        if (n === 10_000) early = heapInUse();
      }
    } finally {
      Date.now = realNow;
    }
    // Kept whole, ninety thousand values and as many claims are more than 20 MB.
    expect(heapInUse() - early).toBeLessThan(2 * 1024 * 1024);
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

  it.each([undefined, null, {}, { get: () => undefined }])('refuses %p as a client', (client) => {
    expect(() => redisStore(client as never)).toThrow(expect.objectContaining({ argument: 'client' }));
  });

  it('rejects with what the client rejects with', async () => {
    const broken = connect();
    await expect(redisStore(broken).get('key')).rejects.toThrow();
  });
});
