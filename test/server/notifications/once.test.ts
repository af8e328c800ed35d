import { createNotificationHandler, createOnce, memoryStore, parseNotification, type Store } from '../../../src/server';
import { API_V3_KEY, PUBLIC_KEY_ID, wechat } from '../support/identity';
import { makeNotification, toRequest } from '../support/notification';

const options = { apiV3Key: API_V3_KEY, platformKeys: { [PUBLIC_KEY_ID]: wechat.publicKey } };

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date'] });
});

afterEach(() => jest.useRealTimers());

/** Work that ends when it is told to. */
function holdable() {
  let finish = (): void => undefined;
  const work = jest.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  return { work, finish: () => finish() };
}

describe('createOnce', () => {
  it('runs the work of one notification once, by its id or its event', async () => {
    const once = createOnce(memoryStore());
    const work = jest.fn();
    const event = parseNotification(makeNotification({ signWith: wechat.privateKey }), options);
    expect(await once(event, work)).toBe('done');
    expect(await once(event, work)).toBe('done');
    expect(await once(event.id, work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
    expect(await once('EV-OTHER', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('answers busy while the work is under way, and done afterwards', async () => {
    const once = createOnce(memoryStore());
    const { work, finish } = holdable();
    const first = once('EV-1', work);
    await jest.advanceTimersByTimeAsync(0);
    expect(await once('EV-1', work)).toBe('busy');
    finish();
    expect(await first).toBe('done');
    expect(await once('EV-1', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('answers done where the other delivery ended between the look and the claim', async () => {
    const store = memoryStore();
    const word = (looks: (string | undefined)[]) => {
      const late: Store = { ...store, get: async () => looks.shift(), claim: async () => undefined };
      return createOnce(late)('EV-1', () => {
        throw new Error('It ran.');
      });
    };
    expect(await word([undefined, 'done'])).toBe('done');
    expect(await word([undefined, undefined])).toBe('busy');
  });

  it('does not run it where the other delivery ended between the look and a claim that was granted', async () => {
    const looks = [undefined, 'done'];
    const late: Store = { ...memoryStore(), get: async () => looks.shift() };
    const work = jest.fn();
    expect(await createOnce(late)('EV-1', work)).toBe('done');
    expect(work).not.toHaveBeenCalled();
  });

  it('runs it again where it failed', async () => {
    const once = createOnce(memoryStore());
    const failure = new Error('database');
    await expect(once('EV-1', () => Promise.reject(failure))).rejects.toBe(failure);
    const work = jest.fn();
    expect(await once('EV-1', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('shares what it knows with the handler that has the same store', async () => {
    const store = memoryStore();
    const onEvent = jest.fn();
    const handler = createNotificationHandler({ ...options, store, onEvent });
    const wire = makeNotification({ signWith: wechat.privateKey });
    await createOnce(store)(parseNotification(wire, options), () => undefined);
    expect((await handler(toRequest(wire))).status).toBe(204);
    expect(onEvent).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, unknown]>([
    ['store', {}, {}],
    ['store', undefined, {}],
    ['claimTtl', memoryStore(), { claimTtl: 0 }],
    ['options', memoryStore(), null],
  ])('refuses a bad %s, case %$', (argument, store, given) => {
    expect(() => createOnce(store as Store, given as object)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }),
    );
  });

  it.each([undefined, null, '', {}, { id: '' }, { id: 5 }])('refuses %j as a notification', async (given) => {
    const work = jest.fn();
    await expect(createOnce(memoryStore())(given as never, work)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'notification',
    });
    expect(work).not.toHaveBeenCalled();
  });
});

describe('a claim', () => {
  it('lasts 15 seconds where its process has died', async () => {
    const store = memoryStore();
    // What a process leaves behind that died while it handled EV-1.
    await store.claim('notification:EV-1', 15_000);
    const once = createOnce(store);
    const work = jest.fn();
    await jest.advanceTimersByTimeAsync(14_999);
    expect(await once('EV-1', work)).toBe('busy');
    await jest.advanceTimersByTimeAsync(1);
    expect(await once('EV-1', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is made for claimTtl, by default 15 seconds', async () => {
    for (const [given, expected] of [
      [{}, 15_000],
      [{ claimTtl: 100 }, 100],
    ] as const) {
      const claim = jest.fn(async () => 'token');
      await createOnce({ ...memoryStore(), claim }, given)('EV-1', () => undefined);
      expect(claim).toHaveBeenCalledWith('notification:EV-1', expected);
    }
  });

  it('is renewed while the work takes longer, so that it does not run twice side by side', async () => {
    const store = memoryStore();
    const { work, finish } = holdable();
    const first = createOnce(store, { claimTtl: 1000 })('EV-1', work);
    const other = createOnce(store, { claimTtl: 1000 });
    for (let seconds = 1; seconds <= 9; seconds += 1) {
      await jest.advanceTimersByTimeAsync(1000);
      expect(await other('EV-1', work)).toBe('busy');
    }
    finish();
    expect(await first).toBe('done');
    expect(await other('EV-1', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is renewed for ten times as long at most: work that hangs does not hold a notification for ever', async () => {
    const store = memoryStore();
    const hanging = holdable();
    void createOnce(store, { claimTtl: 1000 })('EV-1', hanging.work);
    const other = createOnce(store, { claimTtl: 1000 });
    const work = jest.fn();
    await jest.advanceTimersByTimeAsync(9000);
    expect(await other('EV-1', work)).toBe('busy');
    await jest.advanceTimersByTimeAsync(1001);
    expect(await other('EV-1', work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is not renewed once the work has ended', async () => {
    const store = memoryStore();
    const renew = jest.fn(store.renew!);
    const once = createOnce({ ...store, renew }, { claimTtl: 300 });
    const { work, finish } = holdable();
    const first = once('EV-1', work);
    await jest.advanceTimersByTimeAsync(250);
    expect(renew).toHaveBeenCalledTimes(2);
    finish();
    await first;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(renew).toHaveBeenCalledTimes(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not taken from the next holder by one who lost it', async () => {
    const store = memoryStore();
    const lost = holdable();
    // A store that cannot renew: the claim ends under the work.
    const without: Store = { ...store };
    delete without.renew;
    const first = createOnce(without, { claimTtl: 1000 })('EV-1', lost.work);
    await jest.advanceTimersByTimeAsync(1001);
    const next = holdable();
    const second = createOnce(store, { claimTtl: 1000 })('EV-1', next.work);
    await jest.advanceTimersByTimeAsync(1);
    expect(next.work).toHaveBeenCalledTimes(1);
    lost.finish();
    expect(await first).toBe('done');
    expect(await createOnce(store)('EV-1', next.work)).toBe('done');
    next.finish();
    expect(await second).toBe('done');
  });

  it.each([null, true, 1, {}, ''])('is not granted by a store whose claim answers %j', async (answer) => {
    const work = jest.fn();
    const store = { ...memoryStore(), claim: async () => answer as never };
    const once = createOnce(store);
    expect(await Promise.all(Array.from({ length: 10 }, () => once('EV-1', work)))).toEqual(Array(10).fill('busy'));
    expect(work).not.toHaveBeenCalled();
  });

  it('survives a renewal that fails, and is renewed the next time', async () => {
    const store = memoryStore();
    const renew = jest.fn(store.renew!).mockRejectedValueOnce(new Error('redis'));
    const { work, finish } = holdable();
    const first = createOnce({ ...store, renew }, { claimTtl: 1000 })('EV-1', work);
    await jest.advanceTimersByTimeAsync(3000);
    expect(await createOnce(store)('EV-1', work)).toBe('busy');
    finish();
    expect(await first).toBe('done');
  });

  it.each(['get', 'claim', 'set'] as const)('is given back where the %s of the store fails', async (verb) => {
    const store = memoryStore();
    let failing = true;
    const flaky: Store = {
      ...store,
      [verb]: (...given: never[]) =>
        failing ? Promise.reject(new Error('redis')) : (store[verb] as (...all: never[]) => unknown)(...given),
    };
    const once = createOnce(flaky);
    const work = jest.fn();
    await expect(once('EV-1', work)).rejects.toThrow('redis');
    failing = false;
    expect(await once('EV-1', work)).toBe('done');
    // At least once: where only the mark that it is handled was lost, it runs again.
    expect(work).toHaveBeenCalledTimes(verb === 'set' ? 2 : 1);
  });
});
