import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { startDemoServer } from './start-demo-server.js';

/** Takes pictures of the workbench: `npm run screenshots -- [folder] [word in the name]`. */
const [folder = 'screenshots', only = ''] = process.argv.slice(2);

const PHONE = { width: 375, height: 812 };
const NARROW = { width: 320, height: 640 };
const TABLET = { width: 900, height: 1000 };
const DESKTOP = { width: 1440, height: 940 };

const agree = '?client=ios&do=agree';
const shots = [
  { name: 'idle', address: '?client=ios', until: 'idle' },
  { name: 'view', address: '?client=ios', until: 'view' },
  { name: 'confirming', address: '?client=ios&do=nothing&back=swipe&fault=no-callback', until: 'confirming' },
  { name: 'agreed', address: agree, until: 'result' },
  { name: 'silent', address: `${agree}&back=swipe&fault=no-callback`, until: 'result' },
  { name: 'compare', address: `${agree}&fault=no-callback`, until: 'compare', full: true },
  { name: 'revoked', address: agree, until: 'revoked' },
  { name: 'order', address: agree, until: 'order' },
  { name: 'outdated', address: '?client=ios&version=7.0.4', until: 'result' },
  { name: 'qr-code', address: '?client=browser', until: 'result' },
  { name: 'guess', address: '?client=harmony', until: 'idle' },
  { name: 'devtools', address: '?client=devtools&do=agree&fault=interface-missing', until: 'result' },
  { name: 'refused', address: '?client=android&fault=config-invalid-signature', until: 'result' },
  { name: 'pay-500', address: `${agree}&fault=pay-500`, until: 'result' },
];

const looks = [
  { suffix: 'desktop-zh-light', viewport: DESKTOP, lang: 'zh', colorScheme: 'light' },
  { suffix: 'desktop-en-light', viewport: DESKTOP, lang: 'en', colorScheme: 'light' },
  { suffix: 'desktop-en-dark', viewport: DESKTOP, lang: 'en', colorScheme: 'dark' },
  { suffix: 'phone-zh-dark', viewport: PHONE, lang: 'zh', colorScheme: 'dark', full: true },
  { suffix: 'phone-en-light', viewport: PHONE, lang: 'en', colorScheme: 'light', full: true },
  { suffix: 'narrow-en-light', viewport: NARROW, lang: 'en', colorScheme: 'light', full: true },
  { suffix: 'tablet-zh-light', viewport: TABLET, lang: 'zh', colorScheme: 'light' },
];

const steps = {
  idle: () => undefined,
  async view(page) {
    await tap(page);
    await page.locator('#pay-score.open').waitFor();
  },
  async confirming(page) {
    await tap(page);
    await page.frameLocator('#page').locator('#progress:not([hidden])').waitFor();
    await page.waitForTimeout(1200);
  },
  async result(page) {
    await tap(page);
    await page.locator('[data-testid=state]:is([data-kind=good], [data-kind=neutral], [data-kind=bad])').waitFor();
    // The sheet slides in, and a notification may come again.
    await page.waitForTimeout(900);
  },
  async compare(page) {
    await page.locator('#compare > summary').click();
    await steps.result(page);
    await page.locator('[data-testid=sample-outcome][data-hangs]').waitFor();
    await page.locator('.stuck').first().scrollIntoViewIfNeeded();
  },
  async revoked(page) {
    await steps.result(page);
    await page.frameLocator('#page').getByRole('button', { name: '查看订单' }).click();
    await page.frameLocator('#page').getByRole('button', { name: '返回商品' }).click();
    await page.getByTestId('revoke').click();
    await page.frameLocator('#page').getByText('免押授权已关闭').waitFor();
    await page.waitForTimeout(600);
  },
  async order(page) {
    await steps.result(page);
    await page.frameLocator('#page').getByRole('button', { name: '查看订单' }).click();
    await page.frameLocator('#page').getByText('租借订单').waitFor();
    await page.waitForTimeout(600);
  },
};

async function tap(page) {
  await page.frameLocator('#page').getByTestId('open').click();
}

await mkdir(folder, { recursive: true });
const executablePath = process.env.CHROMIUM_PATH || ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
const url = `http://127.0.0.1:${await startDemoServer(0)}/`;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const look of looks) {
  await Promise.all(
    shots.map(async ({ name, address, until, full }) => {
      const file = `${name}-${look.suffix}.png`;
      if (!file.includes(only)) return;
      const { viewport, colorScheme, lang } = look;
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'no-preference' });
      const page = await context.newPage();
      try {
        await page.goto(`${url}${address}&lang=${lang}`);
        await page.frameLocator('#page').getByTestId('open').waitFor();
        await page.waitForTimeout(500);
        await steps[until](page);
        await page.screenshot({ path: `${folder}/${file}`, fullPage: !!full || !!look.full });
        console.log(file);
      } catch (error) {
        console.error(`${file}: ${error.message.split('\n')[0]}`);
        process.exitCode = 1;
      }
      await context.close();
    }),
  );
}
await browser.close();
process.exit();
