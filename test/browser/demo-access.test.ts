import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { testsThatNeed } from '../needs';
import { endProcess } from './end-process';
import { launchChromium } from './launch-chromium';
import { openWorkbench } from './open-workbench';
import type { Workbench } from './open-workbench';
import { runAxe } from './run-axe';
import { startDemo } from './start-demo';
import type { Demo } from './start-demo';

/** WeUI's green and the white on it are WeChat's own, 2.4:1. Nothing else is excepted. */
const WEUI_GREEN = '.weui-btn_primary';

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

/** Serious violations in one document, each with its first element. */
async function violations(document: Frame | Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const found = await runAxe(document, colorScheme);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical' || impact === 'moderate')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ id, html })))
    .filter(({ id, html }) => id !== 'color-contrast' || !html.includes(WEUI_GREEN.slice(1)))
    .map(({ id, html }) => `${colorScheme}, ${id}: ${html.slice(0, 160)}`);
}

describe('axe finds nothing serious, light or dark,', () => {
  test.each([
    ['at rest', '?client=ios', async () => undefined],
    ['with the view open', '?client=ios', (bench: Workbench) => openView(bench)],
    ['with a result', '?client=android&do=agree', (bench: Workbench) => runToEnd(bench)],
    ['with a failure and a guess', '?client=devtools&fault=interface-missing', (bench: Workbench) => runToEnd(bench)],
    ['outside WeChat', '?client=browser', (bench: Workbench) => runToEnd(bench)],
    [
      'with everything unfolded',
      '?client=harmony&do=agree&fault=notification-lost',
      (bench: Workbench) => unfold(bench),
    ],
  ])('%s', async (_, query, act) => {
    // Axe comes as text, which the page's own policy keeps out.
    const bench = await openWorkbench(browser, demo, { bypassCSP: true });
    await bench.go(query);
    await act(bench);
    for (const colorScheme of ['light', 'dark'] as const) {
      await bench.page.emulateMedia({ colorScheme });
      expect(await violations(bench.page, colorScheme)).toEqual([]);
      expect(await violations(bench.page.frame({ url: /\/shop\/$/ })!, colorScheme)).toEqual([]);
    }
    await bench.close();
  });
});

async function openView(bench: Workbench): Promise<void> {
  await bench.shop.getByTestId('open').click();
  await bench.page.locator('#pay-score.open').waitFor();
}

async function runToEnd(bench: Workbench): Promise<void> {
  await bench.shop.getByTestId('open').click();
  await bench.outcome();
}

async function unfold(bench: Workbench): Promise<void> {
  await bench.page.getByText('More options').click();
  await bench.page.getByText('Compare code').click();
  await runToEnd(bench);
  for (const row of await bench.page.locator('[data-testid=timeline] summary').all()) await row.click();
}

describe('the keyboard', () => {
  test('it goes through the whole journey alone', async () => {
    const bench = await openWorkbench(browser, demo);
    const { page } = bench;
    await bench.go('?client=ios');
    await bench.shop.getByTestId('open').focus();
    await page.keyboard.press('Enter');
    await page.locator('#pay-score.open').waitFor();
    // The focus is in the view, which says what it is.
    expect(await page.evaluate(() => document.activeElement!.closest('[role=dialog]')!.id)).toBe('pay-score');
    expect(await page.getByRole('dialog', { name: '微信支付分' }).count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const agree = page.getByTestId('agree');
    expect(await agree.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await agree.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await bench.outcome()).toBe('AVAILABLE ok');
    await bench.shop.getByRole('dialog', { name: '免押成功' }).waitFor();
    await page.keyboard.press('Enter');
    await bench.shop.getByRole('dialog', { name: '租借订单' }).waitFor();
    await page.keyboard.press('Escape');
    await bench.shop.getByRole('dialog').waitFor({ state: 'hidden' });
    await bench.close();
  });

  test('Esc leaves the view as a gesture does, and the focus is on the shop’s button again', async () => {
    const bench = await openWorkbench(browser, demo);
    await bench.go('?client=ios');
    await bench.shop.getByTestId('open').focus();
    await bench.page.keyboard.press('Space');
    await bench.page.locator('#pay-score.open').waitFor();
    await bench.page.keyboard.press('Escape');
    await bench.page.locator('#pay-score.open').waitFor({ state: 'hidden' });
    await bench.shop.locator('[data-testid=open]:focus').waitFor();
    const open = bench.shop.getByTestId('open');
    expect(await open.evaluate((element) => getComputedStyle(element).outlineWidth)).toBe('3px');
    expect(await bench.outcome()).toBe('UNBINDUSER unknown');
    await bench.close();
  });

  test('what lies behind the view is out of its reach', async () => {
    const bench = await openWorkbench(browser, demo);
    await bench.tap('?client=ios');
    await bench.page.locator('#pay-score.open').waitFor();
    expect(await bench.page.locator('#page').evaluate((frame) => (frame as HTMLElement).inert)).toBe(true);
    await bench.close();
  });
});

describe('the language', () => {
  test.each([
    ['zh-CN', 'zh-CN', '微信支付分联调台', '结果'],
    ['en-GB', 'en', 'A workbench for WeChat Pay Score (微信支付分)', 'Outcome'],
  ])('a browser in %s gets it', async (locale, lang, headline, outcome) => {
    const bench = await openWorkbench(browser, demo, { locale });
    await bench.go();
    expect(await bench.page.getByRole('heading', { level: 1 }).innerText()).toBe(headline);
    expect(await bench.page.getByRole('heading', { name: outcome, exact: true }).count()).toBe(1);
    expect(await bench.page.evaluate(() => document.documentElement.lang)).toBe(lang);
    await bench.close();
  });

  test('a switch changes it at once, for what is shown already too, and it is remembered', async () => {
    const bench = await openWorkbench(browser, demo);
    await bench.tap('?client=ios&do=agree&fault=no-callback');
    await bench.outcome();
    await bench.page.getByRole('button', { name: '中文' }).click();
    expect(await bench.sentence()).toBe('商户服务器：已授权；客户端：未返回结果。');
    expect(await bench.page.getByTestId('timeline').innerText()).toContain('没有回调');
    await bench.page.reload();
    await bench.page.getByText('点击之后').waitFor();
    // Nothing but names is left of the other language.
    const text = await bench.page.locator('.choice, .cards').allInnerTexts();
    expect(text.join(' ')).not.toMatch(/Scenario|Client|Outcome|Merchant server/);
    await bench.close();
  });
});

describe('on a screen of any width', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(browser, demo);
    await bench.tap('?client=devtools&do=agree');
    await bench.outcome();
  });
  afterAll(() => bench.close());

  test.each([320, 375, 760, 900, 1240, 1440])('at %i px nothing covers anything, or sticks out', async (width) => {
    await bench.page.setViewportSize({ width, height: 800 });
    expect(await bench.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const covered = await bench.page.evaluate(() => {
      const parts = [
        'h1',
        '.lead',
        '.languages',
        '.controls',
        '#device',
        '.outcome',
        '[data-testid=timeline]',
        '#compare',
      ];
      const boxes = parts.map((selector) => ({
        selector,
        box: document.querySelector(selector)!.getBoundingClientRect(),
      }));
      return boxes.flatMap((one, index) =>
        boxes.slice(index + 1).flatMap((other) => {
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          return across > 1 && down > 1 ? [`${one.selector} ${other.selector}`] : [];
        }),
      );
    });
    expect(covered).toEqual([]);
  });
});

test('npm run demo says within a second what it does, and the address when it is ready', async () => {
  // On a machine so busy that Node alone takes more than a tenth of it, the second is as much longer.
  const asked = Date.now();
  spawnSync(process.execPath, ['--eval', '']);
  const began = Date.now();
  const second = Math.max(1000, 10 * (began - asked));
  const server = spawn(process.execPath, [resolve(__dirname, '../../demo/start.js')], {
    env: { ...process.env, PORT: '0' },
  });
  const [first, ready] = await new Promise<[number, string]>((done, fail) => {
    let spoke = 0;
    let output = '';
    server.stdout.on('data', (chunk: Buffer) => {
      spoke ||= Date.now() - began;
      output += String(chunk);
      const match = /^http:\/\/127\.0\.0\.1:\d+\/$/m.exec(output);
      if (match) done([spoke, match[0]]);
    });
    server.once('exit', () => fail(new Error(`It did not start:\n${output}`)));
  });
  try {
    expect(first).toBeLessThan(second);
    expect((await fetch(ready)).status).toBe(200);
  } finally {
    await endProcess(server);
  }
});
