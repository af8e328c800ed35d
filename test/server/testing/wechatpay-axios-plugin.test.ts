import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { createWeixinServices } from '../../../src/testing/server';
import type { Listening, WeixinServices } from '../../../src/testing/server';
import { merchantListener } from './merchant-listener';

const service_id = '500001';
const sub_mchid = '1230000110';
const channel_id = '1230000109';
const reason = '撤销原因';
const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** What is used of the client here. Its own types know neither key objects nor what is answered. */
interface Client {
  chain(path: string): {
    get(config: object): Promise<{ status: number; data: Record<string, string> }>;
    post(body: object, config?: object): Promise<{ status: number; data: Record<string, string> }>;
  };
}

/** The published client, as its README sets it up, against a simulation. */
function client({ credentials }: WeixinServices, { url }: Listening, headers: Record<string, string> = {}): Client {
  const { mchid, serial, privateKey, platformKeys } = credentials;
  const config: object = {
    mchid,
    serial,
    privateKey: Rsa.from(privateKey, Rsa.KEY_TYPE_PRIVATE),
    certs: Object.fromEntries(
      Object.entries(platformKeys).map(([id, key]) => [id, Rsa.from(key, Rsa.KEY_TYPE_PUBLIC)]),
    ),
    baseURL: `${url}/`,
    headers,
  };
  return new Wechatpay(config as ConstructorParameters<typeof Wechatpay>[0]) as unknown as Client;
}

describe.each(['certificate', 'public-key', 'both'] as const)('with key mode %s', (keyMode) => {
  const services = createWeixinServices({ keyMode });
  const { appId: appid, mchid, platformKeys } = services.credentials;
  const agree = (token: string, user = openid) => services.openService(token, { openid: user });
  let listening: Listening;
  let wxpay: Client;
  let code = 0;

  beforeAll(async () => {
    listening = await services.listen();
    const serial = Object.keys(platformKeys).at(-1)!;
    wxpay = client(services, listening, { 'Wechatpay-Serial': serial });
  });
  afterAll(() => listening.close());

  const kinds = [
    ['acquiringbank', 'v3/payscore/acquiringbank/permissions', { service_id, channel_id, sub_mchid }],
    ['merchant', 'v3/payscore/permissions', { service_id }],
    ['partner', 'v3/payscore/partner/permissions', { service_id, sub_mchid }],
  ] as const;

  test.each(kinds)('%s: apply, query and terminate by code', async (_kind, path, owner) => {
    const authorization_code = `A_-|*${code++}`;
    const { data } = await wxpay.chain(path).post({ ...owner, appid, authorization_code });
    const byCode = wxpay.chain(`${path}/authorization-code/{authorization_code}`);
    const query = async () => (await byCode.get({ params: owner, authorization_code })).data;
    expect(await query()).toMatchObject({ ...owner, mchid, authorization_code, authorization_state: 'UNBINDUSER' });
    await agree(data['apply_permissions_token']!);
    expect(await query()).toMatchObject({ authorization_state: 'AVAILABLE', openid });
    const terminate = wxpay.chain(`${path}/authorization-code/{authorization_code}/terminate`);
    expect(await terminate.post({ ...owner, reason }, { authorization_code })).toMatchObject({ status: 204 });
    expect(await query()).toMatchObject({ authorization_state: 'UNAVAILABLE' });
  });

  test('merchant: query and terminate by openid', async () => {
    const body = { service_id, appid, authorization_code: `B${code++}` };
    const { data } = await wxpay.chain('v3/payscore/permissions').post(body);
    await agree(data['apply_permissions_token']!, 'oB');
    const byOpenid = wxpay.chain('v3/payscore/permissions/openid/{openid}');
    const query = async () => (await byOpenid.get({ params: { service_id, appid }, openid: 'oB' })).data;
    expect(await query()).toMatchObject({ authorization_state: 'AVAILABLE', openid: 'oB' });
    const ended = await wxpay
      .chain('v3/payscore/permissions/openid/{openid}/terminate')
      .post({ service_id, appid, reason }, { openid: 'oB' });
    expect(ended.status).toBe(204);
    expect(await query()).toMatchObject({ authorization_state: 'UNAVAILABLE' });
  });

  test('partner: apply in the course of a payment, search and terminate by openid', async () => {
    const base = 'v3/payscore/partner/permissions';
    const owner = { service_id, sub_mchid, appid };
    const applied = await wxpay.chain(`${base}/apply-for-scene`).post({
      ...owner,
      authorization_code: `C${code++}`,
      scene: 'TRANSACTION',
      transaction_scene_info: { mchid, sub_mchid },
    });
    await agree(applied.data['transaction_permissions_token']!, 'oC');
    const search = async () => (await wxpay.chain(`${base}/search`).get({ params: { ...owner, openid: 'oC' } })).data;
    expect(await search()).toMatchObject({ authorization_state: 'AVAILABLE' });
    expect((await wxpay.chain(`${base}/terminate`).post({ ...owner, openid: 'oC', reason })).status).toBe(204);
    expect(await search()).toMatchObject({ authorization_state: 'UNAVAILABLE' });
  });

  test('palm: both modes and the query', async () => {
    const preauthorize = wxpay.chain('v3/palmservice/authorization/preauthorize');
    const byOpenid = wxpay.chain('v3/palmservice/authorization/openid/{openid}');
    const first = await preauthorize.post({ openid, preauthorize_session_id: '181167098309019291163' });
    expect(first.data).toEqual({ permission_token: expect.any(String) });
    const second = await preauthorize.post({ openid, organization_id: '1004' });
    await agree(second.data['permission_token']!);
    const { data } = await byOpenid.get({ params: { organization_id: '1004' }, openid });
    expect(data).toMatchObject({ openid, organization_id: '1004', state: 'AUTHORIZATION_STATE_ON' });
  });

  test('its primitives verify and decrypt a notification, and no changed one', async () => {
    const merchant = await merchantListener();
    const body = { service_id, appid, authorization_code: `D${code++}`, notify_url: merchant.url };
    const { data } = await wxpay.chain('v3/payscore/permissions').post(body);
    await agree(data['apply_permissions_token']!, 'oD');
    await merchant.close();

    const [{ headers, body: text }] = merchant.deliveries as [(typeof merchant.deliveries)[number]];
    const read = (name: string): string => headers.get(`Wechatpay-${name}`)!;
    const key = Rsa.from(platformKeys[read('Serial')]!, Rsa.KEY_TYPE_PUBLIC);
    const verify = (message: string): boolean =>
      Rsa.verify(Formatter.response(read('Timestamp'), read('Nonce'), message), read('Signature'), key);
    expect(verify(text)).toBe(true);
    expect(verify(`${text} `)).toBe(false);

    const { apiV3Key } = services.credentials;
    const { ciphertext, nonce, associated_data: aad } = JSON.parse(text).resource;
    const resource = JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, aad));
    expect(resource).toMatchObject({
      service_id,
      appid,
      mchid,
      openid: 'oD',
      user_service_status: 'USER_OPEN_SERVICE',
    });
    expect(() => Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, 'other')).toThrow();
  });

  test('a refusal reaches it as documented', async () => {
    const refused = wxpay
      .chain('v3/payscore/permissions')
      .post({ service_id, appid: 'wxOther', authorization_code: 'E' });
    await expect(refused).rejects.toMatchObject({ response: { status: 403, data: { code: 'NO_AUTH' } } });
    const { data } = await wxpay.chain('v3/payscore/permissions').post({ service_id, appid, authorization_code: 'E' });
    expect(data).toEqual({ apply_permissions_token: expect.any(String) });
  });
});

test('it rejects an unsigned answer and one changed underway, and takes the same answer untouched', async () => {
  for (const [fault, code] of [
    [{ unsigned: true }, 'EV3_RES_HEADERS_INCOMPLATE'],
    [{ tampered: true }, 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    [undefined, undefined],
  ] as const) {
    const services = createWeixinServices({ fault: () => fault });
    const listening = await services.listen();
    const { appId: appid } = services.credentials;
    const permissions = client(services, listening).chain('v3/payscore/permissions');
    const applied = permissions.post({ service_id, appid, authorization_code: 'A' });
    if (code) await expect(applied).rejects.toMatchObject({ code });
    else expect((await applied).data).toEqual({ apply_permissions_token: expect.any(String) });
    await listening.close();
  }
});
