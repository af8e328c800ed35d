import type { Browser, Page } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Testing from '../../src/testing';
import { testsThatNeed } from '../needs';
import { launchChromium } from './launch-chromium';
import { servePages } from './serve-pages';
import type { Site } from './serve-pages';

declare global {
  interface Window {
    WeixinPayScoreTesting: typeof Testing;
    decided: string[];
  }
}

interface RawWx {
  config(options: object): void;
  ready(callback: () => void): void;
  invoke(name: string, params: object, callback: (answer: unknown) => void): void;
}

/** Knows this package by its name, as a reader's test does. */
const packages = createRequire(join(__dirname, '../../package.json'));
const TESTING = packages.resolve('weixin-payscore/testing/browser');

const { test } = testsThatNeed('chromium');

let site: Site;
let browser: Browser;
let page: Page;
let errors: Error[];

beforeAll(async () => {
  site = await servePages();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  page = await browser.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error));
  // Before every script of the page: first the file, then the client.
  await page.addInitScript({ path: TESTING });
});
afterEach(async () => {
  await page.close();
  expect(errors).toEqual([]);
});

/** Opens a page in a client that behaves as the scenario says; the user's times are divided by 100. */
async function open(scenario: string, url = site.url('umd')): Promise<void> {
  await page.addInitScript((id) => {
    window.decided = [];
    window.client = window.WeixinPayScoreTesting.applyScenario(window, id, {
      timeScale: 0.01,
      onDecision: (does) => window.decided.push(does),
    });
  }, scenario);
  await page.goto(url);
}

/** From `wx.config` to what the view calls back with within half a second, or `null`. */
function present(): Promise<unknown> {
  return page.evaluate(async () => {
    const { wx } = window as unknown as { wx: RawWx };
    wx.config({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList: ['openBusinessView'] });
    await new Promise<void>((resolve) => wx.ready(resolve));
    return Promise.race([
      new Promise((resolve) => wx.invoke('openBusinessView', { businessType: 'wxpayScoreEnable' }, resolve)),
      new Promise((resolve) => setTimeout(resolve, 500, null)),
    ]);
  });
}

test('the injected file is there before the page’s own scripts, and knows every scenario', async () => {
  await page.goto(site.url('umd'));
  expect(await page.evaluate(() => Object.keys(window.WeixinPayScoreTesting).sort())).toEqual([
    'applyScenario',
    'scenarios',
    'simulateWeixin',
  ]);
  expect(await page.evaluate(() => window.WeixinPayScoreTesting.scenarios.length)).toBeGreaterThan(20);
});

test.each([
  ['agree-return', expect.objectContaining({ err_code: 0, err_msg: 'openBusinessView:ok' }), ['agree']],
  ['agree-swipe', {}, ['agree']],
  ['agree-told-cancel', { err_code: -3, err_msg: 'openBusinessView:fail cancel' }, ['agree']],
  ['refused-told-ok', expect.objectContaining({ err_code: 0 }), ['refused']],
  ['no-callback', null, ['agree']],
  ['no-reaction', null, []],
  ['page-not-hidden', expect.objectContaining({ err_code: 0 }), ['agree']],
  ['config-invalid-signature', { err_msg: 'system:access_denied' }, []],
  ['interface-missing', { err_msg: 'system:function_not_exist' }, []],
])('%s happens below the real jweixin of a page', async (scenario, answer, decided) => {
  await open(scenario);
  expect(await present()).toEqual(answer);
  expect(await page.evaluate(() => window.decided)).toEqual(decided);
});

test('the documented lines for Playwright put the client into the page', async () => {
  const page = readFileSync(join(__dirname, '../../docs/testing.md'), 'utf8');
  const [, code] = /```js\n(\/\/ In a Playwright test[^`]*)```/.exec(page)!;
  const plain = await browser.newPage();
  const run = new Function('page', 'require', `return (async () => { ${code} })();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await run(plain, packages);
  await plain.goto(site.url('umd'));
  expect(await plain.evaluate(() => 'WeixinJSBridge' in window && navigator.userAgent)).toContain('MicroMessenger');
  await plain.close();
});

test('the library on top says what became of it', async () => {
  await open('agree-swipe');
  const result = await page.evaluate(() =>
    window.WeixinPayScore.createWeixin({
      getConfigSignature: () => ({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' }),
    }).authorizePayScore({
      applyPermissionsToken: 'token-1',
      confirm: () => (window.decided.includes('agree') ? 'AVAILABLE' : 'UNBINDUSER'),
    }),
  );
  expect(result).toMatchObject({ state: 'AVAILABLE', view: { status: 'unknown' } });
});

test('requests reach nothing while the page is offline, and the server before and after', async () => {
  await page.route('**/shop', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><script src="/jweixin.js"></script>' }),
  );
  await page.route('**/state', (route) => route.fulfill({ body: 'reached' }));
  await open('offline-confirm', `${site.origin}/shop`);
  const seen = page.evaluate(async () => {
    const byFetch = (): Promise<string> =>
      fetch('/state').then(
        (response) => response.text(),
        ({ name }: Error) => name,
      );
    const byXhr = (): Promise<string> =>
      new Promise((resolve) => {
        const xhr = new XMLHttpRequest();
        xhr.onload = () => resolve(xhr.responseText);
        xhr.onerror = () => resolve(`error ${xhr.status}`);
        xhr.open('GET', '/state');
        xhr.send();
      });
    const reach = (): Promise<unknown> => Promise.all([navigator.onLine, byFetch(), byXhr()]);
    const happens = (type: string): Promise<unknown> =>
      new Promise((resolve) => window.addEventListener(type, () => resolve(reach())));
    return Promise.all([reach(), happens('offline'), happens('online')]);
  });
  await present();
  expect(await seen).toEqual([
    [true, 'reached', 'reached'],
    [false, 'TypeError', 'error 0'],
    [true, 'reached', 'reached'],
  ]);
});

test('frozen timers compose with the clock of Playwright', async () => {
  await page.clock.install();
  await open('agree-return');
  await page.evaluate(() => {
    document.title = 'waiting';
    setTimeout(() => (document.title = 'ran'), 1000);
    window.client.freeze();
  });
  await page.clock.runFor(5000);
  expect(await page.title()).toBe('waiting');
  await page.evaluate(() => window.client.thaw());
  await page.clock.runFor(1);
  expect(await page.title()).toBe('ran');
});

test('a touch is one of the engine’s own kinds', async () => {
  await open('agree-return');
  const kinds = await page.evaluate(() => {
    const seen: string[] = [];
    for (const type of ['pointerdown', 'touchstart', 'click', 'keydown']) {
      document.addEventListener(type, (event) => seen.push(event.constructor.name));
    }
    window.client.touch();
    window.client.key();
    return seen;
  });
  expect(kinds).toEqual(['PointerEvent', 'TouchEvent', 'MouseEvent', 'KeyboardEvent']);
});
