import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPayScoreClient, memoryStore, type PayScoreClient, platformCertificates } from '../../../src/server';
import { sealCertificate } from '../support/certificates';
import { API_V3_KEY, CERTIFICATE_SERIAL, merchantKeys, PUBLIC_KEY_ID, stranger, wechat } from '../support/identity';
import { type PayAnswer, type PayApi, payApi } from '../support/pay-api';

const STATE = { service_id: '500001', authorization_state: 'AVAILABLE' };

let api: PayApi;
let client: PayScoreClient;

const make = (baseURL: string): PayScoreClient =>
  createPayScoreClient({
    mchid: '1230000109',
    serial: 'MERCHANT-SERIAL',
    privateKey: merchantKeys.privateKey,
    platformKeys: { [PUBLIC_KEY_ID]: wechat.publicKey },
    baseURL,
    timeout: 2000,
  });

beforeAll(async () => {
  api = await payApi(merchantKeys.publicKey, wechat.privateKey);
  client = make(api.url);
});

afterAll(() => api.close());

beforeEach(() => {
  api.requests.length = 0;
});

const which = { authorization_code: 'code', service_id: '500001' };
const query = (answer: PayAnswer) => {
  api.answer = answer;
  return client.merchant.query(which);
};
const terminate = (answer: PayAnswer) => {
  api.answer = answer;
  return client.merchant.terminate({ ...which, reason: 'r' });
};
const FORGERIES: [string, PayAnswer][] = [
  ['MISSING_HEADER', { signWith: null }],
  ['STALE_TIMESTAMP', { timestamp: Math.floor(Date.now() / 1000) - 301 }],
  ['STALE_TIMESTAMP', { timestamp: Math.floor(Date.now() / 1000) + 330 }],
  ['UNKNOWN_SERIAL', { serial: 'UNKNOWN' }],
  ['BAD_SIGNATURE', { signWith: stranger.privateKey }],
];

/** What each sentence about the pay client in SECURITY.md says, tried. */
const SENTENCES: Record<string, () => Promise<void>> = {
  'An answer counts only if its signature headers are there, its time is within five minutes of ours, its serial is in `platformKeys`, and its signature fits the bytes as they came.':
    async () => {
      await expect(query({ body: STATE })).resolves.toEqual(STATE);
      for (const [code, forgery] of FORGERIES) {
        await expect(query({ body: STATE, ...forgery })).rejects.toMatchObject({ status: 200, code });
      }
    },
  'Empty answers and refusals are checked in the same way.': async () => {
    await expect(terminate({ status: 204 })).resolves.toBeUndefined();
    const refusal = { status: 403, body: { code: 'NO_AUTH', message: 'no' } };
    await expect(query(refusal)).rejects.toMatchObject({ code: 'NO_AUTH' });
    for (const [code, forgery] of FORGERIES) {
      await expect(terminate({ status: 204, ...forgery })).rejects.toMatchObject({ status: 204, code });
      await expect(query({ ...refusal, ...forgery })).rejects.toMatchObject({ code: 'UNVERIFIED' });
    }
  },
  'A refusal that fails the check is `UNVERIFIED`: its status is kept, and of its content only an error code is passed on, inside `hint`.':
    async () => {
      const refusal = { status: 403, body: { code: 'NO_AUTH', message: 'made up', detail: { field: 'made up' } } };
      await expect(query(refusal)).rejects.toMatchObject({ status: 403, code: 'NO_AUTH', detail: expect.anything() });
      const error = (await query({ ...refusal, signWith: null }).catch((thrown: unknown) => thrown)) as Error;
      expect(error).toMatchObject({ status: 403, code: 'UNVERIFIED', hint: expect.stringContaining('NO_AUTH') });
      expect(error.message + JSON.stringify(error)).not.toContain('made up');
    },
  'What a verified answer repeats of the question must be what was asked; else it is `MISMATCHED_ANSWER`.':
    async () => {
      await expect(query({ body: { ...STATE, ...which, mchid: '1230000109' } })).resolves.toBeDefined();
      for (const another of [{ authorization_code: 'another' }, { service_id: '2' }, { mchid: '2' }]) {
        await expect(query({ body: { ...STATE, ...another } })).rejects.toMatchObject({ code: 'MISMATCHED_ANSWER' });
      }
    },
  'A state that is none of the documented three is refused, and so is an empty token, both also where they are signed.':
    async () => {
      for (const state of ['AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER']) {
        await expect(query({ body: { authorization_state: state } })).resolves.toBeDefined();
      }
      await expect(query({ body: { authorization_state: 'WHATEVER' } })).rejects.toMatchObject({ code: 'BAD_PAYLOAD' });
      const apply = () => client.merchant.apply({ ...which, appid: 'wx1' });
      api.answer = { body: { apply_permissions_token: 'TOKEN' } };
      await expect(apply()).resolves.toBeDefined();
      api.answer = { body: { apply_permissions_token: '' } };
      await expect(apply()).rejects.toMatchObject({ code: 'BAD_PAYLOAD' });
    },
  'Nothing is sent twice, to the target of a redirect, or over plain http except to loopback.': async () => {
    const unanswered: PayAnswer = { raw: (response) => void response.destroy() };
    const redirect: PayAnswer = { status: 307, headers: { location: `${api.url}/elsewhere` } };
    for (const answer of [unanswered, redirect, { status: 500 }, { status: 429 }]) {
      api.requests.length = 0;
      await expect(query(answer)).rejects.toMatchObject({ name: 'WechatPayError' });
      expect(api.requests).toHaveLength(1);
      await expect(terminate(answer)).rejects.toMatchObject({ name: 'WechatPayError' });
      expect(api.requests).toHaveLength(2);
    }
    expect(() => make('https://api.mch.weixin.qq.com')).not.toThrow();
    expect(() => make('http://api.mch.weixin.qq.com')).toThrow(expect.objectContaining({ argument: 'baseURL' }));
  },
  'A platform certificate counts only if the API v3 key decrypts it, also one from the store.': async () => {
    const store = memoryStore();
    const genuine = sealCertificate();
    const forged = sealCertificate({ serial: 'FORGED', pem: stranger.publicPem, apiV3Key: 'x'.repeat(32) });
    api.answer = { body: { data: [genuine, forged] } };
    const list = { data: [forged] };
    await store.set('certificates:1230000109', JSON.stringify({ at: Date.now(), list }), 60_000);
    const keys = platformCertificates({ client, apiV3Key: API_V3_KEY, store });
    await expect(keys('FORGED')).resolves.toBeUndefined();
    await expect(keys(CERTIFICATE_SERIAL)).resolves.toBeDefined();
  },
  'Which request an answer belongs to: WeChat Pay does not sign that, so someone who breaks TLS could repeat a genuine answer to the same question for five minutes.':
    async () => {
      const sent = Math.floor(Date.now() / 1000);
      const repeated = { body: STATE, timestamp: sent };
      await expect(query(repeated)).resolves.toEqual(STATE);
      await expect(query(repeated)).resolves.toEqual(STATE);
      const now = jest.spyOn(Date, 'now').mockReturnValue((sent + 301) * 1000);
      try {
        await expect(query(repeated)).rejects.toMatchObject({ code: 'STALE_TIMESTAMP' });
      } finally {
        now.mockRestore();
      }
    },
  'A field of the question that the answer leaves out.': async () => {
    const state = { authorization_state: 'AVAILABLE' };
    await expect(query({ body: state })).resolves.toEqual(state);
  },
};

const section = /## What the pay client verifies\n([^]*?)\n## /.exec(
  readFileSync(join(__dirname, '../../../SECURITY.md'), 'utf8'),
)![1]!;
const written = [...section.matchAll(/^- (.+)$/gm)].map(([, sentence]) => sentence!);

test('every sentence of SECURITY.md about the pay client is tried below', () => {
  expect(Object.keys(SENTENCES)).toEqual(written);
});

test.each(Object.entries(SENTENCES))('%s', (_, holds) => holds());
