import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createConfigSigner,
  createNotificationHandler,
  memoryStore,
  type NotificationHandlerOptions,
  parseNotification,
  type PermissionEvent,
} from '../../src/server';
import { API_V3_KEY, PUBLIC_KEY_ID, stranger, wechat } from './support/identity';
import { makeNotification, type NotificationChoices, samplePayload, seal, toRequest } from './support/notification';

const PAGE = 'https://shop.example/rent';
const APP_SECRET = 'TESTING-APP-SECRET-5cc0c5f8';

let events: PermissionEvent[];
let errors: unknown[];

beforeEach(() => {
  events = [];
  errors = [];
});

/** A signer whose calls to WeChat are noted, and answered by `answer`. */
function signer(answer: (url: string) => Response | Promise<Response> = weixin) {
  const asked: { url: string; init: RequestInit }[] = [];
  const made = createConfigSigner({
    appId: 'wx1',
    appSecret: APP_SECRET,
    allowedOrigins: ['https://shop.example'],
    fetch: async (url, init) => {
      asked.push({ url, init });
      return answer(url);
    },
  });
  return { ...made, asked };
}

function weixin(url: string): Response {
  return Response.json(
    url.includes('stable_token')
      ? { access_token: 'TESTING-ACCESS-TOKEN', expires_in: 7200 }
      : { errcode: 0, ticket: 'TESTING-TICKET', expires_in: 7200 },
  );
}

const options = {
  apiV3Key: API_V3_KEY,
  platformKeys: { [PUBLIC_KEY_ID]: wechat.publicKey },
  onEvent: (event: PermissionEvent) => void events.push(event),
  onError: (error: unknown) => void errors.push(error),
};
const request = (choices: Partial<NotificationChoices> = {}): Request =>
  toRequest(makeNotification({ signWith: wechat.privateKey, ...choices }));
const statusOf = async (made: Request, more: Partial<NotificationHandlerOptions> = {}): Promise<number> =>
  (await createNotificationHandler({ ...options, ...more } as NotificationHandlerOptions)(made)).status;
const lastCode = (): unknown => (errors.at(-1) as { code?: unknown } | undefined)?.code;

/** A signature with other bits, of the right length. */
function withHeader(name: string, change: (value: string) => string | undefined): Request {
  const wire = makeNotification({ signWith: wechat.privateKey });
  const changed = change(wire.headers[name]!);
  if (changed === undefined) delete wire.headers[name];
  else wire.headers[name] = changed;
  return toRequest(wire);
}

/** One fault for each check, in the order in which they are made. */
const FAULTS: [string, number, Partial<NotificationChoices>][] = [
  ['STALE_TIMESTAMP', 400, { timestamp: 1_500_000_000 }],
  ['UNKNOWN_SERIAL', 400, { serial: 'UNKNOWN' }],
  ['BAD_SIGNATURE', 401, { signWith: stranger.privateKey }],
  ['UNSUPPORTED_ALGORITHM', 400, { resource: { algorithm: 'none' } }],
  ['DECRYPT_FAILED', 400, { apiV3Key: 'x'.repeat(32) }],
  ['BAD_PAYLOAD', 400, { payload: {} }],
];

const SENTENCES: Record<string, Record<string, () => Promise<void>>> = {
  'What the config signer guarantees': {
    'It signs addresses of the listed origins only, compared exactly after parsing: one that signs any address lends its account to any site.':
      async () => {
        const { sign } = signer();
        await expect(sign(PAGE)).resolves.toMatchObject({ appId: 'wx1' });
        await expect(sign('HTTPS://SHOP.example:443/rent')).resolves.toMatchObject({ appId: 'wx1' });
        for (const url of [
          'https://shop.example.evil.example/',
          'https://evil.example/?https://shop.example/',
          'https://shop.example@evil.example/',
          'https://shop.example:8443/',
          'http://shop.example/',
          'https://www.shop.example/',
          'https:\\\\shop.example\\',
          '//shop.example/',
        ]) {
          await expect(sign(url)).rejects.toMatchObject({ name: 'ConfigSignerError' });
        }
      },
    'Only pages of the listed origins may read its answers from another origin.': async () => {
      const { handler } = signer();
      const ask = async (origin: string) => {
        const url = `https://api.shop.example/config?url=${encodeURIComponent(PAGE)}`;
        return (await handler(new Request(url, { headers: { origin } }))).headers.get('access-control-allow-origin');
      };
      expect(await ask('https://shop.example')).toBe('https://shop.example');
      for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
        expect(await ask(origin)).toBeNull();
      }
    },
    '`appSecret` is sent to `apiBase` alone: over https, or over http to loopback, and never to the target of a redirect.':
      async () => {
        const good = signer();
        await good.sign(PAGE);
        expect(good.asked.map(({ url }) => new URL(url).origin)).toEqual(Array(2).fill('https://api.weixin.qq.com'));
        expect(good.asked.filter(({ init }) => `${init.body}`.includes(APP_SECRET))).toHaveLength(1);
        const redirect = new Response(null, { status: 307, headers: { location: 'https://evil.example/' } });
        const sentAway = signer(() => redirect);
        await expect(sentAway.sign(PAGE)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
        expect(sentAway.asked).toHaveLength(1);
        expect(sentAway.asked[0]!.init.redirect).toBe('manual');
        const make = (apiBase: string) =>
          createConfigSigner({ appId: 'a', appSecret: 's', allowedOrigins: ['https://shop.example'], apiBase });
        for (const base of ['https://proxy.example', 'http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1']) {
          expect(() => make(base)).not.toThrow();
        }
        for (const base of [
          'http://api.weixin.qq.com',
          'http://10.0.0.1',
          'http://127.0.0.1.evil.example',
          'ftp://a',
        ]) {
          expect(() => make(base)).toThrow(expect.objectContaining({ argument: 'apiBase' }));
        }
      },
    'No error message, hint or answer of it holds `appSecret`, an access token or a ticket.': async () => {
      const echo = (url: string) =>
        url.includes('stable_token')
          ? weixin(url)
          : Response.json({ errcode: 40013, errmsg: `${APP_SECRET} TESTING-ACCESS-TOKEN TESTING-TICKET ${url}` });
      const { sign, handler } = signer(echo);
      const error = (await sign(PAGE).catch((thrown: unknown) => thrown)) as Error;
      const answer = await handler(new Request(`https://a.example/?url=${encodeURIComponent(PAGE)}`));
      const said = `${error.stack} ${JSON.stringify(error)} ${await answer.text()}`;
      expect(said).toContain('40013');
      expect(said).not.toMatch(/TESTING-/);
    },
  },
  'What the notification handler verifies': {
    'A notification counts only if its headers, clock, serial, signature over the raw bytes, algorithm, decryption and payload hold, in this order; anything else is refused.':
      async () => {
        expect(await statusOf(request())).toBe(204);
        expect(events).toHaveLength(1);
        for (const name of ['Timestamp', 'Nonce', 'Serial', 'Signature']) {
          expect(await statusOf(withHeader(`Wechatpay-${name}`, () => undefined))).toBe(400);
          expect(lastCode()).toBe('MISSING_HEADER');
        }
        for (const [at, [code, status]] of FAULTS.entries()) {
          // This fault and all that come later: the earliest is the one that is found.
          const all = Object.assign({}, ...FAULTS.slice(at).map(([, , choices]) => choices)) as NotificationChoices;
          expect([await statusOf(request(all)), lastCode()]).toEqual([status, code]);
        }
        const { headers, body } = makeNotification({ signWith: wechat.privateKey });
        expect(await statusOf(toRequest({ headers, body: JSON.stringify(JSON.parse(body), null, 1) }))).toBe(401);
        expect(events).toHaveLength(1);
      },
    'Signature and ciphertext have one spelling: base64 that is not canonical is refused.': async () => {
      expect(await statusOf(withHeader('Wechatpay-Signature', (value) => value))).toBe(204);
      expect(await statusOf(withHeader('Wechatpay-Signature', (value) => `${value}AAAA`))).toBe(401);
      const { ciphertext } = seal(samplePayload);
      expect(await statusOf(request({ id: 'EV-2', resource: { ciphertext } }))).toBe(204);
      expect(await statusOf(request({ id: 'EV-3', resource: { ciphertext: `${ciphertext}\n` } }))).toBe(400);
      expect(lastCode()).toBe('DECRYPT_FAILED');
    },
    "A probe of WeChat's, whose signature starts with `WECHATPAY/SIGNTEST/`, is refused like any other signature that does not fit.":
      async () => {
        const probe = withHeader('Wechatpay-Signature', (value) => `WECHATPAY/SIGNTEST/${value}`);
        expect([await statusOf(probe), lastCode()]).toEqual([401, 'BAD_SIGNATURE']);
        expect(events).toEqual([]);
      },
    'Headers, clock and serial are checked before the body is read, and a body is read for 5 s and 64 KiB at most.':
      async () => {
        jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
        try {
          const { headers } = makeNotification({ signWith: wechat.privateKey });
          const endless = (more: Record<string, string>, size: number) => {
            const read = { bytes: 0 };
            const body = new ReadableStream(
              {
                pull: async (controller) => {
                  await new Promise((resolve) => setTimeout(resolve, 1000));
                  read.bytes += size;
                  controller.enqueue(new Uint8Array(size));
                },
              },
              { highWaterMark: 0 },
            );
            const init = { method: 'POST', headers: { ...headers, ...more }, body, duplex: 'half' } as RequestInit;
            return { made: new Request('http://a/', init), read };
          };
          for (const more of [
            { 'Wechatpay-Nonce': '' },
            { 'Wechatpay-Timestamp': '1500000000' },
            { 'Wechatpay-Serial': 'UNKNOWN' },
          ] as Record<string, string>[]) {
            const unread = endless(more, 1);
            expect(await statusOf(unread.made)).toBe(400);
            expect(unread.read.bytes).toBe(0);
          }
          const slow = statusOf(endless({}, 1).made);
          await jest.advanceTimersByTimeAsync(5000);
          expect(await slow).toBe(408);
          const long = statusOf(endless({}, 32 * 1024 + 1).made);
          await jest.advanceTimersByTimeAsync(2000);
          expect(await long).toBe(413);
        } finally {
          jest.useRealTimers();
        }
      },
    'With `expect`, a genuine notification about another merchant, app or service is refused.': async () => {
      const { mchid, appid, service_id } = samplePayload;
      expect(await statusOf(request(), { expect: { mchid, appid, service_id } })).toBe(204);
      for (const another of [{ mchid: '1' }, { appid: 'wx1' }, { service_id: '1' }]) {
        expect(await statusOf(request(), { expect: { mchid, appid, service_id, ...another } })).toBe(400);
        expect(lastCode()).toBe('BAD_PAYLOAD');
      }
      expect(events).toHaveLength(1);
    },
    'Of several accounts, a notification belongs to the one whose keys verify and decrypt it and whose `expect` it meets.':
      async () => {
        const { platformKeys, onEvent, onError } = options;
        const otherKey = 'y'.repeat(32);
        const accounts = [
          { apiV3Key: API_V3_KEY, platformKeys, expect: { mchid: samplePayload.mchid } },
          { apiV3Key: otherKey, platformKeys, expect: { mchid: '2' } },
        ];
        const handler = createNotificationHandler({ onEvent, onError, accounts });
        const ofSecond = { apiV3Key: otherKey, payload: { ...samplePayload, mchid: '2' } };
        expect((await handler(request({ id: 'EV-1' }))).status).toBe(204);
        expect((await handler(request({ id: 'EV-2', ...ofSecond }))).status).toBe(204);
        expect((await handler(request({ id: 'EV-3', ...ofSecond, apiV3Key: API_V3_KEY }))).status).toBe(400);
        expect((await handler(request({ id: 'EV-4', ...ofSecond, apiV3Key: 'z'.repeat(32) }))).status).toBe(400);
        expect(events.map(({ id, resource }) => [id, resource.mchid])).toEqual([
          ['EV-1', samplePayload.mchid],
          ['EV-2', '2'],
        ]);
      },
    "Of a permission's payload only the documented fields are passed on, and nothing of it is read from a prototype.":
      async () => {
        const payload: Partial<typeof samplePayload> = { ...samplePayload };
        delete payload.channel_id;
        Object.assign(Object.prototype, { channel_id: 'evil' });
        try {
          const text = JSON.stringify({ ...payload, undocumented: 1 }).replace('{', '{"__proto__":{"openid":"evil"},');
          expect(await statusOf(request({ payload: text }))).toBe(204);
          const { resource } = events[0]!;
          expect({ ...resource }).toEqual({ ...payload, openorclose_time: '2018-02-25T11:22:33+08:00' });
          expect(Object.hasOwn(resource, 'channel_id')).toBe(false);
        } finally {
          delete (Object.prototype as Record<string, unknown>)['channel_id'];
        }
      },
    'No error message, hint or answer of it holds a key, a signature or a part of the notification.': async () => {
      const said: string[] = [];
      for (const [, , choices] of FAULTS) {
        const wire = makeNotification({ signWith: wechat.privateKey, ...choices });
        const answer = await createNotificationHandler(options)(toRequest(wire));
        const error = errors.at(-1) as Error;
        const text = `${error.stack} ${JSON.stringify(error)} ${await answer.text()}`;
        said.push(text);
        expect(text).not.toContain(wire.headers['Wechatpay-Signature']!);
      }
      expect(said.join()).toMatch(/STALE_TIMESTAMP[^]*BAD_PAYLOAD/);
      for (const secret of [API_V3_KEY, 'PRIVATE KEY', samplePayload.sub_openid, samplePayload.authorization_code]) {
        expect(said.join()).not.toContain(secret);
      }
    },
    'A notification reaches `onEvent` once, as long as `onEvent` succeeds within ten times `claimTtl` and the store keeps what it was given; otherwise it may come again, so delivery is at least once.':
      async () => {
        const store = memoryStore();
        for (let times = 0; times < 3; times += 1) expect(await statusOf(request(), { store })).toBe(204);
        expect(events).toHaveLength(1);
        const failing = jest.fn().mockRejectedValueOnce(new Error('database'));
        expect(await statusOf(request({ id: 'EV-2' }), { store, onEvent: failing })).toBe(500);
        expect(await statusOf(request({ id: 'EV-2' }), { store, onEvent: failing })).toBe(204);
        expect(failing).toHaveBeenCalledTimes(2);
        // A store that lost what it knew.
        expect(await statusOf(request(), { store: memoryStore() })).toBe(204);
        expect(events).toHaveLength(2);
      },
    'That a notification is sent for the first time: someone who has one can send it again for five minutes, and it is acknowledged without reaching `onEvent`.':
      async () => {
        const sent = 1_700_000_000;
        const wire = makeNotification({ signWith: wechat.privateKey, timestamp: sent });
        let now = sent * 1000;
        const handler = createNotificationHandler({ ...options, now: () => now });
        for (const [seconds, status] of [
          [0, 204],
          [300, 204],
          [301, 400],
        ] as const) {
          now = (sent + seconds) * 1000;
          expect((await handler(toRequest(wire))).status).toBe(status);
        }
        expect(events).toHaveLength(1);
      },
    'That events arrive in the order in which they happened: compare `openorclose_time` before an older one overwrites a newer one.':
      async () => {
        const at = (way: string, openorclose_time: string) => ({
          id: `EV-${way}`,
          eventType: `PAYSCORE.USER_${way}_SERVICE`,
          payload: { ...samplePayload, user_service_status: `USER_${way}_SERVICE`, openorclose_time },
        });
        expect(await statusOf(request(at('CLOSE', '20260102000000')))).toBe(204);
        expect(await statusOf(request(at('OPEN', '20260101000000')))).toBe(204);
        const [first, second] = events.map(({ resource }) => Date.parse(resource.openorclose_time!));
        expect(first).toBeGreaterThan(second!);
      },
    'Without `expect`, whom a notification is about: the keys alone decide.': async () => {
      const payload = { ...samplePayload, mchid: 'another', appid: 'another', service_id: 'another' };
      expect(await statusOf(request({ payload }))).toBe(204);
      expect(() =>
        parseNotification(makeNotification({ signWith: wechat.privateKey, payload }), options),
      ).not.toThrow();
    },
  },
};

const document = readFileSync(join(__dirname, '../../SECURITY.md'), 'utf8');

describe.each(Object.entries(SENTENCES))('%s', (title, sentences) => {
  test('is tried below, sentence by sentence', () => {
    const section = new RegExp(`## ${title}\n([^]*?)\n## `).exec(document)![1]!;
    expect(Object.keys(sentences)).toEqual([...section.matchAll(/^- (.+)$/gm)].map(([, sentence]) => sentence));
  });

  test.each(Object.entries(sentences))('%s', (_, holds) => holds());
});
