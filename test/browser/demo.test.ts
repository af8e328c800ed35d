import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { testsThatNeed } from '../needs';
import { launchChromium } from './launch-chromium';
import { openWorkbench } from './open-workbench';
import type { Workbench } from './open-workbench';
import { startDemo } from './start-demo';
import type { Demo } from './start-demo';

/** What Chromium says of each answer of 400 or more. */
const FAILED_REQUEST = /^Failed to load resource/;

const { describe, test } = testsThatNeed('chromium');

let browser: Browser;
let demo: Demo;
let bench: Workbench;

beforeAll(async () => {
  demo = await startDemo();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

/** Waits until WeChat has sent each of these notifications twice, and finds each handled once. */
async function expectNotifications(...types: string[]): Promise<void> {
  const sent = bench.page.getByTestId('notifications').locator('li');
  await sent
    .filter({ hasText: 'sent 2' })
    .nth(types.length - 1)
    .waitFor();
  expect(await sent.locator('b').allInnerTexts()).toEqual(types);
  expect(await sent.locator('data').allInnerTexts()).toEqual(types.map(() => 'sent 2 · handled 1'));
}

const dismiss = (name: string): Promise<void> => bench.shop.getByRole('button', { name, exact: true }).click();
const rowNames = (lane: string): Promise<string[]> =>
  bench.page
    .locator(`[data-testid=timeline] li[data-lane=${lane}]`)
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['name']!));

describe('the phone', () => {
  beforeEach(async () => {
    bench = await openWorkbench(browser, demo);
  });
  afterEach(() => bench.close());

  test('a user who agrees is authorised, and the merchant is notified once', async () => {
    await bench.tap();
    await bench.serverSays('UNBINDUSER');
    expect(await bench.page.getByTestId('revoke').isVisible()).toBe(false);
    await bench.page.getByTestId('agree').click();
    expect(await bench.outcome()).toBe('AVAILABLE ok');
    expect(await bench.sentence()).toBe('Your server says yes; the client said ok.');
    await bench.shop.getByText('免押成功').waitFor();
    expect(bench.requests.filter((url) => url.includes('weixin-js-sdk'))).toHaveLength(1);
    await bench.serverSays('AVAILABLE');
    await expectNotifications('PAYSCORE.USER_OPEN_SERVICE');
  });

  test('a screen whose animation never ends is gone all the same', async () => {
    await bench.page.addInitScript(() => {
      const finished = new Promise<Animation>(() => undefined);
      Element.prototype.getAnimations = () => [{ finished } as Animation];
    });
    await bench.tap();
    await bench.page.getByTestId('agree').click();
    expect(await bench.outcome()).toBe('AVAILABLE ok');
  });

  test('the order says what the shop’s server knows, and from whom', async () => {
    await bench.tap();
    await bench.page.getByTestId('agree').click();
    await bench.outcome();
    await dismiss('查看订单');
    await bench.shop.getByText('已授权，免押金 ¥4,500').waitFor();
    expect(await bench.shop.locator('#notice dd').allInnerTexts()).toContain('微信支付分通知');
  });

  test('a reload finds the user authorised, and opens no view again', async () => {
    await bench.tap();
    await bench.page.getByTestId('agree').click();
    await bench.outcome();
    await bench.page.reload();
    await bench.serverSays('AVAILABLE');
    expect(await bench.outcome()).toBe('AVAILABLE');
    expect(await bench.sentence()).toBe('Your server remembers that this user authorised (by a notification).');
    await bench.shop.getByText('已免押').waitFor();
    await bench.shop.getByTestId('open').click();
    await bench.shop.getByText('租借订单').waitFor();
    expect(await rowNames('bridge')).not.toContain('openBusinessView');
  });

  test('after a revoke the phone, the outcome and the server say so; the user may agree again', async () => {
    await bench.tap();
    await bench.page.getByTestId('agree').click();
    await bench.outcome();
    await dismiss('查看订单');
    await dismiss('返回商品');
    const questions = bench.requests.filter((url) => url.endsWith('/payscore/state')).length;
    await bench.page.getByTestId('revoke').click();
    await bench.shop.getByText('免押授权已关闭').waitFor();
    await bench.serverSays('UNAVAILABLE');
    expect(await bench.sentence()).toBe('The user has revoked it since; your server knows.');
    expect(await bench.page.getByTestId('state').getAttribute('data-kind')).toBe('neutral');
    await bench.page.getByTestId('revoke').waitFor({ state: 'hidden' });
    await expectNotifications('PAYSCORE.USER_OPEN_SERVICE', 'PAYSCORE.USER_CLOSE_SERVICE');
    expect(bench.requests.filter((url) => url.endsWith('/payscore/state'))).toHaveLength(questions);

    await dismiss('知道了');
    await bench.shop.getByTestId('open').click();
    await bench.page.getByTestId('agree').click();
    await bench.serverSays('AVAILABLE');
  });

  test('between the return and the server’s word it says that it is confirming, with a spinner that turns', async () => {
    await bench.tap('?do=nothing&back=swipe');
    const progress = bench.shop.locator('#progress');
    await progress.getByText('正在确认…').waitFor();
    expect(await bench.sentence()).toBe('Confirming with your server…');
    const spinner = progress.locator('.spinner');
    const box = (await spinner.boundingBox())!;
    expect(box.width).toBeGreaterThan(10);
    expect(box.height).toBe(box.width);
    const animations = (): Promise<number> => spinner.evaluate((element) => element.getAnimations().length);
    // Of the page as it is opened here, less motion is wanted.
    expect(await animations()).toBe(0);
    await bench.page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await animations()).toBe(1);
    expect(await bench.outcome()).toBe('UNBINDUSER unknown');
    await progress.waitFor({ state: 'hidden' });
  });

  test('the screen can be pulled away from its left edge', async () => {
    await bench.tap('?client=android');
    const screen = (await bench.page.locator('#pay-score.open').boundingBox())!;
    await bench.page.mouse.move(screen.x + 6, screen.y + 300);
    await bench.page.mouse.down();
    await bench.page.mouse.move(screen.x + 180, screen.y + 300, { steps: 4 });
    await bench.page.mouse.up();
    await bench.row('page', 'openBusinessView').getByText('unknown').waitFor();
    expect(await bench.page.locator('#pay-score.open').count()).toBe(0);
  });

  test('a user who cancels is not authorised, and is told so', async () => {
    await bench.tap();
    await bench.page.getByTestId('cancel').click();
    await bench.shop.getByText('你取消了授权').waitFor();
    expect(await bench.outcome()).toBe('UNBINDUSER cancelled');
    expect(await bench.sentence()).toBe('Your server says no; the client said cancelled.');
    expect(await bench.page.getByTestId('notifications').locator('li').count()).toBe(0);
  });

  test('clients of which nobody published whether they can are marked, and both cases can be tried', async () => {
    for (const client of ['harmony', 'windows', 'macos', 'wecom', 'devtools']) {
      await bench.go(`?client=${client}`);
      await bench.page.getByTestId('guess').getByText('推测').waitFor();
    }
    await bench.page.getByLabel('it has not').check();
    expect(new URL(bench.page.url()).searchParams.get('fault')).toBe('interface-missing');
    await bench.page.getByTestId('run').click();
    expect(await bench.outcome()).toBe('API_UNSUPPORTED');
    await bench.page.getByLabel('it has it').check();
    await bench.page.getByTestId('run').click();
    await bench.page.getByTestId('agree').click();
    expect(await bench.outcome()).toBe('AVAILABLE ok');
    await bench.go('?client=ios');
    expect(await bench.page.getByTestId('guess').isVisible()).toBe(false);
  });
});

describe('clients that are rejected', () => {
  beforeEach(async () => {
    bench = await openWorkbench(browser, demo);
  });
  afterEach(() => bench.close());

  test('WeChat 7.0.4 is sent to the upgrade page, and no view is asked for', async () => {
    await bench.tap('?client=ios&version=7.0.4');
    expect(await bench.outcome()).toBe('WEIXIN_OUTDATED');
    await bench.shop.getByText('当前 7.0.4，需要 7.0.5 或以上版本。').waitFor();
    const upgrade = bench.shop.getByRole('link', { name: '升级微信' });
    expect(await upgrade.getAttribute('href')).toMatch(
      /^https:\/\/support\.weixin\.qq\.com\/cgi-bin\/readtemplate\?t=page\/common_page__upgrade&/,
    );
    expect(await rowNames('bridge')).not.toContain('openBusinessView');
    await upgrade.click();
    await bench.page.getByText('support.weixin.qq.com').waitFor();
  });

  test('a plain browser shows a QR code, and fetches neither weixin-js-sdk nor anything of the server', async () => {
    await bench.tap('?client=browser');
    expect(await bench.outcome()).toBe('NOT_IN_WEIXIN');
    await bench.shop.getByText('请在微信中打开').waitFor();
    const code = (await bench.shop.locator('#notice svg').boundingBox())!;
    expect([code.width, code.height]).toEqual([150, 150]);
    expect(bench.requests.filter((url) => /weixin-js-sdk|\/payscore\/|\/shop\/order/.test(url))).toEqual([]);
  });

  test('the shop without the phone is a plain browser', async () => {
    await bench.page.goto(`${demo.url}shop/`);
    await bench.page.getByTestId('open').click();
    await bench.page.getByText('请在微信中打开').waitFor();
  });
});

describe('servers that fail', () => {
  beforeEach(async () => {
    bench = await openWorkbench(browser, demo, {}, FAILED_REQUEST);
  });
  afterEach(() => bench.close());

  test('a signature by anybody else is refused', async () => {
    await bench.page.route('**/payscore/config?*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), signature: '0'.repeat(40) } });
    });
    await bench.tap();
    expect(await bench.outcome()).toBe('CONFIG_REFUSED');
    expect(await rowNames('bridge')).not.toContain('openBusinessView');
  });

  test('a server that is down is not called a wrong argument', async () => {
    await bench.page.route('**/payscore/token', (route) => route.abort());
    await bench.tap();
    expect(await bench.outcome()).toBe('TOKEN_FAILED');
    await bench.shop.getByText('网络或服务器暂时不可用').waitFor();
    await bench.page.unroute('**/payscore/token');
    await bench.page.route('**/payscore/config?*', (route) => route.fulfill({ status: 502, body: '{}' }));
    await bench.tap('?client=android');
    expect(await bench.outcome()).toBe('SIGNATURE_FAILED');
  });

  test('an agreement that WeChat does not take leaves the view open, to be tried again', async () => {
    await bench.tap();
    await bench.page.route('**/weixin/open-service', (route) => route.abort());
    await bench.page.getByTestId('agree').click();
    await bench.page.getByText("WeChat's servers did not answer").waitFor();
    await bench.page.unroute('**/weixin/open-service');
    await bench.page.getByTestId('agree').click();
    expect(await bench.outcome()).toBe('AVAILABLE ok');
  });

  test('what a notification told holds while WeChat Pay answers 500, also after a reload', async () => {
    await bench.tap('?client=ios&do=agree&fault=pay-500-query');
    expect(await bench.outcome()).toBe('AVAILABLE ok');
    const answer = await bench.page.evaluate(async () => {
      const response = await fetch('/payscore/state');
      return [response.status, await response.json()];
    });
    expect(answer).toEqual([200, { authorization_state: 'AVAILABLE' }]);
    const query = bench.row('weixin', 'GET …/permissions/authorization-code/•••').first();
    expect(await query.locator('[data-part=verdict]').innerText()).toBe('500');
    await bench.page.reload();
    await bench.serverSays('AVAILABLE');
    await bench.shop.getByText('已免押').waitFor();
  });
});

describe('the server', () => {
  test('it signs for its own pages only', async () => {
    const sign = (page: string): Promise<Response> =>
      fetch(`${demo.url}payscore/config?url=${encodeURIComponent(page)}`);
    expect((await sign(`${demo.url}shop/`)).status).toBe(200);
    expect((await sign('https://shop.example/')).status).toBe(403);
  });

  test('it takes no notification that WeChat Pay did not sign', async () => {
    const { status } = await fetch(`${demo.url}payscore/notify`, { method: 'POST', body: '{"id":"1"}' });
    expect(status).toBe(400);
  });

  test('it knows nobody who brings no session', async () => {
    expect((await fetch(`${demo.url}payscore/token`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(`${demo.url}payscore/state`)).status).toBe(401);
  });

  test('every answer carries a policy that keeps requests on this machine', async () => {
    for (const path of ['', 'shop/', 'payscore/state', 'nowhere']) {
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
