import { createHash } from 'node:crypto';
import { checkText } from '../arguments';
import { checkParams } from './check-params';
import { sortedNames, sortedPairs } from './sorted-pairs';

/**
 * Builds the `package` of an order (JS-SDK manual 1.0.0, appendix 5): the fields, escaped, and `sign` at the end.
 *
 * The prose of the manual leaves out the `&` before `key=`; its example has it, and only with it comes to its own result.
 *
 * @param params the order's fields, all of them text; empty ones and `sign` take no part
 * @param partnerKey the merchant's key, never sent
 * @returns the whole package; `sign` is MD5 as upper-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function buildPackage(params: Record<string, string>, partnerKey: string): string {
  const fields = checkParams(params);
  const signed = `${sortedPairs(fields)}&key=${checkText(partnerKey, 'partnerKey')}`;
  const sign = createHash('md5').update(signed, 'utf8').digest('hex').toUpperCase();
  const escaped = sortedNames(fields).map((name) => `${name}=${encodeURIComponent(fields[name]!)}`);
  return [...escaped, `sign=${sign}`].join('&');
}
