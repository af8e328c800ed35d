import { invalidArgument } from './invalid-argument';

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Requires a text that is not empty.
 *
 * @param value what the caller gave
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT`; the text itself is never quoted, for it may be a secret
 */
export function checkText(value: unknown, argument: string): string {
  if (typeof value !== 'string' || value === '') {
    throw invalidArgument(argument, 'Give a string that is not empty.');
  }
  if (LONE_SURROGATE.test(value)) {
    throw invalidArgument(
      argument,
      'The text ends in the middle of a character (a lone surrogate), so it has no bytes to sign.',
    );
  }
  return value;
}
