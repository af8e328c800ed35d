import {
  type ConfigSigner,
  type ConfigSignerError,
  type ConfigSignerOptions,
  createConfigSigner,
  isConfigSignerError,
  memoryStore,
  signConfig,
  type Store,
} from '../../../src/server';

const PAGE = 'https://shop.example/rent';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What `getticket` answers; every ticket is a new one. */
let answerTicket: (ticket: string) => object;
let latency: number;
let calls: { at: number; path: string; force: boolean; init: RequestInit }[];
let store: Store;

beforeEach(() => {
  jest.useFakeTimers();
  answerTicket = good;
  latency = 0;
  calls = [];
  store = memoryStore();
});

afterEach(() => {
  jest.useRealTimers();
});

const good = (ticket: string): object => ({ errcode: 0, errmsg: 'ok', ticket, expires_in: 7200 });
const quotaUsedUp = (): object => ({ errcode: 45009, errmsg: 'reach max api daily quota limit' });
const tokenRefused = (): object => ({ errcode: 40001, errmsg: 'invalid credential' });

/** Answers as api.weixin.qq.com does, on the test's clock. */
async function wechat(url: string, init: RequestInit): Promise<Response> {
  const path = new URL(url).pathname;
  calls.push({ at: performance.now(), path, force: `${init.body}`.includes('"force_refresh":true'), init });
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  return Response.json(
    path === '/cgi-bin/stable_token'
      ? { access_token: `TOKEN-${forcedCalls().length}`, expires_in: 7200 }
      : answerTicket(`TICKET-${ticketCalls().length}`),
  );
}

const ticketCalls = () => calls.filter(({ path }) => path === '/cgi-bin/ticket/getticket');
const forcedCalls = () => calls.filter(({ force }) => force);

/** One process: each has a signer of its own, on the store that all share. */
function makeProcess(more: Partial<ConfigSignerOptions> = {}): ConfigSigner {
  return createConfigSigner({
    appId: 'wx1',
    appSecret: 'TESTING-APP-SECRET',
    allowedOrigins: ['https://shop.example'],
    store,
    fetch: wechat,
    ...more,
  });
}

/** Signs, with the clock running where something waits for it, and answers which ticket it was, or the error. */
async function sign(signer: ConfigSigner): Promise<string | ConfigSignerError> {
  const settled = signer.sign(PAGE).then(
    ({ signature, ...signed }) =>
      ticketCalls()
        .map((_, n) => `TICKET-${n + 1}`)
        .find((jsapiTicket) => signConfig({ ...signed, jsapiTicket, url: PAGE }).signature === signature) ?? 'unknown',
    (error: ConfigSignerError) => error,
  );
  let done = false;
  void settled.then(() => (done = true));
  for (let waited = 0; !done && waited < 60 * SECOND; waited += 10)
    await jest.advanceTimersByTimeAsync(waited ? 10 : 0);
  return settled;
}

const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('a ticket', () => {
  it('is used until five minutes before its end, and renewed then', async () => {
    const signer = makeProcess();
    expect(await sign(signer)).toBe('TICKET-1');
    await later(115 * MINUTE - 100);
    expect(await sign(signer)).toBe('TICKET-1');
    await later(100);
    expect(await sign(signer)).toBe('TICKET-2');
    await later(114 * MINUTE);
    expect(await sign(signer)).toBe('TICKET-2');
    expect(calls.map(({ path }) => path.split('/').pop())).toEqual([
      'stable_token',
      'getticket',
      'stable_token',
      'getticket',
    ]);
  });

  it.each([
    [299, 149, 150],
    [10, 4, 5],
  ])('that lasts %d s is used, and renewed halfway', async (expires_in, before, after) => {
    answerTicket = (ticket) => ({ ...good(ticket), expires_in });
    const signer = makeProcess();
    expect(await sign(signer)).toBe('TICKET-1');
    await later(before * SECOND);
    expect(await sign(signer)).toBe('TICKET-1');
    await later((after - before) * SECOND);
    expect(await sign(signer)).toBe('TICKET-2');
  });

  it.each([0, -1, 0.5, '7200', null])('that lasts %p s is none', async (expires_in) => {
    answerTicket = (ticket) => ({ ...good(ticket), expires_in });
    expect(await sign(makeProcess())).toMatchObject({ code: 'UPSTREAM_FAILED' });
    answerTicket = (ticket) => ({ ...good(ticket), expires_in: 1 });
    expect(await sign(makeProcess())).toBe('TICKET-2');
  });

  it('whose renewal fails is used by a process that starts then, too', async () => {
    await sign(makeProcess());
    await later(116 * MINUTE);
    answerTicket = quotaUsedUp;
    expect(await sign(makeProcess())).toBe('TICKET-1');
  });

  it.each<[string, () => object]>([
    ['is refused', quotaUsedUp],
    ['is not understood', () => []],
    [
      'fails',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('is used until its end where its renewal %s, and no longer', async (_, failing) => {
    const signer = makeProcess();
    await sign(signer);
    answerTicket = failing;
    await later(7199 * SECOND - 299 * SECOND);
    for (let left = 299; left >= 1; left -= 1) {
      expect(await sign(signer)).toBe('TICKET-1');
      await later(SECOND);
    }
    await later(SECOND);
    expect(isConfigSignerError(await sign(signer))).toBe(true);
    answerTicket = good;
    await later(MINUTE);
    expect(await sign(signer)).toMatch(/^TICKET-/);
  });

  it('is served at once while its renewal takes long', async () => {
    const signer = makeProcess();
    await sign(signer);
    await later(116 * MINUTE);
    latency = 8 * SECOND;
    const asked = performance.now();
    expect(await sign(signer)).toBe('TICKET-1');
    expect(performance.now() - asked).toBeLessThanOrEqual(600);
    await later(20 * SECOND);
    expect(await sign(signer)).toBe('TICKET-2');
  });

  it('is renewed by one of several processes, and the others go on with the old one meanwhile', async () => {
    const processes = [makeProcess(), makeProcess(), makeProcess()];
    for (const process of processes) expect(await sign(process)).toBe('TICKET-1');
    await later(116 * MINUTE);
    latency = SECOND;
    const during = await Promise.all(processes.map((process) => sign(process)));
    expect(new Set(during)).toEqual(new Set(['TICKET-1']));
    await later(10 * SECOND);
    for (const process of processes) expect(await sign(process)).toBe('TICKET-2');
    expect(ticketCalls()).toHaveLength(2);
  });

  it('is not fetched again by a process whose turn comes after another has fetched it', async () => {
    const claimsLate: Store = {
      ...store,
      claim: (key, ttl) => new Promise((resolve) => setTimeout(() => resolve(store.claim(key, ttl)), SECOND)),
    };
    const [first, second] = [makeProcess(), makeProcess({ store: claimsLate })];
    expect(await Promise.all([sign(second), sign(first)])).toEqual(['TICKET-1', 'TICKET-1']);
    expect(ticketCalls()).toHaveLength(1);
  });

  it("ends in time where the system's clock is set back meanwhile", async () => {
    const signer = makeProcess();
    await sign(signer);
    jest.setSystemTime(Date.now() - 3 * HOUR);
    await later(119 * MINUTE);
    expect(await sign(signer)).toBe('TICKET-1');
    await later(2 * MINUTE);
    expect(await sign(signer)).toBe('TICKET-2');
  });

  it('is fetched again where the store holds what this version did not write', async () => {
    for (const text of ['TICKET-0', '"TICKET-0"', 'null', '[]', '{"ticket":5}', '{"ticket":']) {
      store = memoryStore();
      await store.set('jsapi_ticket:wx1', text, HOUR);
      expect(await sign(makeProcess())).toBe(`TICKET-${ticketCalls().length}`);
    }
    expect(ticketCalls()).toHaveLength(6);
  });
});

describe('a slow or failing store', () => {
  it('is asked for the ticket every five seconds at most', async () => {
    let gets = 0;
    const counting: Store = {
      ...store,
      get: (key) => {
        gets += 1;
        return store.get(key);
      },
    };
    const signer = makeProcess({ store: counting });
    await sign(signer);
    gets = 0;
    for (let n = 0; n < 100; n += 1) await sign(signer);
    expect(gets).toBe(0);
    await later(5 * SECOND);
    for (let n = 0; n < 100; n += 1) await sign(signer);
    expect(gets).toBe(1);

    await later(116 * MINUTE);
    answerTicket = quotaUsedUp;
    await sign(signer);
    gets = 0;
    for (let n = 0; n < 100; n += 1) expect(await sign(signer)).toBe('TICKET-1');
    expect(gets).toBe(0);
  });

  it.each<[string, () => Promise<never>]>([
    ['is frozen', () => new Promise<never>(() => undefined)],
    ['fails', () => Promise.reject(new Error('The socket closed.'))],
  ])('costs at most half a second while the ticket in hand is good, where it %s', async (_, fault) => {
    let broken = false;
    const on = <T>(work: () => Promise<T>): Promise<T> => (broken ? fault() : work());
    const breaking: Store = {
      get: (key) => on(() => store.get(key)),
      set: (key, value, ttl) => on(() => store.set(key, value, ttl)),
      claim: (key, ttl) => on(() => store.claim(key, ttl)),
      release: (key, token) => on(() => store.release(key, token)),
    };
    const signer = makeProcess({ store: breaking });
    await sign(signer);
    broken = true;
    for (let minute = 0; minute < 100; minute += 1) {
      await later(MINUTE);
      const asked = performance.now();
      expect(await sign(signer)).toBe('TICKET-1');
      expect(performance.now() - asked).toBeLessThanOrEqual(600);
    }
    await later(21 * MINUTE);
    expect(await sign(signer)).toMatchObject({ code: 'UPSTREAM_FAILED' });
    broken = false;
    await later(5 * SECOND);
    expect(await sign(signer)).toBe('TICKET-2');
  });

  it('that is frozen from the start is UPSTREAM_FAILED in a few seconds, and names the call', async () => {
    const asked = performance.now();
    const error = await sign(makeProcess({ store: { ...store, get: () => new Promise(() => undefined) } }));
    expect(error).toMatchObject({ code: 'UPSTREAM_FAILED', hint: expect.stringContaining('TIMEOUT in get') });
    expect(performance.now() - asked).toBeLessThan(3 * SECOND);
  });

  it.each([null, true, 1])('has not granted the turn to fetch where its claim answers %p', async (answer) => {
    const error = await sign(makeProcess({ store: { ...store, claim: async () => answer as never }, timeout: 1000 }));
    expect(error).toMatchObject({ code: 'UPSTREAM_FAILED' });
    expect(calls).toHaveLength(0);
    expect(await sign(makeProcess())).toBe('TICKET-1');
  });

  it('that loses the reply to a claim holds up signing for a few seconds only', async () => {
    let lost = 0;
    const losing: Store = {
      get: (key) => store.get(key),
      set: (key, value, ttl) => store.set(key, value, ttl),
      release: (key, token) => store.release(key, token),
      claim: async (key, ttl) => {
        const token = await store.claim(key, ttl);
        if ((lost += 1) > 1) return token;
        throw new Error('The socket closed.');
      },
    };
    const [first, second] = [makeProcess({ store: losing }), makeProcess({ store: losing })];
    expect(await sign(first)).toMatchObject({ code: 'UPSTREAM_FAILED' });
    const asked = performance.now();
    expect(await Promise.all([sign(first), sign(second)])).toEqual(['TICKET-1', 'TICKET-1']);
    expect(performance.now() - asked).toBeLessThan(4 * SECOND);
    expect(ticketCalls()).toHaveLength(1);
  });

  it('leaves the turn with a process that fetches for long, and takes it from one that died', async () => {
    latency = 4 * SECOND;
    const [first, second] = [makeProcess(), makeProcess()];
    expect(await Promise.all([sign(first), sign(second)])).toEqual(['TICKET-1', 'TICKET-1']);
    expect(ticketCalls()).toHaveLength(1);

    latency = 0;
    store = memoryStore();
    await store.claim('jsapi_ticket:wx1', 3 * SECOND);
    const asked = performance.now();
    expect(await sign(makeProcess())).toBe('TICKET-2');
    expect(performance.now() - asked).toBeLessThan(4 * SECOND);
  });
});

describe('failures in a row', () => {
  it('make all processes wait: 1 s after the second, doubling, at most a minute', async () => {
    answerTicket = quotaUsedUp;
    const processes = [makeProcess(), makeProcess(), makeProcess()];
    const started = performance.now();
    for (let n = 0; performance.now() - started < 10 * MINUTE; n += 1) {
      const error = await sign(processes[n % 3]!);
      expect(error).toMatchObject({ code: 'UPSTREAM_REFUSED', errcode: 45009, hint: expect.stringMatching(/quota/) });
      await later(100);
    }
    const waits = ticketCalls().map(({ at }, n, all) => (n === 0 ? 0 : (at - all[n - 1]!.at) / SECOND));
    const expected = [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60, 60];
    expect(waits.length).toBeGreaterThanOrEqual(expected.length);
    expected.forEach((wait, n) => {
      expect(waits[n]).toBeGreaterThanOrEqual(wait);
      expect(waits[n]).toBeLessThan(wait + 0.5);
    });
  });

  it('say when the next try is made', async () => {
    answerTicket = quotaUsedUp;
    const signer = makeProcess();
    await sign(signer);
    await sign(signer);
    expect(await sign(signer)).toMatchObject({ hint: expect.stringMatching(/last 2 tries failed.*in 1 s\.$/) });
    await later(SECOND);
    answerTicket = () => ({ errcode: 0 });
    await sign(signer);
    expect(await sign(signer)).toMatchObject({ code: 'UPSTREAM_FAILED', hint: expect.stringMatching(/in 2 s\.$/) });
  });

  it.each([
    ['make the next try wait', 599, expect.objectContaining({ errcode: 45009 })],
    ['are not in a row, so that the next try is made at once', 601, 'TICKET-3'],
  ])('%s where they are %d s apart', async (_, seconds, next) => {
    answerTicket = quotaUsedUp;
    const signer = makeProcess();
    await sign(signer);
    await later(seconds * SECOND);
    await sign(signer);
    answerTicket = good;
    expect(await sign(signer)).toEqual(next);
  });

  it.each(['', 'null', '[]', '{', '{"count":5}', '{"until":9e15}', '{"count":"5","until":1}', '5'])(
    'are none where the store holds %p, which this version did not write',
    async (text) => {
      await store.set('jsapi_ticket_failures:wx1', text, HOUR);
      const signer = makeProcess();
      answerTicket = quotaUsedUp;
      expect(await sign(signer)).toMatchObject({ errcode: 45009 });
      answerTicket = good;
      expect(await sign(signer)).toBe('TICKET-2');
    },
  );

  it('do not hold up a process whose clock was set back by an hour', async () => {
    answerTicket = quotaUsedUp;
    const signer = makeProcess();
    await sign(signer);
    await sign(signer);
    jest.setSystemTime(Date.now() - HOUR);
    answerTicket = good;
    expect(await sign(signer)).toBe('TICKET-3');
  });

  it('that have another reason are told with it: a number of WeChat, or none', async () => {
    const signer = makeProcess();
    answerTicket = () => ({ errcode: 0 });
    await sign(signer);
    answerTicket = quotaUsedUp;
    await sign(signer);
    const error = (await sign(signer)) as ConfigSignerError;
    expect(error).toMatchObject({ code: 'UPSTREAM_REFUSED', errcode: 45009 });
    expect(error.message).toBe(`UPSTREAM_REFUSED (45009): ${error.hint}`);
    await later(SECOND);
    answerTicket = () => ({ errcode: 0 });
    await sign(signer);
    const other = (await sign(signer)) as ConfigSignerError;
    expect(other.message).toBe(`UPSTREAM_FAILED: ${other.hint}`);
    expect(Object.hasOwn(other, 'errcode')).toBe(false);
  });

  it('end with a success: the next failure is the first of its own row', async () => {
    const [first, second] = [makeProcess(), makeProcess()];
    answerTicket = quotaUsedUp;
    await sign(first);
    await sign(second);
    await later(SECOND);
    answerTicket = good;
    expect(await sign(first)).toBe('TICKET-3');
    await first.invalidate();
    answerTicket = quotaUsedUp;
    await sign(second);
    answerTicket = good;
    expect(await sign(first)).toBe('TICKET-5');
  });
});

describe('force_refresh', () => {
  it('is asked at most 20 times in 24 hours by all processes, however long the token is refused', async () => {
    answerTicket = tokenRefused;
    const processes = [makeProcess(), makeProcess()];
    for (let step = 0; step < 3 * 24 * 12; step += 1) {
      expect(await sign(processes[step % 2]!)).toMatchObject({ code: 'UPSTREAM_REFUSED', errcode: 40001 });
      await later(5 * MINUTE);
    }
    const times = forcedCalls().map(({ at }) => at);
    expect(times.length).toBeGreaterThanOrEqual(60);
    for (const start of times) {
      expect(times.filter((at) => at >= start && at < start + 24 * HOUR).length).toBeLessThanOrEqual(20);
    }
  });

  it('comes half a minute after the last at the earliest', async () => {
    answerTicket = tokenRefused;
    const signer = makeProcess();
    for (let step = 0; step < 600; step += 1) {
      await sign(signer);
      await later(SECOND);
    }
    const times = forcedCalls().map(({ at }) => at);
    expect(times.length).toBeGreaterThan(1);
    times.slice(1).forEach((at, n) => expect(at - times[n]!).toBeGreaterThanOrEqual(30 * SECOND));
  });
});

describe('invalidate', () => {
  it('makes this process fetch another ticket at once, and the others within five seconds', async () => {
    const [first, second] = [makeProcess(), makeProcess()];
    expect([await sign(first), await sign(second)]).toEqual(['TICKET-1', 'TICKET-1']);
    await first.invalidate();
    expect(await sign(first)).toBe('TICKET-2');
    await later(5 * SECOND);
    expect(await sign(second)).toBe('TICKET-2');
    expect(ticketCalls()).toHaveLength(2);
  });

  it('also reaches a request that looks into the store meanwhile', async () => {
    const signer = makeProcess();
    await sign(signer);
    await later(5 * SECOND);
    await Promise.all([signer.sign(PAGE), signer.invalidate(), signer.sign(PAGE)]);
    expect(await sign(signer)).toBe('TICKET-2');
  });

  it('keeps every process from using the dropped ticket where no other can be fetched', async () => {
    const [first, second] = [makeProcess(), makeProcess()];
    await sign(first);
    await sign(second);
    await first.invalidate();
    answerTicket = quotaUsedUp;
    await later(10 * MINUTE);
    expect(await sign(first)).toMatchObject({ errcode: 45009 });
    expect(await sign(second)).toMatchObject({ errcode: 45009 });
  });

  it('is UPSTREAM_FAILED where the store fails', async () => {
    const signer = makeProcess({ store: { ...store, set: () => Promise.reject(new Error('no')) } });
    await expect(signer.invalidate()).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
    await expect(makeProcess().invalidate()).resolves.toBeUndefined();
  });
});

describe('warmUp', () => {
  it('gets the ticket before the first page asks', async () => {
    const signer = makeProcess();
    await expect(signer.warmUp()).resolves.toBeUndefined();
    expect(calls).toHaveLength(2);
    await signer.warmUp();
    expect(await sign(signer)).toBe('TICKET-1');
    expect(calls).toHaveLength(2);
  });

  it('rejects with the reason where there is none to get', async () => {
    answerTicket = quotaUsedUp;
    await expect(makeProcess().warmUp()).rejects.toMatchObject({ code: 'UPSTREAM_REFUSED', errcode: 45009 });
  });
});

describe('a fetch of the caller', () => {
  it('sends every call, and is told not to follow redirects', async () => {
    await sign(makeProcess());
    expect(calls.map(({ init }) => [init.method, init.redirect])).toEqual([
      ['POST', 'manual'],
      ['GET', 'manual'],
    ]);
    const json = { accept: 'application/json' };
    expect(calls.map(({ init }) => init.headers)).toEqual([{ ...json, 'content-type': 'application/json' }, json]);
    expect(calls.map(({ init }) => 'body' in init)).toEqual([true, false]);
  });

  it.each([
    [200, 'TICKET-1'],
    [299, 'TICKET-1'],
    [400, expect.objectContaining({ hint: 'api.weixin.qq.com answered HTTP 400.' })],
    [503, expect.objectContaining({ hint: 'api.weixin.qq.com answered HTTP 503.' })],
  ])('may answer %d', async (status, result) => {
    const fetch = async (url: string, init: RequestInit) => {
      const { body, headers } = await wechat(url, init);
      return new Response(body, { headers, status: url.includes('getticket') ? status : 200 });
    };
    expect(await sign(makeProcess({ fetch }))).toEqual(result);
  });

  it.each([400, 500])('may answer %d with an errcode, which counts', async (status) => {
    const fetch = async () => Response.json(quotaUsedUp(), { status });
    expect(await sign(makeProcess({ fetch }))).toMatchObject({ code: 'UPSTREAM_REFUSED', errcode: 45009 });
  });

  it('has its signal aborted when the time is over, and not before', async () => {
    jest.useRealTimers();
    await makeProcess().sign(PAGE);
    expect(calls.map(({ init }) => init.signal!.aborted)).toEqual([false, false]);
    store = memoryStore();
    calls = [];
    const silent = (url: string, init: RequestInit) => {
      void wechat(url, init);
      return new Promise<Response>(() => undefined);
    };
    await makeProcess({ fetch: silent, timeout: 50 })
      .sign(PAGE)
      .catch(() => undefined);
    expect(calls.map(({ init }) => init.signal!.aborted)).toEqual([true]);
  });

  it('has no call of it waited for where the time was over before: the store took it all', async () => {
    jest.useRealTimers();
    const slow: Store = {
      ...store,
      set: async (key, value, ttl) => {
        if (key.startsWith('access_token')) await new Promise((resolve) => setTimeout(resolve, 200));
        await store.set(key, value, ttl);
      },
    };
    const silentAboutTickets = (url: string, init: RequestInit) =>
      url.includes('getticket') ? new Promise<Response>(() => undefined) : wechat(url, init);
    await expect(makeProcess({ store: slow, fetch: silentAboutTickets, timeout: 50 }).sign(PAGE)).rejects.toMatchObject(
      { code: 'UPSTREAM_FAILED', hint: 'No answer within the timeout.' },
    );
  });

  it.each([300, 301, 302, 303, 307, 308, 399])('has its answer %d refused, whatever it says', async (status) => {
    const redirecting = async (url: string, init: RequestInit) => {
      const { headers, body } = await wechat(url, init);
      return new Response(body, { status, headers: { ...headers, location: 'https://evil.example/' } });
    };
    expect(await sign(makeProcess({ fetch: redirecting }))).toMatchObject({
      code: 'UPSTREAM_FAILED',
      hint: expect.stringContaining('redirect'),
    });
    expect(calls).toHaveLength(1);
  });

  it('has the timeout over it even where it ignores the signal, and its error is not quoted', async () => {
    jest.useRealTimers();
    const silent = makeProcess({ fetch: () => new Promise(() => undefined), timeout: 100 });
    await expect(silent.sign(PAGE)).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      hint: 'No answer within the timeout.',
    });
    const loud = makeProcess({ store: memoryStore(), fetch: (url) => Promise.reject(new Error(`no route to ${url}`)) });
    const error: unknown = await loud.sign(PAGE).catch((reason: unknown) => reason);
    expect(isConfigSignerError(error)).toBe(true);
    expect(`${(error as Error).stack}`).not.toContain('no route');
  });
});
