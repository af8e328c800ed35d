import { generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  createPayScoreClient,
  memoryStore,
  type PayScoreClient,
  platformCertificates,
  type Store,
} from '../../../src/server';
import { type CertificateChoices, sealCertificate } from '../support/certificates';
import {
  API_V3_KEY,
  CERTIFICATE_SERIAL,
  certificateKeyPem,
  certificatePem,
  merchantKeys,
  PUBLIC_KEY_ID,
  stranger,
  wechat,
} from '../support/identity';
import { type PayApi, payApi } from '../support/pay-api';

const ellipticPem = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({
  type: 'spki',
  format: 'pem',
}) as string;
const HOUR = 3600_000;

let api: PayApi;
let client: PayScoreClient;
let clock: number;

const make = (change: object = {}): PayScoreClient =>
  createPayScoreClient({
    mchid: '1230000109',
    serial: 'MERCHANT-SERIAL',
    privateKey: merchantKeys.privateKey,
    platformKeys: { [PUBLIC_KEY_ID]: wechat.publicKey },
    baseURL: api.url,
    timeout: 10_000,
    ...change,
  });

/** WeChat Pay lists these certificates, in an answer that the fixture's certificate signs. */
const list = (...choices: CertificateChoices[]): void => {
  api.answer = {
    body: { data: choices.map(sealCertificate) },
    serial: CERTIFICATE_SERIAL,
    signWith: certificateKeyPem,
  };
};

const keysOf = (from = client, more: { store?: Store; apiV3Key?: string } = {}) =>
  platformCertificates({ client: from, apiV3Key: API_V3_KEY, now: () => clock, ...more });

beforeAll(async () => {
  api = await payApi(merchantKeys.publicKey, wechat.privateKey);
  client = make();
});

afterAll(() => api.close());

beforeEach(() => {
  api.requests.length = 0;
  clock = Date.now();
  list({});
});

describe('the list of platform certificates', () => {
  it('is asked for with a signed GET, and verified with a certificate in it', async () => {
    const { data } = await client.certificates.list({ apiV3Key: API_V3_KEY });
    expect(data).toMatchObject([{ serial_no: CERTIFICATE_SERIAL, encrypt_certificate: { nonce: expect.any(String) } }]);
    expect(api.requests).toMatchObject([{ method: 'GET', url: '/v3/certificates', body: '', signed: true }]);
  });

  it('may be signed with the public key that is known already', async () => {
    api.answer = { body: { data: [sealCertificate()] } };
    await expect(client.certificates.list({ apiV3Key: API_V3_KEY })).resolves.toHaveProperty('data');
  });

  it.each<[string, () => void]>([
    ['is not signed', () => (api.answer = { body: { data: [sealCertificate()] }, signWith: null })],
    [
      "is signed with a stranger's key under a listed serial",
      () =>
        (api.answer = {
          body: { data: [sealCertificate()] },
          serial: CERTIFICATE_SERIAL,
          signWith: stranger.privateKey,
        }),
    ],
    [
      'brings a certificate that another API v3 key encrypted, and is signed with it',
      () =>
        (api.answer = {
          body: { data: [sealCertificate({ serial: 'S', pem: stranger.publicPem, apiV3Key: 'x'.repeat(32) })] },
          serial: 'S',
          signWith: stranger.privateKey,
        }),
    ],
    [
      "brings a certificate whose authentication tag was changed, and is signed with that certificate's key",
      () => {
        const sealed = sealCertificate().encrypt_certificate;
        const bytes = Buffer.from(sealed.ciphertext, 'base64');
        bytes[bytes.length - 1]! ^= 1;
        const ciphertext = bytes.toString('base64');
        list({ sealed: { ...sealed, ciphertext } });
      },
    ],
    ['names another algorithm', () => list({ sealed: { algorithm: 'AEAD_SM4_GCM' } })],
    [
      'brings its certificate in clear',
      () =>
        (api.answer = {
          body: {
            data: [
              sealCertificate({
                serial: 'S',
                sealed: { algorithm: 'none', ciphertext: Buffer.from(stranger.publicPem).toString('base64') },
              }),
            ],
          },
          serial: 'S',
          signWith: stranger.privateKey,
        }),
    ],
  ])('that %s is refused', async (_, answer) => {
    await expect(client.certificates.list({ apiV3Key: API_V3_KEY })).resolves.toHaveProperty('data');
    answer();
    await expect(client.certificates.list({ apiV3Key: API_V3_KEY })).rejects.toMatchObject({
      name: 'WechatPayError',
      status: 200,
      code: expect.stringMatching(/^(MISSING_HEADER|UNKNOWN_SERIAL|BAD_SIGNATURE)$/),
    });
    await expect(keysOf()(CERTIFICATE_SERIAL)).rejects.toMatchObject({ name: 'WechatPayError' });
  });

  it('that the API v3 key does not decrypt says so, whichever key signed it', async () => {
    const wrongKey = 'x'.repeat(32);
    await expect(client.certificates.list({ apiV3Key: wrongKey })).rejects.toMatchObject({
      code: 'UNKNOWN_SERIAL',
      hint: expect.stringContaining('Check apiV3Key'),
    });
    api.answer = { body: { data: [sealCertificate()] } };
    await expect(client.certificates.list({ apiV3Key: API_V3_KEY })).resolves.toHaveProperty('data');
    await expect(client.certificates.list({ apiV3Key: wrongKey })).rejects.toMatchObject({
      status: 200,
      code: 'BAD_PAYLOAD',
      hint: expect.stringContaining('Check apiV3Key'),
    });
  });

  it.each<[string, object]>([
    ['a serial that is no text', { ...sealCertificate(), serial_no: 5 }],
    ['no serial', { ...sealCertificate(), serial_no: undefined }],
    ['an elliptic key', sealCertificate({ pem: ellipticPem })],
    ['no key', sealCertificate({ pem: 'no PEM' })],
    ['nothing sealed', { ...sealCertificate(), encrypt_certificate: null }],
    ['no form', null as never],
  ])('of nothing but one with %s is BAD_PAYLOAD, and that one is left out where another is good', async (_, bad) => {
    api.answer = { body: { data: [bad] } };
    const ask = () => client.certificates.list({ apiV3Key: API_V3_KEY });
    await expect(ask()).rejects.toMatchObject({ status: 200, code: 'BAD_PAYLOAD' });
    api.answer = { body: { data: [bad, sealCertificate()] } };
    await expect(ask()).resolves.toHaveProperty('data.length', 2);
  });

  it('without a list is BAD_PAYLOAD, and may be empty', async () => {
    api.answer = { body: { data: [] } };
    await expect(client.certificates.list({ apiV3Key: API_V3_KEY })).resolves.toEqual({ data: [] });
    api.answer = { body: {} };
    await expect(client.certificates.list({ apiV3Key: API_V3_KEY })).rejects.toMatchObject({ code: 'BAD_PAYLOAD' });
  });

  it('needs the 32 bytes of the API v3 key, which are not sent', async () => {
    for (const apiV3Key of ['', 'short', undefined as never]) {
      await expect(client.certificates.list({ apiV3Key })).rejects.toMatchObject({ argument: 'apiV3Key' });
    }
    await expect(client.certificates.list(undefined as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(api.requests).toHaveLength(0);
    await client.certificates.list({ apiV3Key: API_V3_KEY });
    expect(JSON.stringify(api.requests)).not.toContain(API_V3_KEY);
  });
});

describe('platformCertificates', () => {
  it('gets the key by its serial, and asks once for everyone who waits', async () => {
    const keys = keysOf();
    const found = await Promise.all(Array.from({ length: 20 }, () => keys(CERTIFICATE_SERIAL)));
    expect(api.requests).toHaveLength(1);
    const signature = sign('sha256', Buffer.from('text'), certificateKeyPem);
    for (const key of found) expect(verify('sha256', Buffer.from('text'), key!, signature)).toBe(true);
    await keys(CERTIFICATE_SERIAL);
    expect(api.requests).toHaveLength(1);
  });

  it('asks again after 12 hours, not before', async () => {
    const keys = keysOf();
    await keys(CERTIFICATE_SERIAL);
    clock += 12 * HOUR - 1;
    await keys(CERTIFICATE_SERIAL);
    expect(api.requests).toHaveLength(1);
    clock += 1;
    await keys(CERTIFICATE_SERIAL);
    expect(api.requests).toHaveLength(2);
  });

  it('asks at once for a serial that it does not have, but not twice within a minute', async () => {
    const keys = keysOf();
    await keys(CERTIFICATE_SERIAL);
    await expect(keys('NEW')).resolves.toBeUndefined();
    expect(api.requests).toHaveLength(1);
    clock += 60_000;
    list({}, { serial: 'NEW', pem: stranger.publicPem });
    await expect(keys('NEW')).resolves.toBeDefined();
    expect(api.requests).toHaveLength(2);
    for (const serial of ['MADE', 'UP', '__proto__', 'constructor']) {
      await expect(keys(serial)).resolves.toBeUndefined();
    }
    expect(api.requests).toHaveLength(2);
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeDefined();
  });

  it('forgets a certificate that is no longer listed', async () => {
    list({}, { serial: 'OLD', pem: stranger.publicPem });
    const keys = keysOf();
    await expect(keys('OLD')).resolves.toBeDefined();
    list({});
    clock += 12 * HOUR;
    await expect(keys('OLD')).resolves.toBeUndefined();
  });

  it('uses what it has while a renewal fails, until it expires', async () => {
    list({ expires: new Date(clock + 20 * HOUR).toISOString() });
    const keys = keysOf();
    await keys(CERTIFICATE_SERIAL);
    api.answer = { raw: (response) => void response.destroy() };
    clock += 19 * HOUR;
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeDefined();
    expect(api.requests).toHaveLength(2);
    clock += HOUR;
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeUndefined();
  });

  it('waits for a renewal two seconds at most if it has the key', async () => {
    const keys = keysOf(make({ timeout: 10_000 }));
    await keys(CERTIFICATE_SERIAL);
    api.answer = { raw: () => undefined };
    clock += 12 * HOUR;
    const start = performance.now();
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeDefined();
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('rejects where it has none and gets none, and tries again', async () => {
    api.answer = { status: 500, body: { code: 'SYSTEM_ERROR', message: '系统错误' } };
    const keys = keysOf();
    const failed = { name: 'WechatPayError', status: 500 };
    await expect(keys(CERTIFICATE_SERIAL)).rejects.toMatchObject(failed);
    list({});
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeDefined();
  });

  it('lets tries pause while they keep failing', async () => {
    api.answer = { raw: (response) => void response.destroy() };
    const keys = keysOf();
    const ask = () => expect(keys(CERTIFICATE_SERIAL)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    await ask();
    await ask();
    await ask();
    expect(api.requests).toHaveLength(2);
    clock += 1000;
    await ask();
    await ask();
    expect(api.requests).toHaveLength(3);
    clock += 2000;
    list({});
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeDefined();
  });

  it('never asks for a PUB_KEY_ID_…, or for what is no serial', async () => {
    for (const serial of [PUBLIC_KEY_ID, undefined, null, 5]) {
      await expect(keysOf()(serial as string)).resolves.toBeUndefined();
    }
    expect(api.requests).toHaveLength(0);
  });

  it('shares the certificates through a store, encrypted', async () => {
    const kept: string[] = [];
    const memory = memoryStore();
    const store: Store = { ...memory, set: async (...given) => (kept.push(given.join(' ')), memory.set(...given)) };
    await expect(keysOf(client, { store })(CERTIFICATE_SERIAL)).resolves.toBeDefined();
    await expect(keysOf(client, { store })(CERTIFICATE_SERIAL)).resolves.toBeDefined();
    expect(api.requests).toHaveLength(1);
    expect(kept).toHaveLength(1);
    expect(kept[0]).not.toContain(certificatePem.split('\n')[1]);
    expect(kept[0]).not.toContain(API_V3_KEY);
  });

  it('uses nothing of a store that the API v3 key did not encrypt', async () => {
    const store = memoryStore();
    const list = { data: [sealCertificate({ serial: 'S', pem: stranger.publicPem, apiV3Key: 'x'.repeat(32) })] };
    await store.set('certificates:1230000109', JSON.stringify({ at: clock, list }), HOUR);
    await expect(keysOf(client, { store })('S')).resolves.toBeUndefined();
    await expect(keysOf(client, { store })(CERTIFICATE_SERIAL)).resolves.toBeDefined();
  });

  it.each([
    ['of another day', -12 * HOUR],
    ['from the future', HOUR],
  ])('does not take a list %s from the store', async (_, age) => {
    const store = memoryStore();
    const list = { data: [sealCertificate({ serial: 'OLD', pem: stranger.publicPem })] };
    await store.set('certificates:1230000109', JSON.stringify({ at: clock + age, list }), HOUR);
    await expect(keysOf(client, { store })('OLD')).resolves.toBeUndefined();
    expect(api.requests).toHaveLength(1);
    await store.set('certificates:1230000109', JSON.stringify({ at: clock, list }), HOUR);
    await expect(keysOf(client, { store })('OLD')).resolves.toBeDefined();
    expect(api.requests).toHaveLength(1);
  });

  it('works without its store while that fails', async () => {
    const fail = (): Promise<never> => Promise.reject(new Error('The store is gone.'));
    const store = { get: fail, set: fail, claim: fail, release: fail };
    await expect(keysOf(client, { store })(CERTIFICATE_SERIAL)).resolves.toBeDefined();
  });

  it.each<[string, object]>([
    ['client', { client: {} }],
    ['client', { client: undefined }],
    ['apiV3Key', { apiV3Key: 'short' }],
    ['store', { store: {} }],
  ])('refuses a bad %s when it is made, case %$', (argument, change) => {
    expect(() => platformCertificates({ client, apiV3Key: API_V3_KEY, ...change })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', argument }),
    );
  });
});

describe('platformKeys as a function', () => {
  const STATE = { authorization_state: 'AVAILABLE' };
  const query = (from: PayScoreClient) => from.merchant.query({ authorization_code: 'code', service_id: '1' });
  const signedByCertificate = { serial: CERTIFICATE_SERIAL, signWith: certificateKeyPem };

  it('may be the platform certificates that the same client fetches', async () => {
    const own: PayScoreClient = make({ platformKeys: (serial: string) => keys(serial) });
    const keys = keysOf(own);
    api.answer = ({ url }) => ({
      ...signedByCertificate,
      body: url === '/v3/certificates' ? { data: [sealCertificate()] } : STATE,
    });
    await expect(query(own)).resolves.toEqual(STATE);
    await expect(query(own)).resolves.toEqual(STATE);
    expect(api.requests.map(({ url }) => url.split('?')[0])).toEqual([
      '/v3/payscore/permissions/authorization-code/code',
      '/v3/certificates',
      '/v3/payscore/permissions/authorization-code/code',
    ]);
    await expect(own.warmUp()).resolves.toBeUndefined();
  });

  it('does not wait for itself while the certificates are refused', async () => {
    const own: PayScoreClient = make({ platformKeys: (serial: string) => keys(serial) });
    const keys = keysOf(own);
    const refusal = { code: 'SIGN_ERROR', message: '签名错误' };
    api.answer = ({ url }) => ({
      ...signedByCertificate,
      ...(url === '/v3/certificates' ? { status: 401, body: refusal } : { body: STATE }),
    });
    const start = performance.now();
    await expect(query(own)).rejects.toMatchObject({ status: 200, code: 'UNKNOWN_SERIAL' });
    expect(performance.now() - start).toBeLessThan(1500);
    api.answer = { status: 403, body: { code: 'NO_AUTH', message: 'no' }, serial: 'OTHER' };
    await expect(query(own)).rejects.toMatchObject({ status: 403, code: 'UNVERIFIED' });
  });

  it('may have the public key together with the certificates, as PEM, at once or later', async () => {
    for (const key of [wechat.publicPem, wechat.publicKey, Promise.resolve(wechat.publicPem)]) {
      const own: PayScoreClient = make({
        platformKeys: (serial: string) => (serial === PUBLIC_KEY_ID ? key : keys(serial)),
      });
      const keys = keysOf(own);
      api.answer = { body: STATE };
      await expect(query(own)).resolves.toEqual(STATE);
      api.answer = { body: { data: [sealCertificate()] } };
      await expect(own.certificates.list({ apiV3Key: API_V3_KEY })).resolves.toHaveProperty('data');
    }
  });

  it.each<[string, (serial: string) => unknown]>([
    ['has no such key', () => undefined],
    ['rejects', () => Promise.reject(new Error('gone'))],
    [
      'throws',
      () => {
        throw new Error('gone');
      },
    ],
    ['gives a private key', () => merchantKeys.privatePem],
    ['gives no key at all', () => 'key'],
  ])('that %s makes the answer UNKNOWN_SERIAL', async (_, platformKeys) => {
    api.answer = { body: STATE };
    await expect(query(make({ platformKeys: () => wechat.publicKey }))).resolves.toEqual(STATE);
    await expect(query(make({ platformKeys }))).rejects.toMatchObject({ status: 200, code: 'UNKNOWN_SERIAL' });
  });

  it('is asked again for a serial that it did not have', async () => {
    const asked: string[] = [];
    const own = make({
      platformKeys: (serial: string) => (asked.push(serial) > 1 ? wechat.publicKey : undefined),
    });
    api.answer = { body: STATE };
    await expect(query(own)).rejects.toMatchObject({ code: 'UNKNOWN_SERIAL' });
    await expect(query(own)).resolves.toEqual(STATE);
    expect(asked).toEqual([PUBLIC_KEY_ID, PUBLIC_KEY_ID]);
  });

  it('that never answers ends with the timeout', async () => {
    api.answer = { body: STATE };
    const own = make({ platformKeys: () => new Promise(() => undefined), timeout: 200 });
    await expect(query(own)).rejects.toMatchObject({ status: 0, code: 'TIMEOUT' });
  });
});

describe('warmUp', () => {
  it('resolves where a list of certificates comes, or a verified 404', async () => {
    api.answer = { body: { data: [] } };
    await expect(client.warmUp()).resolves.toBeUndefined();
    expect(api.requests).toMatchObject([{ method: 'GET', url: '/v3/certificates', signed: true }]);
    api.answer = { status: 404, body: { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' } };
    await expect(client.warmUp()).resolves.toBeUndefined();
  });

  it.each([
    ['SIGN_ERROR', 401, {}],
    ['UNVERIFIED', 404, { signWith: null }],
    ['UNVERIFIED', 404, { signWith: stranger.privateKey }],
  ])('rejects with %s, case %$', async (code, status, change) => {
    api.answer = { status, body: { code: 'SIGN_ERROR', message: '签名错误' }, ...change };
    await expect(client.warmUp()).rejects.toMatchObject({ name: 'WechatPayError', status, code });
  });
});
