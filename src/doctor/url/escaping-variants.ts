import { signed, UNCHANGED, type Variant } from './variant';

/**
 * The mistakes that are looked for in the way an address is escaped, in groups: of one group at most one is tried at a time. The groups are in
 * the order in which a server would make the changes; within a group the more particular explanation comes first.
 */
export const ESCAPING_VARIANTS: readonly (readonly Variant[])[] = [
  [
    {
      id: 'percent-case',
      message: signed('the address with its escapes in upper case (%e4 as %E4)', '转义字符大写（%e4 变为 %E4）的地址'),
      hint: UNCHANGED,
      change: (address) => address.replace(ESCAPE, (escape) => escape.toUpperCase()),
    },
    {
      id: 'percent-case',
      message: signed('the address with its escapes in lower case (%E4 as %e4)', '转义字符小写（%E4 变为 %e4）的地址'),
      hint: UNCHANGED,
      change: (address) => address.replace(ESCAPE, (escape) => escape.toLowerCase()),
    },
    {
      id: 'case',
      message: signed('the whole address in lower case', '全部转为小写的地址'),
      hint: UNCHANGED,
      change: (address) => address.toLowerCase(),
    },
    {
      id: 'plus',
      message: signed('the address with + as a space', '把 + 变成空格的地址'),
      hint: UNCHANGED,
      change: (address) => address.replaceAll('+', ' '),
    },
    {
      id: 'plus',
      message: signed('the address with %20 written as +', '把 %20 写成 + 的地址'),
      hint: UNCHANGED,
      change: (address) => address.replaceAll('%20', '+'),
    },
    {
      id: 'plus',
      message: signed('the address with + written as %20', '把 + 写成 %20 的地址'),
      hint: UNCHANGED,
      change: (address) => address.replaceAll('+', '%20'),
    },
    {
      id: 'unescaped',
      message: signed('the address unescaped once more than the page reports it', '比页面多解码了一次的地址'),
      hint: {
        en: 'The server unescapes ?url= by itself: do not call decodeURIComponent on it again.',
        zh: '框架已经解码过 ?url=，不要再次调用 decodeURIComponent。',
      },
      change: (address) => decoded(address, decodeURIComponent),
    },
    {
      id: 'unescaped',
      message: signed('the address with its readable characters unescaped (decodeURI)', '经 decodeURI 解码的地址'),
      hint: UNCHANGED,
      change: (address) => decoded(address, decodeURI),
    },
    {
      id: 'escaped',
      message: signed('the address escaped a second time inside (%25)', '内部被二次编码（%25）的地址'),
      hint: UNCHANGED,
      change: encodeURI,
    },
    {
      id: 'escaped',
      message: signed(
        'the address as a browser reports it, while the given one is not escaped',
        '浏览器编码后的地址，而给出的地址未编码',
      ),
      hint: {
        en: 'The signature is right for the address that a browser reports. Compare with location.href on the phone.',
        zh: '签名与浏览器上报的地址一致，请与手机上的 location.href 比对。',
      },
      change: (address) => (URL.canParse(address) ? new URL(address).href : address),
    },
  ],
  [
    {
      id: 'html-escape',
      message: signed('the address with &amp; in place of &', '把 & 写成 &amp; 的地址'),
      hint: {
        en: 'A template escaped the address for HTML. Escape it for a script instead, or let the page send location.href.',
        zh: '模板按 HTML 转义了地址。请改为按脚本转义，或由页面发送 location.href。',
      },
      change: (address) => address.replace(/&(?!amp;)/g, '&amp;'),
    },
    {
      id: 'html-escape',
      message: signed('the address with & where the given one has &amp;', '使用 & 的地址，而给出的地址中是 &amp;'),
      hint: {
        en: 'The page itself was opened with &amp; in its address: correct the link that leads to it.',
        zh: '页面地址本身含有 &amp;，请修正跳转到该页面的链接。',
      },
      change: (address) => address.replaceAll('&amp;', '&'),
    },
  ],
  [
    {
      id: 'escaped',
      message: signed(
        'the address still escaped as a whole (https%3A%2F%2F…)',
        '仍处于整体编码状态的地址（https%3A%2F%2F…）',
      ),
      hint: {
        en: 'Unescape what the page sent once, before it is signed.',
        zh: '请先对页面发送的地址解码一次再签名。',
      },
      change: encodeURIComponent,
    },
    {
      id: 'escaped',
      message: signed('the address still escaped as a whole, twice', '被整体编码了两次的地址'),
      hint: {
        en: 'Escape it once on the page, and unescape it once on the server.',
        zh: '页面只编码一次，服务端只解码一次。',
      },
      change: (address) => encodeURIComponent(encodeURIComponent(address)),
    },
    {
      id: 'white-space',
      message: signed('the address with a line end or a space behind it', '末尾带换行或空格的地址'),
      hint: { en: 'Trim it where it is read.', zh: '请在读取处去掉首尾空白。' },
      change: (address) => `${address}\n`,
    },
    {
      id: 'white-space',
      message: signed('the address with a space behind it', '末尾带空格的地址'),
      hint: { en: 'Trim it where it is read.', zh: '请在读取处去掉首尾空白。' },
      change: (address) => `${address} `,
    },
  ],
];

const ESCAPE = /%[0-9a-f]{2}/gi;

function decoded(address: string, decode: (text: string) => string): string {
  try {
    return decode(address);
  } catch {
    return address;
  }
}
