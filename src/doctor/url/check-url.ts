import { type Check, failed, passed, UsageError, type Words } from '../check';
import { maskAddress, parseAddress } from './address';
import { explainSignature, type StartingAddress } from './explain-signature';

/** What `doctor url` is asked about. */
export interface SignedPage {
  /** The page's present address, as `location.href` gives it. */
  readonly page: string;
  /** The address the page was first loaded with, where it is another. */
  readonly entry?: string | undefined;
  readonly ticket?: string | undefined;
  readonly nonceStr?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly signature?: string | undefined;
}

/**
 * `doctor url`: the text that is signed for a page, and what was signed instead where a signature does not fit it.
 *
 * @param signed with `signature`, the other three values of the configuration are needed
 * @returns checks `address`, `string`, `timestamp` and `signature`; after a `signature` that does not fit, one check for each
 *   difference that was found (`hash`, `html-escape`, `scheme`, …), or `variants` where none explains it
 * @throws {@link UsageError} for a page that is no http or https address, or a signature without what it was made from
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html#62
 */
export function checkUrl(signed: SignedPage): Check[] {
  const page = checkAddress(signed.page, '<page>');
  const address = withoutHash(page);
  const checks = [checkReported(page), describeText(signed, address)];
  if (signed.timestamp !== undefined) checks.push(checkTimestamp(signed.timestamp));
  if (signed.signature === undefined) return checks;
  return [...checks, ...checkSignature(signed, page)];
}

const withoutHash = (address: string): string => address.split('#', 1)[0]!;

function checkAddress(address: string, name: string): string {
  if (!parseAddress(address) || !URL.canParse(address)) {
    throw new UsageError({
      en: `${name} must be a whole address such as "https://shop.example/pay?id=1", in quotation marks.`,
      zh: `${name} 应为完整地址，例如 "https://shop.example/pay?id=1"，请加引号。`,
    });
  }
  return address;
}

/** A browser reports some addresses in another spelling than they were typed in. */
function checkReported(page: string): Check {
  if (/&amp;/i.test(page)) {
    return failed(
      'address',
      { en: 'has &amp; in it, which is & escaped for HTML.', zh: '含有 &amp;，即按 HTML 转义的 &。' },
      {
        en: 'If location.href on the phone shows it too, correct the link to the page; else give the address with &.',
        zh: '若手机上的 location.href 也是如此，请修正跳转链接；否则请改用含 & 的地址。',
      },
    );
  }
  const reported = withoutHash(new URL(page).href);
  if (reported === withoutHash(page)) {
    return passed('address', { en: 'is written as a browser reports it.', zh: '与浏览器上报的写法一致。' });
  }
  return failed(
    'address',
    { en: 'is not written as a browser reports it.', zh: '与浏览器上报的写法不一致。' },
    { en: `location.href gives: ${maskAddress(reported)}`, zh: `location.href 为：${maskAddress(reported)}` },
  );
}

/** The text with the ticket masked. A signature is not printed either: with it anyone could configure this page. */
function describeText({ nonceStr = '<nonceStr>', timestamp = '<timestamp>' }: SignedPage, address: string): Check {
  const text = `jsapi_ticket=***&noncestr=${nonceStr}&timestamp=${timestamp}&url=${maskAddress(address)}`;
  return passed('string', { en: `What is signed with sha1: ${text}`, zh: `参与 sha1 签名的字符串：${text}` });
}

function checkTimestamp(timestamp: string): Check {
  if (/^\d{9,10}$/.test(timestamp)) {
    return passed('timestamp', { en: 'is in seconds.', zh: '单位为秒。' });
  }
  const isMilliseconds = /^\d{12,13}$/.test(timestamp);
  return failed(
    'timestamp',
    isMilliseconds
      ? { en: 'is in milliseconds.', zh: '单位是毫秒。' }
      : { en: 'is no Unix time.', zh: '不是 Unix 时间戳。' },
    { en: 'Use whole seconds since 1970.', zh: '请使用 1970 年以来的整秒数。' },
  );
}

function checkSignature({ entry, ticket, nonceStr, timestamp, signature }: SignedPage, page: string): Check[] {
  if (!ticket || !nonceStr || !timestamp) {
    throw new UsageError({
      en: 'To check a signature, give its ticket, --nonce-str and --timestamp too.',
      zh: '检查签名还需要 ticket、--nonce-str 和 --timestamp。',
    });
  }
  if (!/^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i.test(signature!)) {
    return [
      failed(
        'signature',
        { en: 'is not 40 hexadecimal digits.', zh: '不是 40 位十六进制字符。' },
        {
          en: 'Copy it again, whole; it must be hexadecimal, not Base64.',
          zh: '请重新完整复制；应为十六进制，不是 Base64。',
        },
      ),
    ];
  }
  const entered = entry === undefined ? undefined : checkAddress(entry, '--entry');
  const found = explainSignature({
    ticket,
    nonceStr,
    timestamp,
    signature: signature!,
    addresses: startingAddresses(page, entered),
  });
  const doesNotFit = failed(
    'signature',
    { en: 'does not fit this address.', zh: '与该地址不匹配。' },
    { en: 'See below what was signed instead.', zh: '实际签名的内容见下。' },
  );
  if (!found) {
    return [
      doesNotFit,
      failed(
        'variants',
        { en: 'None of the usual mistakes gives this signature.', zh: '常见错误均无法得到该签名。' },
        {
          en: 'Check that ticket, nonceStr and timestamp are those of this one signature: a ticket is replaced every two hours, and belongs to one AppID. Try --entry with the address by which the page was entered.',
          zh: '请确认 ticket、nonceStr、timestamp 属于同一次签名：ticket 每两小时更换，且只属于一个 AppID。也可用 --entry 给出进入页面时的地址。',
        },
      ),
    ];
  }
  const { from, variants, making } = found;
  const differences = [
    ...from.differences.map((id) => failed(id, STARTS[id].message, STARTS[id].hint)),
    ...variants.map(({ id, message, hint }) => failed(id, message, hint)),
    ...(making ? [failed(making.id, making.message, making.hint)] : []),
  ];
  if (differences.length > 0) return [doesNotFit, ...differences];
  return [upperCase(signature!) ?? fits(entered === undefined)];
}

function startingAddresses(page: string, entry: string | undefined): StartingAddress[] {
  const all: StartingAddress[] = [
    { address: withoutHash(page), differences: [] },
    { address: withoutHash(entry ?? page), differences: ['entry'] },
    { address: page, differences: ['hash'] },
    { address: entry ?? page, differences: ['entry', 'hash'] },
  ];
  return all.filter(({ address }, index) => all.findIndex((other) => other.address === address) === index);
}

const STARTS: Readonly<Record<'entry' | 'hash', { message: Words; hint: Words }>> = {
  entry: {
    message: {
      en: 'What was signed: the address by which the page was entered, not the present one.',
      zh: '实际签名的是：进入页面时的地址，而不是当前地址。',
    },
    hint: {
      en: 'iOS wants the entry address, Android the present one; createWeixin chooses, and tries the other one after a refusal.',
      zh: 'iOS 使用进入页面时的地址，Android 使用当前地址；createWeixin 会自动选择，被拒后再尝试另一个。',
    },
  },
  hash: {
    message: { en: 'What was signed: the address with its #….', zh: '实际签名的是：包含 # 及其后内容的地址。' },
    hint: { en: 'Cut it off: location.href.split("#")[0].', zh: '请去掉：location.href.split("#")[0]。' },
  },
};

function upperCase(signature: string): Check | undefined {
  if (signature === signature.toLowerCase()) return undefined;
  return failed(
    'signature',
    { en: 'fits, but is written in upper case.', zh: '内容匹配，但使用了大写字母。' },
    { en: 'Give wx.config lower-case hexadecimal digits.', zh: '请向 wx.config 传小写十六进制。' },
  );
}

function fits(withoutEntry: boolean): Check {
  const [en, zh] = withoutEntry
    ? [
        ' an iPhone that came here by another address wants that one signed (--entry);',
        'iPhone 从其他地址进入时需对进入时的地址签名（--entry）；',
      ]
    : ['', ''];
  return passed('signature', {
    en: `fits this address. If WeChat refuses it nevertheless:${en} the ticket may have been replaced, or belong to another AppID than the one given to wx.config.`,
    zh: `与该地址匹配。若微信仍提示签名无效：${zh}ticket 可能已更换，或不属于传给 wx.config 的 AppID。`,
  });
}
