import { invalidArgument, checkText, ownFields } from '../arguments';

/**
 * Requires a record of texts, for a signature over text.
 *
 * @param params by name; empty values are let through, they take no part
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkParams(params: Record<string, string>): Record<string, string> {
  const fields = ownFields(params, 'params');
  const named = Object.entries(fields).filter(([, value]) => value !== '');
  named.forEach(([name, value]) => checkText(value, `params.${name}`));
  if (named.length === 0) throw invalidArgument('params', 'There is nothing to sign.');
  return fields;
}
