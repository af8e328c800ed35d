import { parse } from 'acorn';
import type { Browser, Page } from 'playwright-core';
import type * as Testing from '../../src/testing';
import { CALLS, EVENTS } from '../contract/js-apis-table';
import { testsThatNeed } from '../needs';
import { launchChromium } from './launch-chromium';
import { launchChromium66 } from './launch-chromium-66';
import { openWorkbench } from './open-workbench';
import { openPhone, type Phone, type PhoneOptions } from './phone-page';
import { runAxe } from './run-axe';
import { startDemo } from './start-demo';
import { closeRealModes, phoneUrl, type RealMode, type RealModeSetUp, startRealMode } from './start-real-mode';

declare global {
  interface Window {
    WeixinPayScoreTesting: typeof Testing;
    client: Testing.SimulatedWeixin;
    injected?: true;
  }
}

const NO_MERCHANT: RealModeSetUp['variables'] = {
  WECHATPAY_MCHID: undefined,
  WECHATPAY_SERIAL: undefined,
  WECHATPAY_PRIVATE_KEY_FILE: undefined,
  WECHATPAY_PUBLIC_KEY_ID: undefined,
  WECHATPAY_PUBLIC_KEY_FILE: undefined,
  WECHATPAY_SERVICE_ID: undefined,
  WECHATPAY_API_V3_KEY: undefined,
};

const { describe, test } = testsThatNeed('chromium');
const oldEngine = testsThatNeed('chromium', 'chromium 66');

let real: RealMode;
let browser: Browser;
let desktop: Page;
let phones: Phone[];

/** Starts real mode, and a browser that knows the merchant's name, with the desktop's page open. */
function useRealMode(setUp: RealModeSetUp): void {
  beforeAll(async () => {
    real = await startRealMode(setUp);
    browser = await launchChromium(real.hosts);
  });
  beforeEach(async () => {
    phones = [];
    desktop = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
    await desktop.goto(real.desktop);
    // Until the server has told it what there is, it is empty.
    await desktop.locator('#levels:not(:empty)').waitFor();
  });
  afterEach(async () => {
    await desktop.close();
    for (const { page, errors, strangers } of phones) {
      await page.close();
      expect(errors).toEqual([]);
      expect(strangers.filter((url) => !/^https:\/\/(res\.wx|open\.weixin)\.qq\.com\//.test(url))).toEqual([]);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await closeRealModes();
  });
}

/** Opens the page as a phone does that scanned the code. */
async function scan(options?: PhoneOptions, change: (url: string) => string = (url) => url): Promise<Page> {
  const phone = await openPhone(browser, real.services, options);
  phones.push(phone);
  await phone.page.goto(change(await phoneUrl(real)));
  return phone.page;
}

/** Waits until the desktop has a row about this, and tells its verdict; with `verdict`, one that ended so. */
async function row(text: string | RegExp, verdict: string | RegExp = ''): Promise<string> {
  const found = desktop
    .locator('#trace tr')
    .filter({ has: desktop.locator('.what', { hasText: text }) })
    .filter({ has: desktop.locator('.said', { hasText: verdict }) });
  await found.first().waitFor({ timeout: 10_000 });
  return found.first().locator('.said').innerText();
}

const verdict = (page: Page, id: string, state: string) => page.locator(`#${id}[data-state=${state}]`).innerText();
const said = (page: Page, api: string): Promise<string> =>
  page.locator(`[data-api="${api}"]:not([data-state=waiting]) .said:not(:empty)`).innerText();

describe('level 1, with an account that has no merchant number', () => {
  useRealMode({ scheme: 'http', variables: NO_MERCHANT });

  test('wx.config passes at the public address, and the desktop shows it as it happens', async () => {
    expect(await desktop.locator('.live').innerText()).toBe('LIVE');
    const page = await scan({ client: { platform: 'ios', version: '8.0.49' } });
    expect(await verdict(page, 'config', 'ok')).toBe('✓ config:ok');
    expect(await page.locator('#signed').innerText()).toBe('http://shop.example/');
    expect(await page.locator('#desktop[data-state=connected]').innerText()).toContain('desktop shows');
    expect(await page.locator('#client').innerText()).toBe('WeChat · 8.0.49 · ios · page');

    expect(await row('opened http://shop.example/')).toBe('');
    expect(await row('asks to sign http://shop.example/')).toBe('');
    expect(await row(/^signed http:\/\/shop\.example\//)).toBe('ok');
    expect(await row(/^config$/)).toBe('ok');
    expect(await row('checkJsApi')).toBe('ok');
    const phone = desktop.locator('.phone').first();
    expect(await phone.locator('h3').innerText()).toMatch(/^Phone \d+: WeChat · 8\.0\.49 · ios$/);
    expect(await phone.locator('.agent').innerText()).toMatch(/MicroMessenger\/8\.0\.49/);
  });

  test('the code on the desktop is the address with the key, and a phone without the key is not shown', async () => {
    const url = await phoneUrl(real);
    expect(url).toMatch(/^http:\/\/shop\.example\/#key=[\w-]{22}$/);
    expect(await desktop.locator('#address').innerText()).toBe(url);
    expect(
      await desktop.locator('.code img').evaluate((image: HTMLImageElement) => image.naturalWidth),
    ).toBeGreaterThan(20);

    const before = await desktop.locator('.phone').count();
    const page = await scan({}, (address) => address.split('#')[0]!);
    expect(await verdict(page, 'config', 'ok')).toBe('✓ config:ok');
    expect(await page.locator('#desktop[data-state=no-key]').innerText()).toContain('QR code');
    const other = await scan({}, (address) => address.replace(/key=.*/, 'key=AAAAAAAAAAAAAAAAAAAAAA'));
    expect(await other.locator('#desktop[data-state=wrong-key]').innerText()).toContain('earlier start');
    expect(await desktop.locator('.phone').count()).toBe(before);
  });

  test('every interface that the library knows can be tapped, and the client is asked', async () => {
    const client = {
      platform: 'android',
      version: '8.0.49',
      apis: { requestMerchantTransfer: 'ok', invokeMiniProgramAPI: 'ok' },
    } as const;
    const page = await scan({ scenario: 'cancel', client });
    await verdict(page, 'config', 'ok');
    const shown = await page
      .locator('[data-api]')
      .evaluateAll((rows) => rows.map((one) => one.getAttribute('data-api')!));
    expect([...shown].sort()).toEqual([...Object.keys(CALLS), ...Object.keys(EVENTS)].sort());

    for (const api of shown) {
      await page.locator(`[data-api="${api}"]`).click();
      if (api in EVENTS) {
        const { native } = EVENTS[api as keyof typeof EVENTS];
        await expectEventually(() =>
          page
            .evaluate(([name]) => (window.client.emit(name!), true), [native])
            .then(() => page.locator(`[data-api="${api}"]`).getAttribute('data-state')),
        ).toBe('ok');
      } else {
        expect([
          api,
          await page.locator(`[data-api="${api}"]:not([data-state=waiting])[data-state]`).getAttribute('data-state'),
        ]).toEqual([api, api === 'openBusinessView' ? 'cancelled' : 'ok']);
      }
    }
    // What a tap brought is what the next one takes, as in the manual's samples.
    const sent = await page.evaluate(() => window.client.calls.map(({ api, params }) => [api, params] as const));
    expect(sent.find(([api]) => api === 'uploadImage')![1]).toMatchObject({ localId: 'weixin://resourceid/1' });
    expect(sent.find(([api]) => api === 'downloadVoice')![1]).toMatchObject({ serverId: 'simulated-media-id' });
    expect(await row('getNetworkType')).toBe('ok');
  });

  test('a result is shown on the phone and stays there', async () => {
    const page = await scan();
    await verdict(page, 'config', 'ok');
    await page.locator('[data-api=getLocation]').click();
    expect(await said(page, 'getLocation')).toContain('22.54');
    expect(await row('getLocation')).toBe('ok');
    expect(await desktop.content()).not.toContain('22.54');
  });

  test('a refusal, a cancel and a missing interface are three different words', async () => {
    const page = await scan({
      client: { apis: { chooseImage: 'cancel', openLocation: 'denied', scanQRCode: 'unsupported' } },
    });
    await page.locator('[data-api=scanQRCode] [data-has=no]').waitFor();
    for (const [api, state, text] of [
      ['chooseImage', 'cancelled', 'API_CANCELLED'],
      ['openLocation', 'failed', 'API_REFUSED · permission denied'],
      ['scanQRCode', 'failed', 'API_UNSUPPORTED'],
    ] as const) {
      await page.locator(`[data-api=${api}]`).click();
      await page.locator(`[data-api=${api}][data-state=${state}]`).waitFor();
      expect(await said(page, api)).toContain(text);
      await row(api, text.split(' ')[0]);
    }
  });

  test('a refused configuration is on the desktop with its hint, and becomes a link of the workbench', async () => {
    const page = await scan({ client: { platform: 'android', version: '8.0.50', config: 'invalid url domain' } });
    expect(await verdict(page, 'config', 'failed')).toBe('✗ CONFIG_REFUSED · invalid url domain');
    expect(await page.locator('#config-hint').isVisible()).toBe(false);

    const phone = desktop.locator('.phone', { hasText: 'CONFIG_REFUSED' }).first();
    expect(await phone.locator('.verdict').innerText()).toBe('CONFIG_REFUSED · invalid url domain');
    expect(await phone.locator('.hint').innerText()).toMatch(/JS接口安全域名|JS-safe|domain/);
    const link = new URL((await phone.locator('[data-save]').getAttribute('href'))!);
    expect(link.origin).toBe('http://127.0.0.1:8080');
    expect(Object.fromEntries(link.searchParams)).toEqual({
      client: 'android',
      version: '8.0.50',
      ua: await page.evaluate(() => navigator.userAgent),
      fault: 'config-invalid-domain',
    });

    const demo = await startDemo();
    try {
      const bench = await openWorkbench(browser, demo);
      await bench.tap(link.search);
      expect(await bench.outcome()).toBe('CONFIG_REFUSED');
      await bench.close();
    } finally {
      await demo.close();
    }
  });

  test('the pages are accessible, light and dark', async () => {
    const page = await scan({ client: { config: 'invalid url domain' } }, (url) => url.replace('/#', '/?debug#'));
    await verdict(page, 'config', 'failed');
    await page.locator('[data-api=getLocation]').click();
    await page.locator('[data-api=getLocation][data-state=failed]').waitFor();
    await desktop.locator('.phone .verdict.failed').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const shown of [page, desktop]) {
        await shown.emulateMedia({ colorScheme });
        const violations = await runAxe(shown, colorScheme);
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
    }
  });

  test('every interface can be reached and called by the keyboard alone', async () => {
    const page = await scan();
    await verdict(page, 'config', 'ok');
    await page.locator('[data-api=checkJsApi]').focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement!.getAttribute('data-api'))).toBe(
      'updateAppMessageShareData',
    );
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.locator('[data-api=updateAppMessageShareData][data-state=ok]').waitFor();
  });

  test('?debug shows the hint and the steps on the phone itself', async () => {
    const page = await scan({ client: { config: 'invalid url domain' } }, (url) => url.replace('/#', '/?debug#'));
    await verdict(page, 'config', 'failed');
    expect(await page.locator('#config-hint').isVisible()).toBe(true);
    expect(await page.locator('#config-hint').innerText()).not.toBe('');
    expect(await page.locator('#steps').innerText()).toContain('config · invalid url domain');
    expect(await page.locator('#signed').innerText()).toBe('http://shop.example/?debug');
  });

  test('outside WeChat the page says where to open it', async () => {
    const page = await scan({
      client: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36' },
    });
    expect(await page.locator('#client').innerText()).toContain('Not WeChat');
    expect(await verdict(page, 'config', 'failed')).toBe('✗ NOT_IN_WEIXIN');
  });

  test('nothing that a phone posts becomes part of the desktop’s page but its text', async () => {
    const html = '<img src=x onerror="injected = true"><script>injected = true</script>';
    const key = new URL(await phoneUrl(real)).hash.slice('#key='.length);
    const texts = [
      'userAgent',
      'address',
      'url',
      'build',
      'step',
      'verdict',
      'code',
      'api',
      'errMsg',
      'reason',
      'hint',
      'state',
    ];
    const events = ['page', 'signed', 'step', 'call', 'event', 'result', 'error'].map((kind) => ({
      kind,
      ...Object.fromEntries(texts.map((name) => [name, html])),
    }));
    const answer = await fetch(`${real.local}/trace`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-trace-key': key },
      body: JSON.stringify({ page: 'injection', events }),
    });
    expect(answer.status).toBe(204);
    await desktop.locator('#trace', { hasText: 'onerror' }).waitFor();
    expect(await desktop.locator('img').count()).toBe(1);
    expect(await desktop.evaluate(() => window.injected)).toBeUndefined();
    for (const link of await desktop
      .locator('[data-save]')
      .evaluateAll((links) => links.map((one) => (one as HTMLAnchorElement).href))) {
      expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8080\/\?/);
    }
  });

  test('the script-tag page is ES5, and configures itself with jweixin from WeChat’s own host', async () => {
    const code = await (await fetch(`${real.local}/scripts/script-tag.js`)).text();
    expect(namesIn(code).filter((name) => NEWER.includes(name))).toEqual([]);

    const page = await scan({}, (url) => url.replace('/#', '/es5/#'));
    expect(await page.locator('script[type=module]').count()).toBe(0);
    expect(await verdict(page, 'config', 'ok')).toBe('✓ config:ok');
    expect(phones[0]!.strangers.filter((url) => url.startsWith('https://res.wx.qq.com/'))).toHaveLength(1);
    await page.locator('[data-api=getNetworkType]').click();
    expect(await said(page, 'getNetworkType')).toContain('wifi');
    await desktop.locator('.phone .address', { hasText: 'ES5 · http://shop.example/es5/' }).waitFor();
  });

  oldEngine.test('the script-tag page runs in Chromium 66 and posts from there', async () => {
    const old = await launchChromium66();
    try {
      const page = await old.newPage();
      await page.open((await phoneUrl(real)).replace(`${real.origin}/`, `${real.local}/es5/`));
      const shown = await page.run(
        () =>
          new Promise<[string, number]>((done) => {
            const timer = setInterval(() => {
              const text = document.getElementById('config')!.textContent!;
              if (!/^✗/.test(text)) return;
              clearInterval(timer);
              done([text, document.querySelectorAll('[data-api]').length]);
            }, 50);
          }),
        undefined,
      );
      expect(shown).toEqual(['✗ NOT_IN_WEIXIN', Object.keys(CALLS).length + Object.keys(EVENTS).length]);
    } finally {
      await old.close();
    }
  });
});

test('the desktop that stays open shows the next start', async () => {
  const first = await startRealMode({ variables: NO_MERCHANT, scheme: 'http' });
  const own = await launchChromium(first.hosts);
  try {
    const page = await own.newPage();
    await page.goto(first.desktop);
    const address = await page.locator('#address', { hasText: '#key=' }).innerText();
    await first.close();
    await startRealMode({ variables: { ...NO_MERCHANT, DESKTOP_PORT: new URL(first.desktop).port }, scheme: 'http' });
    await page.locator('#address', { hasText: '#key=' }).filter({ hasNotText: address }).waitFor();
  } finally {
    await own.close();
    await closeRealModes();
  }
});

describe('an AppID alone', () => {
  useRealMode({ scheme: 'http', variables: { ...NO_MERCHANT, WEIXIN_APP_SECRET: undefined } });

  test('shows the client, and what it answers to a signature that cannot be right', async () => {
    expect(await desktop.locator('#levels').innerText()).toContain('Level 0');
    const page = await scan({ client: { platform: 'ios', version: '8.0.49', devtools: true } });
    expect(await page.locator('#client').innerText()).toContain('developer tools');
    expect(await verdict(page, 'config', 'expected')).toMatch(
      /No AppSecret is set.*CONFIG_REFUSED · invalid signature/,
    );
    expect(await page.locator('#view-section').isVisible()).toBe(false);
    expect(await page.evaluate(() => window.client.calls.map(({ api }) => api))).toContain('preVerifyJSAPI');
    expect(await row(/^config$/)).toContain('CONFIG_REFUSED');
  });
});

describe('level 2, with a merchant number', () => {
  useRealMode({ variables: { WECHATPAY_API_V3_KEY: undefined } });

  test('the view opens with a token of WeChat Pay’s, and the server confirms', async () => {
    const page = await scan({ client: { platform: 'android', version: '8.0.49' } });
    await verdict(page, 'config', 'ok');
    await page.locator('#authorize').click();
    expect(await verdict(page, 'view', 'ok')).toBe('✓ Your server says: authorised; the client: ok');
    expect(await row('authorizePayScore')).toContain('AVAILABLE');
    expect(await row('POST /v3/payscore/permissions')).toBe('200');
    expect(await row('GET /v3/payscore/permissions/authorization-code/{authorization_code}')).toBe('200');
    const paths = real.services.requests.map(({ path }) => path);
    expect(paths).toContain('/v3/payscore/permissions');
    // There is nowhere to send one to.
    expect(await fetch(`${real.local}/payscore/notify`, { method: 'POST' })).toMatchObject({ status: 404 });
  });

  test('each phone has an authorisation of its own, and keeps it', async () => {
    const first = await scan();
    await first.locator('#authorize').click();
    await verdict(first, 'view', 'ok');
    await first.locator('#authorize').click();
    await first.locator('#view', { hasText: 'authorised before' }).waitFor();
    const second = await scan();
    await second.locator('#authorize').click();
    expect(await verdict(second, 'view', 'ok')).toContain('the client: ok');
  });

  test('a cancel is told apart, and becomes a scenario with what the user did', async () => {
    const page = await scan({ scenario: 'cancel', client: { platform: 'ios', version: '8.0.49' } });
    await page.locator('#authorize').click();
    expect(await verdict(page, 'view', 'failed')).toMatch(/not authorised yet; the client: cancelled/);
    const save = desktop.locator('.phone').first().locator('[data-save][href*="do=cancel"]');
    const link = new URL((await save.getAttribute('href'))!);
    expect(Object.fromEntries(link.searchParams)).toMatchObject({ client: 'ios', version: '8.0.49', back: 'button' });
    expect(link.searchParams.has('fault')).toBe(false);
  });

  test('the button needs the key', async () => {
    const page = await scan({}, (url) => url.split('#')[0]!);
    await verdict(page, 'config', 'ok');
    expect(await page.locator('#authorize').isDisabled()).toBe(true);
    expect(await page.locator('#view').innerText()).toContain('QR code');
  });

  test('neither token, signature, session nor key of the API reaches the desktop', async () => {
    const page = await scan();
    await page.locator('#authorize').click();
    await verdict(page, 'view', 'ok');
    await row('authorizePayScore');
    const params = await page.evaluate(() => JSON.stringify(window.client.calls.map((call) => call.params)));
    const [, token] = /apply_permissions_token=([^"&]+)/.exec(params)!;
    const [, signature] = /"verifySignature":"([0-9a-f]{40})"/.exec(params)!;
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: '__Host-session', secure: true, httpOnly: true, sameSite: 'Strict' });
    const shown = await desktop.content();
    const { appSecret } = real.services.credentials;
    for (const secret of [token!, decodeURIComponent(token!), signature!, cookie!.value, appSecret]) {
      expect(shown).not.toContain(secret);
    }
  });
});

describe('level 3, with an API v3 key', () => {
  useRealMode({});

  test('WeChat’s notification arrives through the public address and is on the desktop', async () => {
    const page = await scan();
    await page.locator('#authorize').click();
    await verdict(page, 'view', 'ok');
    await row('PAYSCORE.USER_OPEN_SERVICE');
    const [attempt] = real.services.notifications;
    expect(attempt).toMatchObject({ status: 204 });
    expect(await desktop.content()).not.toContain('oUpF8uMuAJO_M2pxb1Q9zNjWeS6o');
  });

  test('a notification with a wrong signature is refused, and the desktop says why', async () => {
    expect(await real.services.sendSignatureProbe(`${real.origin}/payscore/notify`)).toBe(401);
    expect(await row(/^error$/)).toContain('BAD_SIGNATURE');
  });

  test('the script-tag page takes the whole journey too', async () => {
    const page = await scan({}, (url) => url.replace('/#', '/es5/#'));
    await page.locator('#authorize').click();
    expect(await verdict(page, 'view', 'ok')).toBe('✓ Your server says: authorised; the client: ok');
  });

  test('in the developer tools the address from the desktop works the same', async () => {
    const page = await scan({ client: { devtools: true, platform: 'ios', version: '8.0.5' } });
    await page.locator('#authorize').click();
    expect(await verdict(page, 'view', 'ok')).toContain('authorised');
    expect(await desktop.locator('.phone h3').first().innerText()).toContain('developer tools');
  });
});

/** Names of built-ins that engines of WeChat 6 lack. */
const NEWER = (
  'fetch URL URLSearchParams Symbol Map Set WeakMap Reflect Proxy AbortController entries values fromEntries ' +
  'getOwnPropertyDescriptors includes find findIndex findLast flat flatMap fill startsWith endsWith repeat padStart ' +
  'padEnd replaceAll finally append prepend replaceChildren closest matches'
).split(' ');

/**
 * Every global and every property that a script in ES5 uses, but for the compiler's own helpers, which begin with `_` and look
 * first whether a built-in is there.
 *
 * @throws SyntaxError for newer syntax
 */
function namesIn(code: string): string[] {
  const names = new Set<string>();
  function visit(node: unknown): void {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, id, name } = node as { type?: string; id?: { name: string }; name?: string };
    if (type === 'FunctionDeclaration' && id!.name.startsWith('_')) return;
    if (type === 'Identifier') names.add(name!);
    Object.values(node).forEach(visit);
  }
  visit(parse(code, { ecmaVersion: 5 }));
  return [...names];
}

/** Asks again and again: an event may come before the page listens. */
function expectEventually<T>(ask: () => Promise<T>): { toBe(wanted: T): Promise<void> } {
  return {
    async toBe(wanted) {
      const end = Date.now() + 10_000;
      let answer = await ask();
      while (answer !== wanted && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        answer = await ask();
      }
      expect(answer).toBe(wanted);
    },
  };
}
