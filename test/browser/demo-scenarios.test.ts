import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { scenarios } from '../../src/testing';
import { longestFirst, outcomes } from './demo-outcomes';
import { testsThatNeed } from '../needs';
import { launchChromium } from './launch-chromium';
import { openWorkbench } from './open-workbench';
import type { Workbench } from './open-workbench';
import { servePages } from './serve-pages';
import { startDemo } from './start-demo';
import type { Demo } from './start-demo';

/** What Chromium says of each answer of 400 or more. */
const FAILED_REQUEST = /^Failed to load resource/;
const SOURCES = { apply: 'applied for', query: 'by a query', notification: 'by a notification' };
/** Pages that go through the scenarios at the same time: most of a scenario is waiting. */
const AT_A_TIME = 6;

const { describe, test } = testsThatNeed('chromium');

let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

test('there is an outcome for every scenario', () => {
  expect(Object.keys(outcomes)).toEqual(scenarios.map(({ id }) => id));
});

describe('on a screen of a desktop and on one of 375 px', () => {
  const SCREENS = [
    { width: 1280, height: 900 },
    { width: 375, height: 812 },
  ] as const;

  test('every scenario ends as it should, chosen by its name', async () => {
    const failures: string[] = [];
    const waiting = scenarios.map(({ id }) => id).sort(longestFirst);

    /** Runs a scenario on one screen, and looks at its end on both. */
    async function check(bench: Workbench, id: string): Promise<void> {
      const { page } = bench;
      const [screen, other] = scenarios.findIndex((each) => each.id === id) % 2 ? SCREENS : [SCREENS[1], SCREENS[0]];
      const { words, server } = outcomes[id]!;
      await page.setViewportSize(screen);
      await page.getByTestId('scenario').selectOption(id);
      await page.getByTestId('run').click();
      if (id === 'no-reaction') {
        // Nothing opens, and no sign comes until the user, tired of waiting, touches the page. That counts 10 s after the page has
        // asked for the view.
        await page.waitForTimeout(11_500);
        while (!(await bench.isSettled())) {
          await bench.shop.locator('h1').dispatchEvent('pointerdown');
          await page.waitForTimeout(500);
        }
      }
      for (const shown of [screen, other]) {
        await page.setViewportSize(shown);
        expect(await bench.outcome()).toBe(words);
        if (server) {
          await bench.serverSays(server[0]);
          expect(await page.locator('#server-source').innerText()).toBe(SOURCES[server[1]]);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(shown.width);
      }
    }

    async function work(): Promise<void> {
      const bench = await openWorkbench(browser, demo, {}, FAILED_REQUEST);
      await bench.go();
      for (let id = waiting.shift(); id; id = waiting.shift()) {
        await check(bench, id).catch((error: Error) => failures.push(`${id}: ${error.message}`));
      }
      await bench.close();
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    expect(failures).toEqual([]);
  }, 240_000);
});

describe('the servers of a scenario', () => {
  test('a late notification arrives late, and a tampered one is refused', async () => {
    const late = await openWorkbench(browser, demo);
    const tampered = await openWorkbench(browser, demo);
    await late.tap('?client=ios&do=agree&fault=notification-late');
    await late
      .row('weixin', 'notification')
      .locator('[data-part=waits]', { hasText: 'WeChat holds this notification back' })
      .first()
      .waitFor();
    await late.row('merchant', 'POST /payscore/notify').first().waitFor({ timeout: 20_000 });
    await tampered.tap('?client=ios&do=agree&fault=notification-tampered');
    const refused = tampered.row('merchant', 'POST /payscore/notify').first();
    await refused.locator('[data-part=verdict]', { hasText: '401' }).waitFor();
    await refused.locator('summary').click();
    expect(await refused.locator('dl').innerText()).toMatch(/signature/i);
    await Promise.all([late.close(), tampered.close()]);
  });

  test('one user’s faults are not another’s', async () => {
    const broken = await openWorkbench(browser, demo, {}, FAILED_REQUEST);
    const whole = await openWorkbench(browser, demo);
    await broken.tap('?client=ios&do=agree&fault=pay-500');
    await whole.tap('?client=ios&do=agree');
    expect(await Promise.all([broken.outcome(), whole.outcome()])).toEqual(['TOKEN_FAILED', 'AVAILABLE ok']);
    await Promise.all([broken.close(), whole.close()]);
  });
});

test('a page whose scripts come when the next one is on its way is not tapped instead of it', async () => {
  const bench = await openWorkbench(browser, demo);
  const { page } = bench;
  await bench.go('?client=ios&do=agree');
  await page.route(/\/shop\/$/, async (route) => {
    await page.frame({ url: /\/shop\/$/ })!.evaluate(() => {
      const stage = window.parent as Window & { phone?: { enter(page: Window, parts: object): void } };
      stage.phone!.enter(window, { applyScenario: () => ({}), watchBridge: () => undefined });
      stage.postMessage({ source: 'shop', page: performance.timeOrigin, name: 'ready' }, location.origin);
    });
    await page.waitForTimeout(500);
    await route.continue();
  });
  await page.getByTestId('run').click();
  expect(await bench.outcome()).toBe('AVAILABLE ok');
  expect(bench.requests.filter((url) => url.endsWith('/payscore/token'))).toHaveLength(1);
  await bench.close();
});

describe('the address', () => {
  test('says the client, its version and its user agent', async () => {
    const bench = await openWorkbench(browser, demo);
    const agent = (): Promise<string> =>
      bench.page.frame({ url: /\/shop\/$/ })!.evaluate(() => window.navigator.userAgent);
    await bench.go('?client=ios&version=8.0.49');
    expect(await agent()).toMatch(/iPhone.*MicroMessenger\/8\.0\.49\(/);
    await bench.tap(`?ua=${encodeURIComponent('Mozilla/5.0 (iPhone) MicroMessenger/6.5.7')}`);
    expect(await agent()).toBe('Mozilla/5.0 (iPhone) MicroMessenger/6.5.7');
    expect(await bench.outcome()).toBe('WEIXIN_OUTDATED');
    await bench.close();
  });

  test('puts faults together, and names those that it does not know', async () => {
    const bench = await openWorkbench(browser, demo);
    await bench.tap('?client=android&version=8.0.63.2920&do=agree&back=swipe&fault=no-callback,query-lags,nonsense');
    await bench.page.getByRole('alert').getByText('nonsense').waitFor();
    expect(await bench.outcome()).toBe('AVAILABLE unknown');
    expect(await bench.page.getByTestId('source').innerText()).toContain('推测');
    await bench.close();
  });

  test('a choice on the page is written into it, and starts with a user who has authorised nothing', async () => {
    const bench = await openWorkbench(browser, demo);
    await bench.tap('?client=ios&do=agree');
    await bench.outcome();
    await bench.page.getByTestId('client').selectOption('android');
    await bench.page.getByTestId('version').selectOption('7.0.5.1440');
    await bench.page.getByText('More options').click();
    await bench.page.getByTestId('do').selectOption('cancel');
    expect(new URL(bench.page.url()).search).toBe('?client=android&version=7.0.5.1440&do=cancel');
    await bench.page.getByTestId('run').click();
    expect(await bench.outcome()).toBe('UNBINDUSER cancelled');
    await bench.close();
  });
});

describe('what can be copied', () => {
  async function copied(query: string, button: string): Promise<string> {
    const bench = await openWorkbench(browser, demo, { permissions: ['clipboard-read', 'clipboard-write'] });
    await bench.tap(query);
    await bench.outcome();
    await bench.page.getByTestId(button).click();
    await bench.page.getByText('Copied').waitFor();
    const text = await bench.page.evaluate(() => navigator.clipboard.readText());
    await bench.close();
    return text;
  }

  test('the link opens the same scenario', async () => {
    expect(await copied('?client=ios&do=agree&back=swipe&fault=no-callback', 'copy-link')).toBe(
      `${demo.url}?client=ios&do=agree&back=swipe&fault=no-callback`,
    );
  });

  test('the report holds every row, and nothing secret', async () => {
    const text = await copied('?client=android&do=agree', 'copy-report');
    const report = JSON.parse(text) as { outcome: object; timeline: { lane: string; question?: object }[] };
    expect(report).toMatchObject({
      scenario: { id: 'agree-return', source: expect.stringMatching(/^https:/) as string },
      userAgent: expect.stringContaining('Android') as string,
      outcome: { words: ['AVAILABLE', 'ok'], sentence: 'Your server says yes; the client said ok.' },
    });
    expect(new Set(report.timeline.map(({ lane }) => lane))).toEqual(new Set(['page', 'bridge', 'merchant', 'weixin']));
    expect(text).toMatch(/"queryString": "apply_permissions_token=••• \(\d+\)"/);
    // A signature, a nonce, a ticket, a token, a code: all are long.
    const words = text.replace(/https?:\S+|Mozilla[^"]*/g, '').match(/[\w+/=-]{30,}/g) ?? [];
    expect(words.filter((word) => !/^\/?(v3|cgi-bin|permissions|weixin|payscore)\//.test(word))).toEqual([]);
  });

  test.each([
    ['a named scenario', '?client=android&do=agree&back=swipe'],
    ['a choice of one’s own', '?client=ios&version=8.0.49&do=agree&back=swipe&fault=no-callback'],
  ])('the Playwright test of %s puts the client into a page', async (_, query) => {
    const text = await copied(query, 'copy-test');
    const site = await servePages();
    const context = await browser.newContext();
    const page = await context.newPage();
    const steps: string[] = [];
    // The page that the reader puts in, and its button.
    Object.assign(page, {
      goto: () => page.mainFrame().goto(site.url('umd')),
      getByTestId: (id: string) => ({ click: async () => steps.push(id) }),
    });
    let run: ((fixtures: object) => Promise<void>) | undefined;
    const body = text.replace(/^import .*$/gm, '').replace('import.meta.url', 'root');
    new Function('test', 'createRequire', 'root', body)(
      (_name: string, given: typeof run) => (run = given),
      createRequire,
      join(__dirname, '../../package.json'),
    );
    await run!({ page });
    expect(steps).toEqual(['open']);
    expect(await page.evaluate(() => navigator.userAgent)).toContain('MicroMessenger');
    const answer = await page.evaluate(async () => {
      const { WeixinJSBridge: bridge } = window as unknown as {
        WeixinJSBridge: { invoke(api: string, params: object, callback?: (answer: unknown) => void): void };
      };
      await new Promise<void>((done) =>
        bridge.invoke('preVerifyJSAPI', { verifyJsApiList: ['openBusinessView'] }, () => done()),
      );
      return Promise.race([
        new Promise((done) => bridge.invoke('openBusinessView', { businessType: 'wxpayScoreEnable' }, done)),
        new Promise((done) => setTimeout(done, 2500, 'no callback')),
      ]);
    });
    expect(answer).toEqual(query.includes('no-callback') ? 'no callback' : {});
    await context.close();
    await site.close();
  });
});
