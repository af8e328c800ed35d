import { ConfigSignerError } from './config-signer-error';

/** What no browser reports in a URL, and parsers read in different ways; a backslash may stand in a query. */
// eslint-disable-next-line no-control-regex
const UNREPORTED = /[\u0000-\u0020\u007f]|\p{Surrogate}|^[^?#]*\\/u;
/** Parsers drop an empty user name and add missing slashes; the text that is signed would keep its other shape. */
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
