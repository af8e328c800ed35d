import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { createVerifier, JWEIXIN, JWEIXIN_ADDRESS, simulateClient, SIMULATION } from './client.js';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

let browser;

/** Starts Chromium at the first call; `closeBrowser` ends it. */
async function openBrowser() {
  const installed = process.env.CHROMIUM_PATH || '/usr/bin/chromium';
  const executablePath = existsSync(installed)
    ? installed
    : await (await import('@sparticuz/chromium')).default.executablePath();
  return (browser ??= await chromium.launch({ executablePath, args: ARGUMENTS }));
}

export async function closeBrowser() {
  await browser?.close();
}

/**
 * A phone: a current Chromium with a simulated WeChat in it, which checks the signature of `wx.config` against the address that
 * its platform checks, and whose user agrees in the view.
 *
 * @param {object} options
 * @param {string} options.origin of the shop
 * @param {'ios' | 'android'} options.platform
 * @param {string} options.session the cookie by which the shop knows its user
 * @param {ReturnType<import('weixin-payscore/testing/server').createWeixinServices>} options.services
 * @param {(token: string) => Promise<void>} options.agree what happens at WeChat when the user agrees
 */
export async function openPhone({ origin, platform, session, services, agree }) {
  const context = await (await openBrowser()).newContext();
  const page = await context.newPage();
  const [name, value] = session.split('=');
  await context.addCookies([{ name, value, url: origin }]);

  const phone = {
    signed: [],
    refused: [],
    complaints: [],
    open: (url) => page.goto(url),
    /** Taps the button or the link with this name. */
    tap: (name) =>
      page
        .getByRole('button', { name })
        .or(page.getByRole('link', { name, exact: true }))
        .click(),
    /** Waits until the page's status says so. */
    read: (text) => page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 20_000 }),
    close: () => context.close(),
  };
  page.on('pageerror', (error) => phone.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon/.test(message.location().url)) phone.complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/payscore/config') phone.signed.push(searchParams.get('url'));
  });

  const verify = await createVerifier(services);
  await page.exposeFunction('verifyConfig', (request, url) => {
    const verdict = verify(request, url);
    if (verdict !== 'ok') phone.refused.push(url);
    return verdict;
  });
  await page.exposeFunction('agree', agree);
  await page.route(JWEIXIN_ADDRESS, (route) => route.fulfill({ contentType: 'text/javascript', body: JWEIXIN }));
  // jweixin reports its timings there, as an image.
  await page.route('https://open.weixin.qq.com/**', (route) => route.fulfill({ status: 204 }));
  await page.addInitScript({ path: SIMULATION });
  await page.addInitScript(simulateClient, platform);
  return phone;
}
