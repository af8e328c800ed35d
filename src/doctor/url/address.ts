/** An address cut into its parts as it is written. `new URL()` would correct what is looked for here. */
export interface Address {
  /** As written, such as `https`. */
  readonly scheme: string;
  readonly host: string;
  /** With its colon; empty where there is none. */
  readonly port: string;
  readonly path: string;
  /** With its question mark; empty where there is none. */
  readonly query: string;
  /** With its `#`; empty where there is none. */
  readonly hash: string;
}

/**
 * Cuts an address into its parts.
 *
 * @returns `undefined` for anything but http or https with a host
 */
export function parseAddress(text: string): Address | undefined {
  const [, scheme, host, port = '', path = '', query = '', hash = ''] =
    /^(https?):\/\/([^/?#:@\s]+|\[[^\]]*\])(:\d*)?(\/[^?#]*)?(\?[^#]*)?(#.*)?$/is.exec(text) ?? [];
  return scheme !== undefined && host !== undefined ? { scheme, host, port, path, query, hash } : undefined;
}

/** Puts the parts together again, letter for letter. */
export function writeAddress({ scheme, host, port, path, query, hash }: Address): string {
  return `${scheme}://${host}${port}${path}${query}${hash}`;
}

/** Names of query fields whose values are secrets, should an address carry one. */
const SECRET_FIELD =
  /([?&](?:amp;)?(?:access_token|refresh_token|apply_permissions_token|ticket|jsapi_ticket|secret|code)=)[^&#]+/gi;

/** The address for printing. */
export function maskAddress(address: string): string {
  return address.replace(SECRET_FIELD, '$1***');
}
