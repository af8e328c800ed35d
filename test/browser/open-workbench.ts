import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import type { Demo } from './start-demo';

/** The workbench in a browser context of its own, with a user of its own. */
export interface Workbench {
  page: Page;
  /** The merchant's page in the phone. */
  shop: FrameLocator;
  /** Every address that was asked for. */
  requests: string[];
  /** Opens an address of the workbench: `?client=ios&do=agree`. */
  go(query?: string): Promise<void>;
  /** Opens it and taps the shop's button. */
  tap(query?: string): Promise<void>;
  /** Whether the page's promise has settled. */
  isSettled(): Promise<boolean>;
  /** What the page's promise settled with, once it has. */
  outcome(): Promise<string>;
  /** The outcome as a sentence. */
  sentence(): Promise<string>;
  /** What the merchant's server knows of the user, when it is this. */
  serverSays(state: string): Promise<void>;
  /** A row of the timeline. */
  row(lane: string, name: string): ReturnType<Page['locator']>;
  /** Ends the context. Nothing may have left this machine, and nothing may be on the console. */
  close(): Promise<void>;
}

const SETTLED = '[data-testid=state]:is([data-kind=good], [data-kind=neutral], [data-kind=bad])';

/** @param complaints what the console may say, such as of a request that the test lets fail */
export async function openWorkbench(
  browser: Browser,
  demo: Demo,
  options: BrowserContextOptions = {},
  complaints: RegExp = /^$/,
): Promise<Workbench> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-US',
    ...options,
  });
  const requests: string[] = [];
  const said: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => said.push(error.error().message));
  context.on('console', (message) => said.push(message.text()));
  const page = await context.newPage();
  const shop = page.frameLocator('#page');

  const workbench: Workbench = {
    page,
    shop,
    requests,
    async go(query = '') {
      await page.goto(demo.url + query);
      await shop.getByTestId('open').waitFor();
      // With its scripts.
      await page.frame({ url: /\/shop\/$/ })!.waitForLoadState();
    },
    async tap(query) {
      await workbench.go(query);
      await shop.getByTestId('open').click();
    },
    isSettled: () => page.locator(SETTLED).isVisible(),
    async outcome() {
      await page.locator(SETTLED).waitFor();
      return page.getByTestId('state').innerText();
    },
    sentence: () => page.getByTestId('sentence').innerText(),
    serverSays: (state) => page.getByTestId('server-state').getByText(state, { exact: true }).waitFor(),
    row: (lane, name) => page.locator(`[data-testid=timeline] li[data-lane="${lane}"][data-name="${name}"]`),
    async close() {
      await context.close();
      expect(requests.filter((url) => !url.startsWith(demo.url) && !/^(data|about|blob):/.test(url))).toEqual([]);
      expect(said.filter((text) => !complaints.test(text))).toEqual([]);
    },
  };
  return workbench;
}
