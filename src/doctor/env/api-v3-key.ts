import { type Check, passed, skipped } from '../check';
import type { Settings } from '../settings';
import { faultInForm, type Form } from './variable';

const API_V3_KEY: Form = {
  name: 'WECHATPAY_API_V3_KEY',
  pattern: /^[\x21-\x7e]{32}$/,
  expected: { en: '32 characters without spaces', zh: '32 个字符，不含空格' },
  mistakes: [
    { pattern: /^.{32}$/su, is: { en: 'has characters that no such key has.', zh: '含有密钥中不会出现的字符。' } },
  ],
};

/** Checks the form of the API v3 key; without it notifications cannot be opened, and nothing else is missing. */
export function checkApiV3Key(settings: Settings): Check {
  const { name } = API_V3_KEY;
  if (settings.get(name) === undefined) {
    return skipped(name, {
      en: 'is not set, so notifications cannot be decrypted. The rest works without it.',
      zh: '未设置，无法解密通知；其他功能不受影响。',
    });
  }
  const { length } = settings.get(name)!;
  return (
    faultInForm(settings, {
      ...API_V3_KEY,
      mistakes: [
        ...API_V3_KEY.mistakes!,
        { pattern: /^/, is: { en: `has ${length} characters, not 32.`, zh: `长度为 ${length}，应为 32 个字符。` } },
      ],
    }) ?? passed(name, { en: 'has 32 characters.', zh: '长度为 32 个字符。' })
  );
}
