import { invalidArgument } from './invalid-argument';

/**
 * Requires an absolute http(s) URL that paths can be appended to, and returns it without a slash at the end.
 *
 * @param value such as `https://api.weixin.qq.com`
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkBaseUrl(value: unknown, argument: string): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw invalidArgument(argument, 'Give an absolute https URL without user name, query or fragment.');
  }
  return url.href.replace(/\/+$/, '');
}
