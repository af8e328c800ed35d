import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createTraceReceiver, hasKey } from './receive-trace.js';

/**
 * Only what runs scripts and what they send is limited. Images and frames are not: older clients reach their bridge through
 * frames and images with addresses of their own scheme.
 */
const SECURITY_POLICY = [
  "script-src 'self' https://res.wx.qq.com https://res2.wx.qq.com",
  "connect-src 'self'",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
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

/** Paths that real mode serves from files, read at each request so that an edit shows after a reload. */
const FILES = {
  '/page.css': { type: CSS, file: './page/page.css' },
  '/weixin-payscore.umd.min.js': { type: SCRIPT, file: '../../dist/weixin-payscore.umd.min.js' },
};

/** The same page twice: as ES modules from a bundler, and as plain script tags in ES5. */
const PAGES = {
  '/': ['<script type="module" src="/scripts/module.js"></script>'],
  '/es5/': ['<script src="/weixin-payscore.umd.min.js"></script>', '<script src="/scripts/script-tag.js"></script>'],
};

/**
 * What the phone sees, and WeChat: the pages, the merchant's routes, the domain's verification file. Nothing simulated, and
 * nothing of the desktop's.
 *
 * - `GET /`, `/es5/`: the page
 * - `/payscore/…`: the merchant's routes, as many as the level has
 * - `POST /session`: begins a session, with the key from the QR code
 * - `POST /trace`: what happened on the phone, with the same key
 * - `GET /MP_verify_….txt`: 公众平台 reads it to see that the domain is the merchant's
 * - `GET /reachable`: the mark of this process
 *
 * @param {object} options
 * @param {0 | 1 | 2 | 3} options.level
 * @param {string} options.appId
 * @param {string} options.origin
 * @param {string} options.key from the QR code
 * @param {string} options.mark of this process
 * @param {Map<string, string>} options.scripts by path
 * @param {string} options.verifyFolder where `MP_verify_….txt` are
 * @param {ReturnType<import('./sessions.js').createSessions>} options.sessions
 * @param {((request: Request) => Promise<Response>) | undefined} options.merchant missing at level 0
 * @param {(entry: object) => void} options.publish
 * @returns {(request: Request) => Response | Promise<Response>}
 */
export function createPublicSite({
  level,
  appId,
  origin,
  key,
  mark,
  scripts,
  verifyFolder,
  sessions,
  merchant,
  publish,
}) {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });

  for (const [path, tags] of Object.entries(PAGES)) {
    app.get(path, async (c) => {
      const page = await readFile(new URL('./page/index.html', import.meta.url), 'utf8');
      const own = { '%LEVEL%': String(level), '%APP_ID%': appId, '%SCRIPTS%': tags.join('\n    ') };
      return c.body(
        page.replace(/%[A-Z_]+%/g, (name) => own[name]),
        200,
        { 'content-type': HTML },
      );
    });
  }
  app.get('/es5', (c) => c.redirect('/es5/'));
  for (const [path, { type, file }] of Object.entries(FILES)) {
    app.get(path, async (c) => c.body(await readFile(new URL(file, import.meta.url)), 200, { 'content-type': type }));
  }
  for (const [path, text] of scripts) app.get(path, (c) => c.body(text, 200, { 'content-type': SCRIPT }));

  app.get('/reachable', (c) => c.text(mark));
  app.get('/:name{MP_verify_[0-9A-Za-z]{1,64}\\.txt}', async (c) => {
    try {
      return c.text(await readFile(join(verifyFolder, c.req.param('name')), 'utf8'));
    } catch {
      return c.notFound();
    }
  });

  const receiveTrace = createTraceReceiver({ key, origin, publish });
  app.post('/trace', (c) => receiveTrace(c.req.raw));
  if (merchant) app.all('/payscore/*', (c) => merchant(c.req.raw));
  if (level >= 2) {
    app.post('/session', (c) => {
      if (!hasKey(c.req.raw, key)) return c.json({ code: 'WRONG_KEY' }, 401);
      const cookie = sessions.begin(c.req.raw);
      if (cookie) c.header('set-cookie', cookie);
      return c.body(null, 204);
    });
  }
  return (request) => app.fetch(request);
}
