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
import { describeLevels, describeReachability, markOf, writeItem } from './report.js';
import { createSessions } from './sessions.js';
import { readPort, readSettings, SetupError } from './settings.js';

const DEFAULT_PORT = 8090;

/**
 * `npm run demo -- --real`: checks the credentials, starts what they allow, and prints each item with ✓ or ✗.
 *
 * @param {string[]} args `--env-file <path>`, `--lang zh|en`
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
  const options = { real: { type: 'boolean' }, 'env-file': { type: 'string' }, lang: { type: 'string' } };
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch {
    throw new SetupError('Use: npm run demo -- --real [--env-file <path>] [--lang zh|en]');
  }
  const locale = values.lang ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return { envFile: values['env-file'], language: /^zh/i.test(locale) ? 'zh' : 'en' };
}

async function start({ envFile, language }, env, print) {
  const settings = readSettings({ env, envFile });
  const { values } = settings;
  const host = values.HOST ?? '127.0.0.1';
  const port = readPort(values, 'PORT', DEFAULT_PORT);
  const desktopPort = readPort(values, 'DESKTOP_PORT', port === 0 ? 0 : port + 1);

  print(
    language === 'zh'
      ? `weixin-payscore 真机联调：连接真实的微信。变量来自 ${settings.file ?? '环境变量'}。`
      : `weixin-payscore real mode: it talks to the real WeChat. Variables are from ${settings.file ?? 'the environment'}.`,
  );
  const { level: allowed, checks, blockers } = await checkCredentials(settings, language);
  for (const check of checks) print(writeItem(check, values));
  if (allowed < 0) {
    throw new SetupError(
      language === 'zh'
        ? '未启动：至少需要 WEIXIN_APP_ID。请将 demo/.env.example 复制为 demo/.env 并填写。'
        : 'Nothing was started: WEIXIN_APP_ID is the least. Copy demo/.env.example to demo/.env and fill it in.',
    );
  }

  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000, connectionsCheckingInterval: 5000 });
  const desktop = createServer();
  const scripts = bundlePages();
  const desktopScript = bundleDesktop();
  const ownPort = await listen(server, port, host, 'PORT');
  const ownDesktopPort = await listen(desktop, desktopPort, '127.0.0.1', 'DESKTOP_PORT');
  // Below level 1 there may be no public address; the developer tools on this machine can still open the page.
  const shownHost = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  const origin = blockers[1].includes('PUBLIC_ORIGIN')
    ? `http://${shownHost}:${ownPort}`
    : new URL(values.PUBLIC_ORIGIN).origin;

  const mark = randomBytes(16).toString('hex');
  const closing = answerOnly(server, origin, (request) =>
    new URL(request.url).pathname === '/reachable' ? new Response(mark) : new Response(null, { status: 503 }),
  );
  const reachable = await isReachable(origin, mark);
  print(describeReachability(origin, reachable, language));
  if (!reachable) blockers[3].push('reachable');
  const level = !reachable && allowed === 3 ? 2 : allowed;

  const key = randomBytes(16).toString('base64url');
  const feed = createFeed();
  const sessions = createSessions();
  const site = createPublicSite({
    level,
    appId: values.WEIXIN_APP_ID,
    origin,
    key,
    mark,
    scripts: await scripts,
    verifyFolder: join(settings.folder, 'verify'),
    sessions,
    merchant:
      level < 1
        ? undefined
        : createMerchant({
            level,
            settings,
            origin,
            userOf: (request) => sessions.userOf(request),
            publish: feed.publish,
          }),
    publish: feed.publish,
  });
  closing();
  answerOnly(server, origin, site);

  const levels = describeLevels(level, blockers, language);
  const overridden = [...new Set([values.WEIXIN_API_BASE, values.WECHATPAY_BASE_URL].filter(Boolean))];
  const marked = checks.map((check) => ({ ...check, mark: markOf(check, values) }));
  desktop.on(
    'request',
    toNodeHandler(
      createDesktopSite({
        port: ownDesktopPort,
        state: { level, levels, checks: marked, origin, phoneUrl: `${origin}/#key=${key}`, reachable, overridden },
        script: await desktopScript,
        feed,
      }),
    ),
  );

  for (const { text, ok } of levels) print(`${ok ? '✓' : '✗'} ${text}`);
  if (overridden.length > 0) {
    const words =
      language === 'zh' ? '微信的地址已被替换，这不是真实的微信' : 'WeChat is replaced, so this is not the real one';
    print(`! ${words}: ${overridden.join(', ')}`);
  }
  print(language === 'zh' ? `手机页面：${origin}/` : `Phone: ${origin}/`);
  print(
    language === 'zh'
      ? `桌面页面：http://127.0.0.1:${ownDesktopPort}/（二维码和手机上的过程，仅限本机）`
      : `Desktop: http://127.0.0.1:${ownDesktopPort}/ (QR code and the phone's trace; this machine only)`,
  );
}

/**
 * Lets a handler answer every request of a server. Whatever the Host header says, the request is for `origin`: tunnels send a
 * name of their own, and anybody can send any.
 *
 * @returns how to stop
 */
function answerOnly(server, origin, handler) {
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
