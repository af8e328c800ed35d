import { createHash } from 'node:crypto';
import { sortedPairs } from '../../server/signatures/canonical-text';
import type { Words } from '../check';

/** What is signed for a page. */
export interface SignedFields {
  readonly ticket: string;
  readonly nonceStr: string;
  readonly timestamp: string;
  readonly url: string;
}

/** One way in which a server signs another text than the documented one, or with another algorithm. */
export interface Making {
  /** The check's id. */
  readonly id: string;
  readonly message: Words;
  readonly hint: Words;
  /** The signature, in lower-case hexadecimal digits. */
  sign(fields: SignedFields): string;
}

/**
 * The documented signature, of anything: a wrong value is what is looked for.
 *
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html#62
 */
export function documentedSignature(fields: SignedFields): string {
  return digest('sha1', documentedText(fields));
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}

function documentedText({ ticket, nonceStr, timestamp, url }: SignedFields): string {
  return sortedPairs({ jsapi_ticket: ticket, noncestr: nonceStr, timestamp, url });
}

const NAMES: Words = {
  en: 'Sign jsapi_ticket, noncestr, timestamp and url, in this order, with these names in lower case.',
  zh: '按 jsapi_ticket、noncestr、timestamp、url 的顺序签名，字段名全部小写。',
};

const making = (id: string, en: string, zh: string, hint: Words, sign: Making['sign']): Making => ({
  id,
  message: { en, zh },
  hint,
  sign,
});

/** The mistakes that are looked for in the text and the algorithm. */
export const MAKINGS: readonly Making[] = [
  making(
    'parameter-names',
    'The names are written as in wx.config (nonceStr), not as they are signed (noncestr).',
    '签名时使用了 wx.config 中的写法 nonceStr，应为 noncestr。',
    NAMES,
    ({ ticket, nonceStr, timestamp, url }) =>
      digest('sha1', `jsapi_ticket=${ticket}&nonceStr=${nonceStr}&timestamp=${timestamp}&url=${url}`),
  ),
  ...orders(['jsapi_ticket', 'noncestr', 'timestamp', 'url']).map((order) =>
    making(
      'parameter-order',
      `The parameters are in another order: ${order.join(', ')}.`,
      `参数顺序不正确：${order.join('、')}。`,
      NAMES,
      ({ ticket, nonceStr, timestamp, url }) => {
        const values: Record<string, string> = { jsapi_ticket: ticket, noncestr: nonceStr, timestamp, url };
        return digest('sha1', order.map((name) => `${name}=${values[name]!}`).join('&'));
      },
    ),
  ),
  making(
    'timestamp',
    'The timestamp was signed in milliseconds, and the page got seconds.',
    '签名使用了毫秒时间戳，而页面使用的是秒。',
    { en: 'Sign the same seconds that wx.config gets.', zh: '签名与 wx.config 使用同一个秒级时间戳。' },
    (fields) => documentedSignature({ ...fields, timestamp: `${fields.timestamp}000` }),
  ),
  making(
    'timestamp',
    'The timestamp was signed in seconds, and the page got milliseconds.',
    '签名使用了秒级时间戳，而页面使用的是毫秒。',
    { en: 'Give wx.config the seconds that were signed.', zh: '请把签名使用的秒级时间戳传给 wx.config。' },
    (fields) => documentedSignature({ ...fields, timestamp: fields.timestamp.replace(/\d{3}$/, '') }),
  ),
  making(
    'ticket',
    'The ticket was signed with a line end behind it.',
    '签名使用的 ticket 末尾带有换行。',
    { en: 'Trim the ticket where it is read.', zh: '请在读取 ticket 处去掉换行。' },
    (fields) => documentedSignature({ ...fields, ticket: `${fields.ticket}\n` }),
  ),
  making(
    'ticket',
    'The ticket was signed in its escaped form.',
    '签名使用了 URL 编码后的 ticket。',
    { en: 'Sign the ticket as api.weixin.qq.com gave it.', zh: '请使用接口返回的原始 ticket。' },
    (fields) => documentedSignature({ ...fields, ticket: encodeURIComponent(fields.ticket) }),
  ),
  making(
    'nonce-str',
    'The nonceStr was signed in lower case.',
    '签名使用了小写的 nonceStr。',
    {
      en: 'Sign the nonceStr that wx.config gets, letter for letter.',
      zh: '签名与 wx.config 使用完全相同的 nonceStr。',
    },
    (fields) => documentedSignature({ ...fields, nonceStr: fields.nonceStr.toLowerCase() }),
  ),
  ...(['md5', 'sha256'] as const).map((algorithm) =>
    making(
      'algorithm',
      `The signature is made with ${algorithm}, not with sha1.`,
      `签名算法是 ${algorithm}，应为 sha1。`,
      { en: 'Use sha1 and lower-case hexadecimal digits.', zh: '请使用 sha1，输出小写十六进制。' },
      (fields) => digest(algorithm, documentedText(fields)),
    ),
  ),
];

/** Every order of some names but the one they are given in. */
function orders(names: readonly string[]): string[][] {
  const all = (rest: readonly string[]): string[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((first) => all(rest.filter((name) => name !== first)).map((order) => [first, ...order]));
  return all(names).filter((order) => order.join() !== names.join());
}
