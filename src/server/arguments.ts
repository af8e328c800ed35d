import { WeixinError } from '../errors';

/** The part of `fetch` that is used; give one of your own to go through a proxy. It must not follow redirects. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The error for a mistake in an argument, for use before anything is sent.
 *
 * @param argument the name of the argument or field
 * @param hint what to give instead
 */
export function invalidArgument(argument: string, hint: string): WeixinError {
  return new WeixinError('INVALID_ARGUMENT', `${argument}: ${hint}`, { argument });
}

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

/**
 * Reads one own field, so that a polluted `Object.prototype` cannot supply it.
 *
 * @param record an object from outside
 * @param name the field
 * @returns `undefined` where the object has no such field of its own
 */
export function ownField<T extends object, N extends string>(
  record: T,
  name: N,
): N extends keyof T ? T[N] | undefined : unknown {
  return (Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined) as never;
}

/**
 * Requires an optional function.
 *
 * @param value what the caller gave, or `undefined`
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkFunction(value: unknown, argument: string): void {
  if (value !== undefined && typeof value !== 'function') throw invalidArgument(argument, 'Give a function.');
}

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

/**
 * Requires an absolute URL that paths can be appended to, and returns it without a slash at the end. Secrets are sent there,
 * so it is https; plain http is taken on loopback only, for tests and simulators.
 *
 * @param value such as `https://api.weixin.qq.com`
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkBaseUrl(value: unknown, argument: string): string {
  const url = typeof value === 'string' && ORIGIN_AND_PATH.test(value) && URL.canParse(value) ? new URL(value) : null;
  if (!url || !isEncryptedOrLocal(url)) {
    throw invalidArgument(
      argument,
      'Give an absolute https URL without user name, query or fragment; http is taken on loopback only.',
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** The parser would drop an empty user name and keep an empty query, and adds slashes that are missing. */
const ORIGIN_AND_PATH = /^https?:\/\/[^/\\?#@]+(\/[^?#@\\]*)?$/i;

/** Whether what is sent there cannot be read on the way: https, or http that does not leave this machine. */
export function isEncryptedOrLocal(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Whether a host is this machine. `new URL` has written an IPv4 address as four decimals and an IPv6 one in its shortest form. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
