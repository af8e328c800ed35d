import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toNodeHandler } from 'weixin-payscore/server';
import { bundleDesktop, bundlePages } from './bundle-pages.js';
import { checkCredentials, isReachable } from './check-credentials.js';
import { createDesktopSite } from './desktop-site.js';
import { createFeed } from './feed.js';
import { createMerchant } from './merchant.js';
import { createPublicSite } from './public-site.js';
import {
  describeEnd,
  describeLevels,
  describeNothing,
  describeReachability,
  describeStart,
  markOf,
  writeItem,
} from './report.js';
import { createSessions } from './sessions.js';
import { readPort, readSettings, SetupError } from './settings.js';

const DEFAULT_PORT = 8090;

/**
 * `npm run demo -- --real`: checks the credentials, starts what they allow, and prints each item with ✓ or ✗.
 *
 * @param {string[]} args `--file <path>`, `--lang zh|en`
 * @param {Record<string, string | undefined>} env
 * @param {(line: string) => void} print
 * @returns {Promise<0 | 1>} 1: nothing was started
 */
export async function startRealMode(args, env, print) {
  try {
    await start(readArguments(args, env), env, print);
    return 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    print(error.message);
    return 1;
  }
}

function readArguments(args, env) {
  const options = { real: { type: 'boolean' }, file: { type: 'string' }, lang: { type: 'string' } };
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch {
    throw new SetupError('Use: npm run demo -- --real [--file <path>] [--lang zh|en]');
  }
  const locale = values.lang ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return { envFile: values.file, language: /^zh/i.test(locale) ? 'zh' : 'en' };
}

async function start({ envFile, language }, env, print) {
  const settings = readSettings({ env, envFile });
  const { values } = settings;
  const host = values.HOST ?? '127.0.0.1';
  const port = readPort(values, 'PORT', DEFAULT_PORT);
  const desktopPort = readPort(values, 'DESKTOP_PORT', port === 0 ? 0 : port + 1);

  print(describeStart(settings.file, language));
  const { level: allowed, checks, blockers } = await checkCredentials(settings, language);
  for (const check of checks) print(writeItem(check, values));
  if (allowed < 0) throw new SetupError(describeNothing(language));

  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000, connectionsCheckingInterval: 5000 });
  // A browser's tab of an earlier start tries again, which it would not after an answer.
  const desktop = createServer(({ socket }) => socket.destroy());
  const scripts = bundlePages();
  const desktopScript = bundleDesktop();
  const ownPort = await listen(server, port, host, 'PORT');
  const ownDesktopPort = await listen(desktop, desktopPort, '127.0.0.1', 'DESKTOP_PORT');
  // Without a public address the developer tools on this machine can still open the page.
  const origin = blockers[1].includes('PUBLIC_ORIGIN')
    ? `http://${connectable(host)}:${ownPort}`
    : new URL(values.PUBLIC_ORIGIN).origin;

  const mark = randomBytes(16).toString('hex');
  const stopWaiting = answerAll(server, origin, (request) =>
    new URL(request.url).pathname === '/reachable' ? new Response(mark) : new Response(null, { status: 503 }),
  );
  const reachable = await isReachable(origin, mark);
  print(describeReachability(origin, reachable, language));
  if (!reachable) blockers[3].push('reachable');
  const level = reachable ? allowed : Math.min(allowed, 2);

  const key = randomBytes(16).toString('base64url');
  const { publish, ...feed } = createFeed();
  const sessions = createSessions();
  const userOf = (request) => sessions.userOf(request);
  const site = createPublicSite({
    level,
    appId: values.WEIXIN_APP_ID,
    origin,
    key,
    mark,
    scripts: await scripts,
    verifyFolder: join(settings.folder, 'verify'),
    sessions,
    merchant: level < 1 ? undefined : createMerchant({ level, settings, origin, userOf, publish }),
    publish,
  });
  stopWaiting();
  answerAll(server, origin, site);

  const state = {
    start: mark,
    level,
    levels: describeLevels(level, blockers, language),
    checks: checks.map((check) => ({ ...check, mark: markOf(check, values) })),
    origin,
    phoneUrl: `${origin}/#key=${key}`,
    reachable,
    overridden: [...new Set([values.WEIXIN_API_BASE, values.WECHATPAY_BASE_URL].filter(Boolean))],
  };
  const desktopSite = createDesktopSite({ port: ownDesktopPort, state, script: await desktopScript, feed });
  desktop.removeAllListeners('request').on('request', toNodeHandler(desktopSite));
  for (const line of describeEnd(state, `http://127.0.0.1:${ownDesktopPort}/`, language)) print(line);
}

/** The host under which this machine reaches a listener of its own. */
function connectable(host) {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Lets a handler answer every request of a server. Whatever the Host header says, the request is for `origin`: tunnels send a
 * name of their own, and anybody can send any.
 *
 * @returns how to stop
 */
function answerAll(server, origin, handler) {
  const { host } = new URL(origin);
  const handle = toNodeHandler(handler);
  function answer(incoming, outgoing) {
    if (!incoming.url.startsWith('/')) {
      outgoing.writeHead(400).end();
      return;
    }
    incoming.headers.host = host;
    handle(incoming, outgoing);
  }
  server.on('request', answer);
  return () => server.off('request', answer);
}

function listen(server, port, host, name) {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code }) =>
      reject(new SetupError(`${host}:${port} cannot be listened on (${code}). Choose another one with ${name}.`)),
    );
    server.listen(port, host, () => resolve(server.address().port));
  });
}
