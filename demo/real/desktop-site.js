/* global ReadableStream, TextEncoder */
import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import qrcode from 'qrcode-generator';

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const FILES = {
  '/': { type: 'text/html; charset=utf-8', file: './desktop/index.html' },
  '/desktop.css': { type: 'text/css; charset=utf-8', file: './desktop/desktop.css' },
};

/** ms between comments that keep a quiet stream from being closed. */
const KEEP_ALIVE = 20_000;

/**
 * The page on the developer's own screen: the QR code with the key, what was checked, and the trace as it happens.
 * It answers on loopback only, under loopback's own names, and changes nothing.
 *
 * - `GET /`: the page
 * - `GET /state`: level, checks and addresses as JSON
 * - `GET /qr.svg`: the phone's address with its key
 * - `GET /events`: the feed as server-sent events, from the `Last-Event-ID` on, after one that names this start
 *
 * @param {object} options
 * @param {number} options.port of the desktop's own listener
 * @param {object} options.state what `/state` answers
 * @param {string} options.state.phoneUrl the address that the QR code holds
 * @param {string} options.script the page's script
 * @param {ReturnType<import('./feed.js').createFeed>} options.feed
 * @returns {(request: Request) => Response | Promise<Response>}
 */
export function createDesktopSite({ port, state, script, feed }) {
  const app = new Hono();
  app.use(async (c, next) => {
    // A name that somebody else points at 127.0.0.1 is another site in the browser's eyes, and would be let in.
    const names = [`127.0.0.1:${port}`, `localhost:${port}`];
    if (!names.includes(c.req.header('host') ?? '')) return c.text('Open http://127.0.0.1 instead.', 421);
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  for (const [path, { type, file }] of Object.entries(FILES)) {
    app.get(path, async (c) => c.body(await readFile(new URL(file, import.meta.url)), 200, { 'content-type': type }));
  }
  app.get('/scripts/desktop.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/state', (c) => c.json(state));
  app.get('/qr.svg', (c) => c.body(drawQrCode(state.phoneUrl), 200, { 'content-type': 'image/svg+xml' }));
  app.get('/events', (c) => {
    const last = Number(c.req.header('last-event-id') ?? 0);
    return c.body(streamOf(state.start, feed, last), 200, { 'content-type': 'text/event-stream' });
  });
  return (request) => app.fetch(request);
}

/** The quiet zone around the code is drawn by the page. */
function drawQrCode(text) {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  return code.createSvgTag({ cellSize: 4, margin: 0, scalable: true });
}

function streamOf(started, feed, last) {
  let stop;
  let timer;
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      const write = (text) => controller.enqueue(encoder.encode(text));
      const send = (entry) => write(`id: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`);
      write(`retry: 1000\nevent: start\ndata: ${started}\n\n`);
      feed.entries.filter(({ id }) => id > last).forEach(send);
      stop = feed.subscribe(send);
      timer = setInterval(() => write(': quiet\n\n'), KEEP_ALIVE);
    },
    cancel() {
      stop();
      clearInterval(timer);
    },
  });
}
