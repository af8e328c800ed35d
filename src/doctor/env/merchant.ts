import { type Check, passed } from '../check';
import type { Settings } from '../settings';
import { faultInForm, type Form } from './variable';

const MCHID: Form = {
  name: 'WECHATPAY_MCHID',
  pattern: /^\d{8,10}$/,
  expected: { en: '8 to 10 digits', zh: '8 到 10 位数字' },
  mistakes: [{ pattern: /^wx/, is: { en: 'is an AppID, not a merchant number.', zh: '这是 AppID，不是商户号。' } }],
};

const SERIAL: Form = {
  name: 'WECHATPAY_SERIAL',
  pattern: /^[0-9A-F]{32,40}$/,
  expected: { en: '40 hexadecimal digits in upper case', zh: '40 位大写十六进制字符' },
  mistakes: [
    {
      pattern: /^PUB_KEY_ID_/,
      is: {
        en: "is the ID of WeChat Pay's public key, not the serial of your own certificate.",
        zh: '这是微信支付公钥ID，不是商户API证书的序列号。',
      },
    },
    { pattern: /^([0-9a-f]{2}:)+[0-9a-f]{2}$/i, is: { en: 'has colons in it.', zh: '含有冒号。' } },
    { pattern: /^[0-9a-f]{32,40}$/i, is: { en: 'is written in lower case.', zh: '使用了小写字母。' } },
  ],
};

const SERVICE_ID: Form = {
  name: 'WECHATPAY_SERVICE_ID',
  pattern: /^\d{1,32}$/,
  expected: { en: '1 to 32 digits', zh: '1 到 32 位数字' },
};

/** Checks the form of the merchant number, the certificate's serial and the service. */
export function checkMerchant(settings: Settings): Check[] {
  const shown = (form: Form): Check => {
    const value = settings.get(form.name);
    return (
      faultInForm(settings, form) ??
      passed(form.name, { en: `${value}: the form is right.`, zh: `${value}：格式正确。` })
    );
  };
  return [shown(MCHID), shown(SERIAL), shown(SERVICE_ID)];
}
