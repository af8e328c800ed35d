import { testsThatNeed } from '../needs';
import type { BrowserPage } from './browser-page';
import { launchChromium66 } from './launch-chromium-66';
import type { Chromium66 } from './launch-chromium-66';
import { runJourney } from './run-journey';
import type { JourneyPlan } from './run-journey';
import { SITUATIONS, SITUATION_NAMES, runSituation } from './run-situation';
import { amdScript, officialScript, servePages } from './serve-pages';
import type { PageName, Site } from './serve-pages';
import { signAfterRoute } from './sign-after-route';

const AGREED: JourneyPlan = { answer: 'ok', states: ['UNBINDUSER', 'AVAILABLE'] };
const FIRST = 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js';
const SECOND = 'https://res2.wx.qq.com/open/js/jweixin-1.6.0.js';

const { describe, test } = testsThatNeed('chromium 66');

let browser: Chromium66;
let site: Site;
let page: BrowserPage;
let foreign: string[];
/** How WeChat's own hosts answer. */
let official: Record<string, string>;

beforeAll(async () => {
  site = await servePages();
  browser = await launchChromium66();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

beforeEach(async () => {
  foreign = [];
  official = {};
  page = await browser.newPage((url) => {
    foreign.push(url);
    return official[url] || 'fail';
  });
});

afterEach(() => page.close());

test('the engine is as old as it should be', async () => {
  await page.open(site.url('umd'));
  expect(await page.run(() => navigator.userAgent, null)).toContain('Chrome/66.');
});

describe.each<PageName>(['umd', 'min'])('script tags in Chromium 66 (%s)', (name) => {
  test('the whole journey runs on the jweixin of the page', async () => {
    await page.open(site.url(name, { platform: 'android', version: '7.0.5.1440' }));
    const report = await page.run(runJourney, AGREED);
    expect(report).toMatchObject({ state: 'AVAILABLE', status: 'ok', timed: true });
    expect(report.calls).toEqual(expect.arrayContaining(['preVerifyJSAPI', 'checkJsApi', 'openBusinessView']));
    expect(foreign.filter((url) => !url.startsWith('https://open.weixin.qq.com/sdk/report'))).toEqual([]);
  });

  test('a cancel and an empty answer are told apart', async () => {
    await page.open(site.url(name, { platform: 'ios' }));
    expect(await page.run(runJourney, { answer: 'cancel', states: ['UNBINDUSER'] })).toMatchObject({
      state: 'UNBINDUSER',
      status: 'cancelled',
    });
    expect(await page.run(runJourney, { answer: {}, states: ['UNBINDUSER'] })).toMatchObject({
      state: 'UNBINDUSER',
      status: 'unknown',
    });
  });

  test.each([
    ['ios', '6.5.7'],
    ['android', '6.5.7'],
    ['ios', '7.0.4'],
    ['android', '7.0.4.1420'],
  ] as const)('%s %s is rejected before anything is asked', async (platform, version) => {
    await page.open(site.url(name, { platform, version }));
    const report = await page.run(runJourney, AGREED);
    expect(report).toMatchObject({ code: 'WEIXIN_OUTDATED', signed: [], calls: [] });
    expect(report.upgradeUrl).toMatch(/^https:\/\/support\.weixin\.qq\.com\//);
  });

  test('outside WeChat the answer is NOT_IN_WEIXIN', async () => {
    await page.open(site.url(name));
    expect(await page.run(runJourney, AGREED)).toMatchObject({ code: 'NOT_IN_WEIXIN', signed: [] });
  });
});

describe.each<PageName>(['umd', 'min'])('what users and other scripts do to a page in Chromium 66 (%s)', (page66) => {
  test.each(SITUATION_NAMES)('%s', async (name) => {
    await page.open(site.url(page66, { platform: 'android' }));
    expect(await page.run(runSituation, { name, platform: 'android' as const })).toMatchObject(SITUATIONS[name]);
  });
});

describe('the official script', () => {
  test('it is loaded with one tag, from the first host', async () => {
    official = { [FIRST]: officialScript() };
    await page.open(site.url('bare', { platform: 'ios' }));
    const report = await page.run(runJourney, AGREED);
    expect(report).toMatchObject({ state: 'AVAILABLE', status: 'ok' });
    expect(report.scripts.filter((src) => src.includes('jweixin'))).toEqual([FIRST]);
    expect(foreign.filter((url) => url.includes('jweixin'))).toEqual([FIRST]);
  });

  test('the second host is tried after the first failed', async () => {
    official = { [SECOND]: officialScript() };
    await page.open(site.url('bare', { platform: 'ios' }));
    expect(await page.run(runJourney, AGREED)).toMatchObject({ state: 'AVAILABLE', status: 'ok' });
    expect(foreign.filter((url) => url.includes('jweixin'))).toEqual([FIRST, SECOND]);
  });

  test('it is found on a page with an AMD loader, which keeps its own modules', async () => {
    official = { [FIRST]: amdScript() };
    await page.open(site.url('bare', { platform: 'ios' }));
    await page.run(() => {
      const modules: unknown[] = [];
      const define = (...given: unknown[]): void => void modules.push(given[0]);
      Object.assign(window, { modules, define: Object.assign(define, { amd: {} }), kept: define });
    }, null);
    expect(await page.run(runJourney, AGREED)).toMatchObject({ state: 'AVAILABLE', status: 'ok' });
    const after = await page.run(() => {
      const own = window as unknown as { define(name: string): void; kept: unknown; modules: unknown[] };
      own.define('cart');
      return { modules: own.modules, same: own.define === own.kept, globals: 'wx' in window || 'jWeixin' in window };
    }, null);
    expect(after).toEqual({ modules: ['cart'], same: true, globals: false });
  });

  test('two callers share the tag', async () => {
    official = { [FIRST]: officialScript() };
    await page.open(site.url('bare', { platform: 'ios' }));
    const same = await page.run(async () => {
      const [one, two] = await Promise.all([window.WeixinPayScore.loadJWeixin(), window.WeixinPayScore.loadJWeixin()]);
      return one === two;
    }, null);
    expect(same).toBe(true);
    expect(foreign.filter((url) => url.includes('jweixin'))).toEqual([FIRST]);
  });

  test('without both hosts the load fails, and a later attempt works', async () => {
    await page.open(site.url('bare', { platform: 'ios' }));
    const failed = await page.run(runJourney, AGREED);
    expect(failed).toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', sources: [FIRST, SECOND] });
    expect(failed.scripts.filter((src) => src.includes('jweixin'))).toEqual([]);

    official = { [FIRST]: officialScript() };
    expect(await page.run(runJourney, AGREED)).toMatchObject({ state: 'AVAILABLE', status: 'ok' });
    expect(foreign.filter((url) => url.includes('jweixin'))).toEqual([FIRST, SECOND, FIRST]);
  });

  test.each(['6.5.7', '7.0.4'])('WeChat %s loads nothing', async (version) => {
    await page.open(site.url('bare', { platform: 'android', version }));
    expect(await page.run(runJourney, AGREED)).toMatchObject({ code: 'WEIXIN_OUTDATED' });
    expect(foreign).toEqual([]);
  });

  test('outside WeChat nothing is loaded', async () => {
    await page.open(site.url('bare'));
    expect(await page.run(runJourney, AGREED)).toMatchObject({ code: 'NOT_IN_WEIXIN' });
    expect(foreign).toEqual([]);
  });
});

describe('the signed address in Chromium 66', () => {
  test.each(['entryUrl', 'url'] as const)('a client that checks %s is satisfied', async (checked) => {
    await page.open(site.url('late', { platform: checked === 'url' ? 'android' : 'ios' }));
    const { entry, current, signed } = await page.run(signAfterRoute, { script: '/umd.js', checked });
    expect(signed).toEqual([checked === 'url' ? current : entry]);
  });
});
