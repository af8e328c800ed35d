/**
 * Writes fields the way WeChat's older signatures read them: sorted by name, `name=value` joined by `&`, nothing escaped.
 *
 * @param fields by name; empty values and `sign` itself take no part
 */
export function sortedPairs(fields: Record<string, string>): string {
  return sortedNames(fields)
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}

/** The names that take part, in the order of their character codes. */
export function sortedNames(fields: Record<string, string>): string[] {
  return Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .sort();
}
