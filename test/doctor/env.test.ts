import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from './support/make-certificate';
import { report, run, secrets } from './support/run';
import {
  API_V3_KEY,
  APP_SECRET,
  changed,
  goodSetUp,
  merchant,
  PUBLIC_KEY_ID,
  removeFolders,
  SERIAL,
  type SetUp,
  stranger,
  wechat,
  write,
} from './support/set-up';

afterAll(removeFolders);

const check = (setUp: SetUp) => report(['doctor', 'env'], { cwd: write(setUp) });
const set = (name: string, value: string | undefined) => (setUp: SetUp) => void (setUp.variables[name] = value);
const put = (file: string, content: string | Buffer | undefined) => (setUp: SetUp) =>
  void (setUp.files[file] = content);
const both =
  (...changes: ((setUp: SetUp) => void)[]) =>
  (setUp: SetUp) =>
    changes.forEach((change) => change(setUp));

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs1 = merchant.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
const encrypted = merchant.privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'test',
}) as string;
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const smallPem = small.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const ecPem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
for (const pem of [pkcs1, encrypted, smallPem, ecPem]) secrets.add(pem);
const certificate = (content: Partial<Parameters<typeof makeCertificate>[0]>): string =>
  makeCertificate({ key: merchant.privateKey, serial: SERIAL, ...content });
const PAST = new Date('2020-01-01T00:00:00Z');
const FUTURE = new Date('2099-01-01T00:00:00Z');
const KEY = 'WECHATPAY_PRIVATE_KEY_FILE';
const PLATFORM = 'WECHATPAY_PLATFORM_CERTIFICATE_FILE';

test('a good set-up has no fault, and says so in words', async () => {
  expect(await check(goodSetUp())).toMatchObject({ code: 0, ok: true, faults: [] });
  const { out, code } = await run(['doctor', 'env'], { cwd: write(goodSetUp()) });
  expect(code).toBe(0);
  expect(out).toMatch(/^- env-file: variables were read from .*\.env\.\n✓ WEIXIN_APP_ID: wxd678efh567hg6787/);
  expect(out).toMatch(/\nNo problem found\.\n$/);
});

/** What is broken, how, the checks that find it, and a word of what they say. */
const BROKEN: [string, (setUp: SetUp) => void, string[], RegExp][] = [
  ['no AppID', set('WEIXIN_APP_ID', undefined), ['WEIXIN_APP_ID'], /not set/],
  ['an original ID for the AppID', set('WEIXIN_APP_ID', 'gh_0123456789ab'), ['WEIXIN_APP_ID'], /原始ID/],
  ['a merchant number for the AppID', set('WEIXIN_APP_ID', '1230000109'), ['WEIXIN_APP_ID'], /merchant number/],
  ['an AppID of WeCom', set('WEIXIN_APP_ID', 'ww0123456789abcdef'), ['WEIXIN_APP_ID'], /企业ID/],
  ['an AppSecret cut short', set('WEIXIN_APP_SECRET', APP_SECRET.slice(1)), ['WEIXIN_APP_SECRET'], /form/],
  ['the AppID for the AppSecret', set('WEIXIN_APP_SECRET', 'wxd678efh567hg6787'), ['WEIXIN_APP_SECRET'], /AppID/],
  ['a masked AppSecret', set('WEIXIN_APP_SECRET', '5cc0****34cd'), ['WEIXIN_APP_SECRET'], /masked/],
  [
    'the AppSecret for the API v3 key',
    set('WECHATPAY_API_V3_KEY', APP_SECRET),
    ['WEIXIN_APP_SECRET'],
    /same value as WECHATPAY_API_V3_KEY/,
  ],
  ['an origin with a path', set('PUBLIC_ORIGIN', 'https://shop.example/pay'), ['PUBLIC_ORIGIN'], /path/],
  ['an origin without scheme', set('PUBLIC_ORIGIN', 'shop.example'), ['PUBLIC_ORIGIN'], /scheme/],
  ['an origin with a wildcard', set('PUBLIC_ORIGIN', 'https://*.shop.example'), ['PUBLIC_ORIGIN'], /wildcard/],
  ['an http origin for notifications', set('PUBLIC_ORIGIN', 'http://shop.example'), ['PUBLIC_ORIGIN'], /https/],
  ['an impossible port', set('PUBLIC_ORIGIN', 'https://shop.example:99999'), ['PUBLIC_ORIGIN'], /no address/],
  ['an AppID for the merchant number', set('WECHATPAY_MCHID', 'wxd678efh567hg6787'), ['WECHATPAY_MCHID'], /AppID/],
  ['no merchant number', set('WECHATPAY_MCHID', undefined), ['WECHATPAY_MCHID'], /not set/],
  [
    'a serial with colons',
    set('WECHATPAY_SERIAL', SERIAL.match(/../g)!.join(':')),
    ['WECHATPAY_SERIAL', 'serial-against-certificate'],
    /colons/,
  ],
  ['a serial in lower case', set('WECHATPAY_SERIAL', SERIAL.toLowerCase()), ['WECHATPAY_SERIAL'], /lower case/],
  [
    'the public key ID for the serial',
    set('WECHATPAY_SERIAL', PUBLIC_KEY_ID),
    ['WECHATPAY_SERIAL', 'serial-against-certificate'],
    /ID of WeChat Pay's public key/,
  ],
  [
    'the serial of another certificate',
    set('WECHATPAY_SERIAL', SERIAL.replace('5157', '6157')),
    ['serial-against-certificate'],
    new RegExp(`not the serial.*${SERIAL}`),
  ],
  ['no private key', set(KEY, undefined), [KEY], /not set/],
  ['a private key that is not there', put('apiclient_key.pem', undefined), [KEY], /ENOENT/],
  ['a folder for the private key', set(KEY, '.'), [KEY], /EISDIR/],
  ['the key itself for its path', set(KEY, `"${merchant.privatePem}"`), [KEY], /holds the content of a file/],
  ['an empty key file', put('apiclient_key.pem', '\n'), [KEY], /empty/],
  ['a PKCS#1 key', put('apiclient_key.pem', pkcs1), [KEY], /PKCS#1.*openssl pkcs8 -topk8/],
  ['an encrypted key', put('apiclient_key.pem', encrypted), [KEY], /encrypted with a password/],
  ['an EC key', put('apiclient_key.pem', ecPem), [KEY], /for ec, not for RSA/],
  ['a public key for the private key', put('apiclient_key.pem', merchant.publicPem), [KEY], /is a public key/],
  ['the certificate for the private key', put('apiclient_key.pem', certificate({})), [KEY], /is a certificate/],
  ['a binary file for the private key', put('apiclient_key.pem', Buffer.from('3082a0', 'hex')), [KEY], /\.p12/],
  [
    'a key with \\n as text',
    put('apiclient_key.pem', merchant.privatePem.replaceAll('\n', '\\n')),
    [KEY],
    /\\\\?n written/,
  ],
  ['a damaged key', put('apiclient_key.pem', merchant.privatePem.replace(/\n.{20}/, '\n')), [KEY], /damaged/],
  [
    'a key of 1024 bits',
    both(
      put('apiclient_key.pem', smallPem),
      put('apiclient_cert.pem', makeCertificate({ key: small.privateKey, serial: SERIAL })),
    ),
    [KEY],
    /1024 bits/,
  ],
  [
    'the private key of another certificate',
    put('apiclient_key.pem', stranger.privatePem),
    ['key-against-certificate'],
    /does not belong to the certificate/,
  ],
  [
    'a certificate that ended',
    put('apiclient_cert.pem', certificate({ from: PAST, to: new Date('2025-01-01T00:00:00Z') })),
    ['WECHATPAY_CERTIFICATE_FILE'],
    /ended on 2025-01-01/,
  ],
  [
    'a certificate that is not valid yet',
    put('apiclient_cert.pem', certificate({ from: FUTURE, to: new Date('2100-01-01T00:00:00Z') })),
    ['WECHATPAY_CERTIFICATE_FILE'],
    /from 2099-01-01/,
  ],
  ['no certificate in its file', put('apiclient_cert.pem', 'x'), ['WECHATPAY_CERTIFICATE_FILE'], /no certificate/],
  [
    'a public key ID without its prefix',
    set('WECHATPAY_PUBLIC_KEY_ID', PUBLIC_KEY_ID.slice(11)),
    ['WECHATPAY_PUBLIC_KEY_ID'],
    /PUB_KEY_ID_/,
  ],
  [
    'a serial for the public key ID',
    set('WECHATPAY_PUBLIC_KEY_ID', SERIAL),
    ['WECHATPAY_PUBLIC_KEY_ID'],
    /serial of a certificate/,
  ],
  ['no public key ID', set('WECHATPAY_PUBLIC_KEY_ID', undefined), ['WECHATPAY_PUBLIC_KEY_ID'], /not set/],
  ['no public key', set('WECHATPAY_PUBLIC_KEY_FILE', undefined), ['WECHATPAY_PUBLIC_KEY_FILE'], /not set/],
  [
    'a private key for the public key',
    put('pub_key.pem', merchant.privatePem),
    ['WECHATPAY_PUBLIC_KEY_FILE'],
    /private key, and so your own/,
  ],
  [
    'a certificate for the public key',
    put('pub_key.pem', certificate({ key: wechat.privateKey })),
    ['WECHATPAY_PUBLIC_KEY_FILE'],
    /WECHATPAY_PLATFORM_CERTIFICATE_FILE/,
  ],
  ['no key in the file of the public key', put('pub_key.pem', 'key'), ['WECHATPAY_PUBLIC_KEY_FILE'], /no PEM/],
  [
    "the merchant's own public key for WeChat Pay's",
    put('pub_key.pem', merchant.publicPem),
    ['key-against-key'],
    /own/,
  ],
  [
    'no key of WeChat Pay at all',
    both(
      set('WECHATPAY_PUBLIC_KEY_ID', undefined),
      set('WECHATPAY_PUBLIC_KEY_FILE', undefined),
      set('WECHATPAY_API_V3_KEY', undefined),
    ),
    ['WECHATPAY_PUBLIC_KEY_FILE'],
    /cannot be verified/,
  ],
  [
    "the merchant's certificate for the platform's",
    set(PLATFORM, 'apiclient_cert.pem'),
    [PLATFORM],
    /your own certificate/,
  ],
  [
    "the platform's serial for the merchant's",
    both(
      set('WECHATPAY_CERTIFICATE_FILE', undefined),
      set(PLATFORM, 'platform.pem'),
      put('platform.pem', makeCertificate({ key: wechat.privateKey, serial: SERIAL })),
    ),
    ['serial-against-platform'],
    /serial of a platform certificate/,
  ],
  [
    'a platform certificate that ended',
    both(
      set(PLATFORM, 'platform.pem'),
      put(
        'platform.pem',
        makeCertificate({
          key: wechat.privateKey,
          serial: SERIAL.replace('5157', '4157'),
          from: PAST,
          to: new Date('2025-01-01T00:00:00Z'),
        }),
      ),
    ),
    [PLATFORM],
    /valid today/,
  ],
  ['a service with a space', set('WECHATPAY_SERVICE_ID', '5000 01'), ['WECHATPAY_SERVICE_ID'], /form/],
  [
    'an API v3 key of 31 characters',
    set('WECHATPAY_API_V3_KEY', API_V3_KEY.slice(1)),
    ['WECHATPAY_API_V3_KEY'],
    /31 characters/,
  ],
  [
    'an API v3 key with a space in it',
    set('WECHATPAY_API_V3_KEY', API_V3_KEY.replace('-', ' ')),
    ['WECHATPAY_API_V3_KEY'],
    /characters that no such key has/,
  ],
];

test.each(BROKEN)('%s is found, and nothing else', async (_, change, ids, words) => {
  const broken = await check(changed(change));
  expect(broken).toMatchObject({ code: 1, ok: false, faults: ids });
  const [found] = broken.checks.filter(({ id }) => id === ids[0]);
  expect(`${found!.message} ${found!.hint}`).toMatch(words);
  expect(found!.hint).not.toBe('');
  expect(await check(goodSetUp())).toMatchObject({ code: 0, faults: [] });
});

test.each([
  ['a space behind it', `${APP_SECRET} `],
  ['quotation marks around it', `“${APP_SECRET}”`],
  ['a line end behind it', `${APP_SECRET}\n`],
])('a value with %s is found in the environment, where no file is parsed', async (_, value) => {
  const cwd = write(changed(set('WEIXIN_APP_SECRET', undefined)));
  const broken = await report(['doctor', 'env'], { cwd, env: { WEIXIN_APP_SECRET: value } });
  expect(broken.faults).toEqual(['WEIXIN_APP_SECRET']);
  expect(broken.checks.find(({ ok }) => !ok)!.message).toMatch(/spaces, a line end or quotation marks/);
  expect(await report(['doctor', 'env'], { cwd, env: { WEIXIN_APP_SECRET: APP_SECRET } })).toMatchObject({
    faults: [],
  });
});

test('two secrets in each other’s place are named without being printed', async () => {
  const swapped = changed(both(set('WECHATPAY_MCHID', API_V3_KEY), set('WECHATPAY_API_V3_KEY', '1230000109')));
  expect((await check(swapped)).faults).toEqual(['WECHATPAY_MCHID', 'WECHATPAY_API_V3_KEY']);
  const path = changed(set(KEY, APP_SECRET));
  expect((await check(path)).faults).toEqual([KEY]);
});

test('platform certificates do in place of the public key', async () => {
  const own = SERIAL.replace('5157', '4157');
  const pem = makeCertificate({ key: wechat.privateKey, serial: own });
  const setUp = changed(
    both(
      set('WECHATPAY_PUBLIC_KEY_ID', undefined),
      set('WECHATPAY_PUBLIC_KEY_FILE', undefined),
      set(PLATFORM, 'platform.pem'),
      put(
        'platform.pem',
        `${pem}${makeCertificate({ key: stranger.privateKey, serial: SERIAL.replace('5157', '3157') })}`,
      ),
    ),
  );
  const { faults, checks } = await check(setUp);
  expect(faults).toEqual([]);
  expect(checks.find(({ id }) => id === PLATFORM)!.message).toContain(own);
});

test('an API v3 key alone does too, for the certificates can be downloaded', async () => {
  const keys = both(set('WECHATPAY_PUBLIC_KEY_ID', undefined), set('WECHATPAY_PUBLIC_KEY_FILE', undefined));
  expect((await check(changed(keys))).faults).toEqual([]);
  expect((await check(changed(both(keys, set('WECHATPAY_API_V3_KEY', undefined))))).faults).toEqual([
    'WECHATPAY_PUBLIC_KEY_FILE',
  ]);
});

test('without any variable of WeChat Pay only the account is checked', async () => {
  const setUp = goodSetUp();
  for (const name of Object.keys(setUp.variables)) if (name.startsWith('WECHATPAY_')) delete setUp.variables[name];
  const { faults, checks } = await check(setUp);
  expect(faults).toEqual([]);
  expect(checks.map(({ id }) => id)).toEqual([
    'env-file',
    'WEIXIN_APP_ID',
    'WEIXIN_APP_SECRET',
    'PUBLIC_ORIGIN',
    'WECHATPAY',
    'clock',
  ]);
});

test('a clock that is years behind is found offline', async () => {
  const cwd = write(changed(set('WECHATPAY_CERTIFICATE_FILE', undefined)));
  const at = (time: string) => report(['doctor', 'env'], { cwd, now: () => Date.parse(time) });
  expect((await at('2001-01-01T00:00:00Z')).faults).toEqual(['clock']);
  expect((await at('2027-01-01T00:00:00Z')).faults).toEqual([]);
});

describe('the variables', () => {
  test.each(['--file', '--env-file'])('are read from %s, and paths start from its folder', async (option) => {
    const folder = write(goodSetUp());
    const { faults } = await report(['doctor', 'env', option, join(folder, '.env')], { cwd: '/' });
    expect(faults).toEqual([]);
  });

  test('are read from .env, and from demo/.env where there is none', async () => {
    const folder = write(goodSetUp());
    mkdirSync(join(folder, 'demo'));
    writeFileSync(join(folder, 'demo', '.env'), 'WEIXIN_APP_ID=gh_0123456789ab\n');
    expect((await report(['doctor', 'env'], { cwd: folder })).faults).toEqual([]);
    rmSync(join(folder, '.env'));
    const { checks } = await report(['doctor', 'env'], { cwd: folder });
    expect(checks.find(({ id }) => id === 'WEIXIN_APP_ID')!.message).toMatch(/original ID/);
  });

  test('of the environment win over the file', async () => {
    const cwd = write(goodSetUp());
    expect((await report(['doctor', 'env'], { cwd, env: { WEIXIN_APP_ID: 'wx1' } })).faults).toEqual(['WEIXIN_APP_ID']);
    expect((await report(['doctor', 'env'], { cwd, env: { WEIXIN_APP_ID: '' } })).faults).toEqual([]);
  });

  test('of the environment have paths that start from the current folder', async () => {
    const cwd = write(changed(set(KEY, undefined)));
    expect((await report(['doctor', 'env'], { cwd, env: { [KEY]: 'apiclient_key.pem' } })).faults).toEqual([]);
    expect((await report(['doctor', 'env'], { cwd, env: { [KEY]: 'elsewhere/apiclient_key.pem' } })).faults).toEqual([
      KEY,
    ]);
  });
});
