import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { createWeixinServices } from 'weixin-payscore/testing/server';
import { VISITOR } from './journal.js';

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

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * WeChat's servers, simulated on a port of their own, and what the phone has to say to them.
 *
 * - `POST /verify-config`: is this signature right, asked for `wx.config`
 * - `POST /open-service`: the user agreed in the view
 * - `POST /close-service`: the user closed the service in their wallet
 *
 * @param {object} options
 * @param {ReturnType<import('./journal.js').createJournal>} options.journal
 * @param {(visitor: string) => object} options.servicesFor the `services` of the visitor's scenario
 * @param {(visitor: string) => void} options.onDelivery a notification was posted
 */
export async function startWeixin({ journal, servicesFor, onDelivery }) {
  const services = createWeixinServices({
    serviceIds: [SERVICE_ID],
    repeats: REPEATS,
    timeScale: TIME_SCALE,
    fetch: postNotification,
    fault({ url, headers }) {
      const { fault } = servicesFor(headers.get(VISITOR));
      const delay = url.startsWith(INSIDE) ? 0 : LATENCY;
      return fault && new URL(url).pathname.startsWith(fault.path) ? { delay, status: fault.status } : { delay };
    },
  });
  const { url } = await services.listen();
  const { appId, appSecret } = services.credentials;

  /** Sends a notification to the merchant, as the visitor's scenario has it. */
  async function postNotification(address, init) {
    const visitor = journal.current();
    const { notification = {} } = servicesFor(visitor);

    async function post(body = init.body) {
      const answer = await journal.watch('weixin', 'notification')(address, { ...init, body, signal: undefined });
      // The services count it once they have the answer.
      setTimeout(onDelivery, 50, visitor);
      return answer;
    }

    switch (notification.is) {
      case 'lost': {
        journal.begin({ lane: 'weixin', name: 'notification' })({ code: 'LOST', verdict: 'lost' });
        throw new TypeError('The notification is lost.');
      }
      case 'late': {
        const end = journal.begin({ lane: 'weixin', name: 'notification', waits: 'notification' });
        void pause(notification.by)
          .then(() => end({ verdict: 'late' }))
          .then(() => post())
          .catch(() => undefined);
        return new Response(null, { status: 204 });
      }
      case 'tampered':
        return post(init.body.replace('"summary":"', '"summary":"!'));
      default:
        return post();
    }
  }

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
    const { queryLag } = servicesFor(journal.current());
    const opened = () => services.openService(token, { openid: OPENID });
    if (!queryLag) return done(c, opened());
    void pause(queryLag)
      .then(opened)
      .catch(() => undefined);
    return c.body(null, 204);
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
    /** How often a notification was delivered. */
    deliveries: (id) => services.notifications.filter((attempt) => attempt.id === id).length,
  };
}

/** Says whether WeChat did it; it does not where a token is too old or nothing is in force. */
function done(c, change) {
  return change.then(
    () => c.body(null, 204),
    ({ message }) => c.json({ message }, 409),
  );
}
