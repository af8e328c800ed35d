import type { Words } from '../check';
import { type Address, parseAddress, writeAddress } from './address';
import { AS_THE_PAGE, signed, UNCHANGED, type Variant } from './variant';

const part =
  (change: (address: Address) => Partial<Address>) =>
  (text: string): string => {
    const address = parseAddress(text);
    return address ? writeAddress({ ...address, ...change(address) }) : text;
  };

const BEHIND_A_PROXY: Words = {
  en: 'Do not put the address together on the server: behind a proxy it sees another one. Sign what the page sends.',
  zh: '不要在服务端拼接地址（代理之后看到的地址不同），请直接签名页面发送的地址。',
};

/**
 * The mistakes that are looked for in the parts of an address, in groups: of one group at most one is tried at a time. The groups are in
 * the order in which a server would make the changes; within a group the more particular explanation comes first.
 */
export const PART_VARIANTS: readonly (readonly Variant[])[] = [
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
];

function withoutFields(query: string, names: RegExp): string {
  if (!query) return query;
  const kept = query
    .slice(1)
    .split('&')
    .filter((field) => !names.test(field.split('=', 1)[0]!));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}
