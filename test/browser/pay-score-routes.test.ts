import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import {
  createConfigSigner,
  createPayScoreClient,
  createPayScoreRoutes,
  memoryAuthorizations,
  toNodeHandler,
} from '../../src/server';
import { createWeixinServices, type WeixinServices } from '../../src/testing/server';
import type * as pageSide from '../../src/pay-score-routes';
import { testsThatNeed, type Need } from '../needs';
import type { BrowserPage } from './browser-page';
import { launchChromium } from './launch-chromium';
import { launchChromium66 } from './launch-chromium-66';
import type { Chromium66 } from './launch-chromium-66';

type Asked = [
  name: 'getConfigSignature' | 'applyPermissionsToken' | 'confirm',
  base: string,
  headers?: Record<string, string>,
];

/** Inside the page: what a function of `payScoreRoutes` came to. */
function ask([name, base, headers]: Asked): Promise<unknown> {
  const { payScoreRoutes } = (window as unknown as { Page: typeof pageSide }).Page;
  const routes = payScoreRoutes(base, headers && { headers: () => headers });
  return routes[name](location.href).then(
    (answer) => answer,
    (error: Error) => error.message.replace(/http:\S+?(?=\/payscore)/, ''),
  );
}

/** Inside the page: a POST with the cookie of a signed-in user, as any page can send one. */
function post([url, user]: [string, string]): Promise<void> {
  return new Promise((done) => {
    document.cookie = `user=${user}; path=/payscore`;
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.withCredentials = true;
    request.onloadend = () => done();
    request.send();
  });
}

let users = 0;
let services: WeixinServices;
let shop: string;
let www: string;
let evil: string;
const servers: Server[] = [];
const authorizations = memoryAuthorizations();

async function listen(answer: (origin: string) => RequestListener): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('request', answer(origin));
  return origin;
}

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [resolve(__dirname, '../../src/pay-score-routes.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'Page',
    target: 'es2015',
    write: false,
  });
  const html = `<!doctype html><title>Shop</title><script>document.cookie = 'user=alice; path=/';\n${outputFiles[0]!.text}</script>`;
  const page: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(html);
  };
  // Ports are no part of a site, so that the cookie is sent from all three; only the origins differ.
  www = await listen(() => page);
  evil = await listen(() => page);
  services = createWeixinServices();
  const { credentials } = services;
  const send = (url: string, init: RequestInit) => services.fetch(new Request(url, init));
  const { merchant } = createPayScoreClient({ ...credentials, fetch: send });
  shop = await listen((origin) => {
    const { appId, appSecret } = credentials;
    const routes = createPayScoreRoutes({
      signer: createConfigSigner({ appId, appSecret, allowedOrigins: [origin, www], fetch: send }),
      permissions: merchant,
      application: { service_id: '500001', appid: appId },
      authorizations,
      userOf: ({ headers }) =>
        headers.get('authorization') ?? /user=(\w+)/.exec(headers.get('cookie') ?? '')?.[1] ?? null,
    });
    const answer = toNodeHandler(routes.handler);
    return (request, response) =>
      request.url!.startsWith('/payscore/') ? answer(request, response) : page(request, response);
  });
});

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

let chromium: Browser | undefined;
let chromium66: Chromium66 | undefined;
afterAll(async () => {
  await chromium?.close();
  await chromium66?.close();
});

const engines: [string, Need, () => Promise<BrowserPage>][] = [
  [
    'a current Chromium',
    'chromium',
    async () => {
      chromium ??= await launchChromium();
      const page = await (await chromium.newContext()).newPage();
      return {
        open: async (url) => void (await page.goto(url)),
        run: (task, argument) => page.evaluate(task as never, argument as never),
        close: () => page.context().close(),
      };
    },
  ],
  ['Chromium 66', 'chromium 66', async () => (chromium66 ??= await launchChromium66()).newPage(() => 'fail')],
];

describe.each(engines)('in %s', (_, need, newPage) => {
  const { test } = testsThatNeed(need);

  let page: BrowserPage;
  beforeEach(async () => (page = await newPage()));
  afterEach(() => page.close());

  test.each([
    ['of the same origin', () => shop, () => '/payscore'],
    ['of another origin that the signer signs for', () => www, () => `${shop}/payscore`],
  ])('a page %s goes the whole way by its cookie', async (_origin, origin, base) => {
    await page.open(`${origin()}/rent`);
    const run = (name: Asked[0]) => page.run(ask, [name, base()] as Asked);
    expect(await run('getConfigSignature')).toMatchObject({ signature: expect.any(String) });
    expect(await run('applyPermissionsToken')).toEqual({ apply_permissions_token: expect.any(String) });
    expect(await run('confirm')).toEqual({ authorization_state: 'UNBINDUSER' });
  });

  test('headers of its own pass from another origin too', async () => {
    await page.open(`${www}/rent`);
    const own = ['confirm', `${shop}/payscore`, { authorization: 'carol' }] as Asked;
    expect(await page.run(ask, own)).toBe('GET /payscore/state: HTTP 404 NOT_APPLIED Nothing was applied for.');
  });

  test('a page of any other origin reads nothing and changes nothing, although the cookie is sent', async () => {
    await page.open(`${evil}/`);
    for (const name of ['getConfigSignature', 'applyPermissionsToken', 'confirm'] as const) {
      expect(await page.run(ask, [name, `${shop}/payscore`] as Asked)).toMatch(/: HTTP 0 /);
    }
    const user = `bob${(users += 1)}`;
    await page.run(post, [`${shop}/payscore/token`, user] as [string, string]);
    expect(await authorizations.find(user)).toBeUndefined();
    // The same from a page that may.
    await page.open(`${www}/rent`);
    await page.run(post, [`${shop}/payscore/token`, user] as [string, string]);
    expect(await authorizations.find(user)).toBeDefined();
  });
});
