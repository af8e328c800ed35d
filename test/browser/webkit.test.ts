import { setTimeout as pause } from 'node:timers/promises';
import { testsThatNeed } from '../needs';
import type { BrowserPage } from './browser-page';
import { launchWebKit } from './launch-webkit';
import { runJourney } from './run-journey';
import { SITUATIONS, SITUATION_NAMES, runSituation } from './run-situation';
import { servePages } from './serve-pages';
import type { PageName, Site } from './serve-pages';
import { signAfterRoute } from './sign-after-route';

testsThatNeed('webkit').describe('WebKit, the engine of WeChat for iOS', () => {
  let page: BrowserPage;
  let site: Site;

  beforeAll(async () => {
    site = await servePages();
    page = await launchWebKit();
  });

  afterAll(async () => {
    await page?.close();
    await site?.close();
  });

  /** Opens a page and waits for its library: the driver can be ahead of a module script. */
  async function open(name: PageName, client: Parameters<Site['url']>[1]): Promise<void> {
    await page.open(site.url(name, client));
    while (!(await page.run(() => 'WeixinPayScore' in window, null))) await pause(50);
  }

  test('the engine is WebKit', async () => {
    await page.open(site.url('umd'));
    expect(await page.run(() => navigator.vendor, null)).toBe('Apple Computer, Inc.');
  });

  describe.each<PageName>(['esm', 'umd', 'min'])('the %s page', (name) => {
    test('a user who agrees is authorised', async () => {
      await open(name, { platform: 'ios' });
      expect(await page.run(runJourney, { answer: 'ok', states: ['UNBINDUSER', 'AVAILABLE'] })).toMatchObject({
        state: 'AVAILABLE',
        status: 'ok',
        timed: true,
      });
    });

    test('a cancel is not an authorisation', async () => {
      await open(name, { platform: 'ios' });
      expect(await page.run(runJourney, { answer: 'cancel', states: ['UNBINDUSER'] })).toMatchObject({
        state: 'UNBINDUSER',
        status: 'cancelled',
      });
    });

    test('WeChat 7.0.4 is rejected before anything is asked', async () => {
      await open(name, { platform: 'ios', version: '7.0.4' });
      expect(await page.run(runJourney, { answer: 'ok', states: [] })).toMatchObject({
        code: 'WEIXIN_OUTDATED',
        signed: [],
        calls: [],
      });
    });
  });

  describe.each<PageName>(['esm', 'min'])('what users and other scripts do to the %s page', (kind) => {
    test.each(SITUATION_NAMES)('%s', async (name) => {
      await open(kind, { platform: 'ios' });
      expect(await page.run(runSituation, { name, platform: 'ios' as const })).toMatchObject(SITUATIONS[name]);
    });
  });

  test.each(['/umd.js', '/esm/stdin.js'])('after a route change %s signs the first address', async (script) => {
    await page.open(site.url('late', { platform: 'ios' }));
    const report = await page.run(signAfterRoute, { script, checked: 'entryUrl' as const });
    expect(report.current).not.toBe(report.entry);
    expect(report.signed).toEqual([report.entry]);
  });
});
