import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bundleScripts } from './bundle-scripts.js';
import { listenOnFreePort } from './listen-on-free-port.js';
import { createMerchantDatabase } from './merchant-database.js';
import { createMerchantServer, visitorOf } from './merchant-server.js';
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

const FILES = {
  '/': { type: HTML, file: './stage/index.html' },
  '/stage/stage.css': { type: CSS, file: './stage/stage.css' },
  '/stage/pay-score.css': { type: CSS, file: './stage/pay-score.css' },
  '/shop/': { type: HTML, file: './merchant/index.html', inPhone: true },
  '/shop/shop.css': { type: CSS, file: './merchant/shop.css' },
  '/weui.css': { type: CSS, file: '../node_modules/weui/dist/style/weui.min.css' },
};

/** As a client puts its bridge into every page that it opens, before the page's own scripts. */
const PHONE_SCRIPT = '<script type="module" src="/scripts/client.js"></script>';

/**
 * Serves the demo on loopback: its pages, the merchant's server, and WeChat for the phone.
 *
 * @param {number} wanted the first port to try
 * @returns {Promise<number>} the port it took
 */
export async function startDemoServer(wanted) {
  const [scripts, weixin] = await Promise.all([bundleScripts(), startWeixin()]);
  const database = createMerchantDatabase();

  // The port comes first: the merchant signs for its own origin only, and tells WeChat where to send notifications.
  const server = createServer();
  const port = await listenOnFreePort(server, wanted);
  const origin = `http://127.0.0.1:${port}`;
  const merchant = createMerchantServer({ account: weixin.account, origin, weixinUrl: weixin.url, database });

  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  // By another name this machine is another origin, for whose pages the merchant does not sign.
  app.use((c, next) => (new URL(c.req.url).origin === origin ? next() : c.redirect(`${origin}/`)));
  for (const [path, { type, file, inPhone }] of Object.entries(FILES)) {
    app.get(path, async (c) => {
      const text = await readFile(new URL(file, import.meta.url), 'utf8');
      const body = inPhone ? text.replace('<head>', () => `<head>\n    ${PHONE_SCRIPT}`) : text;
      return c.body(body, 200, { 'content-type': type });
    });
  }
  for (const [path, text] of scripts) app.get(path, (c) => c.body(text, 200, { 'content-type': SCRIPT }));
  // A look into the merchant's database, for the panel.
  app.get('/stage/merchant', (c) => {
    const { notifications = [], ...permission } = database.find(visitorOf(c)) ?? {};
    return c.json({
      ...permission,
      notifications: notifications.map((one) => ({ ...one, ...weixin.deliveries(one.id) })),
    });
  });
  app.route('/weixin', weixin.phone);
  app.route('/', merchant);

  server.on('request', getRequestListener(app.fetch));
  return port;
}
