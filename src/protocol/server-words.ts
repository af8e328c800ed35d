/**
 * What the merchant's server said of a failure, to be repeated in an error, because a person who reads it on a phone has no developer
 * tools: `code` and `message` of an answer, or of an error that has a code. What looks like a secret is left out.
 *
 * @returns empty where there is no code
 */
export function serverWords(said: unknown): string {
  const { code, message } = Object(said) as { code?: unknown; message?: unknown };
  if (!/string|number/.test(typeof code)) return '';
  return ` (${code} ${message || ''})`.replace(/(?=[\w+/=-]*\d)[\w+/=-]{10,}/g, '…');
}
