import { createCipheriv } from 'node:crypto';
import { createWeixinServices } from '../../src/testing/server';
import type { WeixinServicesOptions } from '../../src/testing/server';
import { makeCertificate } from './support/make-certificate';
import { report, secrets } from './support/run';
import {
  API_V3_KEY,
  APP_SECRET,
  changed,
  merchant,
  PUBLIC_KEY_ID,
  removeFolders,
  SERIAL,
  type SetUp,
  stranger,
  wechat,
  write,
} from './support/set-up';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closers.splice(0).map((close) => close()))));
afterAll(removeFolders);

const CREDENTIALS = {
  appId: 'wxd678efh567hg6787',
  appSecret: APP_SECRET,
  mchid: '1230000109',
  serial: SERIAL,
  privateKey: merchant.privateKey,
  apiV3Key: API_V3_KEY,
  platformPrivateKeys: { [PUBLIC_KEY_ID]: wechat.privateKey },
};
const PLATFORM_SERIAL = SERIAL.replace('5157', '4157');

/** Runs `doctor env --online` against the simulated services. */
async function online(
  change: (setUp: SetUp) => void = () => undefined,
  options: WeixinServicesOptions = {},
  now: () => number = () => Date.now(),
) {
  const asked: string[] = [];
  const services = createWeixinServices({
    credentials: CREDENTIALS,
    ...options,
    fault: (request) => {
      asked.push(new URL(request.url).pathname);
      return options.fault?.(request);
    },
  });
  const { url, close } = await services.listen();
  closers.push(close);
  const setUp = changed((one) => {
    Object.assign(one.variables, { WEIXIN_API_BASE: url, WECHATPAY_BASE_URL: url });
    change(one);
  });
  return { ...(await report(['doctor', 'env', '--online'], { cwd: write(setUp), now })), asked };
}

const set = (name: string, value: string | undefined) => (setUp: SetUp) => void (setUp.variables[name] = value);
const put = (file: string, content: string) => (setUp: SetUp) => void (setUp.files[file] = content);

/** `GET /v3/certificates` as WeChat Pay answers it: the certificate, encrypted with an API v3 key. */
function certificates(apiV3Key: string) {
  const pem = makeCertificate({ key: wechat.privateKey, serial: PLATFORM_SERIAL });
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, 'abcdefghijkl').setAAD(Buffer.from('certificate'));
  const ciphertext = Buffer.concat([cipher.update(pem), cipher.final(), cipher.getAuthTag()]).toString('base64');
  const encrypted = {
    algorithm: 'AEAD_AES_256_GCM',
    nonce: 'abcdefghijkl',
    associated_data: 'certificate',
    ciphertext,
  };
  const data = [
    {
      serial_no: PLATFORM_SERIAL,
      effective_time: '2026-01-01T00:00:00+08:00',
      expire_time: '2099-01-01T00:00:00+08:00',
      encrypt_certificate: encrypted,
    },
  ];
  return (request: Request) =>
    request.url.endsWith('/v3/certificates') ? { status: 200, body: JSON.stringify({ data }) } : undefined;
}

test('a good set-up is accepted by both services, with one question for each thing that it needs', async () => {
  const { code, faults, checks, asked } = await online();
  expect({ code, faults }).toEqual({ code: 0, faults: [] });
  const ids = checks.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['token', 'ip-whitelist', 'ticket', 'wechatpay', 'certificates']));
  expect(checks.find(({ id }) => id === 'clock')!.message).toMatch(/off WeChat's/);
  expect(asked.slice(0, 2)).toEqual(['/cgi-bin/stable_token', '/cgi-bin/ticket/getticket']);
});

test('offline nothing is asked', async () => {
  const asked: string[] = [];
  const services = createWeixinServices({ fault: ({ url }) => void asked.push(url) as undefined });
  const { url, close } = await services.listen();
  closers.push(close);
  const bases = { WEIXIN_API_BASE: url, WECHATPAY_BASE_URL: url };
  const cwd = write(changed(({ variables }) => Object.assign(variables, bases)));
  expect((await report(['doctor', 'env'], { cwd })).faults).toEqual([]);
  expect(asked).toEqual([]);
});

type FaultFunction = NonNullable<WeixinServicesOptions['fault']>;
type Fault = NonNullable<ReturnType<FaultFunction>>;
const at =
  (path: string, fault: Fault): FaultFunction =>
  (request) =>
    new URL(request.url).pathname.startsWith(path) ? fault : undefined;

/** What is wrong, in the set-up or with the services, the check that finds it, and a word of what it says. */
const BROKEN: [string, (setUp: SetUp) => void, WeixinServicesOptions, string, RegExp][] = [
  ['the AppID of no account', set('WEIXIN_APP_ID', 'wx0123456789abcdef'), {}, 'token', /40013/],
  ['the AppSecret of another account', set('WEIXIN_APP_SECRET', 'f'.repeat(32)), {}, 'token', /40125/],
  [
    'an address that is not in the IP whitelist',
    () => undefined,
    { fault: at('/cgi-bin/', { errcode: 40164 }) },
    'ip-whitelist',
    /40164.*Add 127\.0\.0\.1: .*IP白名单/s,
  ],
  ['a quota that is used up', () => undefined, { dailyLimits: { ticket: 0 } }, 'ticket', /45009/],
  ['a busy WeChat', () => undefined, { fault: at('/cgi-bin/stable_token', { errcode: -1 }) }, 'token', /busy/],
  [
    'an error page for an answer',
    () => undefined,
    { fault: at('/cgi-bin/ticket', { status: 502, body: '<html>' }) },
    'ticket',
    /No usable answer/,
  ],
  ['no answer of api.weixin.qq.com', set('WEIXIN_API_BASE', 'http://127.0.0.1:9'), {}, 'token', /No usable answer/],
  ['an address in plain http', set('WEIXIN_API_BASE', 'http://api.example'), {}, 'WEIXIN_API_BASE', /https/],
  [
    'an address in plain http for WeChat Pay',
    set('WECHATPAY_BASE_URL', 'http://api.example'),
    {},
    'WECHATPAY_BASE_URL',
    /https/,
  ],
  ['no answer of WeChat Pay', set('WECHATPAY_BASE_URL', 'http://127.0.0.1:9'), {}, 'wechatpay', /NETWORK_ERROR/],
  [
    'the number of another merchant',
    set('WECHATPAY_MCHID', '1900000001'),
    {},
    'wechatpay',
    /SIGN_ERROR.*WECHATPAY_MCHID/,
  ],
  [
    'the serial of another certificate',
    (setUp) => {
      set('WECHATPAY_SERIAL', SERIAL.replace('5157', '6157'))(setUp);
      set('WECHATPAY_CERTIFICATE_FILE', undefined)(setUp);
    },
    {},
    'wechatpay',
    /SIGN_ERROR.*WECHATPAY_SERIAL/,
  ],
  [
    'the private key of another certificate',
    (setUp) => {
      put('apiclient_key.pem', stranger.privatePem)(setUp);
      set('WECHATPAY_CERTIFICATE_FILE', undefined)(setUp);
    },
    {},
    'wechatpay',
    /SIGN_ERROR.*private key/,
  ],
  [
    'the public key of another merchant',
    put('pub_key.pem', stranger.publicPem),
    {},
    'wechatpay',
    /does not fit the key/,
  ],
  [
    'the ID of another public key',
    set('WECHATPAY_PUBLIC_KEY_ID', 'PUB_KEY_ID_0100000000000000000000000000'),
    {},
    'wechatpay',
    /not configured.*WECHATPAY_PUBLIC_KEY_ID/,
  ],
  [
    'an answer that is not signed',
    () => undefined,
    {
      fault: (request) => {
        const fault = certificates(API_V3_KEY)(request);
        return fault && { ...fault, unsigned: true };
      },
    },
    'wechatpay',
    /not signed \(HTTP 200\)/,
  ],
  [
    'an unsigned refusal of the signature, as the live gateway sends it',
    set('WECHATPAY_MCHID', '1900000001'),
    { fault: at('/v3/', { unsigned: true }) },
    'wechatpay',
    /SIGN_ERROR.*WECHATPAY_MCHID/,
  ],
  ['a refusal', () => undefined, { fault: at('/v3/', { status: 403 }) }, 'wechatpay', /NO_AUTH/],
  [
    'an API v3 key that was replaced',
    () => undefined,
    { fault: certificates('another-api-v3-key-of-32-letters') },
    'certificates',
    /API v3 key does not decrypt/,
  ],
];
secrets.add('f'.repeat(32)).add('another-api-v3-key-of-32-letters');

test.each(BROKEN)('%s is found, and nothing else', async (_, change, options, id, words) => {
  const { code, faults, checks } = await online(change, options);
  expect({ code, faults }).toEqual({ code: 1, faults: [id] });
  const found = checks.find((check) => !check.ok)!;
  expect(`${found.message} ${found.hint}`).toMatch(words);
  expect((await online()).faults).toEqual([]);
});

test('the API v3 key that decrypts the certificates passes', async () => {
  const { faults, checks } = await online(() => undefined, { fault: certificates(API_V3_KEY) });
  expect(faults).toEqual([]);
  expect(checks.find(({ id }) => id === 'certificates')!.message).toMatch(/decrypts the platform certificates \(1\)/);
});

test('an unsigned answer that there is no certificate says that the signature was accepted, and no more', async () => {
  const { faults, checks } = await online(() => undefined, { fault: at('/v3/', { unsigned: true }) });
  expect(faults).toEqual([]);
  expect(checks.find(({ id }) => id === 'wechatpay')!.message).toMatch(/accepts the merchant's signature.*not tried/);
});

describe('with the API v3 key as the only thing to verify with', () => {
  const withoutKey = (setUp: SetUp): void => {
    set('WECHATPAY_PUBLIC_KEY_ID', undefined)(setUp);
    set('WECHATPAY_PUBLIC_KEY_FILE', undefined)(setUp);
  };
  const credentials = { ...CREDENTIALS, platformPrivateKeys: { [PLATFORM_SERIAL]: wechat.privateKey } };

  test('the certificates verify the answer that brings them', async () => {
    const { faults, checks } = await online(withoutKey, { credentials, fault: certificates(API_V3_KEY) });
    expect(faults).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['wechatpay', 'certificates']));
  });

  test('a wrong one is named, and nothing is called verified', async () => {
    const fault = certificates('another-api-v3-key-of-32-letters');
    const { faults, checks } = await online(withoutKey, { credentials, fault });
    expect(faults).toEqual(['certificates']);
    expect(checks.map(({ id }) => id)).not.toContain('wechatpay');
  });
});

test.each([
  ['ahead of', 10 * 60_000],
  ['behind', -10 * 60_000],
])('a clock 10 minutes %s the services is found', async (side, offset) => {
  const shifted = await online(
    () => undefined,
    {},
    () => Date.now() + offset,
  );
  expect(shifted.faults).toEqual(['clock']);
  expect(shifted.checks.find(({ ok }) => !ok)!.message).toMatch(new RegExp(`is (599|600|601) s ${side} WeChat's`));
});

test('a clock so far off that WeChat Pay refuses is named by both checks', async () => {
  const now = () => Date.now() + 3600_000;
  const { faults, checks } = await online(() => undefined, { now });
  expect(faults).toEqual(['clock', 'wechatpay']);
  expect(checks.filter(({ ok }) => !ok)[1]!.message).toMatch(/clock|time/);
});

test('faults that were found offline keep secrets from being sent', async () => {
  const { faults, asked } = await online((setUp) => {
    set('WEIXIN_APP_ID', 'gh_0123456789ab')(setUp);
    set('WECHATPAY_MCHID', 'x')(setUp);
  });
  expect(faults).toEqual(['WEIXIN_APP_ID', 'WECHATPAY_MCHID']);
  expect(asked).toEqual([]);
});

test('no forced refresh is asked for, even where the ticket is refused for the token', async () => {
  const bodies: Promise<string>[] = [];
  const { faults } = await online(() => undefined, {
    fault: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/cgi-bin/stable_token') bodies.push(request.clone().text());
      return pathname.startsWith('/cgi-bin/ticket') ? { errcode: 40001 } : undefined;
    },
  });
  expect(faults).toEqual(['ticket']);
  expect(await Promise.all(bodies)).toEqual([expect.stringContaining('"force_refresh":false')]);
});
