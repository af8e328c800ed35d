import { isStoreError, memoryStore, type Store } from '../../../src/server';
import { checkStore } from '../../../src/server/store/store';

const never = () => new Promise<never>(() => undefined);

describe('a store that is given to a signer or a handler', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each<[keyof Store, (store: Store) => Promise<unknown>]>([
    ['get', (store) => store.get('SECRET-KEY')],
    ['set', (store) => store.set('SECRET-KEY', 'SECRET-VALUE', 1000)],
    ['claim', (store) => store.claim('SECRET-KEY', 1000)],
    ['release', (store) => store.release('SECRET-KEY', 'SECRET-TOKEN')],
    ['renew', (store) => store.renew!('SECRET-KEY', 'SECRET-TOKEN', 1000)],
  ])('has 2 s for each call of %s, and is then named by an error that holds no key', async (verb, ask) => {
    const frozen = checkStore({ ...memoryStore(), renew: never, [verb]: never });
    const failure = ask(frozen).then(
      () => 'resolved',
      (error: unknown) => error,
    );
    await jest.advanceTimersByTimeAsync(1900);
    await expect(Promise.race([failure, 'still waiting'])).resolves.toBe('still waiting');
    await jest.advanceTimersByTimeAsync(200);
    const error = (await failure) as Error;
    expect(isStoreError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'TIMEOUT', call: verb, hint: expect.any(String) });
    expect(`${error.stack}`).not.toContain('SECRET');

    const working = checkStore({ ...memoryStore(), renew: async () => true });
    await expect(ask(working)).resolves.not.toThrow();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('passes on what it rejects with and what it throws', async () => {
    const rejecting = checkStore({ ...memoryStore(), get: () => Promise.reject(new Error('gone')) });
    await expect(rejecting.get('key')).rejects.toThrow('gone');
    const throwing = checkStore({
      ...memoryStore(),
      claim: () => {
        throw new Error('gone');
      },
    });
    await expect(throwing.claim('key', 1000)).rejects.toThrow('gone');
  });

  it.each([null, true, 1, 'OK', undefined, {}])(
    'has granted a claim only where it answers a string, not %p',
    async (answer) => {
      const store = checkStore({ ...memoryStore(), claim: async () => answer as never });
      expect(await store.claim('key', 1000)).toBe(answer === 'OK' ? 'OK' : undefined);
    },
  );

  it('has a value only where it answers a string', async () => {
    const store = checkStore({ ...memoryStore(), get: async () => null as never });
    expect(await store.get('key')).toBeUndefined();
  });

  it('gets back a claim that it granted too late', async () => {
    const memory = memoryStore();
    const slow = checkStore({
      ...memory,
      claim: (key, ttl) => new Promise((resolve) => setTimeout(() => resolve(memory.claim(key, ttl)), 3000)),
    });
    const failure = slow.claim('key', 60_000).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(3100);
    expect(await failure).toMatchObject({ code: 'TIMEOUT', call: 'claim' });
    expect(await memory.claim('key', 60_000)).toBeDefined();
  });

  it('keeps its own object as `this`', async () => {
    class Own implements Store {
      private readonly memory = memoryStore();
      get(key: string) {
        return this.memory.get(key);
      }
      set(key: string, value: string, ttl: number) {
        return this.memory.set(key, value, ttl);
      }
      claim(key: string, ttl: number) {
        return this.memory.claim(key, ttl);
      }
      release(key: string, token: string) {
        return this.memory.release(key, token);
      }
    }
    const store = checkStore(new Own());
    await store.set('key', 'value', 1000);
    expect(await store.get('key')).toBe('value');
    expect(store.renew).toBeUndefined();
  });
});
