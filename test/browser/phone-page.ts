import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { WeixinServices } from '../../src/testing/server';
import { officialScript } from './serve-pages';

const TESTING = createRequire(join(__dirname, '../../package.json')).resolve('weixin-payscore/testing/browser');

/** A page in a simulated client, whose verdicts come from the simulated services. */
export interface Phone {
  page: Page;
  /** What went wrong on the page by itself. */
  errors: Error[];
  /** Requests to hosts other than the page's. */
  strangers: string[];
}

export interface PhoneOptions {
  client?: SimulateWeixinOptions;
  /** Of a person in the Pay Score view. */
  scenario?: string;
  width?: number;
  locale?: string;
}

/**
 * Opens a page in a client that checks the signature of `wx.config` against the services' ticket, and whose user decides there.
 */
export async function openPhone(
  browser: Browser,
  services: WeixinServices,
  { client = {}, scenario = 'agree-return', width = 375, ...context }: PhoneOptions = {},
): Promise<Phone> {
  const page = await browser.newPage({
    viewport: { width, height: 740 },
    ignoreHTTPSErrors: true,
    locale: 'en-US',
    ...context,
  });
  const [errors, strangers]: [Error[], string[]] = [[], []];
  page.on('pageerror', (error) => errors.push(error));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^http/.test(protocol) && hostname !== 'shop.example' && hostname !== '127.0.0.1')
      strangers.push(request.url());
  });
  await page.route(/^https:\/\/res2?\.wx\.qq\.com\//, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: officialScript() }),
  );
  await page.route(/^https:\/\/open\.weixin\.qq\.com\//, (route) => route.abort());

  await page.exposeFunction('verifyConfig', async (request: Record<string, string>) => {
    const { appId, nonceStr, timestamp, url, signature } = request;
    const text = `jsapi_ticket=${await currentTicket(services)}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
    const isRight = appId === services.credentials.appId && signature === createHash('sha1').update(text).digest('hex');
    return isRight ? 'ok' : 'invalid signature';
  });
  await page.exposeFunction('decide', async (does: string, queryString: string) => {
    const token = new URLSearchParams(queryString).get('apply_permissions_token')!;
    if (does === 'agree') await services.openService(token, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
  });
  await page.addInitScript({ path: TESTING });
  await page.addInitScript(
    ([id, chosen]) => {
      const { verifyConfig, decide } = window as unknown as {
        verifyConfig(request: object): Promise<string>;
        decide(does: string, queryString: unknown): Promise<void>;
      };
      window.client = window.WeixinPayScoreTesting.applyScenario(window, id, {
        timeScale: 0.1,
        client: { config: (request) => verifyConfig(request), ...chosen },
        onDecision: (does, params) => decide(does, params['queryString']),
      });
    },
    [scenario, client] as const,
  );
  return { page, errors, strangers };
}

/** As the merchant's server gets it: neither call makes a new one. */
async function currentTicket(services: WeixinServices): Promise<string> {
  const { appId, appSecret } = services.credentials;
  const ask = async (path: string, init?: RequestInit): Promise<Record<string, string>> =>
    (await services.fetch(new Request(`http://weixin.invalid/cgi-bin/${path}`, init))).json();
  const { access_token } = await ask('stable_token', {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: appId, secret: appSecret }),
  });
  const { ticket } = await ask(
    `ticket/getticket?${new URLSearchParams({ access_token: access_token!, type: 'jsapi' })}`,
  );
  return ticket!;
}
