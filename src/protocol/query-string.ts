import { checkArgument } from './argument';

/**
 * Builds the `queryString` of a business view: `key=value&key2=value2`, every key and value URL-encoded.
 *
 * @param params plain strings, not yet encoded
 * @returns at most 2048 characters
 * @throws WeixinError `INVALID_ARGUMENT` naming `params`: no object, a value that is no well-formed string, or a result that
 * is too long
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
export function toQueryString(params: Record<string, string>): string {
  return encodeParams(params, 'params');
}

/** The same, blaming `argument`. */
export function encodeParams(params: Record<string, string>, argument: string): string {
  let query: string | undefined;
  try {
    const keys = Object.keys(params);
    if (keys.every((key) => typeof params[key] === 'string')) {
      query = keys.map((key) => encodeURIComponent(key) + '=' + encodeURIComponent(params[key]!)).join('&');
    }
  } catch {
    // No object, or half a surrogate pair.
  }
  checkArgument(
    query !== undefined && query.length <= 2048,
    argument,
    'pass text of at most 2048 characters once encoded.',
  );
  return query;
}
