import { createPayScoreClient, parseNotification, type PayScoreClient } from '../../../src/server';
import { createWeixinServices, type Listening, type WeixinServices } from '../../../src/testing/server';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

describe.each(['certificate', 'public-key', 'both'] as const)(
  'against the simulated services, key mode %s',
  (keyMode) => {
    let services: WeixinServices;
    let weixin: Listening;
    let client: PayScoreClient;
    let appid: string;
    const received: { headers: Headers; body: string }[] = [];

    beforeAll(async () => {
      services = createWeixinServices({
        keyMode,
        fetch: async (_url, init) => {
          received.push({ headers: new Headers(init.headers), body: String(init.body) });
          return new Response(null, { status: 204 });
        },
      });
      weixin = await services.listen();
      appid = services.credentials.appId;
      client = createPayScoreClient({ ...services.credentials, baseURL: weixin.url });
    });

    afterAll(() => weixin.close());

    const state = async (query: Promise<{ authorization_state: string }>): Promise<string> =>
      (await query).authorization_state;

    it('an acquiring bank goes from UNBINDUSER over AVAILABLE to UNAVAILABLE', async () => {
      const place = { service_id: '500001', channel_id: '1230000109', sub_mchid: '1230000110' };
      const which = { ...place, authorization_code: 'bank_-|*' };
      const { apply_permissions_token } = await client.acquiringBank.apply({
        ...which,
        appid,
        notify_url: 'https://shop.example/notify',
      });
      expect(await state(client.acquiringBank.query(which))).toBe('UNBINDUSER');
      await services.openService(apply_permissions_token, { openid: OPENID });
      expect(await state(client.acquiringBank.query(which))).toBe('AVAILABLE');
      await expect(client.acquiringBank.terminate({ ...which, reason: '撤销原因' })).resolves.toBeUndefined();
      expect(await state(client.acquiringBank.query(which))).toBe('UNAVAILABLE');

      const event = parseNotification(received.at(-1)!, services.credentials);
      expect(event).toMatchObject({
        type: 'PAYSCORE.USER_OPEN_SERVICE',
        resource: {
          appid,
          mchid: services.credentials.mchid,
          sub_mchid: '1230000110',
          service_id: '500001',
          openid: OPENID,
        },
      });
    });

    it('a merchant can name the permission by its number and by the user', async () => {
      const which = { service_id: '500001', authorization_code: 'merchant' };
      const { apply_permissions_token } = await client.merchant.apply({ ...which, appid });
      await services.openService(apply_permissions_token, { openid: OPENID });
      const byUser = { openid: OPENID, appid, service_id: '500001' };
      expect(await state(client.merchant.query(which))).toBe('AVAILABLE');
      expect(await state(client.merchant.queryByOpenid(byUser))).toBe('AVAILABLE');
      await client.merchant.terminateByOpenid({ ...byUser, reason: 'r' });
      expect(await state(client.merchant.query(which))).toBe('UNAVAILABLE');
    });

    it('a partner can end it by the user', async () => {
      const which = { service_id: '500001', sub_mchid: '1230000110', authorization_code: 'partner' };
      const { apply_permissions_token } = await client.partner.apply({ ...which, appid });
      await services.openService(apply_permissions_token, { openid: OPENID });
      expect(await state(client.partner.query(which))).toBe('AVAILABLE');
      await client.partner.terminateByOpenid({
        service_id: '500001',
        sub_mchid: '1230000110',
        appid,
        openid: OPENID,
        reason: 'r',
      });
      expect(await state(client.partner.query(which))).toBe('UNAVAILABLE');
    });

    it('a partner gets a token for a payment, and finds the permission by the user', async () => {
      const place = { service_id: '500001', sub_mchid: '1230000110' };
      const applied = await client.partner.applyForScene({
        ...place,
        appid,
        authorization_code: 'scene',
        scene: 'TRANSACTION',
        transaction_scene_info: { mchid: '1230000109', sub_mchid: '1230000110' },
      });
      const user = { openid: 'oScene' };
      await services.openService(applied.transaction_permissions_token, user);
      const found = await client.partner.search({ ...place, appid, ...user });
      expect(found).toMatchObject({ ...place, ...user, authorization_code: 'scene', authorization_state: 'AVAILABLE' });
      await expect(client.partner.search({ ...place, appid, openid: 'oStranger' })).rejects.toMatchObject({
        status: 404,
        code: 'ORDER_NOT_EXIST',
      });
    });

    it('a palm authorisation is on once the user agreed', async () => {
      const { permission_token } = await client.palm.preauthorize({ openid: OPENID, organization_id: '1004' });
      await services.openService(permission_token, { openid: OPENID });
      const { state } = await client.palm.query({ openid: OPENID, organization_id: '1004' });
      expect(state).toBe('AUTHORIZATION_STATE_ON');
    });

    it('the same number with other parameters is INVALID_REQUEST', async () => {
      const application = { service_id: '500001', appid, authorization_code: 'twice' };
      await client.merchant.apply(application);
      await expect(client.merchant.apply(application)).resolves.toMatchObject({
        apply_permissions_token: expect.any(String),
      });
      await expect(client.merchant.apply({ ...application, service_id: '500002' })).rejects.toMatchObject({
        name: 'WechatPayError',
        status: 400,
        code: 'INVALID_REQUEST',
        retryable: false,
        requestId: expect.any(String),
      });
    });

    it('a client warms up without changing anything', async () => {
      await expect(client.warmUp()).resolves.toBeUndefined();
    });

    it('an unknown number is refused with the documented 404', async () => {
      await expect(
        client.merchant.query({ service_id: '500001', authorization_code: 'unknown' }),
      ).rejects.toMatchObject({ status: 404 });
    });
  },
);
