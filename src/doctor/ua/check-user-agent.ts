import { parseUserAgent, type WeixinClient } from '../../protocol/user-agent';
import { checkVersion } from '../../protocol/version-gate';
import { isWeixinError } from '../../server';
import { type Check, failed, passed, UsageError } from '../check';

/**
 * `doctor ua`: which client a user agent belongs to, whether the library opens a view there, and the address of the demo that
 * simulates this client.
 *
 * @param userAgent `navigator.userAgent`, or the header of a request
 * @param demo where the demo listens, such as `http://127.0.0.1:8080/`
 * @returns checks `client`, `gate` and `scenario`
 * @throws {@link UsageError} for a demo address that is none
 */
export function checkUserAgent(userAgent: string, demo: string): Check[] {
  const client = parseUserAgent(userAgent);
  return [describe(client), gate(client), passed('scenario', both(link(demo, userAgent, client)))];
}

const both = (text: string): { en: string; zh: string } => ({ en: text, zh: text });

function describe(client: WeixinClient | null): Check {
  if (!client) {
    return failed(
      'client',
      { en: 'This is neither WeChat nor WeCom.', zh: '既不是微信，也不是企业微信。' },
      {
        en: 'Open the page in WeChat, such as by its QR code. The library rejects with NOT_IN_WEIXIN here.',
        zh: '请在微信中打开页面（例如扫描二维码）。库会以 NOT_IN_WEIXIN 拒绝。',
      },
    );
  }
  const { app, platform, version, context, devtools } = client;
  const fields = `app ${app}, platform ${platform}, version ${version ?? '-'}, context ${context}, devtools ${devtools}`;
  return passed('client', both(fields));
}

function gate(client: WeixinClient | null): Check {
  if (!client) {
    return failed(
      'gate',
      { en: 'NOT_IN_WEIXIN: no view can be opened.', zh: 'NOT_IN_WEIXIN：无法打开支付分页面。' },
      { en: 'Offer the page as a QR code.', zh: '请在页面上展示二维码。' },
    );
  }
  const { app, platform, devtools, version } = client;
  try {
    checkVersion(client);
  } catch (error) {
    if (!isWeixinError(error) || error.code !== 'WEIXIN_OUTDATED') throw error;
    const { actual, required, upgradeUrl } = error;
    return failed(
      'gate',
      {
        en: `WEIXIN_OUTDATED: ${actual} is below ${required}, the first version with openBusinessView.`,
        zh: `WEIXIN_OUTDATED：${actual} 低于 ${required}，后者起才支持 openBusinessView。`,
      },
      { en: `Send the user to ${upgradeUrl}`, zh: `请引导用户升级微信：${upgradeUrl}` },
    );
  }
  if (app === 'weixin' && !devtools && (platform === 'ios' || platform === 'android')) {
    return passed('gate', { en: `passes: ${version} is new enough.`, zh: `通过：${version} 满足要求。` });
  }
  return passed('gate', {
    en: 'is not gated by version: here the version says nothing about what the client can do. checkJsApi decides.',
    zh: '不按版本判断：该客户端上报的版本不代表其能力，由 checkJsApi 决定。',
  });
}

/** The demo reads the client from its address; the user agent is what the simulated client reports. */
function link(demo: string, userAgent: string, client: WeixinClient | null): string {
  if (!/^https?:\/\//i.test(demo) || !URL.canParse(demo)) {
    throw new UsageError({
      en: '--demo must be an address such as http://127.0.0.1:8080/.',
      zh: '--demo 应为地址，例如 http://127.0.0.1:8080/。',
    });
  }
  const url = new URL(demo);
  const name = demoClient(client);
  if (name !== undefined) url.searchParams.set('client', name);
  if (client?.version) url.searchParams.set('version', client.version);
  url.searchParams.set('ua', userAgent);
  return url.href;
}

/** The demo's word for a client; it has none for Linux. */
function demoClient(client: WeixinClient | null): string | undefined {
  if (!client) return 'browser';
  if (client.devtools) return 'devtools';
  if (client.app === 'wecom') return 'wecom';
  return client.platform === 'linux' || client.platform === 'unknown' ? undefined : client.platform;
}
