/** The user agent of this page, or an empty string on a server. */
export function userAgent(): string {
  return typeof window === 'object' && typeof navigator === 'object' ? navigator.userAgent : '';
}
