/** The user agent of this page, or an empty string on a server. */
export function userAgent(): string {
  return typeof navigator === 'object' ? navigator.userAgent : '';
}
