import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { bundleScripts } from './bundle-scripts.js';
import { createMerchantServer } from './merchant-server.js';

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

/** The demo's pages, the merchant's API, and the part of WeChat that the phone talks to. */
export async function createDemoServer() {
  const scripts = await bundleScripts();
  const merchant = createMerchantServer();

  async function answer(request) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/scripts/') && scripts.has(pathname)) return respond(SCRIPT, scripts.get(pathname));
    if (Object.hasOwn(FILES, pathname)) {
      const { type, file, inPhone } = FILES[pathname];
      const text = await readFile(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
      return respond(type, inPhone ? text.replace('<head>', () => `<head>\n    ${PHONE_SCRIPT}`) : text);
    }
    return (await merchant.handle(request)) || new Response('Not found', { status: 404 });
  }

  return createServer(async (incoming, outgoing) => {
    try {
      const response = await answer(await toRequest(incoming));
      outgoing.writeHead(response.status, {
        ...Object.fromEntries(response.headers),
        'content-security-policy': SECURITY_POLICY,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    } catch (error) {
      console.error(error);
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    }
  });
}

function respond(type, text) {
  return new Response(text, { headers: { 'content-type': type } });
}

async function toRequest(incoming) {
  const { method, headers, socket } = incoming;
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return new Request(new URL(incoming.url, `http://127.0.0.1:${socket.localPort}`), {
    method,
    headers: Object.entries(headers).filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/.test(name)),
    body: chunks.length ? Buffer.concat(chunks) : undefined,
  });
}
