import { WeixinError } from '../errors';

/**
 * The error for a mistake in an argument, for use before anything is sent.
 *
 * @param argument the name of the argument or field
 * @param hint what to give instead
 */
export function invalidArgument(argument: string, hint: string): WeixinError {
  return new WeixinError('INVALID_ARGUMENT', `${argument}: ${hint}`, { argument });
}
