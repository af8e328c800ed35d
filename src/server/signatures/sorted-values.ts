import { checkText } from '../arguments';

/**
 * Writes values the way the card signatures read them: sorted by their own text and joined by nothing.
 *
 * @param values by argument name; `undefined` and empty ones take no part
 * @throws `WeixinError` `INVALID_ARGUMENT` for a value that is neither text nor a whole number
 */
export function sortedValues(values: Record<string, string | number | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => checkText(Number.isSafeInteger(value) ? String(value) : value, name))
    .sort()
    .join('');
}
