import { isEncryptedOrLocal } from '../../server/arguments';
import { type Check, failed, passed } from '../check';
import type { Settings } from '../settings';
import { faultInForm } from './variable';

const NAME = 'PUBLIC_ORIGIN';

/**
 * Checks that `PUBLIC_ORIGIN` is a scheme and a host, and https where WeChat Pay is to send notifications to it.
 *
 * The account's list of domains (JS接口安全域名) can be read in 公众平台 only, so it is not checked here.
 */
export function checkPublicOrigin(settings: Settings): Check {
  const fault = faultInForm(settings, {
    name: NAME,
    pattern: /^https?:\/\/[^\s/?#@\\*]+\/?$/i,
    expected: { en: 'scheme and host, such as https://shop.example', zh: '协议和域名，例如 https://shop.example' },
    mistakes: [
      {
        pattern: /^[^/]*$/,
        is: { en: 'has no scheme: it must begin with https://.', zh: '缺少协议，应以 https:// 开头。' },
      },
      { pattern: /\*/, is: { en: 'has a wildcard.', zh: '含有通配符。' } },
      { pattern: /@/, is: { en: 'has a user name in it.', zh: '含有用户名。' } },
      {
        pattern: /^https?:\/\/[^/?#]+[/?#]/i,
        is: {
          en: 'has more than scheme and host: a path, a query or a fragment.',
          zh: '除协议和域名外还有路径、参数或 #。',
        },
      },
    ],
  });
  if (fault) return fault;
  const value = settings.get(NAME)!;
  if (!URL.canParse(value)) {
    return failed(
      NAME,
      { en: 'is no address that a browser can open.', zh: '不是有效的网址。' },
      { en: 'Check the host and the port.', zh: '请检查域名和端口。' },
    );
  }
  const url = new URL(value);
  if (settings.get('WECHATPAY_API_V3_KEY') !== undefined && !isEncryptedOrLocal(url)) {
    return failed(
      NAME,
      {
        en: 'is http. WeChat Pay sends notifications to https addresses only.',
        zh: '使用的是 http，而微信支付只向 https 地址发送通知。',
      },
      { en: 'Serve the pages over https.', zh: '请改用 https。' },
    );
  }
  return passed(NAME, {
    en: `${url.origin}: add its host to the account's JS接口安全域名 in 公众平台.`,
    zh: `${url.origin}：请确认该域名已加入公众平台的 JS接口安全域名。`,
  });
}
