import { type Check, failed, passed } from '../check';
import type { Settings } from '../settings';
import { faultInForm, type Form } from './variable';

const APP_ID: Form = {
  name: 'WEIXIN_APP_ID',
  // The documents' own samples have letters beyond f.
  pattern: /^wx[0-9a-z]{16}$/,
  expected: { en: 'wx and 16 lower-case letters or digits', zh: 'wx 开头，后跟 16 位小写字母或数字' },
  mistakes: [
    {
      pattern: /^gh_/,
      is: { en: 'is the original ID (原始ID) of the account, not its AppID.', zh: '这是公众号的原始ID，不是 AppID。' },
    },
    {
      pattern: /^w[wx][0-9a-zA-Z]{16}$/,
      is: {
        en: 'is the ID of a company in WeCom (企业ID), or is written in upper case.',
        zh: '这是企业微信的企业ID，或含有大写字母。',
      },
    },
    {
      pattern: /^\d{8,10}$/,
      is: { en: 'is a merchant number (商户号), not an AppID.', zh: '这是商户号，不是 AppID。' },
    },
  ],
};

const APP_SECRET: Form = {
  name: 'WEIXIN_APP_SECRET',
  pattern: /^[0-9a-f]{32}$/,
  expected: { en: '32 hexadecimal digits in lower case', zh: '32 位小写十六进制字符' },
  mistakes: [
    { pattern: /^wx[0-9a-z]{16}$/, is: { en: 'is an AppID, not an AppSecret.', zh: '这是 AppID，不是 AppSecret。' } },
    {
      pattern: /[*…]/,
      is: {
        en: 'is the masked value that 公众平台 shows, not the AppSecret itself.',
        zh: '这是公众平台上打码显示的值，不是 AppSecret 本身。',
      },
    },
  ],
};

/** Checks the form of the account's AppID and AppSecret. */
export function checkWeixinAccount(settings: Settings): Check[] {
  return [
    faultInForm(settings, APP_ID) ??
      passed('WEIXIN_APP_ID', {
        en: `${settings.get('WEIXIN_APP_ID')} has the form of an AppID.`,
        zh: `${settings.get('WEIXIN_APP_ID')} 符合 AppID 格式。`,
      }),
    faultInForm(settings, APP_SECRET) ??
      sameAsApiV3Key(settings) ??
      passed('WEIXIN_APP_SECRET', { en: 'has the form of an AppSecret.', zh: '符合 AppSecret 格式。' }),
  ];
}

function sameAsApiV3Key(settings: Settings): Check | undefined {
  if (settings.get('WEIXIN_APP_SECRET') !== settings.get('WECHATPAY_API_V3_KEY')) return undefined;
  return failed(
    'WEIXIN_APP_SECRET',
    { en: 'has the same value as WECHATPAY_API_V3_KEY.', zh: '与 WECHATPAY_API_V3_KEY 的值相同。' },
    {
      en: 'They are two secrets: AppSecret is from 公众平台, the API v3 key from 商户平台.',
      zh: '两者不是同一个密钥：AppSecret 来自公众平台，APIv3密钥来自商户平台。',
    },
  );
}
