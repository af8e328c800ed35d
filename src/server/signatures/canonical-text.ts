import { createHash } from 'node:crypto';
import { invalidArgument, checkText, ownFields } from '../arguments';

/**
 * Requires a record of texts, for a signature over text.
 *
 * @param params by name; empty values are accepted, they are not signed
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkParams(params: Record<string, string>): Record<string, string> {
  const fields = ownFields(params, 'params');
  const named = Object.entries(fields).filter(([, value]) => value !== '');
  named.forEach(([name, value]) => checkText(value, `params.${name}`));
  if (named.length === 0) throw invalidArgument('params', 'There is nothing to sign.');
  return fields;
}

/** The names of the fields that are signed, in the order of their character codes: all but `sign` itself and empty ones. */
export function sortedNames(fields: Record<string, string>): string[] {
  return Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== '')
    .sort();
}

/** The text of most signatures: fields sorted by name, `name=value` joined by `&`, nothing escaped. */
export function sortedPairs(fields: Record<string, string>): string {
  return sortedNames(fields)
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
}

/**
 * The text of the card signatures: values sorted by their own text and joined by nothing.
 *
 * @param values by argument name; `undefined` and empty ones are left out
 * @throws `WeixinError` `INVALID_ARGUMENT` for a value that is neither text nor a whole number
 */
export function sortedValues(values: Record<string, string | number | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => checkText(Number.isSafeInteger(value) ? String(value) : value, name))
    .sort()
    .join('');
}

/** SHA-1 of a text's UTF-8 bytes, as lower-case hex. The manual prescribes the algorithm; no secret here depends on its strength. */
export function sha1(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest('hex');
}
