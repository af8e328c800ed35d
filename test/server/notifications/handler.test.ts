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
  stranger,
  wechat,
} from '../support/identity';
import { makeNotification, type NotificationChoices, toRequest } from '../support/notification';

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
});

describe('a delivery that comes again', () => {
  it('is acknowledged without running onEvent again', async () => {
    const handler = createNotificationHandler(options);
    for (let n = 0; n < 5; n += 1) expect((await handler(request({ nonce: `nonce-${n}` }))).status).toBe(204);
    expect(events).toHaveLength(1);
  });

  it('is remembered for at least three days', async () => {
    let days = 0;
    const start = performance.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => start + days * 24 * 3600_000);
    try {
      const handler = createNotificationHandler(options);
      for (days of [0, 1, 2, 3]) expect((await handler(request())).status).toBe(204);
      expect(events).toHaveLength(1);
      days = 5;
      expect((await handler(request())).status).toBe(204);
      expect(events).toHaveLength(2);
    } finally {
      clock.mockRestore();
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

  const signed = (): Record<string, string> => makeNotification({ signWith: wechat.privateKey }).headers;

  function streamed(length: number, more: Record<string, string> = {}) {
    const headers = { ...signed(), ...more };
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

  it('may be announced with exactly 64 KiB', async () => {
    const announced = (length: number): Request => {
      const made = request();
      made.headers.set('content-length', `${length}`);
      return made;
    };
    expect((await createNotificationHandler(options)(announced(LIMIT))).status).toBe(204);
    await expectRefusal(await createNotificationHandler(options)(announced(LIMIT + 1)), 413);
  });

  it('that breaks off is 500', async () => {
    const stream = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    const init = { method: 'POST', headers: signed(), body: stream, duplex: 'half' } as RequestInit;
    await expectRefusal(await createNotificationHandler(options)(new Request('http://a/', init)), 500);
  });

  it('that something in front of the handler has read is 500, and onError says so', async () => {
    const onError = jest.fn();
    const handler = createNotificationHandler({ ...options, onError });
    const made = request();
    await made.text();
    await expectRefusal(await handler(made), 500);
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'BODY_ALREADY_READ' }), made);
    expect((await handler(request())).status).toBe(204);
  });
});

describe('a body', () => {
  afterEach(() => jest.useRealTimers());

  /** A sender that never sends its second byte. */
  function trickle(headers: Record<string, string>) {
    const state = { pulled: 0, cancelled: false };
    const body = new ReadableStream(
      {
        pull: (controller) => void (state.pulled++ === 0 && controller.enqueue(new Uint8Array(1))),
        cancel: () => void (state.cancelled = true),
      },
      { highWaterMark: 0 },
    );
    const made = new Request('http://a/', { method: 'POST', headers, body, duplex: 'half' } as RequestInit);
    return { made, state };
  }

  it('that does not arrive within five seconds is 408, and its sender is given up, 300 at once', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const handler = createNotificationHandler(options);
    const { headers } = makeNotification({ signWith: wechat.privateKey });
    const senders = Array.from({ length: 300 }, () => trickle(headers));
    let answered = 0;
    const answers = senders.map(({ made }) =>
      handler(made).then((response) => {
        answered += 1;
        return response;
      }),
    );
    await jest.advanceTimersByTimeAsync(4999);
    expect(answered).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    for (const answer of await Promise.all(answers)) await expectRefusal(answer, 408);
    expect(senders.every(({ state }) => state.cancelled)).toBe(true);
  });

  it('that arrives in pieces, slowly but within five seconds, is read', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const { headers, body } = makeNotification({ signWith: wechat.privateKey });
    const pieces = body.match(/[^]{1,50}/gu)!;
    const slow = new ReadableStream({
      async pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) return controller.close();
        await new Promise((resolve) => setTimeout(resolve, 100));
        controller.enqueue(Buffer.from(piece));
      },
    });
    const made = new Request('http://a/', { method: 'POST', headers, body: slow, duplex: 'half' } as RequestInit);
    const answer = createNotificationHandler(options)(made);
    await jest.advanceTimersByTimeAsync(4900);
    expect((await answer).status).toBe(204);
  });

  it.each<[string, (headers: Record<string, string>) => void]>([
    ['a missing header', (headers) => delete headers['Wechatpay-Nonce']],
    ['a stale timestamp', (headers) => (headers['Wechatpay-Timestamp'] = '1500000000')],
    ['an unknown serial', (headers) => (headers['Wechatpay-Serial'] = 'UNKNOWN')],
  ])('is not read where the headers have %s', async (_, change) => {
    const { headers } = makeNotification({ signWith: wechat.privateKey });
    change(headers);
    const { made, state } = trickle(headers);
    await expectRefusal(await createNotificationHandler(options)(made), 400);
    expect(state.pulled).toBe(0);
    expect(made.bodyUsed).toBe(false);
  });
});

describe('an event of another type', () => {
  const payment = (choices: Partial<NotificationChoices> = {}): Request =>
    request({
      eventType: 'TRANSACTION.SUCCESS',
      payload: { mchid: '1230000109', appid: 'wxd678efh567hg6787', transaction_id: 'T1', amount: { total: 1 } },
      ...choices,
    });

  it.each(['SECURITY_ECHO.SUCCESS', 'PAYSCORE.USER_PAID', 'TRANSACTION.SUCCESS'])(
    'such as %s is 501 without onOther, so that it is not lost',
    async (eventType) => {
      const handler = createNotificationHandler(options);
      await expectRefusal(await handler(payment({ eventType })), 501);
      await expectRefusal(await handler(payment({ eventType })), 501);
      expect(events).toEqual([]);
    },
  );

  it('reaches onOther, decrypted, and only once', async () => {
    const onOther = jest.fn();
    const handler = createNotificationHandler({ ...options, onOther });
    expect((await handler(payment())).status).toBe(204);
    expect((await handler(payment({ nonce: 'again' }))).status).toBe(204);
    expect(onOther.mock.calls).toEqual([
      [
        {
          id: 'EV-2018022511223320873',
          createdAt: '2015-05-20T13:29:35+08:00',
          type: 'TRANSACTION.SUCCESS',
          summary: '授权成功',
          resource_type: 'encrypt-resource',
          resource: {
            mchid: '1230000109',
            appid: 'wxd678efh567hg6787',
            transaction_id: 'T1',
            amount: { total: 1 },
          },
        },
      ],
    ]);
    expect(events).toEqual([]);
  });

  it('comes again where onOther fails', async () => {
    const onOther = jest.fn().mockRejectedValueOnce(new Error('database'));
    const handler = createNotificationHandler({ ...options, onOther });
    await expectRefusal(await handler(payment()), 500);
    expect((await handler(payment())).status).toBe(204);
    expect(onOther).toHaveBeenCalledTimes(2);
  });

  it('is verified as strictly: a forged one is 401, with onOther and without', async () => {
    const onOther = jest.fn();
    for (const more of [{}, { onOther }]) {
      const forged = payment({ signWith: stranger.privateKey });
      await expectRefusal(await createNotificationHandler({ ...options, ...more })(forged), 401);
    }
    expect(onOther).not.toHaveBeenCalled();
  });

  it('without a type is BAD_PAYLOAD', async () => {
    const handler = createNotificationHandler({ ...options, onOther: () => undefined });
    await expectRefusal(await handler(request({ envelope: { event_type: '' } })), 400);
  });

  it('does not reach onOther where it is about a permission', async () => {
    const onOther = jest.fn();
    expect((await createNotificationHandler({ ...options, onOther })(request())).status).toBe(204);
    expect(onOther).not.toHaveBeenCalled();
    expect(events).toHaveLength(1);
  });
});

describe('onError', () => {
  const database = new Error('database');
  const slowKeys = Promise.reject(new Error('no certificates'));
  slowKeys.catch(() => undefined);

  it.each<[string, number, object, object, () => Request]>([
    ['a GET', 405, { code: 'METHOD_NOT_ALLOWED' }, {}, () => new Request('http://a/')],
    ['a missing header', 400, { code: 'MISSING_HEADER' }, {}, () => new Request('http://a/', { method: 'POST' })],
    ['a stale timestamp', 400, { code: 'STALE_TIMESTAMP' }, {}, () => request({ timestamp: 1_500_000_000 })],
    ['an unknown serial', 400, { code: 'UNKNOWN_SERIAL' }, {}, () => request({ serial: 'UNKNOWN' })],
    ['a forged one', 401, { code: 'BAD_SIGNATURE' }, {}, () => request({ signWith: stranger.privateKey })],
    ['a long body', 413, { code: 'BODY_TOO_LONG' }, {}, () => request({ text: (json) => json + ' '.repeat(65_536) })],
    ["another merchant's", 400, { code: 'BAD_PAYLOAD' }, { expect: { mchid: '1' } }, () => request()],
    ['an event of another type', 501, { code: 'UNHANDLED_EVENT' }, {}, () => request({ eventType: 'OTHER' })],
    [
      'a key function that fails',
      500,
      { message: 'no certificates' },
      { platformKeys: () => slowKeys },
      () => request(),
    ],
    ['an onEvent that fails', 500, database, { onEvent: () => Promise.reject(database) }, () => request()],
    [
      'a store that fails',
      500,
      database,
      { store: { ...memoryStore(), get: () => Promise.reject(database) } },
      () => request(),
    ],
    [
      'a delivery while another is handled',
      503,
      { code: 'IN_PROGRESS' },
      { store: { ...memoryStore(), claim: async () => undefined } },
      () => request(),
    ],
  ])('is told why the answer to %s is %d', async (_, status, error, change, make) => {
    const onError = jest.fn();
    const made = make();
    await expectRefusal(
      await createNotificationHandler({ ...options, onError, ...change } as NotificationHandlerOptions)(made),
      status,
    );
    expect(onError.mock.calls).toEqual([[expect.objectContaining(error), made]]);
    if (error === database) expect(onError.mock.calls[0][0]).toBe(database);
  });

  it('is not called for a notification that is acknowledged', async () => {
    const onError = jest.fn();
    const handler = createNotificationHandler({ ...options, onError });
    expect((await handler(request())).status).toBe(204);
    expect((await handler(request())).status).toBe(204);
    expect(onError).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('log');
      },
    ],
    ['rejects', () => Promise.reject(new Error('log'))],
    ['never resolves', () => new Promise(() => undefined)],
  ])('changes no answer where it %s', async (_, onError) => {
    const handler = createNotificationHandler({ ...options, onError: onError as () => void });
    await expectRefusal(await handler(request({ serial: 'UNKNOWN' })), 400);
  });

  it('gets no secret from this library', async () => {
    const said: unknown[] = [];
    const handler = createNotificationHandler({ ...options, onError: (error) => void said.push(error) });
    const wire = makeNotification({ signWith: stranger.privateKey });
    await handler(toRequest(wire));
    await handler(request({ apiV3Key: 'x'.repeat(32) }));
    const text = said.map((error) => `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).join();
    expect(text).toMatch(/BAD_SIGNATURE[^]*DECRYPT_FAILED/);
    for (const secret of [API_V3_KEY, wire.headers['Wechatpay-Signature']!, 'oUpF8uMuAJO']) {
      expect(text).not.toContain(secret);
    }
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
    ['onOther', { onOther: 'log' }],
    ['onError', { onError: {} }],
  ])('refuses a bad %s when it is made, case %$', (argument, change) => {
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
    const store = memoryStore();
    const kept = new Set<string>();
    const set: Store['set'] = async (key, value, ttl) => {
      kept.add(key);
      await store.set(key, value, ttl);
    };
    const handler = createNotificationHandler({ ...options, store: { ...store, set }, onEvent: () => undefined });
    const start = performance.now();
    let early = 0;
    let n = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => start + n * 900_000);
    try {
      // One a quarter of an hour: after four days the oldest are forgotten as fast as new ones come.
      for (; n < 1000; n += 1) {
        await handler(request({ id: `EV-${n}`, envelope: { summary: `${n}` } }));
        if (n === 500) early = heapInUse();
      }
      const remembered = await Promise.all([...kept].map((key) => store.get(key)));
      expect(remembered.filter((value) => value !== undefined)).toHaveLength(4 * 24 * 4 - 1);
    } finally {
      clock.mockRestore();
    }
    expect(heapInUse() - early).toBeLessThan(1024 * 1024);
  });
});
