import { createHash } from 'node:crypto';
import { sortedPairs } from '../../server/signatures/canonical-text';
import type { Words } from '../check';
import { type Variant, VARIANT_GROUPS } from './variants';

/** What a page gave to `wx.config`, and the ticket it was signed with. */
export interface FailedSignature {
  readonly ticket: string;
  readonly nonceStr: string;
  readonly timestamp: string;
  readonly signature: string;
  /** The addresses to start from, the page's present one first. */
  readonly addresses: readonly StartingAddress[];
}

/** An address that may have been signed, and how it differs from the page's present one without `#…`. */
export interface StartingAddress {
  readonly address: string;
  readonly differences: readonly ('entry' | 'hash')[];
}

/** How a server made the text or the digest, where it is not as documented. */
export interface Making {
  readonly id: string;
  readonly message: Words;
  readonly hint: Words;
  sign(fields: { ticket: string; nonceStr: string; timestamp: string; url: string }): string;
}

/** What explains a signature: the address that was started from, the changes of it, and how it was signed. */
export interface Explanation {
  readonly from: StartingAddress;
  readonly variants: readonly Variant[];
  /** `undefined`: as documented. */
  readonly making: Making | undefined;
}

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text, 'utf8').digest('hex');

type Fields = Parameters<Making['sign']>[0];

function documentedText({ ticket, nonceStr, timestamp, url }: Fields): string {
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

/** Ways in which a server signs another text, or signs it otherwise. */
const MAKINGS: readonly Making[] = [
  making(
    'parameter-names',
    'The names are written as in wx.config (nonceStr), not as they are signed (noncestr).',
    '签名时使用了 wx.config 中的写法 nonceStr，应为 noncestr。',
    NAMES,
    ({ ticket, nonceStr, timestamp, url }) =>
      digest('sha1', `jsapi_ticket=${ticket}&nonceStr=${nonceStr}&timestamp=${timestamp}&url=${url}`),
  ),
  ...[
    ['jsapi_ticket', 'timestamp', 'noncestr', 'url'],
    ['noncestr', 'timestamp', 'jsapi_ticket', 'url'],
    ['noncestr', 'jsapi_ticket', 'timestamp', 'url'],
    ['timestamp', 'noncestr', 'jsapi_ticket', 'url'],
    ['url', 'timestamp', 'noncestr', 'jsapi_ticket'],
    ['jsapi_ticket', 'url', 'noncestr', 'timestamp'],
    ['url', 'jsapi_ticket', 'noncestr', 'timestamp'],
    ['noncestr', 'timestamp', 'url', 'jsapi_ticket'],
  ].map((order) =>
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
    (fields) => digest('sha1', documentedText({ ...fields, timestamp: `${fields.timestamp}000` })),
  ),
  making(
    'timestamp',
    'The timestamp was signed in seconds, and the page got milliseconds.',
    '签名使用了秒级时间戳，而页面使用的是毫秒。',
    { en: 'Give wx.config the seconds that were signed.', zh: '请把签名使用的秒级时间戳传给 wx.config。' },
    (fields) => digest('sha1', documentedText({ ...fields, timestamp: fields.timestamp.replace(/\d{3}$/, '') })),
  ),
  making(
    'ticket',
    'The ticket was signed with a line end behind it.',
    '签名使用的 ticket 末尾带有换行。',
    { en: 'Trim the ticket where it is read.', zh: '请在读取 ticket 处去掉换行。' },
    (fields) => digest('sha1', documentedText({ ...fields, ticket: `${fields.ticket}\n` })),
  ),
  making(
    'ticket',
    'The ticket was signed in its escaped form.',
    '签名使用了 URL 编码后的 ticket。',
    { en: 'Sign the ticket as api.weixin.qq.com gave it.', zh: '请使用接口返回的原始 ticket。' },
    (fields) => digest('sha1', documentedText({ ...fields, ticket: encodeURIComponent(fields.ticket) })),
  ),
  making(
    'nonce-str',
    'The nonceStr was signed in lower case.',
    '签名使用了小写的 nonceStr。',
    {
      en: 'Sign the nonceStr that wx.config gets, letter for letter.',
      zh: '签名与 wx.config 使用完全相同的 nonceStr。',
    },
    (fields) => digest('sha1', documentedText({ ...fields, nonceStr: fields.nonceStr.toLowerCase() })),
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

/** No more changes at once: each more makes a chance explanation likelier to be wrong, and the search longer. */
const MOST_CHANGES = 3;

/**
 * Looks for what was signed in place of the documented text over the page's address, the simplest explanation first.
 *
 * @param failed the signature, in any case of its letters, and everything it was made from
 * @returns `undefined` where nothing that is tried gives this signature
 */
export function explainSignature(failed: FailedSignature): Explanation | undefined {
  const wanted = failed.signature.toLowerCase();
  const { ticket, nonceStr, timestamp } = failed;
  for (let changes = 0; changes <= MOST_CHANGES; changes += 1) {
    for (const from of failed.addresses) {
      const left = changes - from.differences.length;
      if (left < 0) continue;
      const tried = new Set<string>();
      for (const { url, variants } of changed(from.address, left)) {
        if (variants.length < left - 1 || tried.has(url)) continue;
        tried.add(url);
        const fields = { ticket, nonceStr, timestamp, url };
        if (variants.length === left && digest('sha1', documentedText(fields)) === wanted) {
          return { from, variants, making: undefined };
        }
        if (variants.length !== left - 1) continue;
        const making = MAKINGS.find((one) => one.sign(fields) === wanted);
        if (making) return { from, variants, making };
      }
    }
  }
  return undefined;
}

/** Every address that up to `most` variants make, each of another group, applied in the groups' order. */
function* changed(
  address: string,
  most: number,
  group = 0,
  variants: readonly Variant[] = [],
): Generator<{ url: string; variants: readonly Variant[] }> {
  yield { url: address, variants };
  if (variants.length === most) return;
  for (let next = group; next < VARIANT_GROUPS.length; next += 1) {
    for (const variant of VARIANT_GROUPS[next]!) {
      const url = variant.change(address);
      if (url !== address) yield* changed(url, most, next + 1, [...variants, variant]);
    }
  }
}
