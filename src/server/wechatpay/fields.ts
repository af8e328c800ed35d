import { invalidArgument, isEncryptedOrLocal, isLoopback } from '../arguments';

/** What the documents say about one field of a request. */
export interface Field {
  /** Where it travels. */
  readonly in: 'path' | 'query' | 'body';
  /** The most characters a text may have; the least is 1. */
  readonly max: number;
  readonly optional?: true;
  /** Says what is wrong with a text that has the right length, or nothing. */
  readonly fault?: (value: string) => string | undefined;
  /** The fields of an object, which only a body can hold. */
  readonly fields?: Fields;
}

/** Fields by their documented names. */
export type Fields = Readonly<Record<string, Field>>;

/** An identifier of up to 32 characters: of a service, an account, a merchant. */
export const id = (place: Field['in']): Field => ({ in: place, max: 32 });

/** As {@link id}, and may be left out. */
export const optionalId = (place: Field['in']): Field => ({ in: place, max: 32, optional: true });

/** A user's identifier, up to 128 characters. */
export const openid = (place: Field['in']): Field => ({ in: place, max: 128 });

/** As {@link openid}, and may be left out. */
export const optionalOpenid = (place: Field['in']): Field => ({ in: place, max: 128, optional: true });

/** The authorisation number. */
export const authorizationCode = (place: Field['in']): Field => ({
  in: place,
  max: 32,
  fault: (value) => (/^[0-9A-Za-z_|*-]+$/.test(value) ? undefined : 'It holds only digits, letters and _ - | *.'),
});

/** Where notifications go. */
export const notifyUrl: Field = { in: 'body', max: 255, optional: true, fault: notifyUrlFault };

/** Why an authorisation ends. */
export const reason: Field = { in: 'body', max: 50 };

/** A field whose value the documents fix. */
export const constant = (value: string, hint: string): Field => ({
  in: 'body',
  max: 32,
  fault: (given) => (given === value ? undefined : `Give ${value}. ${hint}`),
});

/** WeChat Pay takes UTF-8 of one to three bytes, so no emoji; and a control character can only be a mistake. */
const UNSENDABLE = /[\p{Cc}\p{Surrogate}\u{10000}-\u{10ffff}]/u;

/**
 * Checks one text against what the documents say of its field.
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
  const fault = field.fault?.(value);
  if (fault !== undefined) throw invalidArgument(name, fault);
  return value;
}

/**
 * The documents want an https URL without parameters that WeChat's servers can reach. http is taken on loopback only, for
 * the simulated services.
 */
function notifyUrlFault(value: string): string | undefined {
  if (!/^https?:\/\/[^/\\]/i.test(value) || !URL.canParse(value)) return 'Give an absolute https URL.';
  const url = new URL(value);
  if (!isEncryptedOrLocal(url)) return 'Give an https URL; http is taken on loopback only.';
  if (/[?#\s]/.test(value)) return 'WeChat Pay takes no query, no fragment and no white space in it.';
  if (url.username || url.password || /^https?:\/\/[^/]*@/i.test(value)) return 'Leave out user name and password.';
  if (isPrivate(url.hostname)) return 'This address is private, so WeChat Pay cannot reach it.';
  return undefined;
}

const PRIVATE_IPV4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|192\.0\.0|198\.1[89]|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\.[\d.]+$/;
/** Unspecified, mapped and compatible IPv4, unique local, link local, multicast. */
const PRIVATE_IPV6 = /^\[(::|64:ff9b:|f[cd]|fe[89a-f]|ff)/;
/** A name without a dot, and the domains that are reserved for a network of one's own (RFC 6762, RFC 8375, ICANN's .internal). */
const PRIVATE_NAME = /^[^.[\]]+\.?$|\.(local|internal|home\.arpa)\.?$/;

function isPrivate(hostname: string): boolean {
  return !isLoopback(hostname) && [PRIVATE_IPV4, PRIVATE_IPV6, PRIVATE_NAME].some((kind) => kind.test(hostname));
}
