/** The user agent of this page, or an empty string on a server, whose `navigator` may lack it. */
export function userAgent(): string {
  return (typeof navigator === 'object' && navigator && navigator.userAgent) || '';
}
