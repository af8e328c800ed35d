import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { launchChromium } from './launch-chromium';
import { startDemo } from './start-demo';
import type { Demo } from './start-demo';

let browser: Browser;
let demo: Demo;
const contexts: BrowserContext[] = [];
let page: Page;
let shop: FrameLocator;
let requests: string[];
let complaints: string[];

beforeAll(async () => {
  demo = await startDemo();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

/** A browser of its own, with its own session. */
async function openPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  contexts.push(context);
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => complaints.push(error.error().message));
  context.on('console', (message) => complaints.push(message.text()));
  return context.newPage();
}

async function openShop(): Promise<void> {
  requests = [];
  complaints = [];
  page = await openPage();
  shop = page.frameLocator('#page');
}

/** Whatever a test did, nothing left this machine, and the console stayed clean. */
async function closeShop(): Promise<void> {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  expect(requests.filter((url) => !url.startsWith(demo.url) && !url.startsWith('data:'))).toEqual([]);
  expect(complaints).toEqual([]);
}

async function tap(query = ''): Promise<void> {
  await page.goto(demo.url + query);
  await shop.getByTestId('open').click();
}

/** What the panel says once the journey is over. */
async function outcome(): Promise<string> {
  await page.locator('[data-testid=state]:is([data-kind=good], [data-kind=neutral], [data-kind=bad])').waitFor();
  return page.getByTestId('state').innerText();
}

/** What the merchant's server knows about this visitor. */
async function expectServerState(state: string): Promise<void> {
  await page.getByTestId('server-state').getByText(state, { exact: true }).waitFor();
}

/** Waits until WeChat has sent each of these notifications twice, and finds each handled once. */
async function expectNotifications(...types: string[]): Promise<void> {
  const sent = page.getByTestId('notifications').locator('li', { hasText: 'PAYSCORE.' });
  await sent
    .filter({ hasText: '送达 2' })
    .nth(types.length - 1)
    .waitFor();
  expect(await sent.locator('b').allInnerTexts()).toEqual(types);
  expect(await sent.locator('data').allInnerTexts()).toEqual(types.map(() => '送达 2 · 处理 1'));
}

const isStateQuestion = (url: string): boolean => url.endsWith('/api/permissions/state');

const bridgeCalls = (): Promise<string[]> => page.getByTestId('calls').locator('b').allInnerTexts();

describe('the phone', () => {
  beforeEach(openShop);
  afterEach(closeShop);

  test('a user who agrees is authorised, and the merchant is notified once', async () => {
    await tap();
    await expectServerState('UNBINDUSER');
    expect(await page.getByTestId('revoke').isVisible()).toBe(false);
    await page.getByTestId('agree').click();
    expect(await outcome()).toBe('AVAILABLE ok');
    await shop.getByText('免押成功').waitFor();
    expect(requests.filter((url) => url.includes('weixin-js-sdk'))).toHaveLength(1);
    await expectServerState('AVAILABLE');
    await expectNotifications('PAYSCORE.USER_OPEN_SERVICE');
  });

  test('what a user takes back on the phone, the merchant knows without a question; the user may agree again', async () => {
    await tap();
    await page.getByTestId('agree').click();
    await outcome();
    const questions = requests.filter(isStateQuestion).length;
    await page.getByTestId('revoke').click();
    await expectServerState('UNAVAILABLE');
    await page.getByTestId('revoke').waitFor({ state: 'hidden' });
    await expectNotifications('PAYSCORE.USER_OPEN_SERVICE', 'PAYSCORE.USER_CLOSE_SERVICE');
    expect(requests.filter(isStateQuestion)).toHaveLength(questions);

    await shop.getByRole('button', { name: '查看订单' }).click();
    await shop.getByTestId('open').click();
    await page.getByTestId('agree').click();
    await expectServerState('AVAILABLE');
    await expectNotifications('PAYSCORE.USER_OPEN_SERVICE');
  });

  test('a signature by anybody else is refused', async () => {
    await page.route('**/api/config-signature?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), signature: '0'.repeat(40) } });
    });
    await tap();
    expect(await outcome()).toBe('CONFIG_REFUSED');
    expect(await bridgeCalls()).not.toContain('openBusinessView');
  });

  test('a swipe back with an empty answer ends as unknown', async () => {
    await tap('?client=android');
    await page.getByTestId('back').click();
    expect(await outcome()).toBe('UNBINDUSER unknown');
    await shop.getByText('尚未完成授权').waitFor();
  });

  test('a swipe back without any callback ends as unknown too', async () => {
    await tap('?client=ios');
    await page.getByTestId('back').click();
    expect(await outcome()).toBe('UNBINDUSER unknown');
  });

  test('the screen can be pulled away from its left edge', async () => {
    await tap('?client=android');
    const screen = (await page.locator('#pay-score.open').boundingBox())!;
    await page.mouse.move(screen.x + 6, screen.y + 300);
    await page.mouse.down();
    await page.mouse.move(screen.x + 180, screen.y + 300, { steps: 4 });
    await page.mouse.up();
    await page.getByTestId('steps').getByText('openBusinessView').waitFor();
    expect(await page.locator('#pay-score.open').count()).toBe(0);
  });

  test('a user who starts again and cancels is not authorised, and is told so', async () => {
    await tap();
    await page.getByTestId('agree').click();
    await shop.getByRole('button', { name: '查看订单' }).click();
    await shop.getByTestId('open').click();
    await page.getByTestId('cancel').click();
    await shop.getByText('你取消了授权').waitFor();
    expect(await outcome()).toBe('UNBINDUSER cancelled');
    await expectServerState('UNBINDUSER');
    expect(await page.getByTestId('notifications').locator('b').count()).toBe(0);
    expect(await page.getByTestId('revoke').isVisible()).toBe(false);
  });

  test('every step has its duration, and every bridge call its name', async () => {
    await tap();
    await page.getByTestId('agree').click();
    await outcome();
    const steps = await page.getByTestId('steps').locator('b').allInnerTexts();
    expect(steps).toEqual(
      expect.arrayContaining(['jweixin', 'signature', 'config', 'checkJsApi', 'token', 'openBusinessView', 'confirm']),
    );
    const durations = await page.getByTestId('steps').locator('time').allInnerTexts();
    expect(durations).toHaveLength(steps.length);
    expect(durations.every((text) => /^[\d,]+ ms$/.test(text))).toBe(true);
    expect(await bridgeCalls()).toEqual(expect.arrayContaining(['preVerifyJSAPI', 'checkJsApi', 'openBusinessView']));
  });

  test('every other client completes the journey', async () => {
    const clients = ['android', 'harmony', 'windows', 'macos', 'wecom', 'devtools'];
    const outcomes = await Promise.all(
      clients.map(async (client) => {
        const other = await openPage();
        await other.goto(`${demo.url}?client=${client}`);
        await other.frameLocator('#page').getByTestId('open').click();
        await other.getByTestId('agree').click();
        await other.locator('[data-testid=state][data-kind=good]').waitFor();
        return other.getByTestId('state').innerText();
      }),
    );
    expect(outcomes).toEqual(clients.map(() => 'AVAILABLE ok'));
  });

  test('another client is chosen on the page, and stands in its address', async () => {
    await page.goto(demo.url);
    await page.getByTestId('client').selectOption('android');
    await page.getByTestId('version').selectOption('7.0.4.1420');
    await shop.getByTestId('open').click();
    expect(await outcome()).toBe('WEIXIN_OUTDATED');
    expect(new URL(page.url()).searchParams.get('version')).toBe('7.0.4.1420');
  });
});

describe('clients that are turned away', () => {
  beforeEach(openShop);
  afterEach(closeShop);

  test('WeChat 7.0.4 is sent to the upgrade page, and no view is asked for', async () => {
    await tap('?client=ios&version=7.0.4');
    expect(await outcome()).toBe('WEIXIN_OUTDATED');
    await shop.getByText('当前 7.0.4，需要 7.0.5 或以上版本。').waitFor();
    const upgrade = shop.getByRole('link', { name: '升级微信' });
    expect(await upgrade.getAttribute('href')).toMatch(
      /^https:\/\/support\.weixin\.qq\.com\/cgi-bin\/readtemplate\?t=page\/common_page__upgrade&/,
    );
    expect(await bridgeCalls()).not.toContain('openBusinessView');
    await upgrade.click();
    await page.getByRole('status').filter({ hasText: 'support.weixin.qq.com' }).waitFor();
  });

  test('a plain browser is asked to open WeChat, and fetches neither weixin-js-sdk nor anything of the server', async () => {
    await tap('?client=browser');
    expect(await outcome()).toBe('NOT_IN_WEIXIN');
    await shop.getByText('请在微信中打开').waitFor();
    expect(requests.filter((url) => /weixin-js-sdk|\/api\//.test(url))).toEqual([]);
  });

  test('the shop without the phone is a plain browser', async () => {
    await page.goto(`${demo.url}shop/`);
    await page.getByTestId('open').click();
    await page.getByText('请在微信中打开').waitFor();
  });
});

describe('the page', () => {
  beforeEach(openShop);
  afterEach(closeShop);

  test('at 375 px it is one column, as wide as the screen', async () => {
    await page.setViewportSize({ width: 375, height: 812 });
    await tap();
    await page.getByTestId('agree').click();
    await outcome();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    const phone = (await page.locator('#device').boundingBox())!;
    const panel = (await page.locator('.panel').boundingBox())!;
    expect(panel.y).toBeGreaterThanOrEqual(phone.y + phone.height);
  });
});

describe('the server', () => {
  test('it signs for its own pages only', async () => {
    const sign = (page: string): Promise<Response> =>
      fetch(`${demo.url}api/config-signature?url=${encodeURIComponent(page)}`);
    expect((await sign(`${demo.url}shop/`)).status).toBe(200);
    expect((await sign('https://shop.example/')).status).toBe(403);
  });

  test('it takes no notification that WeChat Pay did not sign', async () => {
    const { status } = await fetch(`${demo.url}notify`, { method: 'POST', body: '{"id":"1"}' });
    expect(status).toBe(400);
  });

  test('every answer carries a policy that keeps requests on this machine', async () => {
    for (const path of ['', 'shop/', 'api/permissions/state', 'nowhere']) {
      const { headers } = await fetch(demo.url + path);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'self'; img-src 'self' data:; connect-src 'self';/,
      );
    }
  });

  test('it prints one address, on loopback, and nothing more whatever happens', () => {
    expect(demo.output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  });

  test('it takes the next free port, and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const second = await startDemo(port);
    try {
      const taken = Number(new URL(second.url).port);
      expect(taken).toBeGreaterThan(port);
      expect(second.output).toBe(`Port ${port} is taken, so this is ${taken}.\nhttp://127.0.0.1:${taken}/\n`);
    } finally {
      await second.close();
      other.close();
    }
  });
});
