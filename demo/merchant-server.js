import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createConfigSigner, createNotificationHandler, createPayScoreClient } from 'weixin-payscore/server';

/**
 * The merchant's server, as it would be in earnest: without `weixinUrl` it would talk to WeChat's own hosts.
 *
 * - `GET /api/config-signature?url=`: the fields of `wx.config`
 * - `POST /api/permissions`: applies for the permission, answers the token that opens the view
 * - `GET /api/permissions/state`: what WeChat Pay says about this visitor now
 * - `POST /notify`: where WeChat Pay tells what the user did
 *
 * @param {object} options
 * @param {object} options.account what WeChat gave the merchant: numbers, keys and secrets
 * @param {string} options.origin of the merchant's pages, and of this server
 * @param {string} options.weixinUrl where api.weixin.qq.com and api.mch.weixin.qq.com are
 * @param {ReturnType<import('./merchant-database.js').createMerchantDatabase>} options.database
 */
export function createMerchantServer({ account, origin, weixinUrl, database }) {
  const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys, serviceId } = account;

  const signer = createConfigSigner({ appId, appSecret, allowedOrigins: [origin], apiBase: weixinUrl });
  const { merchant } = createPayScoreClient({ mchid, serial, privateKey, platformKeys, baseURL: weixinUrl });
  const notify = createNotificationHandler({ apiV3Key, platformKeys, onEvent: database.notified });

  const app = new Hono();

  app.get('/api/config-signature', (c) => signer.handler(c.req.raw));

  app.post('/api/permissions', async (c) => {
    const { authorization_code } = database.begin(visitorOf(c) ?? welcome(c));
    const { apply_permissions_token } = await merchant.apply({
      service_id: serviceId,
      appid: appId,
      authorization_code,
      notify_url: `${origin}/notify`,
    });
    return c.json({ apply_permissions_token });
  });

  app.get('/api/permissions/state', async (c) => {
    const permission = database.find(visitorOf(c));
    if (!permission) return c.json({ message: 'Nothing was applied for.' }, 404);
    // A notification may be late, or lost; the user who waits for this answer is a reason to ask.
    const { authorization_code } = permission;
    const { authorization_state } = await merchant.query({ authorization_code, service_id: serviceId });
    database.queried(permission, authorization_state);
    return c.json({ authorization_state });
  });

  app.post('/notify', (c) => notify(c.req.raw));

  return app;
}

/** Who asks; a shop with accounts would say who is signed in. */
export function visitorOf(c) {
  return getCookie(c, 'session');
}

function welcome(c) {
  const visitor = randomUUID();
  setCookie(c, 'session', visitor, { httpOnly: true, sameSite: 'Strict', path: '/' });
  return visitor;
}
