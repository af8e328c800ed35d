import { WeixinError } from '../errors';

/** Refuses a bad argument, before any call to the client or a server. */
export function checkArgument(ok: unknown, argument: string, hint: string): asserts ok {
  if (!ok) throw new WeixinError('INVALID_ARGUMENT', argument + ': ' + hint, { argument });
}

export function checkFunction(argument: string, value: unknown): void {
  checkArgument(typeof value === 'function', argument, 'pass a function.');
}

/** Refuses an option that was given and is no function. */
export function checkOptionalFunctions(options: object, names: readonly string[]): void {
  names.forEach((name) => {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined) checkFunction(name, value);
  });
}

/** Timers above 2^31 - 1 ms fire at once. */
export function checkTimeout(argument: string, value: unknown): void {
  checkArgument(typeof value === 'number' && value > 0 && value < 2147483648, argument, 'pass milliseconds.');
}

export function checkNames(argument: string, names: readonly string[]): void {
  checkArgument(
    Array.isArray(names) && names.every((name) => name && typeof name === 'string'),
    argument,
    'pass a list of names.',
  );
}

/** Refuses what holds no fields by name. */
export function checkParams(params: unknown): void {
  checkArgument(params && typeof params === 'object' && !Array.isArray(params), 'params', 'pass an object of strings.');
}
