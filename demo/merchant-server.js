import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** In ms. What a real server needs for its own calls to WeChat, and WeChat for its notification. */
const API_LATENCY = 120;
const NOTIFICATION_LATENCY = 400;

/**
 * The merchant's server, and in place of WeChat's own servers a memory: nobody's account is needed.
 *
 * - `GET /api/config-signature?url=`: the fields of `wx.config`
 * - `POST /api/permissions`: applies for the authorisation, answers the token that opens the view
 * - `GET /api/permissions/state`: what WeChat says about this user now
 * - `POST /wechat/open-service`: not the merchant's; the phone tells WeChat that the user agreed
 */
export function createMerchantServer() {
  const applications = new Map();

  const routes = {
    'GET /api/config-signature': ({ query }) => signConfig(query.get('url')),

    'POST /api/permissions': ({ session }) => {
      // Starts over on purpose, so that the demo can be repeated: in WeChat a user who agreed stays authorised.
      const token = randomBytes(24).toString('base64url');
      applications.set(session, { token, state: 'UNBINDUSER' });
      return { apply_permissions_token: token };
    },

    'GET /api/permissions/state': ({ session }) => ({ authorization_state: applications.get(session)?.state }),

    'POST /wechat/open-service': ({ body }) => {
      const application = [...applications.values()].find(({ token }) => token === body.apply_permissions_token);
      if (application) setTimeout(() => (application.state = 'AVAILABLE'), NOTIFICATION_LATENCY).unref();
      return { opened: !!application };
    },
  };

  return {
    /** Answers a request, or nothing where it is for somebody else. */
    async handle(request) {
      const { pathname, searchParams: query } = new URL(request.url);
      const route = `${request.method} ${pathname}`;
      if (!Object.hasOwn(routes, route)) return undefined;
      const known = /(?:^|; )session=([\w-]+)/.exec(request.headers.get('cookie') || '');
      const session = known ? known[1] : randomUUID();
      const body = request.method === 'POST' ? await request.json().catch(() => ({})) : {};
      await new Promise((resolve) => setTimeout(resolve, API_LATENCY));
      const cookie = `session=${session}; HttpOnly; SameSite=Strict; Path=/`;
      return Response.json(routes[route]({ query, session, body }), { headers: known ? {} : { 'set-cookie': cookie } });
    },
  };
}

/** The documented algorithm on a made-up ticket. */
function signConfig(url) {
  const nonceStr = randomBytes(8).toString('hex');
  const timestamp = Math.floor(Date.now() / 1000);
  const text = `jsapi_ticket=demo-ticket&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  return { appId: 'wx0000000000000000', timestamp, nonceStr, signature: createHash('sha1').update(text).digest('hex') };
}
