import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeNotification,
  type NotificationChoices,
  samplePayload,
  type WireNotification,
} from '../server/support/notification';
import { makeCertificate } from './support/make-certificate';
import { report, run, secrets } from './support/run';
import {
  API_V3_KEY,
  changed,
  PUBLIC_KEY_ID,
  removeFolders,
  SERIAL,
  type SetUp,
  stranger,
  wechat,
  write,
} from './support/set-up';

afterAll(removeFolders);
secrets.add(samplePayload.sub_openid).add('another-api-v3-key-of-32-letters');

const STEPS = ['headers', 'clock', 'serial', 'signature', 'envelope', 'algorithm', 'decryption', 'payload'];
const notification = (choices: Partial<NotificationChoices> = {}): WireNotification =>
  makeNotification({ signWith: wechat.privateKey, apiV3Key: API_V3_KEY, ...choices });

/** Saves what is given as the file, in a merchant's folder. */
function saved(content: unknown, change: (setUp: SetUp) => void = () => undefined): string {
  const cwd = write(changed(change));
  writeFileSync(join(cwd, 'saved.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return cwd;
}
const check = (cwd: string, ...more: string[]) => report(['doctor', 'notification', 'saved.json', ...more], { cwd });

test('a good notification passes every check in order, and is shown decrypted', async () => {
  const { code, checks } = await check(saved(notification()));
  expect(code).toBe(0);
  expect(checks.map(({ id, ok }) => [id, ok])).toEqual([...STEPS, 'event'].map((id) => [id, true]));
  const event = JSON.parse(checks.at(-1)!.message.split('\n').slice(1).join('\n')) as { resource: object };
  expect(event).toMatchObject({ type: 'PAYSCORE.USER_OPEN_SERVICE', id: 'EV-2018022511223320873' });
  expect(event.resource).toEqual({
    ...samplePayload,
    openorclose_time: '2018-02-25T11:22:33+08:00',
    sub_openid: 'oUpF***',
  });
});

const MINUTE = 60;
const seconds = (): number => Math.floor(Date.now() / 1000);
function resealed(wire: WireNotification, change: (body: string) => string): WireNotification {
  return { ...wire, body: change(wire.body) };
}

/** What is wrong, the notification, the check at which it stops, and a word of what it says. */
const BROKEN: [string, () => unknown, string, RegExp][] = [
  [
    'a header that was not passed on',
    () => {
      const { headers, body } = notification();
      delete headers['Wechatpay-Nonce'];
      return { headers, body };
    },
    'headers',
    /wechatpay-nonce/,
  ],
  [
    'a header that is there twice',
    () => {
      const { headers, body } = notification();
      return {
        headers: { ...headers, 'wechatpay-serial': [PUBLIC_KEY_ID, PUBLIC_KEY_ID], 'Wechatpay-Serial': [] },
        body,
      };
    },
    'headers',
    /wechatpay-serial/,
  ],
  ['an old one', () => notification({ timestamp: seconds() - 90 * MINUTE }), 'clock', /90 minutes before.*--at/],
  ['one from the future', () => notification({ timestamp: seconds() + 90 * MINUTE }), 'clock', /90 minutes after/],
  ['a time that is none', () => notification({ timestamp: 'soon' }), 'clock', /no Unix time/],
  [
    'the key of another',
    () => notification({ serial: 'PUB_KEY_ID_0100000000' }),
    'serial',
    /PUB_KEY_ID_0100000000.*WECHATPAY_PUBLIC_KEY_ID/,
  ],
  ['a platform certificate', () => notification({ serial: SERIAL }), 'serial', /WECHATPAY_PLATFORM_CERTIFICATE_FILE/],
  ['a forged signature', () => notification({ signWith: stranger.privateKey }), 'signature', /does not fit the body/],
  ['a changed body', () => resealed(notification(), (body) => body.replace('EV-', 'EW-')), 'signature', /does not fit/],
  [
    'a line end that an editor added',
    () => resealed(notification(), (body) => `${body}\n`),
    'signature',
    /another line end/,
  ],
  [
    'a body that was parsed and written again',
    () => resealed(notification(), (body) => JSON.stringify(JSON.parse(body), null, 2)),
    'signature',
    /parsed and written again/,
  ],
  [
    'a probe of WeChat Pay',
    () => {
      const { headers, body } = notification();
      return {
        headers: { ...headers, 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']!}` },
        body,
      };
    },
    'signature',
    /probe.*401/,
  ],
  ['no resource', () => notification({ envelope: { resource: 'x' } }), 'envelope', /no JSON object with a resource/],
  ['no JSON', () => notification({ text: () => 'event=1' }), 'envelope', /no JSON object/],
  [
    'another algorithm',
    () => notification({ resource: { algorithm: 'AEAD_SM4_GCM' } }),
    'algorithm',
    /AEAD_AES_256_GCM/,
  ],
  [
    'another API v3 key',
    () => notification({ apiV3Key: 'another-api-v3-key-of-32-letters' }),
    'decryption',
    /WECHATPAY_API_V3_KEY is not the key/,
  ],
  ['an event of another product', () => notification({ eventType: 'TRANSACTION.SUCCESS' }), 'payload', /onOther/],
  [
    'a resource without its service',
    () => notification({ payload: { ...samplePayload, service_id: undefined } }),
    'payload',
    /service_id/,
  ],
];

test.each(BROKEN)('%s stops at its check, after the ones before', async (_, make, step, words) => {
  const broken = await check(saved(make()));
  expect(broken.code).toBe(1);
  expect(broken.checks.map(({ id, ok }) => [id, ok])).toEqual(
    STEPS.slice(0, STEPS.indexOf(step) + 1).map((id) => [id, id !== step]),
  );
  const { message, hint } = broken.checks.at(-1)!;
  expect(`${message} ${hint}`).toMatch(words);
  expect((await check(saved(notification()))).faults).toEqual([]);
});

test('keys that are configured under each other’s ID are named', async () => {
  const own = SERIAL.replace('5157', '4157');
  const swap = (setUp: SetUp, first: typeof wechat, second: typeof wechat): void => {
    setUp.variables['WECHATPAY_PLATFORM_CERTIFICATE_FILE'] = 'platform.pem';
    setUp.files['platform.pem'] = makeCertificate({ key: first.privateKey, serial: own });
    setUp.files['pub_key.pem'] = second.publicPem;
  };
  const wrong = await check(saved(notification(), (setUp) => swap(setUp, wechat, stranger)));
  expect(wrong.checks.at(-1)).toMatchObject({ id: 'signature', message: expect.stringContaining(own) });
  const right = await check(saved(notification(), (setUp) => swap(setUp, stranger, wechat)));
  expect(right.faults).toEqual([]);
});

test('a body that was saved as parsed JSON is named', async () => {
  const { headers, body } = notification();
  const { checks } = await check(saved({ headers, body: JSON.parse(body) }));
  expect(checks).toMatchObject([{ id: 'raw-body', ok: false }]);
});

describe('--at', () => {
  const sent = Date.parse('2026-02-01T12:00:00+08:00') / 1000;
  const old = (): string => saved(notification({ timestamp: sent }));

  test.each(['sent', String(sent + 4 * MINUTE), '2026-02-01T12:04:00+08:00', '2026-02-01T04:04:00Z'])(
    '%s checks an old notification as of then',
    async (at) => {
      expect((await check(old(), '--at', at)).faults).toEqual([]);
    },
  );

  test('sent says that the header of the time is missing', async () => {
    const { headers, ...rest } = notification({ timestamp: sent });
    const without = Object.fromEntries(Object.entries(headers).filter(([name]) => !/timestamp/i.test(name)));
    expect(await check(saved({ headers: without, ...rest }), '--at', 'sent')).toMatchObject({
      code: 1,
      faults: ['headers'],
    });
  });

  test('of another time stops at the clock', async () => {
    expect((await check(old())).faults).toEqual(['clock']);
    expect((await check(old(), '--at', String(sent + 6 * MINUTE))).faults).toEqual(['clock']);
  });

  test.each(['yesterday', '2026-02-01', ''])('takes no %j', async (at) => {
    expect(await check(old(), `--at=${at}`)).toMatchObject({ code: 2, faults: ['usage'] });
  });
});

test('the variables that it needs are checked first', async () => {
  const without = (...names: string[]) =>
    check(saved(notification(), ({ variables }) => names.forEach((name) => (variables[name] = undefined))));
  expect((await without('WECHATPAY_API_V3_KEY')).faults).toEqual(['WECHATPAY_API_V3_KEY']);
  expect((await without('WECHATPAY_PUBLIC_KEY_ID', 'WECHATPAY_PUBLIC_KEY_FILE')).faults).toEqual([
    'WECHATPAY_PUBLIC_KEY_FILE',
  ]);
  expect((await without('WECHATPAY_PUBLIC_KEY_ID')).faults).toEqual(['WECHATPAY_PUBLIC_KEY_ID']);
  expect((await without('WEIXIN_APP_ID', 'WECHATPAY_MCHID', 'WECHATPAY_PRIVATE_KEY_FILE')).faults).toEqual([]);
});

test.each([
  ['text that is no JSON', 'Wechatpay-Nonce: 1'],
  ['no headers', { body: '{}' }],
  ['headers that are numbers', { headers: { a: 1 }, body: '{}' }],
  ['no body', { headers: {} }],
  ['a list', []],
])('a file with %s is wrong use', async (_, content) => {
  expect(await check(saved(content))).toMatchObject({ code: 2, faults: ['usage'] });
});

test('a file that is not there is wrong use', async () => {
  const { code, err } = await run(['doctor', 'notification', 'nothing.json'], { cwd: saved('') });
  expect(code).toBe(2);
  expect(err).toMatch(/cannot be read \(ENOENT\)/);
});
