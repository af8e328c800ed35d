import { createHash } from 'node:crypto';
import { invalidArgument, checkText, checkTimestamp, ownFields } from '../arguments';
import { checkParams, sha1, sortedNames, sortedPairs } from './canonical-text';

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** The fields that the manual's table of `package` requires, each with its documented rule. */
const REQUIRED: Readonly<Record<string, readonly [(value: string) => boolean, string]>> = {
  bank_type: [(value) => value === 'WX', 'Give WX.'],
  body: [(value) => Buffer.byteLength(value) <= 128, 'Give what is sold, in at most 128 bytes.'],
  partner: [() => true, 'Give the partnerId, as text.'],
  out_trade_no: [(value) => value.length <= 32, "Give the shop's own order number, at most 32 characters."],
  total_fee: [(value) => /^\d+$/.test(value), 'Give the total in fen, as digits.'],
  fee_type: [(value) => value === '1', 'Give 1 (CNY).'],
  notify_url: [
    (value) => Buffer.byteLength(value) <= 255 && /^https?:\/\//i.test(value) && URL.canParse(value),
    'Give an absolute URL of at most 255 characters.',
  ],
  spbill_create_ip: [(value) => IPV4.test(value), "Give the IPv4 address of the user's browser."],
  input_charset: [(value) => value === 'UTF-8' || value === 'GBK', 'Give UTF-8.'],
};

/**
 * Builds the `package` of an order (JS-SDK manual 1.0.0, appendix 5): the fields, escaped, and `sign` at the end.
 *
 * The prose of the manual leaves out the `&` before `key=`; its example has it, and only with it comes to its own result.
 *
 * @param params the order's fields, all of them text. Required: `bank_type`, `body`, `partner`, `out_trade_no`, `total_fee`
 *   (fen), `fee_type`, `notify_url`, `spbill_create_ip`, `input_charset`; empty ones and `sign` are left out
 * @param partnerKey the merchant's key, never sent
 * @returns the whole package; `sign` is MD5 as upper-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function buildPackage(params: Record<string, string>, partnerKey: string): string {
  const fields = checkParams(params);
  const key = checkText(partnerKey, 'partnerKey');
  for (const [name, [follows, hint]] of Object.entries(REQUIRED)) {
    const value = fields[name];
    if (!value || !follows(value)) throw invalidArgument(`params.${name}`, hint);
  }
  // The bytes that are signed are UTF-8; they are the same in GBK only where all of the text is ASCII.
  if (fields['input_charset'] === 'GBK' && !/^\p{ASCII}*$/u.test(Object.values(fields).join(''))) {
    throw invalidArgument(
      'params.input_charset',
      'Give UTF-8: the package has text beyond ASCII, and is signed as UTF-8.',
    );
  }
  const sign = createHash('md5')
    .update(`${sortedPairs(fields)}&key=${key}`, 'utf8')
    .digest('hex')
    .toUpperCase();
  const escaped = sortedNames(fields).map((name) => `${name}=${encodeURIComponent(fields[name]!)}`);
  return [...escaped, `sign=${sign}`].join('&');
}

/** What {@link signPackage} signs. */
export interface PackageSignatureInput {
  appId: string;
  /** Seconds since 1970. */
  timestamp: number | string;
  nonceStr: string;
  /** The whole package, as {@link buildPackage} gives it. */
  package: string;
  /** The account's `paySignKey`. */
  appKey: string;
}

/**
 * Signs `paySign` (JS-SDK manual 1.0.0, appendix 5): SHA-1 with the `paySignKey`, not the RSA of API v3.
 *
 * @returns SHA-1 as lower-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function signPackage(input: PackageSignatureInput): string {
  const given = ownFields(input, 'input');
  return sha1(
    sortedPairs({
      appid: checkText(given.appId, 'appId'),
      timestamp: checkTimestamp(given.timestamp, 'timestamp'),
      noncestr: checkText(given.nonceStr, 'nonceStr'),
      package: checkText(given.package, 'package'),
      appkey: checkText(given.appKey, 'appKey'),
    }),
  );
}
