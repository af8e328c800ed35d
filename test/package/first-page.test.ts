import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { createClient } from 'redis';
import { createWeixinServices, type Listening, type WeixinServices } from '../../src/testing/server';
import type * as testing from '../../src/testing';
import { launchChromium } from '../browser/launch-chromium';
import { freePort, type RunningRedis, startRedis } from '../server/support/redis-server';
import { ROOT, TARBALL } from './consumer';
import { readMarkdown } from './markdown';
import { testsThatNeed } from '../needs';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

/** What `npm create vite` with the template vanilla-ts makes of index.html. */
const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
  </head>
  <body>
    <div id="app"></div>
    <script type="module" src="/src/main.ts"></script>
  </body>
</html>
`;

/**
 * Installs the packed package with its peers and Vite, as a reader does.
 *
 * @returns `false` where the registry cannot be reached
 */
function install(folder: string): boolean {
  const run = (...args: string[]) => execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const { redis } = manifest.devDependencies;
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline'];
  try {
    run('install', ...quiet, TARBALL, `redis@${redis}`, 'vite@8');
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(String(stderr));
    if (process.env['CI'] || !offline) throw error;
    return false;
  }
  return true;
}

const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-first-page-'));
const { describe: describeWithRedis } = testsThatNeed('redis', 'chromium');
const ready = describeWithRedis !== describe.skip && install(folder);
if (!ready) console.warn('SKIPPED: the README in a fresh app. It needs redis-server, Chromium and the npm registry.');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

(ready ? describe : describe.skip).each([
  [
    'README.md',
    'Rent without a deposit',
    'Authorised. You can rent',
    'Not authorised yet',
    'still checking',
    'Sign in',
  ],
  ['README.zh-CN.md', '免押租借', '已授权', '尚未授权', '结果确认中', '请先登录'],
])('the two files of %s, in a fresh Vite app', (readme, offer, authorised, notYet, checking, signIn) => {
  const { snippets } = readMarkdown(readme);
  const code = (language: string, index = 0) => snippets.filter((one) => one.language === language)[index]!.code;
  let services: WeixinServices;
  let weixin: Listening;
  let redis: RunningRedis;
  let browser: Browser;
  let origin: string;
  let output = '';
  const children: ChildProcess[] = [];

  /** Puts a file into the app. */
  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  function start(...args: string[]): ChildProcess {
    const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env['PATH'] } });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    children.push(child);
    return child;
  }

  async function answers(url: string): Promise<void> {
    while (!(await fetch(url).catch(() => null))) {
      if (children.some(({ exitCode }) => exitCode !== null)) throw new Error(output);
      await pause(50);
    }
  }

  beforeAll(async () => {
    services = createWeixinServices({ keyMode: 'public-key', notificationKey: 'public-key', timeScale: 0.001 });
    [weixin, redis, browser] = await Promise.all([services.listen(), startRedis(), launchChromium()]);
    const client = createClient({ url: redis.url }).on('error', () => undefined);
    await client.connect();
    for (const user of ['alice', 'bob', 'carol']) await client.set(`session:of-${user}`, user);
    client.destroy();

    const [shop, app] = [await freePort(), await freePort()];
    origin = `http://127.0.0.1:${app}`;
    const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys } = services.credentials;
    const [[keyId, key] = ['', '']] = Object.entries(platformKeys);
    const variables: NodeJS.Dict<string> = {
      ...parseEnv(code('ini')),
      PORT: String(shop),
      PUBLIC_ORIGIN: origin,
      REDIS_URL: redis.url,
      WEIXIN_APP_ID: appId,
      WEIXIN_APP_SECRET: appSecret,
      WECHATPAY_MCHID: mchid,
      WECHATPAY_SERIAL: serial,
      WECHATPAY_API_V3_KEY: apiV3Key,
      WECHATPAY_PUBLIC_KEY_ID: keyId,
      WECHATPAY_SERVICE_ID: '500001',
      WEIXIN_API_BASE: weixin.url,
      WECHATPAY_BASE_URL: weixin.url,
    };
    write('index.html', INDEX);
    write('src/main.ts', code('ts'));
    write('server.js', code('js'));
    write('vite.config.js', code('js', 1).replace('http://127.0.0.1:3000', `http://127.0.0.1:${shop}`));
    write(
      '.env',
      Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    write(variables['WECHATPAY_PRIVATE_KEY_FILE']!, privateKey);
    write(variables['WECHATPAY_PUBLIC_KEY_FILE']!, key);

    // `node --env-file=.env server.js`, as the README says.
    start(
      ...snippets
        .find((one) => one.code.startsWith('node '))!
        .code.trim()
        .split(' ')
        .slice(1),
    );
    start('node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', String(app), '--strictPort');
    await Promise.all([answers(`http://127.0.0.1:${shop}`), answers(origin)]);
  });

  afterAll(async () => {
    for (const child of children) {
      if (child.exitCode !== null) continue;
      const ended = once(child, 'exit');
      process.kill(child.pid!, 'SIGTERM');
      await ended;
    }
    await Promise.all([browser.close(), redis.stop(), weixin.close()]);
  });

  /** Opens the page as a user's WeChat does; `does` is what the user does in the view. */
  async function open(user: string | undefined, does: (token: string) => Promise<unknown>): Promise<Page> {
    const context = await browser.newContext();
    if (user) await context.addCookies([{ name: 'session', value: `of-${user}`, url: origin }]);
    await context.exposeFunction('view', does);
    const page = await context.newPage();
    await page.clock.install();
    await page.addInitScript({
      path: join(folder, 'node_modules/weixin-payscore/dist/weixin-payscore-testing.iife.js'),
    });
    await page.addInitScript(() => {
      const own = window as unknown as { WeixinPayScoreTesting: typeof testing; view(token: string): Promise<unknown> };
      const openBusinessView = (params: { queryString: string }) =>
        own.view(new URLSearchParams(params.queryString).get('apply_permissions_token')!);
      own.WeixinPayScoreTesting.simulateWeixin(window, {
        platform: 'android',
        apis: { openBusinessView: openBusinessView as never },
      });
    });
    await page.goto(origin);
    return page;
  }

  async function tap(page: Page): Promise<void> {
    await page.getByRole('button', { name: offer }).click();
  }

  test('take a user from the tap to the confirmed authorisation', async () => {
    const page = await open('alice', async (token) => {
      await services.openService(token, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
      return {}; // Back by a gesture: the client says nothing.
    });
    await tap(page);
    await page.getByText(authorised).waitFor();
    expect(services.notifications.map(({ status }) => status)).toContain(204);
    await page.context().close();
  });

  test('tell a user who cancels that nothing is authorised yet', async () => {
    const page = await open('bob', async () => ({ err_code: '-3', err_msg: 'openBusinessView:fail cancel' }));
    await tap(page);
    await page.getByText(notYet).waitFor();
    await page.context().close();
  });

  test('say "checking" and not "no" where the server does not answer, and the result at the next tap', async () => {
    const page = await open('carol', async (token) => {
      await page.route('**/payscore/state', (route) => route.abort());
      await services.openService(token, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6p' });
      return { err_code: '0', err_msg: 'openBusinessView:ok' };
    });
    await tap(page);
    while (!(await page.getByText(checking).isVisible())) await page.clock.runFor(500);
    await page.unrouteAll();
    await tap(page);
    await page.getByText(authorised).waitFor();
    await page.context().close();
  });

  test('ask a user who is not signed in to do so', async () => {
    const page = await open(undefined, async () => ({}));
    await tap(page);
    await page.getByText(signIn).waitFor();
    await page.context().close();
  });
});
