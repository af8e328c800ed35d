import { invalidArgument } from './invalid-argument';

/** The longest time a Node timer can wait, in ms; a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Requires a duration in whole milliseconds.
 *
 * @param value ms, from 1 up
 * @param argument its name in the error
 * @param longest ms; default: what a timer can wait, 2147483647
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkDuration(value: unknown, argument: string, longest: number = LONGEST_TIMER): number {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > longest) {
    throw invalidArgument(argument, `Give a whole number of milliseconds from 1 to ${longest}.`);
  }
  return value as number;
}
