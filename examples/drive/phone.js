import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { signConfig } from '../../dist/server.js';

/** What the script at WeChat's own address holds, from npm, where it is a CommonJS module. */
const JWEIXIN = `(function () {
  var module = {};
  ${readFileSync(createRequire(import.meta.url).resolve('weixin-js-sdk'), 'utf8')}
  window.wx = window.jWeixin = module.exports;
})();`;
const SIMULATION = fileURLToPath(new URL('../../dist/weixin-payscore-testing.iife.js', import.meta.url));
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
 * A phone: Chromium with a simulated WeChat in it, which checks the signature of `wx.config` against the address that its
 * platform checks, and whose user agrees in the view.
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

  const phone = { page, signed: [], refused: [], complaints: [], close: () => context.close() };
  page.on('pageerror', (error) => phone.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/favicon/.test(message.location().url)) phone.complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/payscore/config') phone.signed.push(searchParams.get('url'));
  });

  const ticket = await readTicket(services);
  await page.exposeFunction('verifyConfig', ({ timestamp, nonceStr, signature }, url) => {
    const expected = signConfig({ jsapiTicket: ticket, url, nonceStr, timestamp: Number(timestamp) });
    if (expected.signature === signature) return 'ok';
    phone.refused.push(url);
    return 'invalid signature';
  });
  await page.exposeFunction('agree', agree);
  await page.route('https://res.wx.qq.com/open/js/jweixin-*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: JWEIXIN }),
  );
  // jweixin reports its timings there, as an image.
  await page.route('https://open.weixin.qq.com/**', (route) => route.fulfill({ status: 204 }));
  await page.addInitScript({ path: SIMULATION });
  await page.addInitScript((platform) => {
    const client = window.WeixinPayScoreTesting.simulateWeixin(window, {
      platform,
      // WeChat for iOS goes on checking the address that the document was opened with; reported, not documented.
      config: (request) => window.verifyConfig(request, platform === 'ios' ? request.entryUrl : request.url),
      apis: {
        async openBusinessView({ queryString }, reply) {
          client.hidePage();
          await window.agree(new URLSearchParams(queryString).get('apply_permissions_token'));
          client.showPage();
          reply({ err_code: 0 });
        },
      },
    });
  }, platform);
  return phone;
}

/** The ticket that the shop's signer has too: the simulated WeChat has one at a time. */
async function readTicket({ credentials: { appId, appSecret }, fetch }) {
  const ask = async (path, body) => {
    const init = body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    return (await fetch(new Request(`https://api.weixin.qq.com${path}`, init))).json();
  };
  const { access_token: token } = await ask('/cgi-bin/stable_token', {
    grant_type: 'client_credential',
    appid: appId,
    secret: appSecret,
  });
  return (await ask(`/cgi-bin/ticket/getticket?access_token=${token}&type=jsapi`)).ticket;
}
