import { invalidArgument } from './invalid-argument';

const DECIMAL = /^\d{1,10}$/;

/**
 * Requires a Unix time in whole seconds and returns it as the text that is signed.
 *
 * @param value seconds since 1970, as a number or as decimal digits
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT`, also for milliseconds
 */
export function checkTimestamp(value: unknown, argument: string): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !DECIMAL.test(text)) {
    throw invalidArgument(argument, 'Give seconds since 1970 as a whole number, not milliseconds.');
  }
  return text;
}
