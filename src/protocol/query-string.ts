import { checkArgument, checkParams } from './argument';

/**
 * Builds the `queryString` of a business view: `key=value&key2=value2`, every key and value URL-encoded.
 *
 * @param params plain strings, not yet encoded
 * @returns at most 2048 characters
 * @throws WeixinError `INVALID_ARGUMENT` naming `params` (no object, or too long) or `params.<key>` (no well-formed text)
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
export function toQueryString(params: Record<string, string>): string {
  checkParams(params);
  const query = Object.keys(params)
    .map((key) => encode(key, 'params') + '=' + encode(params[key], 'params.' + key))
    .join('&');
  checkArgument(query.length <= 2048, 'params', 'at most 2048 characters once encoded.');
  return query;
}

function encode(value: unknown, argument: string): string {
  let encoded;
  try {
    encoded = encodeURIComponent(value as string);
  } catch {
    // Half of a surrogate pair.
  }
  checkArgument(typeof value === 'string' && encoded !== undefined, argument, 'pass well-formed text.');
  return encoded;
}
