import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
} from 'weixin-payscore/server';

/** What the demo's page calls the routes. */
const OTHER_NAMES = {
  '/api/config-signature': '/payscore/config',
  '/api/permissions': '/payscore/token',
  '/api/permissions/state': '/payscore/state',
  '/notify': '/payscore/notify',
};

/**
 * The merchant's server. Without `weixinUrl` it would talk to WeChat's own hosts.
 *
 * @param {object} options
 * @param {object} options.account what WeChat gave the merchant: numbers, keys and secrets
 * @param {string} options.origin of the merchant's pages, and of this server
 * @param {string} options.weixinUrl where api.weixin.qq.com and api.mch.weixin.qq.com are
 * @param {ReturnType<import('./merchant-database.js').createMerchantDatabase>} options.database
 */
export function createMerchantServer({ account, origin, weixinUrl, database }) {
  const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys, serviceId } = account;
  const { merchant } = createPayScoreClient({ mchid, serial, privateKey, platformKeys, baseURL: weixinUrl });
  const visitors = new WeakMap();

  const { handler } = createPayScoreRoutes({
    signer: createConfigSigner({ appId, appSecret, allowedOrigins: [origin], apiBase: weixinUrl }),
    permissions: {
      apply: merchant.apply,
      // A notification may be late, or lost, so this shop writes down what a query says too.
      async query(query) {
        const permission = await merchant.query(query);
        database.queried(query.authorization_code, permission.authorization_state);
        return permission;
      },
    },
    application: { service_id: serviceId, appid: appId, notify_url: `${origin}/payscore/notify` },
    authorizations: database.authorizations,
    notify: createNotificationHandler({ apiV3Key, platformKeys, onEvent: database.notified }),
    userOf: (request) => visitors.get(request) ?? null,
  });

  async function answer(c, path) {
    const isToken = path === '/payscore/token';
    const visitor = visitorOf(c) ?? (isToken ? randomUUID() : undefined);
    // A user who has authorised is not asked again. The demo may be repeated, so here the next tap starts over.
    if (isToken) database.forgetAuthorized(visitor);
    const request = new Request(new URL(path + new URL(c.req.url).search, c.req.url), c.req.raw);
    visitors.set(request, visitor);
    c.res = await handler(request);
    if (isToken) setCookie(c, 'session', visitor, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return c.res;
  }

  const app = new Hono();
  app.all('/payscore/*', (c) => answer(c, c.req.path));
  for (const [name, path] of Object.entries(OTHER_NAMES)) app.all(name, (c) => answer(c, path));
  return app;
}

/** Who asks; a shop with accounts would say who is signed in. */
export function visitorOf(c) {
  return getCookie(c, 'session');
}
