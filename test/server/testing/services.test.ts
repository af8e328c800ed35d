import { X509Certificate } from 'node:crypto';
import {
  createNotificationHandler,
  createPayScoreClient,
  memoryStore,
  type PayScoreClient,
  platformCertificates,
} from '../../../src/server';
import { createWeixinServices, type WeixinServices, type WeixinServicesOptions } from '../../../src/testing/server';
import { createKeyring } from '../../../src/testing/server/credentials';
import { openCertificates } from '../../../src/server/wechatpay/certificates';
import { decrypt } from '../../../src/server/notifications/open-notification';
import { applications, isSigned, merchantRequest } from './merchant-request';

/** A merchant's pay client in front of simulated services, with nothing between them but `fetch`. */
function merchantOf(services: WeixinServices, platformKeys?: (serial: string) => never): PayScoreClient {
  const { mchid, serial, privateKey, platformKeys: given } = services.credentials;
  return createPayScoreClient({
    mchid,
    serial,
    privateKey,
    platformKeys: platformKeys ?? given,
    fetch: (url, init) => services.fetch(new Request(url, init)),
  });
}

async function ask(services: WeixinServices, path: string, more: { method?: string; body?: object } = {}) {
  const response = await services.fetch(merchantRequest(services.credentials, { path, ...more }));
  const text = await response.text();
  return { response, text, answer: text ? JSON.parse(text) : undefined };
}

describe('GET /v3/certificates', () => {
  it('lists the certificates whose keys sign, encrypted with the API v3 key', async () => {
    const now = Date.UTC(2026, 0, 1, 4);
    const services = createWeixinServices({ now: () => now, keyMode: 'certificate' });
    const { apiV3Key, platformKeys } = services.credentials;
    const request = merchantRequest(services.credentials, { path: '/v3/certificates', timestamp: now / 1000 });
    const response = await services.fetch(request);
    const text = await response.text();
    expect(isSigned(response.headers, text, platformKeys)).toBe(true);
    const [serial] = Object.keys(platformKeys);
    const { data } = JSON.parse(text);
    expect(data).toEqual([
      {
        serial_no: serial,
        effective_time: '2026-01-01T12:00:00+08:00',
        expire_time: '2030-12-31T12:00:00+08:00',
        encrypt_certificate: {
          algorithm: 'AEAD_AES_256_GCM',
          associated_data: 'certificate',
          nonce: expect.stringMatching(/^.{12}$/),
          ciphertext: expect.any(String),
        },
      },
    ]);
    const certificate = new X509Certificate(decrypt(data[0].encrypt_certificate, Buffer.from(apiV3Key))!);
    expect(certificate.serialNumber).toBe(serial);
    expect(certificate.publicKey.export({ type: 'spki', format: 'pem' })).toBe(platformKeys[serial!]);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect([certificate.validFrom, certificate.validTo]).toEqual([
      'Jan  1 04:00:00 2026 GMT',
      'Dec 31 04:00:00 2030 GMT',
    ]);
    expect(openCertificates(JSON.parse(text), Buffer.from('x'.repeat(32))).size).toBe(0);
  });

  it('has serials that a certificate shows as they are, however often they are made', () => {
    for (let times = 0; times < 600; times++) {
      const { serial, platformKeys } = createKeyring({}, 'certificate').credentials;
      for (const each of [serial, ...Object.keys(platformKeys)]) expect(each).toMatch(/^[4-7][\dA-F]{39}$/);
    }
  });

  it('is valid beyond 2050, where X.509 writes its times in another way', async () => {
    const now = Date.UTC(2049, 0, 1);
    const services = createWeixinServices({ now: () => now, keyMode: 'certificate' });
    const request = merchantRequest(services.credentials, { path: '/v3/certificates', timestamp: now / 1000 });
    const { data } = (await (await services.fetch(request)).json()) as { data: { encrypt_certificate: object }[] };
    const pem = decrypt(data[0]!.encrypt_certificate, Buffer.from(services.credentials.apiV3Key))!;
    expect(new X509Certificate(pem).validTo).toBe('Dec 31 00:00:00 2053 GMT');
  });

  it.each([0x00, 0x7f, 0x80, 0xff])('takes any hexadecimal serial: one that starts with the byte %d', async (first) => {
    const serial = `${first.toString(16).padStart(2, '0')}${'ab'.repeat(19)}`.toUpperCase();
    const key = createWeixinServices().credentials.privateKey;
    const services = createWeixinServices({ credentials: { platformPrivateKeys: { [serial]: key } } });
    const { answer } = await ask(services, '/v3/certificates');
    const pem = decrypt(answer.data[0].encrypt_certificate, Buffer.from(services.credentials.apiV3Key))!;
    expect(new X509Certificate(pem).serialNumber).toBe(serial.replace(/^00/, ''));
  });

  it('is all that a merchant needs: client and notifications verify with what it lists', async () => {
    const services = createWeixinServices({
      keyMode: 'certificate',
      fetch: async (url, init) => handler(new Request(url, init)),
    });
    const { apiV3Key, appId } = services.credentials;
    const client = merchantOf(services, ((serial: string) => keys(serial)) as never);
    const keys = platformCertificates({ client, apiV3Key, store: memoryStore() });
    const onEvent = jest.fn();
    const handler = createNotificationHandler({ apiV3Key, platformKeys: keys, onEvent });
    const { apply_permissions_token: token } = await client.merchant.apply({
      service_id: '500001',
      appid: appId,
      authorization_code: 'C1',
      notify_url: 'https://merchant.example/notify',
    });
    await services.openService(token, { openid: 'oUser' });
    expect(services.notifications.map(({ status }) => status)).toEqual([204]);
    expect(onEvent).toHaveBeenCalledTimes(1);
    expect(services.requests.map(({ path }) => path)).toEqual(['/v3/payscore/permissions', '/v3/certificates']);
  });

  it('says RESOURCE_NOT_EXISTS to a merchant that has a public key instead', async () => {
    const services = createWeixinServices({ keyMode: 'public-key' });
    const { response, answer } = await ask(services, '/v3/certificates');
    expect([response.status, answer.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    await expect(merchantOf(services).warmUp()).resolves.toBeUndefined();
  });

  it('is 401 for a request that is not signed', async () => {
    const services = createWeixinServices();
    const headers = { Accept: 'application/json', 'User-Agent': 'test' };
    const response = await services.fetch(new Request('https://api.mch.weixin.qq.com/v3/certificates', { headers }));
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, 'SIGN_ERROR']);
  });
});

describe('a signature probe', () => {
  it('is refused by the notification handler, and not repeated', async () => {
    const onEvent = jest.fn();
    const posted: Headers[] = [];
    const services = createWeixinServices({
      timeScale: 0,
      fetch: async (url, init) => {
        posted.push(new Headers(init.headers));
        return handler(new Request(url, init));
      },
    });
    const { apiV3Key, platformKeys } = services.credentials;
    const handler = createNotificationHandler({ apiV3Key, platformKeys, onEvent });
    expect(await services.sendSignatureProbe('https://merchant.example/notify')).toBe(401);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(posted.map((headers) => headers.get('Wechatpay-Signature'))).toEqual([
      expect.stringMatching(/^WECHATPAY\/SIGNTEST\/.{340,}$/),
    ]);
    expect(services.notifications.map(({ status }) => status)).toEqual([401]);
    expect(onEvent).not.toHaveBeenCalled();
  });

  it('is accepted by a merchant who verifies nothing, which is what it is to show', async () => {
    const services = createWeixinServices({ fetch: async () => new Response(null, { status: 204 }) });
    expect(await services.sendSignatureProbe('https://merchant.example/notify')).toBe(204);
  });

  it('on an answer is refused by the pay client', async () => {
    let probe = true;
    const services = createWeixinServices({ fault: () => ({ probe }) });
    const query = { openid: 'o', organization_id: '1004' };
    await expect(merchantOf(services).palm.query(query)).rejects.toMatchObject({ code: 'BAD_SIGNATURE' });
    probe = false;
    await expect(merchantOf(services).palm.query(query)).resolves.toMatchObject({ openid: 'o' });
  });
});

describe('every answer of the gateway', () => {
  const { base, owner } = applications.merchant;

  it.each<[number, string, { method?: string; body?: object }]>([
    [200, base, { body: { ...owner, appid: 'wxd678efh567hg6787', authorization_code: 'C2' } }],
    [204, `${base}/authorization-code/C1/terminate`, { body: { ...owner, reason: 'r' } }],
    [400, base, { body: {} }],
    [404, `${base}/authorization-code/C9?service_id=500001`, {}],
    [404, '/v3/nothing', {}],
    [405, `${base}/authorization-code/C1`, { method: 'DELETE' }],
  ])('with status %d is signed, and has a Request-ID of its own, case %$', async (status, path, more) => {
    const services = createWeixinServices();
    const { appId, platformKeys } = services.credentials;
    const body = { ...owner, appid: appId, authorization_code: 'C1' };
    const applied = await ask(services, base, { body });
    await services.openService(applied.answer.apply_permissions_token, { openid: 'oUser' });
    const { response, text } = await ask(services, path, more);
    expect(response.status).toBe(status);
    expect(isSigned(response.headers, text, platformKeys)).toBe(true);
    expect(isSigned(response.headers, `${text} `, platformKeys)).toBe(false);
    const ids = [applied.response, response].map(({ headers }) => headers.get('Request-ID'));
    expect(ids).toEqual([expect.stringMatching(/^08[0-9A-F]{30}-0$/), expect.stringMatching(/^08[0-9A-F]{30}-0$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('is signed with 401, too', async () => {
    const services = createWeixinServices();
    const request = merchantRequest(services.credentials, { path: base, body: owner, signed: { body: '' } });
    const response = await services.fetch(request);
    expect([response.status, response.headers.has('Request-ID')]).toEqual([401, true]);
    expect(isSigned(response.headers, await response.text(), services.credentials.platformKeys)).toBe(true);
  });

  // pay.weixin.qq.com/doc/v3/partner/4012461004 and its siblings for merchants and partners.
  const QUERY = [
    'service_id',
    'appid',
    'mchid',
    'openid',
    'authorization_code',
    'authorization_state',
    'notify_url',
    'cancel_authorization_time',
    'authorization_success_time',
  ];
  it.each<[keyof typeof applications, object, string[]]>([
    ['merchant', {}, QUERY],
    ['partner', { sub_appid: 'wxSub' }, [...QUERY, 'sub_mchid', 'sub_appid', 'sub_openid']],
    [
      'acquiringBank',
      { sub_appid: 'wxSub' },
      [...QUERY, 'sub_mchid', 'sub_appid', 'sub_openid', 'channel_id', 'user_label'],
    ],
  ])('to a %s holds documented fields only', async (kind, more, documented) => {
    const services = createWeixinServices({ userLabel: 'A', fetch: async () => new Response(null, { status: 204 }) });
    const { base: path, owner: fields } = applications[kind];
    const application = {
      ...fields,
      ...more,
      appid: services.credentials.appId,
      authorization_code: 'C1',
      notify_url: 'https://merchant.example/notify',
    };
    const applied = await ask(services, path, { body: { ...application, undocumented: 'x' } });
    expect(Object.keys(applied.answer)).toEqual(['apply_permissions_token']);
    const query = `${path}/authorization-code/C1?${new URLSearchParams({ ...fields })}`;
    const steps = [
      async () => undefined,
      () => services.openService(applied.answer.apply_permissions_token, { openid: 'oUser' }),
      () => services.closeService('C1'),
    ];
    const states: string[] = [];
    for (const step of steps) {
      await step();
      const { answer } = await ask(services, query);
      states.push(answer.authorization_state);
      expect(Object.keys(answer).filter((name) => !documented.includes(name))).toEqual([]);
    }
    expect(states).toEqual(['UNBINDUSER', 'AVAILABLE', 'UNAVAILABLE']);
  });
});

describe('the log of requests', () => {
  it('has method, path, status, code and Request-ID of each, in order, and nothing secret', async () => {
    const services = createWeixinServices({ now: () => Date.now() });
    const { appId, appSecret } = services.credentials;
    const { base, owner } = applications.merchant;
    const token = new URLSearchParams({ grant_type: 'client_credential', appid: appId, secret: appSecret });
    const granted = await services.fetch(new Request(`https://api.weixin.qq.com/cgi-bin/token?${token}`));
    const { access_token: accessToken } = (await granted.json()) as { access_token: string };
    await services.fetch(new Request('https://api.weixin.qq.com/cgi-bin/ticket/getticket?access_token=x&type=jsapi'));
    const applied = await ask(services, base, { body: { ...owner, appid: appId, authorization_code: 'C1' } });
    const refused = await ask(services, base, { body: owner });
    await services.fetch(new Request('https://api.mch.weixin.qq.com/other'));
    const at = expect.any(Number);
    expect(services.requests).toEqual(
      [
        { method: 'GET', path: '/cgi-bin/token', status: 200 },
        { method: 'GET', path: '/cgi-bin/ticket/getticket', status: 200, code: '40014' },
        { method: 'POST', path: base, status: 200, requestId: applied.response.headers.get('Request-ID') },
        {
          method: 'POST',
          path: base,
          status: 400,
          code: 'PARAM_ERROR',
          requestId: refused.response.headers.get('Request-ID'),
        },
        { method: 'GET', path: '/other', status: 404 },
      ].map((entry) => ({ at, ...entry })),
    );
    const text = JSON.stringify(services.requests);
    for (const secret of [appSecret, accessToken, applied.answer.apply_permissions_token]) {
      expect(text).not.toContain(secret);
    }
  });

  it('shows a connection that was cut as status 0', async () => {
    const services = createWeixinServices({ fault: () => ({ drop: true }) });
    await expect(services.fetch(new Request('https://api.weixin.qq.com/cgi-bin/token'))).rejects.toThrow(TypeError);
    expect(services.requests).toEqual([expect.objectContaining({ path: '/cgi-bin/token', status: 0 })]);
  });

  it('keeps the latest thousand', async () => {
    const services = createWeixinServices();
    for (let n = 0; n < 1005; n += 1) await services.fetch(new Request(`https://api.weixin.qq.com/${n}`));
    expect(services.requests).toHaveLength(1000);
    expect(services.requests.at(-1)).toMatchObject({ path: '/1004' });
  });
});

describe('over HTTP', () => {
  async function listening<T>(options: WeixinServicesOptions, work: (url: string, s: WeixinServices) => Promise<T>) {
    const services = createWeixinServices(options);
    const { url, close } = await services.listen();
    try {
      return await work(url, services);
    } finally {
      await close();
    }
  }

  it('answers as fetch does: signed over the path as it was sent, bytes unchanged', async () => {
    await listening({}, async (url, services) => {
      const { mchid, serial, privateKey, platformKeys } = services.credentials;
      const client = createPayScoreClient({ mchid, serial, privateKey, platformKeys, baseURL: url });
      const application = { ...applications.merchant.owner, appid: services.credentials.appId };
      await client.merchant.apply({ ...application, authorization_code: 'a|b*c' });
      await expect(
        client.merchant.query({ service_id: application.service_id, authorization_code: 'a|b*c' }),
      ).resolves.toMatchObject({ authorization_code: 'a|b*c', authorization_state: 'UNBINDUSER' });
    });
  });

  it('shows a mistake in the options of the simulation as 500 with its message', async () => {
    const fault = () => {
      throw new Error('a mistake in a test');
    };
    await listening({ fault }, async (url) => {
      const response = await fetch(`${url}/cgi-bin/token`);
      expect([response.status, await response.text()]).toEqual([500, expect.stringContaining('a mistake in a test')]);
    });
  });

  it('of a repeated parameter takes the first, and reads + as a space', async () => {
    const services = createWeixinServices();
    const { answer } = await ask(
      services,
      '/v3/palmservice/authorization/openid/o%20u?organization_id=a+b&organization_id=c',
    );
    expect(answer).toMatchObject({ openid: 'o u', organization_id: 'a b' });
  });
});
