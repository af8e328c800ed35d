import type { Words } from '../check';
import { type Address, parseAddress, writeAddress } from './address';

/** One way in which a server's address can differ from the page's. */
export interface Variant {
  /** The check's id. */
  readonly id: string;
  /** What was signed. */
  readonly message: Words;
  readonly hint: Words;
  /** Changes the address; the same text where it does not apply. */
  change(address: string): string;
}

const part =
  (change: (address: Address) => Partial<Address>) =>
  (text: string): string => {
    const address = parseAddress(text);
    return address ? writeAddress({ ...address, ...change(address) }) : text;
  };

const AS_THE_PAGE: Words = {
  en: 'Let the page send location.href.split("#")[0], escaped once, and sign that text unchanged.',
  zh: '由页面发送 location.href.split("#")[0]（只编码一次），服务端原样签名。',
};
const BEHIND_A_PROXY: Words = {
  en: 'Do not put the address together on the server: behind a proxy it sees another one. Sign what the page sends.',
  zh: '不要在服务端拼接地址（代理之后看到的地址不同），请直接签名页面发送的地址。',
};
const UNCHANGED: Words = {
  en: 'Sign the address letter for letter; do not parse it and write it again.',
  zh: '请逐字签名，不要解析后重新拼接地址。',
};

const signed = (en: string, zh: string): Words => ({ en: `What was signed: ${en}.`, zh: `实际签名的是：${zh}。` });

/**
 * The mistakes that are looked for, in groups: of one group at most one is tried at a time. The groups are in the order in
 * which a server would make the changes; within a group the more particular explanation comes first.
 */
export const VARIANT_GROUPS: readonly (readonly Variant[])[] = [
  [
    {
      id: 'scheme',
      message: signed('the address with the other scheme, http or https', '另一种协议（http 或 https）的地址'),
      hint: BEHIND_A_PROXY,
      change: part(({ scheme }) => ({ scheme: scheme.toLowerCase() === 'https' ? 'http' : 'https' })),
    },
  ],
  [
    {
      id: 'port',
      message: signed('the address without its port', '去掉端口的地址'),
      hint: BEHIND_A_PROXY,
      change: part(() => ({ port: '' })),
    },
    ...[':443', ':80', ':8080', ':8443', ':3000', ':8000', ':5000'].map((port) => ({
      id: 'port',
      message: signed(`the address with the port ${port}`, `带端口 ${port} 的地址`),
      hint: BEHIND_A_PROXY,
      change: part(() => ({ port })),
    })),
  ],
  [
    {
      id: 'www',
      message: signed('the host without www., or with it', '去掉或加上 www. 的域名'),
      hint: BEHIND_A_PROXY,
      change: part(({ host }) => ({ host: /^www\./i.test(host) ? host.slice(4) : `www.${host}` })),
    },
    {
      id: 'case',
      message: signed('the host in lower case', '小写的域名'),
      hint: UNCHANGED,
      change: part(({ host }) => ({ host: host.toLowerCase() })),
    },
    {
      id: 'case',
      message: signed('the host in its escaped form (punycode)', '转为 punycode 的域名'),
      hint: AS_THE_PAGE,
      change: part(({ host }) => ({
        host: URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : host,
      })),
    },
  ],
  [
    {
      id: 'trailing-slash',
      message: signed('the path without the slash at its end', '路径末尾没有斜杠的地址'),
      hint: UNCHANGED,
      change: part(({ path }) => ({ path: path.replace(/\/+$/, '') })),
    },
    {
      id: 'trailing-slash',
      message: signed('the path with a slash at its end', '路径末尾多了斜杠的地址'),
      hint: UNCHANGED,
      change: part(({ path }) => ({ path: path.endsWith('/') ? path : `${path}/` })),
    },
    {
      id: 'index-file',
      message: signed('the path without index.html, or with it', '去掉或加上 index.html 的路径'),
      hint: AS_THE_PAGE,
      change: part(({ path }) => ({
        path: /\/index\.html?$/i.test(path)
          ? path.replace(/index\.html?$/i, '')
          : `${path.replace(/\/$/, '')}/index.html`,
      })),
    },
    {
      id: 'path',
      message: signed('the origin only', '仅协议和域名'),
      hint: AS_THE_PAGE,
      change: part(() => ({ path: '', query: '' })),
    },
    {
      id: 'path',
      message: signed('the origin and a slash only', '仅协议、域名和斜杠'),
      hint: AS_THE_PAGE,
      change: part(() => ({ path: '/', query: '' })),
    },
  ],
  [
    {
      id: 'query-dropped',
      message: signed('the address without its query', '去掉查询串的地址'),
      hint: AS_THE_PAGE,
      change: part(() => ({ query: '' })),
    },
    {
      id: 'query-order',
      message: signed('the query with its fields in another order', '查询参数顺序不同的地址'),
      hint: UNCHANGED,
      change: part(({ query }) => ({ query: query && `?${query.slice(1).split('&').sort().join('&')}` })),
    },
    {
      id: 'query-order',
      message: signed('the query with its fields in reverse order', '查询参数顺序相反的地址'),
      hint: UNCHANGED,
      change: part(({ query }) => ({ query: query && `?${query.slice(1).split('&').reverse().join('&')}` })),
    },
    {
      id: 'shared-link',
      message: signed(
        'the address without from and isappinstalled, which WeChat adds to shared links',
        '去掉了微信分享时附加的 from、isappinstalled 参数的地址',
      ),
      hint: AS_THE_PAGE,
      change: part(({ query }) => ({ query: withoutFields(query, /^(from|isappinstalled|scene|clicktime|enterid)$/) })),
    },
    {
      id: 'oauth-fields',
      message: signed(
        'the address without code and state, which the OAuth redirect adds',
        '去掉了网页授权附加的 code、state 参数的地址',
      ),
      hint: AS_THE_PAGE,
      change: part(({ query }) => ({ query: withoutFields(query, /^(code|state)$/) })),
    },
    {
      id: 'query-cut',
      message: signed('the address up to its first &', '第一个 & 之前的地址'),
      hint: {
        en: 'The page sent it unescaped, so that the server read the rest as fields of its own. Use encodeURIComponent.',
        zh: '页面发送时没有编码，& 之后的内容被服务端当成了自己的参数，请使用 encodeURIComponent。',
      },
      change: (address) => address.replace(/&.*$/s, ''),
    },
    ...[
      '?from=singlemessage&isappinstalled=0',
      '?from=groupmessage&isappinstalled=0',
      '?from=timeline&isappinstalled=0',
      '?from=singlemessage',
      '?from=timeline',
      '?from=groupmessage',
    ].map((more) => ({
      id: 'shared-link',
      message: signed(
        `the address with ${more.slice(1)}, which WeChat adds to shared links`,
        `带有微信分享附加参数 ${more.slice(1)} 的地址`,
      ),
      hint: AS_THE_PAGE,
      change: part(({ query }) => ({ query: query ? `${query}&${more.slice(1)}` : more })),
    })),
    {
      id: 'empty-query',
      message: signed('the address with a ? and nothing after it, or without', '末尾多了或少了空的 ? 的地址'),
      hint: UNCHANGED,
      change: part(({ query }) => ({ query: query === '?' ? '' : query || '?' })),
    },
  ],
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

function withoutFields(query: string, names: RegExp): string {
  if (!query) return query;
  const kept = query
    .slice(1)
    .split('&')
    .filter((field) => !names.test(field.split('=', 1)[0]!));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}
