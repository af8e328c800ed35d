import { badField } from './refusal';

/** One documented parameter: `string[1, max]`. */
export interface Field {
  max: number;
  optional?: true;
  /** Every character must be one of these. */
  charset?: RegExp;
  /** A further rule; returns what is wrong, in words. */
  check?(value: string): string | undefined;
}

/** A parameter that may be left out. */
export interface OptionalField extends Field {
  optional: true;
}

/** Parameters by name, in the documented spelling. */
export type Fields = Record<string, Field>;

/** The values read: required fields are there, optional ones may be. */
export type Values<F extends Fields> = {
  [N in keyof F as F[N]['optional'] extends true ? never : N]: string;
} & { [N in keyof F as F[N]['optional'] extends true ? N : never]?: string };

/**
 * Reads the documented parameters and nothing else.
 *
 * Whether WeChat refuses or ignores names it does not know is nowhere written; ignoring them is a guess. That lengths count
 * characters rather than bytes is one too.
 *
 * @throws Refusal 400 `PARAM_ERROR`
 */
export function readFields<F extends Fields>(
  source: Record<string, unknown>,
  fields: F,
  location: 'body' | 'query' | 'path',
): Values<F> {
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined) {
      if (field.optional) continue;
      throw badField(name, location, 'is required');
    }
    if (typeof value !== 'string') throw badField(name, location, 'must be a string', value);
    const issue = faultOf(value, field);
    if (issue) throw badField(name, location, issue, value);
    values[name] = value;
  }
  return values as Values<F>;
}

function faultOf(value: string, field: Field): string | undefined {
  if (value.length < 1 || value.length > field.max) return `must have 1 to ${field.max} characters`;
  if (field.charset && !field.charset.test(value)) return 'has a character that is not allowed';
  return field.check?.(value);
}

/** `service_id`, `appid`, `sub_appid`, `sub_mchid`, `channel_id` and the like: `string[1, 32]`. */
export const text32: Field = { max: 32 };

/** As {@link text32}, and may be left out. */
export const optionalText32: OptionalField = { max: 32, optional: true };

/** `openid` and `sub_openid`: `string[1, 128]`. */
export const openidField: Field = { max: 128 };

/** As {@link openidField}, and may be left out. */
export const optionalOpenidField: OptionalField = { max: 128, optional: true };

/** `reason` of a termination: `string[1, 50]`. */
export const reasonField: Field = { max: 50 };

/** `authorization_code`: digits, letters and `_-|*` only. */
export const codeField: Field = { max: 32, charset: /^[0-9A-Za-z_\-|*]+$/ };

/**
 * `notify_url`: `string[1, 255]`, https, without parameters. The document's own example values are http; its rule is followed.
 * http is taken on loopback alone, so that a test needs no certificate.
 */
export const notifyUrlField: OptionalField = {
  max: 255,
  optional: true,
  check(value: string): string | undefined {
    if (/[?#]/.test(value)) return 'must not carry parameters';
    if (!URL.canParse(value)) return 'must be a URL';
    const { protocol, hostname, username, password } = new URL(value);
    if (username || password) return 'must not carry credentials';
    const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
    return protocol === 'https:' || (protocol === 'http:' && loopback) ? undefined : 'must be https';
  },
};
