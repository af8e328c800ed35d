import { invalidArgument } from '../errors';

/** The longest `queryString` (H5) and `query` (App) that the documents allow, in characters. */
const MAX_LENGTH = 2048;

/**
 * Builds the `queryString` of a business view: `key=value&key2=value2`, every key and value URL-encoded.
 *
 * @param params plain strings, not yet encoded
 * @returns at most 2048 characters
 * @throws WeixinError `INVALID_ARGUMENT` naming `params` or `params.<key>`: no object, a value that is no string or holds
 * half a surrogate pair, or a result that is too long
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
export function toQueryString(params: Record<string, string>): string {
  if (!params || typeof params !== 'object') throw invalidArgument('params', 'Pass an object of strings.');
  const query = Object.keys(params)
    .map((key) => encode(key, key) + '=' + encode(params[key], key))
    .join('&');
  if (query.length > MAX_LENGTH) {
    throw invalidArgument('params', `Encoded, the parameters may take ${MAX_LENGTH} characters; these take ${query.length}.`);
  }
  return query;
}

function encode(value: unknown, key: string): string {
  if (typeof value !== 'string') throw invalidArgument('params.' + key, 'Pass a string.');
  try {
    return encodeURIComponent(value);
  } catch {
    throw invalidArgument('params.' + key, 'This text is cut through the middle of a character.');
  }
}
