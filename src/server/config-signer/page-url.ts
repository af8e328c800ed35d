import { invalidArgument } from '../arguments';
import { ConfigSignerError } from './config-signer-error';

/**
 * Parses the list of origins whose pages get a signature under this account's appId.
 *
 * @param origins each `scheme://host` or `scheme://host:port`
 * @throws `WeixinError` `INVALID_ARGUMENT` for an empty list, a wildcard, a path, or anything that is no http(s) origin
 */
export function allowedOrigins(origins: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw invalidArgument('allowedOrigins', 'List the origins of your pages, such as https://shop.example.');
  }
  return new Set(origins.map((origin, index) => parseOrigin(origin, `allowedOrigins[${index}]`)));
}

function parseOrigin(value: unknown, argument: string): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  // Anything more than an origin (a path, a query, a user name) would be dropped without a word.
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/` || url.hostname.includes('*')) {
    throw invalidArgument(
      argument,
      'Give scheme, host and port only, such as https://shop.example or http://localhost:8080.',
    );
  }
  return url.origin;
}

/** Characters that no browser reports in a URL and that parsers read in different ways. A backslash is legal in a query. */
// oxlint-disable-next-line no-control-regex
const UNREPORTED = /[\u0000-\u0020\u007f]|\p{Surrogate}|^[^?#]*\\/u;
/** The parser drops an empty user name and adds missing slashes, but the text that is signed would keep them as given. */
const USER_INFO = /^[^/]*\/\/[^/?#]*@/;
const TWO_SLASHES = /^https?:\/\/[^/]/i;

/**
 * Decides whether a page may have its URL signed. Nothing of the URL is changed: it is signed as given.
 *
 * @param url what the page says its address is
 * @param origins from {@link allowedOrigins}
 * @throws {@link ConfigSignerError} `INVALID_URL` or `ORIGIN_NOT_ALLOWED`
 */
export function checkPageUrl(url: unknown, origins: ReadonlySet<string>): string {
  if (typeof url !== 'string' || UNREPORTED.test(url) || !URL.canParse(url)) {
    throw new ConfigSignerError('INVALID_URL', "Send the page's whole address, as location.href gives it.");
  }
  if (!origins.has(new URL(url).origin) || USER_INFO.test(url) || !TWO_SLASHES.test(url)) {
    throw new ConfigSignerError(
      'ORIGIN_NOT_ALLOWED',
      "Add the page's scheme, host and port to allowedOrigins if it is yours.",
    );
  }
  return url;
}
