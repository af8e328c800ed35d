import type { Field, OptionalField } from './fields';

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
