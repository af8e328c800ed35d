import { invalidArgument } from './invalid-argument';

/**
 * Copies an options object's own fields onto an object without a prototype, so that a polluted `Object.prototype`
 * can neither add an option nor change one.
 *
 * @param value what the caller gave
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT` for anything but an object
 */
export function ownFields<T extends object>(value: T, argument: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidArgument(argument, 'Give an object with the documented fields.');
  }
  return Object.assign(Object.create(null) as T, value);
}
