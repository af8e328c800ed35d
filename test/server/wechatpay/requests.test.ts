import { createPayScoreClient, type PayCall, type PayScoreClient } from '../../../src/server';
import { merchantKeys, PUBLIC_KEY_ID, wechat } from '../support/identity';
import { type PayApi, payApi } from '../support/pay-api';

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
    // The sample's own notify_url is http://www.qq.com, which the rule on the same page forbids.
    'acquiringBank.apply with the sample of the documents, over https',
    ({ acquiringBank }) =>
      acquiringBank.apply({
        appid: 'wxd678efh567hg6787',
        authorization_code: '1234323JKHDFE1243252',
        channel_id: '1230000109',
        notify_url: 'https://www.qq.com',
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
      notify_url: 'https://www.qq.com',
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
    ({ merchant }) => merchant.query({ authorization_code: CODE, service_id: "5 0&1'" }),
    { ...STATE, service_id: "5 0&1'" },
    'GET',
    `/v3/payscore/permissions/authorization-code/${ESCAPED}?service_id=5%200%261%27`,
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
    'partner.applyForScene',
    ({ partner }) =>
      partner.applyForScene({
        service_id: '500001',
        appid: 'wx1',
        sub_mchid: '1230000110',
        authorization_code: CODE,
        scene: 'TRANSACTION',
        transaction_scene_info: { mchid: '1230000111', sub_mchid: '1230000112' },
      }),
    { scene: 'TRANSACTION', transaction_permissions_token: 'TOKEN' },
    'POST',
    '/v3/payscore/partner/permissions/apply-for-scene',
    {
      service_id: '500001',
      appid: 'wx1',
      sub_mchid: '1230000110',
      authorization_code: CODE,
      scene: 'TRANSACTION',
      transaction_scene_info: { mchid: '1230000111', sub_mchid: '1230000112' },
    },
  ],
  [
    'partner.search with openid',
    ({ partner }) => partner.search({ service_id: '500001', sub_mchid: '1230000110', appid: 'wx1', openid: OPENID }),
    { ...STATE, sub_mchid: '1230000110', openid: OPENID },
    'GET',
    `/v3/payscore/partner/permissions/search?service_id=500001&sub_mchid=1230000110&appid=wx1&openid=${OPENID}`,
    NOTHING,
  ],
  [
    'partner.search with sub_openid',
    ({ partner }) =>
      partner.search({
        service_id: '500001',
        sub_mchid: '1230000110',
        appid: 'wx1',
        sub_appid: 'wx2',
        sub_openid: OPENID,
      }),
    { ...STATE, sub_mchid: '1230000110', sub_appid: 'wx2', sub_openid: OPENID },
    'GET',
    `/v3/payscore/partner/permissions/search?service_id=500001&sub_mchid=1230000110&appid=wx1&sub_appid=wx2&sub_openid=${OPENID}`,
    NOTHING,
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
    expect(request!.headers['content-type']).toBe(body && 'application/json');
    expect(request!.headers['wechatpay-serial']).toBe(PUBLIC_KEY_ID);
  });
});

describe('a field', () => {
  const scene = {
    service_id: '1',
    appid: 'wx1',
    sub_mchid: '2',
    authorization_code: 'code',
    scene: 'TRANSACTION',
  } as const;
  const good = { service_id: '500001', channel_id: '1', appid: 'wx1', sub_mchid: '2', authorization_code: 'code' };

  it.each([null, undefined])('of %p is not sent', async (absent) => {
    api.answer = { body: TOKEN };
    await client.acquiringBank.apply({ ...good, sub_appid: absent, notify_url: absent });
    expect(JSON.parse(api.requests[0]!.body)).toEqual(good);
    expect(api.requests[0]!.body).not.toContain('null');
  });

  it.each([null, undefined])('of %p is dropped, also where the endpoint has none of its name', async (absent) => {
    api.answer = { body: TOKEN };
    await client.merchant.apply({ service_id: '1', appid: 'wx1', authorization_code: 'a', sub_mchid: absent } as never);
    expect(JSON.parse(api.requests[0]!.body)).toEqual({ service_id: '1', appid: 'wx1', authorization_code: 'a' });
    const other = { service_id: '1', appid: 'wx1', authorization_code: 'a', sub_mchid: '2' };
    await expect(client.merchant.apply(other as never)).rejects.toMatchObject({ argument: 'sub_mchid' });
  });

  it('as long as allowed is sent', async () => {
    api.answer = { body: TOKEN };
    const long = { ...good, service_id: 's'.repeat(32), notify_url: `https://shop.example/${'n'.repeat(234)}` };
    await client.acquiringBank.apply(long);
    expect(JSON.parse(api.requests[0]!.body)).toEqual(long);
    api.answer = { status: 204 };
    await client.merchant.terminate({ service_id: '1', authorization_code: 'c'.repeat(32), reason: '原'.repeat(50) });
    const [openid, id] = ['o'.repeat(128), '1'.repeat(128)];
    api.answer = { body: { permission_token: 'T' } };
    await client.palm.preauthorize({ openid, organization_id: id, preauthorize_session_id: id });
    expect(api.requests.at(-1)).toMatchObject({ signed: true, body: expect.stringContaining(id) });
    api.answer = { body: {} };
    await client.palm.query({ openid, organization_id: '1'.repeat(64) });
    expect(api.requests.at(-1)!.url).toContain(openid);
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
    [
      'organization_id',
      'of 129 characters, together with an openid',
      ({ palm }) => palm.preauthorize({ openid: 'o', organization_id: '1'.repeat(129) }),
    ],
    [
      'preauthorize_session_id',
      'of 129 characters',
      ({ palm }) => palm.preauthorize({ openid: 'o', preauthorize_session_id: '1'.repeat(129) }),
    ],
    [
      'openid',
      'of 129 characters, in a body',
      ({ palm }) => palm.preauthorize({ openid: 'o'.repeat(129), organization_id: '1' }),
    ],
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
    ['scene', 'in the word of the page', ({ partner }) => partner.applyForScene({ ...scene, scene: 'ORDER' as never })],
    ['scene', 'missing', ({ partner }) => partner.applyForScene({ ...scene, scene: undefined as never })],
    [
      'transaction_scene_info',
      'that is a text',
      ({ partner }) => partner.applyForScene({ ...scene, transaction_scene_info: '1' as never }),
    ],
    [
      'transaction_scene_info.sub_mchid',
      'missing',
      ({ partner }) => partner.applyForScene({ ...scene, transaction_scene_info: { mchid: '1' } as never }),
    ],
    [
      'transaction_scene_info.appid',
      'unknown',
      ({ partner }) =>
        partner.applyForScene({
          ...scene,
          transaction_scene_info: { mchid: '1', sub_mchid: '2', appid: '3' } as never,
        }),
    ],
    [
      'openid',
      'missing from a search',
      ({ partner }) => partner.search({ service_id: '1', sub_mchid: '1', appid: 'wx1' } as never),
    ],
    [
      'sub_appid',
      'missing from a search by sub_openid',
      ({ partner }) => partner.search({ service_id: '1', sub_mchid: '1', appid: 'wx1', sub_openid: 'o' } as never),
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
      'there together with its alternative',
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
      'missing where there is a sub_openid',
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

describe('notify_url', () => {
  const apply = (notify_url: string): Promise<unknown> =>
    client.merchant.apply({ service_id: '1', appid: 'wx1', authorization_code: 'a', notify_url });

  it.each([
    ['is https', 'https://shop.example/notify'],
    ['names a port', 'https://shop.example:8443/notify'],
    ['is a public address', 'https://93.184.216.34/notify'],
    ['is an address next to a private range', 'https://172.32.0.1/notify'],
    ['is a public IPv6 address', 'https://[2606:2800:220:1::1]/notify'],
    ['is http on loopback', 'http://127.0.0.1:3000/notify'],
    ['is http on localhost', 'http://localhost:3000/notify'],
    ['is http on IPv6 loopback', 'http://[::1]:3000/notify'],
    ['has 255 characters', `https://a.example/${'x'.repeat(237)}`],
    ['has an @ in its path', 'https://shop.example/@notify'],
    ['has a name that starts like an address', 'https://10.example/notify'],
    ['has a name that ends like a private one', 'https://mylocal.example/notify'],
    ['has a dot at the end of its name', 'https://shop.example./notify'],
    ['is https on loopback', 'https://localhost:3000/notify'],
  ])('that %s is sent', async (_, url) => {
    api.answer = { body: TOKEN };
    await apply(url);
    expect(JSON.parse(api.requests[0]!.body)).toMatchObject({ notify_url: url });
  });

  it.each([
    ['is plain http', 'http://shop.example/notify'],
    ['is the http of the documents', 'http://www.qq.com'],
    ['is http with a name that only looks like loopback', 'http://127.0.0.1.shop.example/notify'],
    ['has another scheme', 'ftp://shop.example/notify'],
    ['is relative', '/notify'],
    ['has no scheme', 'shop.example/notify'],
    ['has a query', 'https://shop.example/?b=c'],
    ['has an empty query', 'https://shop.example/?'],
    ['has a fragment', 'https://shop.example/#b'],
    ['has white space', 'https://shop.example/a b'],
    ['has a user name', 'https://user@shop.example/'],
    ['has a password', 'https://user:password@shop.example/'],
    ['has an empty user name', 'https://@shop.example/'],
    ['has 256 characters', `https://a.example/${'x'.repeat(238)}`],
    ['is in 10/8', 'https://10.0.0.1/notify'],
    ['is in 172.16/12', 'https://172.31.255.255/notify'],
    ['is in 192.168/16', 'https://192.168.1.1/notify'],
    ['is link local', 'https://169.254.169.254/notify'],
    ['is in 100.64/10', 'https://100.64.0.1/notify'],
    ['is unspecified', 'https://0.0.0.0/notify'],
    ['is a private address as one number', 'https://3232235777/notify'],
    ['is a private address in hexadecimal', 'https://0xc0.0xa8.1.1/notify'],
    ['is a unique local IPv6 address', 'https://[fd00::1]/notify'],
    ['is a link local IPv6 address', 'https://[fe80::1]/notify'],
    ['is a private address as IPv6', 'https://[::ffff:192.168.1.1]/notify'],
    ['is a private address with a dot at its end', 'https://192.168.1.1./notify'],
    ['is a name without a dot', 'https://shop/notify'],
    ['is a name without a dot but the last', 'https://localhost./notify'],
    ['has a name of the local network', 'https://shop.local/notify'],
    ['has a name in .internal', 'https://shop.internal./notify'],
    ['has a name in home.arpa', 'https://shop.home.arpa/notify'],
    ['has no host but three slashes', 'https:///shop.example/notify'],
    ['has a backslash for a slash', 'https:/\\shop.example/notify'],
  ])('that %s is INVALID_ARGUMENT, and nothing is sent', async (_, url) => {
    await expect(apply(url)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'notify_url' });
    expect(api.requests).toHaveLength(0);
  });
});

describe('the Authorization header', () => {
  it('holds the time in seconds and a nonce of its own for each call', async () => {
    api.answer = { body: STATE };
    const now = Math.floor(Date.now() / 1000);
    for (let n = 0; n < 2; n += 1) await client.merchant.query({ authorization_code: CODE, service_id: '500001' });
    const [first, second] = api.requests.map(({ headers }) => {
      const pattern = /nonce_str="([0-9a-f]{32})".*,timestamp="(\d+)"/;
      return pattern.exec(headers.authorization!)!.slice(1);
    });
    expect(first![0]).not.toBe(second![0]);
    expect(Number(first![1]) - now).toBeGreaterThanOrEqual(0);
    expect(Number(first![1]) - now).toBeLessThan(60);
  });
});

describe('a call without options of its own', () => {
  it('goes to https://api.mch.weixin.qq.com, on the global fetch', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
    try {
      const alone = createPayScoreClient({
        mchid: '1230000109',
        serial: 'S',
        privateKey: merchantKeys.privatePem,
        platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      });
      const query = alone.merchant.query({ authorization_code: 'a|b', service_id: '1' });
      await expect(query).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
      const [url, init] = fetch.mock.calls[0]!;
      expect(url).toBe('https://api.mch.weixin.qq.com/v3/payscore/permissions/authorization-code/a%7Cb?service_id=1');
      expect(init).toMatchObject({ method: 'GET', redirect: 'manual' });
    } finally {
      fetch.mockRestore();
    }
  });

  it('goes through the given fetch instead', async () => {
    const asked: [string, RequestInit][] = [];
    const through = createPayScoreClient({
      mchid: '1230000109',
      serial: 'MERCHANT-SERIAL',
      privateKey: merchantKeys.privatePem,
      platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      fetch: (url, init) => {
        asked.push([url, init]);
        return fetch(url.replace('https://api.mch.weixin.qq.com', api.url), init);
      },
    });
    api.answer = { body: STATE };
    await expect(through.merchant.query({ authorization_code: CODE, service_id: '500001' })).resolves.toEqual(STATE);
    expect(asked).toHaveLength(1);
    expect(api.requests[0]).toMatchObject({ signed: true });
  });

  it('leaves no timer behind once it is answered', async () => {
    jest.useFakeTimers();
    try {
      const cut = createPayScoreClient({
        mchid: '1230000109',
        serial: 'S',
        privateKey: merchantKeys.privatePem,
        platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
        fetch: () => Promise.reject(new TypeError('fetch failed')),
      });
      const query = cut.merchant.query({ authorization_code: 'a', service_id: '1' });
      expect(jest.getTimerCount()).toBe(1);
      await expect(query).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends after ten seconds, also where the given fetch ignores its signal', async () => {
    jest.useFakeTimers();
    try {
      const silent = createPayScoreClient({
        mchid: '1230000109',
        serial: 'S',
        privateKey: merchantKeys.privatePem,
        platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
        fetch: () => new Promise(() => undefined),
      });
      let outcome: unknown = 'waiting';
      silent.merchant.query({ authorization_code: 'a', service_id: '1' }).catch((error: unknown) => (outcome = error));
      await jest.advanceTimersByTimeAsync(9999);
      expect(outcome).toBe('waiting');
      await jest.advanceTimersByTimeAsync(1);
      expect(outcome).toMatchObject({ status: 0, code: 'TIMEOUT', retryable: true });
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('onCall', () => {
  const calls: PayCall[] = [];
  const logged = (onCall: (call: PayCall) => void = (call) => void calls.push(call)): PayScoreClient =>
    createPayScoreClient({
      mchid: '1230000109',
      serial: 'MERCHANT-SERIAL',
      privateKey: merchantKeys.privatePem,
      platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      baseURL: api.url,
      onCall,
    });
  const which = { openid: OPENID, appid: 'wx1', service_id: '500001' };
  beforeEach(() => void (calls.length = 0));

  it('hears of every call, with the path of the documents and no value', async () => {
    const client = logged();
    api.answer = { body: STATE };
    await client.merchant.queryByOpenid(which);
    api.answer = { status: 403, body: { code: 'NO_AUTH', message: 'no' } };
    await expect(client.merchant.terminateByOpenid({ ...which, reason: 'r' })).rejects.toThrow();
    api.answer = { raw: (response) => void response.destroy() };
    await expect(client.merchant.queryByOpenid(which)).rejects.toThrow();
    const requestId = '08F78BB1AF0610D302189EB1C5B3';
    const path = '/v3/payscore/permissions/openid/{openid}';
    const duration = expect.any(Number);
    for (const call of calls) {
      expect(call.duration).toBeGreaterThan(0);
      expect(call.duration).toBeLessThan(60_000);
    }
    expect(calls).toStrictEqual([
      { method: 'GET', path, status: 200, requestId, duration },
      { method: 'POST', path: `${path}/terminate`, status: 403, code: 'NO_AUTH', requestId, duration },
      { method: 'GET', path, status: 0, code: 'NETWORK_ERROR', duration },
    ]);
  });

  it('hears nothing of a call that is refused before it is sent', async () => {
    await expect(logged().merchant.queryByOpenid({ ...which, openid: '..' })).rejects.toThrow();
    expect(calls).toEqual([]);
  });

  it('may throw without harm', async () => {
    const client = logged(() => {
      throw new Error('The log is full.');
    });
    api.answer = { body: STATE };
    await expect(client.merchant.queryByOpenid(which)).resolves.toEqual(STATE);
    api.answer = { status: 403, body: { code: 'NO_AUTH', message: 'no' } };
    await expect(client.merchant.queryByOpenid(which)).rejects.toMatchObject({ code: 'NO_AUTH' });
  });
});
