import { invalidArgument } from '../arguments';

/**
 * Parses the list of origins whose pages may borrow the account's name.
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
  // An origin is all of the URL: whatever else it says (a path, a query, a user name) would be dropped in silence.
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/` || url.hostname.includes('*')) {
    throw invalidArgument(
      argument,
      'Give scheme, host and port only, such as https://shop.example or http://localhost:8080.',
    );
  }
  return url.origin;
}
