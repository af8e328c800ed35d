import { createPayScoreClient, type PayScoreClient } from '../../../src/server';
import { PUBLIC_KEY_ID, rsaKeyPair } from '../support/identity';
import { type PayApi, payApi } from '../support/pay-api';

const merchantKeys = rsaKeyPair();
const wechat = rsaKeyPair();

let api: PayApi;
let client: PayScoreClient;

beforeAll(async () => {
  api = await payApi(merchantKeys.publicKey, wechat.privateKey);
  client = createPayScoreClient({
    mchid: '1230000109',
    serial: 'MERCHANT-SERIAL',
    privateKey: merchantKeys.privatePem,
    platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
    baseURL: api.url,
    timeout: 5000,
  });
});

afterAll(() => api.close());

beforeEach(() => {
  api.requests.length = 0;
});

const TOKEN = { apply_permissions_token: 'TOKEN' };
const STATE = { service_id: '500001', appid: 'wx1', mchid: '1230000109', authorization_state: 'AVAILABLE' };
const CODE = '1234323JK_-|*';
const ESCAPED = '1234323JK_-%7C*';
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const NOTHING = undefined;

/** name, call, answer, method, path and query, body, what it resolves to */
const calls: [
  string,
  (client: PayScoreClient) => Promise<unknown>,
  object | undefined,
  string,
  string,
  object | undefined,
][] = [
  [
    'acquiringBank.apply',
    ({ acquiringBank }) =>
      acquiringBank.apply({
        service_id: 'service_id',
        channel_id: '1230000109',
        appid: 'wxd678efh567hg6787',
        sub_appid: 'wxd678efh567hg6788',
        sub_mchid: '1230000110',
        authorization_code: CODE,
        notify_url: 'https://shop.example/notify',
      }),
    TOKEN,
    'POST',
    '/v3/payscore/acquiringbank/permissions',
    {
      service_id: 'service_id',
      channel_id: '1230000109',
      appid: 'wxd678efh567hg6787',
      sub_appid: 'wxd678efh567hg6788',
      sub_mchid: '1230000110',
      authorization_code: CODE,
      notify_url: 'https://shop.example/notify',
    },
  ],
  [
    'acquiringBank.apply with the sample of the documents',
    ({ acquiringBank }) =>
      acquiringBank.apply({
        appid: 'wxd678efh567hg6787',
        authorization_code: '1234323JKHDFE1243252',
        channel_id: '1230000109',
        notify_url: 'http://www.qq.com',
        service_id: 'service_id',
        sub_appid: 'wxd678efh567hg6787',
        sub_mchid: '1230000109',
      }),
    TOKEN,
    'POST',
    '/v3/payscore/acquiringbank/permissions',
    {
      appid: 'wxd678efh567hg6787',
      authorization_code: '1234323JKHDFE1243252',
      channel_id: '1230000109',
      notify_url: 'http://www.qq.com',
      service_id: 'service_id',
      sub_appid: 'wxd678efh567hg6787',
      sub_mchid: '1230000109',
    },
  ],
  [
    'acquiringBank.query',
    ({ acquiringBank }) =>
      acquiringBank.query({
        authorization_code: CODE,
        service_id: '500001',
        channel_id: '1230000109',
        sub_mchid: '1230000110',
      }),
    { ...STATE, user_label: 'A' },
    'GET',
    `/v3/payscore/acquiringbank/permissions/authorization-code/${ESCAPED}?service_id=500001&channel_id=1230000109&sub_mchid=1230000110`,
    NOTHING,
  ],
  [
    'acquiringBank.terminate',
    ({ acquiringBank }) =>
      acquiringBank.terminate({
        authorization_code: CODE,
        service_id: '500001',
        channel_id: '1230000109',
        sub_mchid: '1230000110',
        reason: '撤销原因',
      }),
    NOTHING,
    'POST',
    `/v3/payscore/acquiringbank/permissions/authorization-code/${ESCAPED}/terminate`,
    { service_id: '500001', channel_id: '1230000109', sub_mchid: '1230000110', reason: '撤销原因' },
  ],
  [
    'merchant.apply',
    ({ merchant }) => merchant.apply({ service_id: '500001', appid: 'wx1', authorization_code: CODE }),
    TOKEN,
    'POST',
    '/v3/payscore/permissions',
    { service_id: '500001', appid: 'wx1', authorization_code: CODE },
  ],
  [
    'merchant.query',
    ({ merchant }) => merchant.query({ authorization_code: CODE, service_id: '5 0&1' }),
    STATE,
    'GET',
    `/v3/payscore/permissions/authorization-code/${ESCAPED}?service_id=5%200%261`,
    NOTHING,
  ],
  [
    'merchant.queryByOpenid',
    ({ merchant }) => merchant.queryByOpenid({ openid: 'o/p?e#n%i d', appid: 'wx1', service_id: '500001' }),
    STATE,
    'GET',
    '/v3/payscore/permissions/openid/o%2Fp%3Fe%23n%25i%20d?appid=wx1&service_id=500001',
    NOTHING,
  ],
  [
    'merchant.terminate',
    ({ merchant }) => merchant.terminate({ authorization_code: CODE, service_id: '500001', reason: 'r' }),
    NOTHING,
    'POST',
    `/v3/payscore/permissions/authorization-code/${ESCAPED}/terminate`,
    { service_id: '500001', reason: 'r' },
  ],
  [
    'merchant.terminateByOpenid',
    ({ merchant }) => merchant.terminateByOpenid({ openid: OPENID, appid: 'wx1', service_id: '500001', reason: 'r' }),
    NOTHING,
    'POST',
    `/v3/payscore/permissions/openid/${OPENID}/terminate`,
    { appid: 'wx1', service_id: '500001', reason: 'r' },
  ],
  [
    'partner.apply',
    ({ partner }) =>
      partner.apply({
        service_id: '500001',
        appid: 'wx1',
        sub_appid: 'wx2',
        sub_mchid: '1230000110',
        authorization_code: CODE,
      }),
    TOKEN,
    'POST',
    '/v3/payscore/partner/permissions',
    { service_id: '500001', appid: 'wx1', sub_appid: 'wx2', sub_mchid: '1230000110', authorization_code: CODE },
  ],
  [
    'partner.query',
    ({ partner }) => partner.query({ authorization_code: CODE, service_id: '500001', sub_mchid: '1230000110' }),
    STATE,
    'GET',
    `/v3/payscore/partner/permissions/authorization-code/${ESCAPED}?service_id=500001&sub_mchid=1230000110`,
    NOTHING,
  ],
  [
    'partner.terminate',
    ({ partner }) =>
      partner.terminate({ authorization_code: CODE, service_id: '500001', sub_mchid: '1230000110', reason: 'r' }),
    NOTHING,
    'POST',
    `/v3/payscore/partner/permissions/authorization-code/${ESCAPED}/terminate`,
    { service_id: '500001', sub_mchid: '1230000110', reason: 'r' },
  ],
  [
    'partner.terminateByOpenid with openid',
    ({ partner }) =>
      partner.terminateByOpenid({
        service_id: '500001',
        sub_mchid: '1230000110',
        appid: 'wx1',
        openid: OPENID,
        reason: 'r',
      }),
    NOTHING,
    'POST',
    '/v3/payscore/partner/permissions/terminate',
    { service_id: '500001', sub_mchid: '1230000110', appid: 'wx1', openid: OPENID, reason: 'r' },
  ],
  [
    'partner.terminateByOpenid with sub_openid',
    ({ partner }) =>
      partner.terminateByOpenid({
        service_id: '500001',
        sub_mchid: '1230000110',
        appid: 'wx1',
        sub_appid: 'wx2',
        sub_openid: OPENID,
        reason: 'r',
      }),
    NOTHING,
    'POST',
    '/v3/payscore/partner/permissions/terminate',
    { service_id: '500001', sub_mchid: '1230000110', appid: 'wx1', sub_appid: 'wx2', sub_openid: OPENID, reason: 'r' },
  ],
  [
    'palm.preauthorize, from the palm mini program',
    ({ palm }) => palm.preauthorize({ openid: OPENID, preauthorize_session_id: '181167098309019291163' }),
    { permission_token: 'PALM' },
    'POST',
    '/v3/palmservice/authorization/preauthorize',
    { openid: OPENID, preauthorize_session_id: '181167098309019291163' },
  ],
  [
    'palm.preauthorize, from the merchant',
    ({ palm }) => palm.preauthorize({ openid: OPENID, organization_id: '1004' }),
    { permission_token: 'PALM' },
    'POST',
    '/v3/palmservice/authorization/preauthorize',
    { openid: OPENID, organization_id: '1004' },
  ],
  [
    'palm.preauthorize with the sample of the reference',
    ({ palm }) =>
      palm.preauthorize({ openid: OPENID, preauthorize_session_id: '181167098309019291163', organization_id: '1004' }),
    { permission_token: 'PALM' },
    'POST',
    '/v3/palmservice/authorization/preauthorize',
    { openid: OPENID, preauthorize_session_id: '181167098309019291163', organization_id: '1004' },
  ],
  [
    'palm.query',
    ({ palm }) => palm.query({ openid: OPENID, organization_id: '1004' }),
    { openid: OPENID, organization_id: '1004', state: 'AUTHORIZATION_STATE_ON' },
    'GET',
    `/v3/palmservice/authorization/openid/${OPENID}?organization_id=1004`,
    NOTHING,
  ],
];

describe.each(calls)('%s', (_, call, answer, method, url, body) => {
  it('sends each field where the documents put it, signed over the exact bytes', async () => {
    api.answer = answer ? { body: answer } : { status: 204 };
    await expect(call(client)).resolves.toEqual(answer);
    expect(api.requests).toHaveLength(1);
    const [request] = api.requests;
    expect(request).toMatchObject({ method, url, signed: true });
    expect(request!.body === '' ? undefined : JSON.parse(request!.body)).toEqual(body);
    expect(request!.headers).toMatchObject({ accept: 'application/json', 'user-agent': expect.stringMatching(/.+/) });
    if (body) expect(request!.headers['content-type']).toMatch(/^application\/json/);
    expect(request!.headers['wechatpay-serial']).toBe(PUBLIC_KEY_ID);
  });
});

describe('a field', () => {
  const good = { service_id: '500001', channel_id: '1', appid: 'wx1', sub_mchid: '2', authorization_code: 'code' };

  it.each([null, undefined])('of %p is not sent', async (absent) => {
    api.answer = { body: TOKEN };
    await client.acquiringBank.apply({ ...good, sub_appid: absent, notify_url: absent });
    expect(JSON.parse(api.requests[0]!.body)).toEqual(good);
    expect(api.requests[0]!.body).not.toContain('null');
  });

  it('as long as allowed is sent', async () => {
    api.answer = { body: TOKEN };
    const long = { ...good, service_id: 's'.repeat(32), notify_url: `https://shop.example/${'n'.repeat(234)}` };
    await client.acquiringBank.apply(long);
    expect(JSON.parse(api.requests[0]!.body)).toEqual(long);
    api.answer = { status: 204 };
    await client.merchant.terminate({ service_id: '1', authorization_code: 'c'.repeat(32), reason: '原'.repeat(50) });
  });

  it.each<[string, string, (client: PayScoreClient) => Promise<unknown>]>([
    ['service_id', 'missing', ({ acquiringBank }) => acquiringBank.apply({ ...good, service_id: undefined as never })],
    ['service_id', 'null', ({ acquiringBank }) => acquiringBank.apply({ ...good, service_id: null as never })],
    ['service_id', 'empty', ({ acquiringBank }) => acquiringBank.apply({ ...good, service_id: '' })],
    ['service_id', 'a number', ({ acquiringBank }) => acquiringBank.apply({ ...good, service_id: 500001 as never })],
    [
      'service_id',
      'of 33 characters',
      ({ acquiringBank }) => acquiringBank.apply({ ...good, service_id: 's'.repeat(33) }),
    ],
    ['sub_appid', 'empty', ({ acquiringBank }) => acquiringBank.apply({ ...good, sub_appid: '' })],
    [
      'authorization_code',
      'of 33 characters',
      ({ merchant }) => merchant.query({ authorization_code: 'c'.repeat(33), service_id: '1' }),
    ],
    [
      'authorization_code',
      'with a slash',
      ({ merchant }) => merchant.query({ authorization_code: 'a/b', service_id: '1' }),
    ],
    [
      'authorization_code',
      'in Chinese',
      ({ merchant }) => merchant.query({ authorization_code: '授权', service_id: '1' }),
    ],
    ['authorization_code', 'a dot', ({ merchant }) => merchant.query({ authorization_code: '.', service_id: '1' })],
    [
      'authorization_code',
      'with a newline',
      ({ merchant }) => merchant.query({ authorization_code: 'a\n', service_id: '1' }),
    ],
    ['openid', 'two dots', ({ merchant }) => merchant.queryByOpenid({ openid: '..', appid: 'wx1', service_id: '1' })],
    ['openid', 'one dot', ({ palm }) => palm.query({ openid: '.', organization_id: '1' })],
    ['openid', 'empty', ({ palm }) => palm.query({ openid: '', organization_id: '1' })],
    ['openid', 'of 129 characters', ({ palm }) => palm.query({ openid: 'o'.repeat(129), organization_id: '1' })],
    ['organization_id', 'of 65 characters', ({ palm }) => palm.query({ openid: 'o', organization_id: '1'.repeat(65) })],
    [
      'reason',
      'of 51 characters',
      ({ merchant }) => merchant.terminate({ authorization_code: 'a', service_id: '1', reason: '因'.repeat(51) }),
    ],
    [
      'reason',
      'with an emoji',
      ({ merchant }) => merchant.terminate({ authorization_code: 'a', service_id: '1', reason: 'bye 👋' }),
    ],
    [
      'reason',
      'with half an emoji',
      ({ merchant }) => merchant.terminate({ authorization_code: 'a', service_id: '1', reason: '\ud83d' }),
    ],
    [
      'reason',
      'with a control character',
      ({ merchant }) => merchant.terminate({ authorization_code: 'a', service_id: '1', reason: 'a\u0000b' }),
    ],
    [
      'notify_url',
      'with a query',
      ({ merchant }) =>
        merchant.apply({
          service_id: '1',
          appid: 'wx1',
          authorization_code: 'a',
          notify_url: 'https://a.example/?b=c',
        }),
    ],
    [
      'notify_url',
      'with a fragment',
      ({ merchant }) =>
        merchant.apply({ service_id: '1', appid: 'wx1', authorization_code: 'a', notify_url: 'https://a.example/#b' }),
    ],
    [
      'notify_url',
      'relative',
      ({ merchant }) =>
        merchant.apply({ service_id: '1', appid: 'wx1', authorization_code: 'a', notify_url: '/notify' }),
    ],
    [
      'notify_url',
      'of 256 characters',
      ({ merchant }) =>
        merchant.apply({
          service_id: '1',
          appid: 'wx1',
          authorization_code: 'a',
          notify_url: `https://a.example/${'x'.repeat(238)}`,
        }),
    ],
    [
      'authorizationCode',
      'misspelt',
      ({ merchant }) => merchant.query({ authorization_code: 'a', service_id: '1', authorizationCode: 'a' } as never),
    ],
    [
      'preauthorize_session_id',
      'missing, and its alternative too',
      ({ palm }) => palm.preauthorize({ openid: 'o' } as never),
    ],
    [
      'openid',
      'missing, and its alternative too',
      ({ partner }) =>
        partner.terminateByOpenid({ service_id: '1', sub_mchid: '1', appid: 'wx1', reason: 'r' } as never),
    ],
    [
      'openid',
      'there beside its alternative',
      ({ partner }) =>
        partner.terminateByOpenid({
          service_id: '1',
          sub_mchid: '1',
          appid: 'wx1',
          sub_appid: 'wx2',
          openid: 'o',
          sub_openid: 'o',
          reason: 'r',
        } as never),
    ],
    [
      'sub_appid',
      'missing beside sub_openid',
      ({ partner }) =>
        partner.terminateByOpenid({
          service_id: '1',
          sub_mchid: '1',
          appid: 'wx1',
          sub_openid: 'o',
          reason: 'r',
        } as never),
    ],
    ['fields', 'missing altogether', ({ merchant }) => merchant.query(undefined as never)],
  ])('%s %s is INVALID_ARGUMENT, and nothing is sent', async (argument, _, call) => {
    await expect(call(client)).rejects.toMatchObject({
      name: 'WeixinError',
      code: 'INVALID_ARGUMENT',
      argument,
      hint: expect.any(String),
    });
    expect(api.requests).toHaveLength(0);
  });

  it('is not taken from a polluted Object.prototype', async () => {
    Object.assign(Object.prototype, { sub_appid: 'evil', service_id: 'evil' });
    try {
      api.answer = { body: TOKEN };
      await client.acquiringBank.apply(good);
      expect(JSON.parse(api.requests[0]!.body)).toEqual(good);
      const without = { channel_id: '1', appid: 'wx1', sub_mchid: '2', authorization_code: 'code' };
      await expect(client.acquiringBank.apply(without as never)).rejects.toMatchObject({ argument: 'service_id' });
    } finally {
      for (const name of ['sub_appid', 'service_id']) delete (Object.prototype as Record<string, unknown>)[name];
    }
  });
});
