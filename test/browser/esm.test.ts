import type { Browser, BrowserContext, Page } from 'playwright-core';
import { testsThatNeed } from '../needs';
import { launchChromium, launchWholeChromium } from './launch-chromium';
import { runJourney } from './run-journey';
import { SITUATIONS, SITUATION_NAMES, runSituation } from './run-situation';
import type { JourneyPlan } from './run-journey';
import { servePages } from './serve-pages';
import type { Site } from './serve-pages';
import { signAfterRoute } from './sign-after-route';

const CHUNK = /^\/esm\/weixin-js-sdk/;
const AGREED: JourneyPlan = { answer: 'ok', states: ['UNBINDUSER', 'AVAILABLE'] };

const { describe, test } = testsThatNeed('chromium');
const backForwardCache = testsThatNeed('chromium', 'back-forward cache');

let browser: Browser;
let site: Site;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  site = await servePages();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  site.requests.length = 0;
});

afterEach(() => context.close());

describe('the built ESM in current Chromium', () => {
  test('the whole journey runs under a policy that allows own scripts only', async () => {
    const violations: string[] = [];
    page.on('console', (message) => violations.push(message.text()));
    await page.goto(site.url('esm', { platform: 'ios', apis: { getNetworkType: 'never' } }));
    expect(await page.evaluate(runJourney, AGREED)).toMatchObject({
      state: 'AVAILABLE',
      status: 'ok',
      timed: true,
    });
    expect(violations).toEqual([]);
    expect(site.requests.filter((path) => CHUNK.test(path))).toHaveLength(1);
  });

  test('such a policy also stops the report that jweixin sends', async () => {
    const stopped = new Promise<string>((resolve) => {
      page.on('requestfailed', (request) => {
        if (request.url().startsWith('https://open.weixin.qq.com/sdk/report')) resolve(request.failure()!.errorText);
      });
    });
    await page.goto(site.url('esm', { platform: 'ios' }));
    await page.evaluate(runJourney, AGREED);
    expect(await stopped).toBe('csp');
  });

  test('outside WeChat weixin-js-sdk is not fetched', async () => {
    await page.goto(site.url('esm'));
    expect(await page.evaluate(runJourney, AGREED)).toMatchObject({
      code: 'NOT_IN_WEIXIN',
      signed: [],
    });
    expect(site.requests.filter((path) => CHUNK.test(path))).toEqual([]);
  });

  test.each(['6.5.7', '7.0.4'])('WeChat %s is rejected, and weixin-js-sdk is not fetched', async (version) => {
    await page.goto(site.url('esm', { platform: 'android', version }));
    expect(await page.evaluate(runJourney, AGREED)).toMatchObject({
      code: 'WEIXIN_OUTDATED',
      signed: [],
      calls: [],
    });
    expect(site.requests.filter((path) => CHUNK.test(path))).toEqual([]);
  });
});

describe('what users and other scripts do to a page in current Chromium', () => {
  test.each(SITUATION_NAMES)('%s', async (name) => {
    for (const platform of ['android', 'ios'] as const) {
      await page.goto(site.url('esm', { platform }));
      expect(await page.evaluate(runSituation, { name, platform })).toMatchObject(SITUATIONS[name]);
    }
  });
});

describe('the signed address after a route change', () => {
  test('WeChat for iOS gets the one the document was opened with, although the library came later', async () => {
    await page.goto(site.url('late', { platform: 'ios' }));
    const report = await page.evaluate(signAfterRoute, { script: '/esm/stdin.js', checked: 'entryUrl' as const });
    expect(report.signed).toEqual([report.entry]);
  });

  test('WeChat for Android gets the present one, without the hash', async () => {
    await page.goto(site.url('late', { platform: 'android' }));
    const report = await page.evaluate(signAfterRoute, { script: '/esm/stdin.js', checked: 'url' as const });
    expect(report.signed).toEqual([report.current]);
  });

  test.each([
    ['ios', 'url'],
    ['android', 'entryUrl'],
  ] as const)('%s that checks the other one (%s) gets it with the second signature', async (platform, checked) => {
    await page.goto(site.url('late', { platform }));
    const { entry, current, signed } = await page.evaluate(signAfterRoute, { script: '/esm/stdin.js', checked });
    expect(signed).toEqual(platform === 'ios' ? [entry, current] : [current, entry]);
  });
});

describe('a page that the user leaves', () => {
  backForwardCache.test('it comes back from the back-forward cache with the outcome unknown', async () => {
    const whole = await launchWholeChromium();
    try {
      const page = await whole.newPage();
      await page.goto(site.url('esm', { platform: 'ios' }));
      await page.evaluate(() => {
        Object.assign(window, { kept: true });
        // The engine's own visibility, not the simulated one.
        Reflect.deleteProperty(document, 'hidden');
        Reflect.deleteProperty(document, 'visibilityState');
        const seen: string[] = [];
        window.addEventListener('pageshow', (event) => seen.push(`pageshow ${event.persisted}`));
        window.client.answer('openBusinessView', () => {
          location.href = '/away';
          return 'never';
        });
        const weixin = window.WeixinPayScore.createWeixin({
          getConfigSignature: () => ({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' }),
        });
        void weixin
          .openBusinessView({ businessType: 'wxpayScoreEnable', params: { apply_permissions_token: 'token-1' } })
          .then(({ status }) => void (document.title = [...seen, status].join(', ')));
      });
      await page.waitForFunction(
        () => location.pathname !== '/away' && (!('kept' in window) || document.title.includes(', ')),
        undefined,
        { timeout: 15_000 },
      );
      expect(await page.title()).toBe('pageshow true, unknown');
    } finally {
      await whole.close();
    }
  });
});
