import {
  createNotificationHandler,
  memoryStore,
  type NotificationHandlerOptions,
  type PermissionEvent,
  type Store,
} from '../../../src/server';
import { heapInUse } from '../support/heap';
import {
  API_V3_KEY,
  CERTIFICATE_SERIAL,
  certificateKeyPem,
  certificatePem,
  PUBLIC_KEY_ID,
  rsaKeyPair,
} from '../support/identity';
import { makeNotification, type NotificationChoices, toRequest } from '../support/notification';

const wechat = rsaKeyPair();
const stranger = rsaKeyPair();

const request = (choices: Partial<NotificationChoices> = {}): Request =>
  toRequest(makeNotification({ signWith: wechat.privateKey, ...choices }));

let events: PermissionEvent[];
let options: NotificationHandlerOptions;

beforeEach(() => {
  events = [];
  options = {
    apiV3Key: API_V3_KEY,
    platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem, [CERTIFICATE_SERIAL]: certificatePem },
    onEvent: (event) => void events.push(event),
  };
});

async function expectRefusal(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const body = await response.json();
  expect(body).toEqual({ code: 'FAIL', message: expect.any(String) });
  expect(body.message.length).toBeGreaterThanOrEqual(1);
  expect(body.message.length).toBeLessThanOrEqual(64);
}

describe('a notification', () => {
  it('reaches onEvent and is acknowledged with 204 and no body', async () => {
    const response = await createNotificationHandler(options)(request());
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
    expect(events).toEqual([
      expect.objectContaining({ id: 'EV-2018022511223320873', type: 'PAYSCORE.USER_OPEN_SERVICE' }),
    ]);
  });

  it('is verified with either kind of key, side by side', async () => {
    const handler = createNotificationHandler(options);
    expect((await handler(request({ id: 'EV-1' }))).status).toBe(204);
    expect(
      (await handler(request({ id: 'EV-2', serial: CERTIFICATE_SERIAL, signWith: certificateKeyPem }))).status,
    ).toBe(204);
    expect(events.map(({ id }) => id)).toEqual(['EV-1', 'EV-2']);
  });

  it('is acknowledged only after onEvent resolved', async () => {
    let finish = (): void => undefined;
    const onEvent = (): Promise<void> => new Promise((resolve) => (finish = resolve));
    let answered = false;
    const answer = createNotificationHandler({ ...options, onEvent })(request()).then((response) => {
      answered = true;
      return response;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    finish();
    expect((await answer).status).toBe(204);
  });

  it.each(['SECURITY_ECHO.SUCCESS', 'PAYSCORE.USER_PAID', 'TRANSACTION.SUCCESS'])(
    'of type %s is acknowledged without reaching onEvent',
    async (eventType) => {
      expect((await createNotificationHandler(options)(request({ eventType, payload: { any: 'thing' } }))).status).toBe(
        204,
      );
      expect(events).toEqual([]);
    },
  );

  it('of another type is not acknowledged unverified', async () => {
    const forged = request({ eventType: 'SECURITY_ECHO.SUCCESS', signWith: stranger.privateKey });
    await expectRefusal(await createNotificationHandler(options)(forged), 401);
  });
});

describe('a delivery that comes again', () => {
  it('is acknowledged without running onEvent again', async () => {
    const handler = createNotificationHandler(options);
    for (let n = 0; n < 5; n += 1) expect((await handler(request({ nonce: `nonce-${n}` }))).status).toBe(204);
    expect(events).toHaveLength(1);
  });

  it('is remembered for at least three days', async () => {
    const realNow = Date.now;
    const start = realNow();
    const handler = createNotificationHandler(options);
    try {
      await handler(request());
      Date.now = () => start + 3 * 24 * 3600_000;
      expect((await handler(request())).status).toBe(204);
      expect(events).toHaveLength(1);
    } finally {
      Date.now = realNow;
    }
  });

  it('while the first is being handled is told to come back', async () => {
    let finish = (): void => undefined;
    const onEvent = jest.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const handler = createNotificationHandler({ ...options, onEvent });
    const first = handler(request());
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expectRefusal(await handler(request()), 503);
    finish();
    expect((await first).status).toBe(204);
    expect((await handler(request())).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => void | Promise<void>]>([
    [
      'threw',
      () => {
        throw new Error('database');
      },
    ],
    ['rejected', () => Promise.reject(new Error('database'))],
    ['rejected with nothing', () => Promise.reject(undefined)],
  ])('after onEvent %s runs it again', async (_, fail) => {
    let failing = true;
    const onEvent = jest.fn(() => (failing ? fail() : undefined));
    const handler = createNotificationHandler({ ...options, onEvent });
    await expectRefusal(await handler(request()), 500);
    await expectRefusal(await handler(request()), 500);
    failing = false;
    expect((await handler(request())).status).toBe(204);
    expect((await handler(request())).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(3);
  });

  it('after a process died in onEvent runs it again once claimTtl is over', async () => {
    const store = memoryStore();
    const handler = createNotificationHandler({
      ...options,
      store,
      claimTtl: 100,
      onEvent: () => new Promise(() => undefined),
    });
    void handler(request());
    await new Promise((resolve) => setTimeout(resolve, 20));
    const other = createNotificationHandler({ ...options, store, claimTtl: 100 });
    await expectRefusal(await other(request()), 503);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect((await other(request())).status).toBe(204);
    expect(events).toHaveLength(1);
  });

  it('is held for 15 seconds by default', async () => {
    const claim = jest.fn(async () => 'token');
    await createNotificationHandler({ ...options, store: { ...memoryStore(), claim } })(request());
    expect(claim).toHaveBeenCalledWith(expect.stringContaining('EV-2018022511223320873'), 15_000);
  });

  it('five hundred times at once runs onEvent once', async () => {
    const handler = createNotificationHandler({
      ...options,
      onEvent: async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        events.push(event);
      },
    });
    const responses = await Promise.all(Array.from({ length: 500 }, () => handler(request())));
    expect(events).toHaveLength(1);
    for (const { status } of responses) expect([204, 503]).toContain(status);
  });
});

describe('a refusal', () => {
  const day = 24 * 3600;
  const now = Math.floor(Date.now() / 1000);
  const without = (name: string): Request => {
    const wire = makeNotification({ signWith: wechat.privateKey });
    delete wire.headers[name];
    return toRequest(wire);
  };

  it.each<[string, number, () => Request]>([
    ['a missing header', 400, () => without('Wechatpay-Nonce')],
    ['a stale timestamp', 400, () => request({ timestamp: now - day })],
    ['an unknown serial', 400, () => request({ serial: 'UNKNOWN' })],
    ["a stranger's signature", 401, () => request({ signWith: stranger.privateKey })],
    ['another algorithm', 400, () => request({ resource: { algorithm: 'none' } })],
    ['a bad tag', 400, () => request({ resource: { ciphertext: Buffer.alloc(64).toString('base64') } })],
    ['a bad payload', 400, () => request({ payload: {} })],
    ['broken JSON', 400, () => request({ text: () => '{' })],
    [
      'an empty body',
      401,
      () =>
        new Request('http://a/', {
          method: 'POST',
          headers: makeNotification({ signWith: wechat.privateKey }).headers,
        }),
    ],
  ])('of %s is %d, in the documented form', async (_, status, make) => {
    await expectRefusal(await createNotificationHandler(options)(make()), status);
    expect(events).toEqual([]);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('of %s is 405', async (method) => {
    const response = await createNotificationHandler(options)(new Request('http://a/', { method }));
    expect(response.headers.get('allow')).toBe('POST');
    await expectRefusal(response, 405);
  });

  it.each(['get', 'set', 'claim'] as const)("of our own, where the store's %s fails, is 500", async (verb) => {
    const broken: Store = { ...memoryStore(), [verb]: () => Promise.reject(new Error(API_V3_KEY)) };
    await expectRefusal(await createNotificationHandler({ ...options, store: broken })(request()), 500);
  });

  it('does not come from a release that fails', async () => {
    const store: Store = { ...memoryStore(), release: () => Promise.reject(new Error('gone')) };
    expect((await createNotificationHandler({ ...options, store })(request())).status).toBe(204);
  });

  it("of what onEvent throws is 500, even where it throws this library's own error", async () => {
    const { NotificationError } = await import('../../../src/server');
    const onEvent = (): never => {
      throw new NotificationError('BAD_SIGNATURE', 'of something else');
    };
    await expectRefusal(await createNotificationHandler({ ...options, onEvent })(request()), 500);
  });

  it('follows the clock it is given, in ms', async () => {
    const handler = createNotificationHandler({ ...options, now: () => 1_700_000_000_000 });
    expect((await handler(request({ timestamp: 1_700_000_299, id: 'EV-1' }))).status).toBe(204);
    await expectRefusal(await handler(request({ timestamp: 1_700_000_301, id: 'EV-2' })), 400);
  });
});

describe('a long body', () => {
  const LIMIT = 64 * 1024;

  function streamed(length: number, headers: Record<string, string> = {}) {
    let pulled = 0;
    let cancelled = false;
    const stream = new ReadableStream({
      pull(controller) {
        if (pulled >= length) return controller.close();
        const size = Math.min(16 * 1024, length - pulled);
        pulled += size;
        controller.enqueue(new Uint8Array(size).fill(32));
      },
      cancel: () => void (cancelled = true),
    });
    const made = new Request('http://a/', { method: 'POST', body: stream, headers, duplex: 'half' } as RequestInit);
    return { made, pulled: () => pulled, cancelled: () => cancelled };
  }

  it('announced by content-length is 413 and not read', async () => {
    const { made, pulled, cancelled } = streamed(1_000_000, { 'content-length': '1000000' });
    await expectRefusal(await createNotificationHandler(options)(made), 413);
    expect(pulled()).toBeLessThanOrEqual(16 * 1024);
    expect(cancelled()).toBe(true);
  });

  it('that streams in unannounced is 413, and the rest of it is not read', async () => {
    const { made, pulled, cancelled } = streamed(10_000_000);
    await expectRefusal(await createNotificationHandler(options)(made), 413);
    expect(pulled()).toBeLessThan(200_000);
    expect(cancelled()).toBe(true);
  });

  it('that lies about its length is 413', async () => {
    const { made } = streamed(1_000_000, { 'content-length': '10' });
    await expectRefusal(await createNotificationHandler(options)(made), 413);
  });

  it('of exactly 64 KiB is read, and of one byte more is not', async () => {
    const padded = (length: number): Request =>
      request({ text: (json) => json + ' '.repeat(length - Buffer.byteLength(json)) });
    const handler = createNotificationHandler(options);
    expect((await handler(padded(LIMIT))).status).toBe(204);
    await expectRefusal(await handler(padded(LIMIT + 1)), 413);
  });

  it('that breaks off is 500', async () => {
    const stream = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    const made = new Request('http://a/', { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
    await expectRefusal(await createNotificationHandler(options)(made), 500);
  });
});

describe('createNotificationHandler', () => {
  it.each<[string, object]>([
    ['apiV3Key', { apiV3Key: 'x'.repeat(31) }],
    ['platformKeys', { platformKeys: {} }],
    ['platformKeys', { platformKeys: undefined }],
    [`platformKeys[${PUBLIC_KEY_ID}]`, { platformKeys: { [PUBLIC_KEY_ID]: 'no PEM' } }],
    ['platformKeys[B]', { platformKeys: { A: wechat.publicKey, B: wechat.privatePem } }],
    ['onEvent', { onEvent: undefined }],
    ['store', { store: {} }],
    ['now', { now: 5 }],
    ['claimTtl', { claimTtl: 0 }],
    ['claimTtl', { claimTtl: -5 }],
    ['claimTtl', { claimTtl: 1.5 }],
  ])('refuses a bad %s when it is made', (argument, change) => {
    expect(() => createNotificationHandler({ ...options, ...change } as never)).toThrow(
      expect.objectContaining({ name: 'WeixinError', code: 'INVALID_ARGUMENT', argument, hint: expect.any(String) }),
    );
  });

  it.each([undefined, null, 'options', []])('refuses %p as its options', (given) => {
    expect(() => createNotificationHandler(given as never)).toThrow(expect.objectContaining({ argument: 'options' }));
  });

  it('takes no option from a polluted Object.prototype', async () => {
    Object.assign(Object.prototype, { store: { get: async () => 'done' }, now: () => 0, claimTtl: 1 });
    try {
      expect((await createNotificationHandler(options)(request())).status).toBe(204);
      expect(events).toHaveLength(1);
    } finally {
      for (const name of ['store', 'now', 'claimTtl']) delete (Object.prototype as Record<string, unknown>)[name];
    }
  });

  it('holds no more memory after many notifications than their three days need', async () => {
    const realNow = Date.now;
    const start = realNow();
    const handler = createNotificationHandler({ ...options, now: () => start, onEvent: () => undefined });
    let early = 0;
    try {
      // One a quarter of an hour: after four days the oldest are forgotten as fast as new ones come.
      for (let n = 0; n < 4000; n += 1) {
        Date.now = () => start + n * 900_000;
        await handler(request({ id: `EV-${n}`, timestamp: Math.floor(start / 1000) }));
        if (n === 1500) early = heapInUse();
      }
    } finally {
      Date.now = realNow;
    }
    expect(heapInUse() - early).toBeLessThan(1024 * 1024);
  });
});
