import { checkBaseUrl } from '../../server/arguments';
import { askWeixin } from '../../server/config-signer/ask-weixin';
import { isConfigSignerError } from '../../server';
import { type Check, failed, passed, type Words } from '../check';
import { type Settings, type VariableName, WHERE } from '../settings';
import type { ObservedFetch } from './observed-fetch';

const TIMEOUT = 10_000;
const NOT_WHITELISTED = [40164, 61004];

/**
 * Asks api.weixin.qq.com for an access token and a ticket, as the config signer does, but never with `force_refresh`, which
 * would end the token that a running server uses.
 *
 * @param observed sends the questions
 * @returns checks `token`, `ip-whitelist` and `ticket`, up to the first that fails
 */
export async function askWeixinOnline(settings: Settings, observed: ObservedFetch): Promise<Check[]> {
  let base: string;
  try {
    base = checkBaseUrl(settings.get('WEIXIN_API_BASE') ?? 'https://api.weixin.qq.com', 'WEIXIN_API_BASE');
  } catch {
    return [badBase('WEIXIN_API_BASE')];
  }
  const ask = (url: string, body?: string): Promise<Record<string, unknown>> =>
    askWeixin({
      url: base + url,
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && { body }),
      fetch: observed.fetch,
      signal: AbortSignal.timeout(TIMEOUT),
    });

  let token: unknown;
  try {
    const appid = settings.get('WEIXIN_APP_ID');
    const secret = settings.get('WEIXIN_APP_SECRET');
    const question = { grant_type: 'client_credential', appid, secret, force_refresh: false };
    token = (await ask('/cgi-bin/stable_token', JSON.stringify(question)))['access_token'];
  } catch (error) {
    return [refusal('token', error, observed)];
  }
  if (typeof token !== 'string') return [refusal('token', undefined, observed)];
  const checks = [
    passed('token', { en: 'api.weixin.qq.com gave an access token.', zh: '已获取 access_token。' }),
    passed('ip-whitelist', { en: "WeChat accepts this machine's address.", zh: '本机 IP 未被拦截。' }),
  ];
  try {
    const { ticket } = await ask(
      `/cgi-bin/ticket/getticket?${new URLSearchParams({ access_token: token, type: 'jsapi' })}`,
    );
    checks.push(
      typeof ticket === 'string'
        ? passed('ticket', { en: 'api.weixin.qq.com gave a jsapi_ticket.', zh: '已获取 jsapi_ticket。' })
        : refusal('ticket', undefined, observed),
    );
  } catch (error) {
    checks.push(refusal('ticket', error, observed));
  }
  return checks;
}

/** The finding for an address override that secrets must not be sent to. */
export function badBase(name: VariableName): Check {
  return failed(
    name,
    { en: 'is no address that secrets may be sent to.', zh: '不是可以发送密钥的地址。' },
    { en: 'Give https, or http on loopback only.', zh: '请使用 https；http 仅限本机回环地址。' },
  );
}

const REASONS: Readonly<Record<number, { message: Words; hint: Words }>> = {
  [-1]: {
    message: { en: 'WeChat is busy (-1).', zh: '微信系统繁忙（-1）。' },
    hint: { en: 'Run this again in a moment.', zh: '请稍后重试。' },
  },
  40001: {
    message: { en: 'The credential is refused (40001).', zh: '凭证无效（40001）。' },
    hint: { en: 'Check WEIXIN_APP_SECRET.', zh: '请检查 WEIXIN_APP_SECRET。' },
  },
  40013: {
    message: { en: 'WEIXIN_APP_ID is not known to WeChat (40013).', zh: 'WEIXIN_APP_ID 无效（40013）。' },
    hint: { en: `Copy it from ${WHERE.WEIXIN_APP_ID.en}.`, zh: `请重新复制：${WHERE.WEIXIN_APP_ID.zh}。` },
  },
  40125: {
    message: {
      en: 'WEIXIN_APP_SECRET is not the secret of this AppID (40125).',
      zh: 'WEIXIN_APP_SECRET 与该 AppID 不匹配（40125）。',
    },
    hint: {
      en: 'It may belong to another account, or may have been reset since it was copied.',
      zh: '可能是其他账号的 AppSecret，或复制之后已被重置。',
    },
  },
  45009: {
    message: { en: "The account's quota for today is used up (45009).", zh: '当日调用次数已用完（45009）。' },
    hint: {
      en: 'Find out what fetches so often: one server must keep the token and the ticket for two hours.',
      zh: '请排查频繁获取的原因：token 和 ticket 应缓存两小时。',
    },
  },
  45011: {
    message: { en: 'Too many calls within a minute (45011).', zh: '调用过于频繁（45011）。' },
    hint: { en: 'Run this again in a minute.', zh: '请一分钟后重试。' },
  },
  48001: {
    message: { en: 'The account has no right to this interface (48001).', zh: '账号没有该接口权限（48001）。' },
    hint: {
      en: 'The JS-SDK needs a verified account: see 接口权限 in 公众平台.',
      zh: '请在公众平台查看接口权限，JS-SDK 需要已认证的账号。',
    },
  },
};

function refusal(step: 'token' | 'ticket', error: unknown, observed: ObservedFetch): Check {
  const errcode = isConfigSignerError(error) ? error.errcode : undefined;
  if (errcode !== undefined && NOT_WHITELISTED.includes(errcode)) {
    // WeChat's text names the address it saw: "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist".
    const ip = /\b\d{1,3}(?:\.\d{1,3}){3}\b/.exec(observed.field('errmsg') ?? '')?.[0];
    const which: Words = ip ? { en: ip, zh: ip } : { en: "this machine's public address", zh: '本机的公网 IP' };
    return failed(
      'ip-whitelist',
      { en: `This machine is not in the IP whitelist (${errcode}).`, zh: `本机不在 IP 白名单中（${errcode}）。` },
      {
        en: `Add ${which.en}: 公众平台 › 设置与开发 › 开发接口管理 › IP白名单.`,
        zh: `请添加 ${which.zh}：公众平台 › 设置与开发 › 开发接口管理 › IP白名单。`,
      },
    );
  }
  if (errcode !== undefined) {
    const known = REASONS[errcode];
    return failed(
      step,
      known?.message ?? { en: `WeChat refused (errcode ${errcode}).`, zh: `微信返回错误码 ${errcode}。` },
      known?.hint ?? {
        en: "Look the number up in WeChat's list of return codes (全局返回码).",
        zh: '请查阅微信的全局返回码说明。',
      },
    );
  }
  return failed(
    step,
    { en: 'No usable answer came from api.weixin.qq.com.', zh: 'api.weixin.qq.com 没有返回可用的应答。' },
    {
      en: "Check the network and a proxy on the way; Node's fetch does not use HTTPS_PROXY by itself.",
      zh: '请检查网络和代理；Node 的 fetch 默认不使用 HTTPS_PROXY。',
    },
  );
}
