import { invalidArgument } from '../arguments';
import type { Field } from './operation';

/** WeChat Pay takes UTF-8 of one to three bytes, so no emoji; and a control character can only be a mistake. */
const UNSENDABLE = /[\p{Cc}\p{Surrogate}\u{10000}-\u{10ffff}]/u;
const AUTHORIZATION_CODE = /^[0-9A-Za-z_|*-]+$/;

/**
 * Checks one field against what the documents say of it.
 *
 * @param value what the caller gave
 * @param name the field's documented name
 * @param field its place, length and characters
 * @throws `WeixinError` `INVALID_ARGUMENT`; the value itself is not quoted
 */
export function checkField(value: unknown, name: string, field: Field): string {
  if (typeof value !== 'string' || value.length < 1 || value.length > field.max) {
    throw invalidArgument(name, `Give a string of 1 to ${field.max} characters.`);
  }
  if (UNSENDABLE.test(value)) {
    throw invalidArgument(name, 'WeChat Pay takes no control characters, and none beyond U+FFFF, such as emoji.');
  }
  if (field.in === 'path' && /^\.\.?$/.test(value)) {
    throw invalidArgument(name, 'In a path "." and ".." name another endpoint.');
  }
  if (field.charset === 'authorization_code' && !AUTHORIZATION_CODE.test(value)) {
    throw invalidArgument(name, 'Only digits, letters and _ - | * may stand in it.');
  }
  if (field.charset === 'url' && !isNotifyUrl(value)) {
    throw invalidArgument(name, 'Give an absolute https URL that is reachable from outside and has no query.');
  }
  return value;
}

function isNotifyUrl(value: string): boolean {
  return /^https?:\/\/[^?#\s]+$/i.test(value) && URL.canParse(value);
}
