import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { createWeixinServices } from 'weixin-payscore/testing/server';

/** In ms: from the merchant's server to WeChat's and back. */
const LATENCY = 120;

/** How often a notification comes again although it was acknowledged, as it may. */
const REPEATS = 1;
/** The 15 s before it comes again are 0.3 s here. */
const TIME_SCALE = 0.02;

const SERVICE_ID = '500001';
/** The user of the phone, as the merchant's official account sees them. */
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/** Where WeChat reaches its own services. */
const INSIDE = 'http://weixin.internal';

/**
 * WeChat's servers, simulated on a port of their own, and what the phone has to say to them.
 *
 * - `POST /verify-config`: is this signature right, asked for `wx.config`
 * - `POST /open-service`: the user agreed in the view
 * - `POST /close-service`: the user closed the service in their wallet
 */
export async function startWeixin() {
  const services = createWeixinServices({
    serviceIds: [SERVICE_ID],
    repeats: REPEATS,
    timeScale: TIME_SCALE,
    fault: ({ url }) => ({ delay: url.startsWith(INSIDE) ? 0 : LATENCY }),
  });
  const { url } = await services.listen();
  const { appId, appSecret } = services.credentials;

  async function ask(path, init) {
    const response = await services.fetch(new Request(`${INSIDE}/cgi-bin/${path}`, init));
    return response.json();
  }

  async function currentTicket() {
    const { access_token } = await ask('stable_token', {
      method: 'POST',
      body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: appSecret }),
    });
    const { ticket } = await ask(`ticket/getticket?${new URLSearchParams({ access_token, type: 'jsapi' })}`);
    return ticket;
  }

  const phone = new Hono();

  phone.post('/verify-config', async (c) => {
    const { appId: asked, timestamp, nonceStr, signature, url: page } = await c.req.json();
    const text = `jsapi_ticket=${await currentTicket()}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${page}`;
    const right = asked === appId && signature === createHash('sha1').update(text).digest('hex');
    return c.json({ verdict: right ? 'ok' : 'invalid signature' });
  });

  phone.post('/open-service', async (c) => {
    const { apply_permissions_token: token } = await c.req.json();
    return done(c, services.openService(token, { openid: OPENID }));
  });

  phone.post('/close-service', async (c) => {
    const { authorization_code: code } = await c.req.json();
    return done(c, services.closeService(code));
  });

  return {
    url,
    /** What WeChat gave the merchant. */
    account: { ...services.credentials, serviceId: SERVICE_ID },
    /** For the phone only. */
    phone,
    /** How often a notification was delivered, and whether it will come again. */
    deliveries(id) {
      const delivered = services.notifications.filter((attempt) => attempt.id === id).length;
      return { delivered, more: delivered <= REPEATS };
    },
  };
}

/** Says whether WeChat did it; it does not where a token is too old or nothing is in force. */
function done(c, change) {
  return change.then(
    () => c.body(null, 204),
    ({ message }) => c.json({ message }, 409),
  );
}
