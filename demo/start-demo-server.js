import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { bundleScripts } from './bundle-scripts.js';
import { createJournal, verdictOf, VISITOR } from './journal.js';
import { listenOnFreePort } from './listen-on-free-port.js';
import { createMerchantDatabase } from './merchant-database.js';
import { createMerchantServer } from './merchant-server.js';
import { createVisitors } from './visitors.js';
import { startWeixin } from './weixin.js';

/** Nothing leaves this machine: jweixin would like to load an image from open.weixin.qq.com. */
const SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': SECURITY_POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';

const FILES = {
  '/stage/stage.css': { type: CSS, file: './stage/stage.css' },
  '/stage/phone.css': { type: CSS, file: './stage/phone.css' },
  '/stage/pay-score.css': { type: CSS, file: './stage/pay-score.css' },
  '/stage/timeline.css': { type: CSS, file: './stage/timeline.css' },
  '/shop/': { type: HTML, file: './merchant/index.html', inPhone: true },
  '/shop/shop.css': { type: CSS, file: './merchant/shop.css' },
  '/sample/': { type: HTML, file: './sample/index.html', inPhone: true },
  '/weui.css': { type: CSS, file: '../node_modules/weui/dist/style/weui.min.css' },
  '/source/authorize.js': { type: TEXT, file: './merchant/authorize.js' },
  '/source/documented-sample.js': { type: TEXT, file: '../bench/documented-sample.js' },
};

/** As a client puts its bridge into every page that it opens, before the page's own scripts. */
const PHONE_SCRIPT = '<script type="module" src="/scripts/client.js"></script>';

/**
 * Serves the workbench on loopback: its pages, the merchant's server, and WeChat for the phone.
 *
 * @param {number} wanted the first port to try
 * @returns {Promise<number>} the port it took
 */
export async function startDemoServer(wanted) {
  const journal = createJournal();
  const visitors = createVisitors();
  const database = createMerchantDatabase(tellRecord);
  const [scripts, weixin] = await Promise.all([
    bundleScripts(),
    startWeixin({ journal, servicesFor: visitors.servicesFor, onDelivery: tellRecord }),
  ]);

  /** Lets the page look into the merchant's database. */
  function tellRecord(visitor) {
    const { notifications = [], ...permission } = database.find(visitor) ?? {};
    journal.tell(visitor, 'record', {
      ...permission,
      notifications: notifications.map((one) => ({ ...one, delivered: weixin.deliveries(one.id) })),
    });
  }

  // The port comes first: the merchant signs for its own origin only, and tells WeChat where to send notifications.
  const server = createServer();
  const port = await listenOnFreePort(server, wanted);
  const origin = `http://127.0.0.1:${port}`;
  const merchant = createMerchantServer({
    account: weixin.account,
    origin,
    weixinUrl: weixin.url,
    database,
    userOf: () => journal.current(),
    fetch: journal.watch('weixin'),
  });

  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  // By another name this machine is another origin, for whose pages the merchant does not sign.
  app.use((c, next) => (new URL(c.req.url).origin === origin ? next() : c.redirect(`${origin}/`)));
  app.use((c, next) => journal.as(c.req.header(VISITOR) || visitors.of(c), next));

  app.get('/', async (c) => {
    visitors.atPage(c);
    return c.body(await readText('./stage/index.html'), 200, { 'content-type': HTML });
  });
  for (const [path, { type, file, inPhone }] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      if (inPhone && !visitors.of(c)) visitors.welcome(c, '');
      const text = await readText(file);
      const body = inPhone ? text.replace('<head>', () => `<head>\n    ${PHONE_SCRIPT}`) : text;
      return c.body(body, 200, { 'content-type': type });
    });
  }
  for (const [path, text] of scripts) app.get(path, (c) => c.body(text, 200, { 'content-type': SCRIPT }));

  // Another user, for the scenario that the page is about to show.
  app.post('/stage/visitor', async (c) => {
    const { address, services, keep } = await c.req.json();
    const visitor = (keep && visitors.of(c)) || visitors.welcome(c, address);
    visitors.setServices(visitor, services);
    return c.body(null, 204);
  });
  app.get('/stage/events', (c) => streamSSE(c, (stream) => follow(stream, visitors.of(c))));

  /** Sends what happens on the servers for as long as the page listens. */
  async function follow(stream, visitor) {
    const send = (event, detail) => void stream.writeSSE({ event, data: JSON.stringify(detail) });
    const stops = [visitor, `${visitor}:sample`].map((one) =>
      journal.listen(one, (kind, detail) => send(one === visitor ? kind : `sample-${kind}`, detail)),
    );
    const gone = new Promise((resolve) => stream.onAbort(resolve));
    send('ready', {});
    tellRecord(visitor);
    await gone;
    for (const stop of stops) stop();
  }

  const noted = (lane) => async (c, next) => {
    const name = `${c.req.method} ${c.req.path}`;
    const end = journal.begin({ lane, name, waits: lane });
    await next();
    end(await verdictOf(c.res));
  };
  app.use('/weixin/*', noted('weixin'));
  app.route('/weixin', weixin.phone);
  app.all('/payscore/*', noted('merchant'), (c) => merchant.handler(c.req.raw));
  // What the shop knows of the user's order, without asking WeChat Pay.
  app.get('/shop/order', noted('merchant'), (c) => {
    const { state, source } = database.find(visitors.of(c)) ?? {};
    return c.json({ authorization_state: state, source });
  });

  server.on('request', getRequestListener(app.fetch));
  return port;
}

function readText(file) {
  return readFile(new URL(file, import.meta.url), 'utf8');
}
