import { createDecipheriv, createVerify, type KeyObject } from 'node:crypto';
import { ownField } from '../arguments';
import { NotificationError } from './notification-error';

// Every check between the wire and the decrypted content, in order: headers, clock, serial, signature, algorithm, tag, JSON. Each
// fails closed, and none is made before the one above it has passed. WeChat Pay's answers are held to the same rules by
// wechatpay/verify-answer.ts and wechatpay/certificates.ts, which use what is exported here.

/** Headers as a Web `Request`, Node, or a test holds them; names in any case. */
export type NotificationHeaders = Headers | Record<string, string | string[] | undefined>;

/** The four headers that carry WeChat Pay's signature. */
export interface SignatureHeaders {
  readonly timestamp: string;
  readonly nonce: string;
  readonly serial: string;
  readonly signature: string;
}

/** JSON from outside: only own fields of it count. */
export type Json = Readonly<Record<string, unknown>>;

/** A notification that passed every check up to what its content says. */
export interface OpenedNotification {
  readonly envelope: Json;
  readonly resource: Json;
}

const NAMES = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'] as const;
/** How far the sender's clock and ours may be apart, either way, in ms. */
const CLOCK_WINDOW = 5 * 60_000;
const TAG = 16;
const NONCE = 12;

/**
 * Makes the first two checks, headers and clock, for which no body is needed.
 *
 * @param headers as they arrived
 * @param now ms since 1970
 * @throws {@link NotificationError} `MISSING_HEADER` where one is absent, empty, or there more than once; `STALE_TIMESTAMP`
 */
export function checkHeaders(headers: NotificationHeaders | undefined, now: number): SignatureHeaders {
  const isObject = typeof headers === 'object' && headers !== null;
  const values = !isObject ? [] : isHeaders(headers) ? NAMES.map((name) => headers.get(name)) : fromRecord(headers);
  const missing = NAMES.findIndex((_, at) => !isOneValue(values[at]));
  if (missing >= 0) {
    throw new NotificationError('MISSING_HEADER', `The request needs the header ${NAMES[missing]}, once.`);
  }
  const [timestamp, nonce, serial, signature] = values as [string, string, string, string];
  if (!isRecent(timestamp, now)) {
    throw new NotificationError('STALE_TIMESTAMP', 'Its time is more than 5 minutes off. Check the clock.');
  }
  return { timestamp, nonce, serial, signature };
}

/**
 * Makes the remaining checks: serial, signature over the raw body, algorithm, GCM tag, and that the content is JSON.
 *
 * A probe of WeChat's, whose signature starts with `WECHATPAY/SIGNTEST/`, is no special case: it fails as it should.
 *
 * @param signed from {@link checkHeaders}
 * @param key the platform key of this serial; `undefined` where there is none
 * @param body the raw body: text, or its bytes
 * @param apiV3Key its 32 bytes
 * @throws {@link NotificationError} with the code of the first check that fails
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */
export function openNotification(
  signed: SignatureHeaders,
  key: KeyObject | undefined,
  body: string | Buffer,
  apiV3Key: Buffer,
): OpenedNotification {
  if (!key) throw new NotificationError('UNKNOWN_SERIAL', 'The serial is not in platformKeys. Add its key.');
  if (!isSigned(key, signed, body)) {
    throw new NotificationError('BAD_SIGNATURE', 'The signature does not fit. Verify the raw body.');
  }
  const envelope = jsonObject(body.toString());
  const sealed = ownField(envelope, 'resource');
  if (typeof sealed !== 'object' || sealed === null) {
    throw new NotificationError('BAD_PAYLOAD', 'The field resource is missing.');
  }
  if (ownField(sealed, 'algorithm') !== 'AEAD_AES_256_GCM') {
    throw new NotificationError('UNSUPPORTED_ALGORITHM', 'Only AEAD_AES_256_GCM is known.');
  }
  const text = decrypt(sealed, apiV3Key);
  if (text === undefined) {
    throw new NotificationError('DECRYPT_FAILED', 'The resource cannot be decrypted. Check apiV3Key.');
  }
  return { envelope, resource: jsonObject(text.toString('utf8')) };
}

function isHeaders(headers: NotificationHeaders): headers is Headers {
  return typeof (headers as Headers).get === 'function';
}

/** In the order of {@link NAMES}; one that is there twice is left empty, since either of them could be the signed one. */
function fromRecord(record: Record<string, string | string[] | undefined>): string[] {
  const values: string[] = [];
  const counts = [0, 0, 0, 0];
  for (const key of Object.keys(record)) {
    const at = NAMES.indexOf(key.toLowerCase() as (typeof NAMES)[number]);
    const value = record[key];
    if (at < 0 || value === undefined) continue;
    counts[at]! += Array.isArray(value) ? value.length : 1;
    const text = Array.isArray(value) ? value[0] : value;
    values[at] = counts[at] === 1 && typeof text === 'string' ? text : '';
  }
  return values;
}

/** `Headers` and Node write a header that was sent twice as one text with a comma, which no single value has. */
function isOneValue(value: string | null | undefined): boolean {
  return typeof value === 'string' && value !== '' && !value.includes(',');
}

/** Whether a `Wechatpay-Timestamp`, seconds since 1970, is within five minutes of `now`, ms since 1970. */
export function isRecent(timestamp: string, now: number): boolean {
  const sent = /^\d{1,10}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN;
  // False where either is no number.
  return Math.abs(now - sent) <= CLOCK_WINDOW;
}

/** Whether a signature, in canonical base64, fits timestamp, nonce and the body's bytes, a line each. */
export function isSigned(
  key: KeyObject,
  { timestamp, nonce, signature }: Omit<SignatureHeaders, 'serial'>,
  body: string | Buffer,
): boolean {
  const bytes = Buffer.from(signature, 'base64');
  if (!isCanonicalBase64(signature, bytes)) return false;
  // The one-shot crypto.verify() is the slower of the two, by about a tenth of the whole notification.
  const verifier = createVerify('RSA-SHA256');
  if (typeof body === 'string') verifier.update(`${timestamp}\n${nonce}\n${body}\n`);
  else verifier.update(`${timestamp}\n${nonce}\n`).update(body).update('\n');
  return verifier.verify(key, bytes);
}

/**
 * Decrypts AEAD_AES_256_GCM.
 *
 * @param sealed `ciphertext` in canonical base64 with the tag at its end, `nonce`, and `associated_data`, which may be absent
 * @param apiV3Key its 32 bytes
 * @returns the bytes, only once their tag has been checked; else `undefined`
 */
export function decrypt(sealed: object, apiV3Key: Buffer): Buffer | undefined {
  const ciphertext = ownField(sealed, 'ciphertext' as string);
  const nonce = ownField(sealed, 'nonce' as string);
  const associatedData = ownField(sealed, 'associated_data' as string) ?? '';
  if (typeof ciphertext !== 'string' || typeof nonce !== 'string' || typeof associatedData !== 'string')
    return undefined;
  const bytes = Buffer.from(ciphertext, 'base64');
  const iv = Buffer.from(nonce, 'utf8');
  if (bytes.length < TAG || iv.length !== NONCE || !isCanonicalBase64(ciphertext, bytes)) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', apiV3Key, iv, { authTagLength: TAG })
      .setAAD(Buffer.from(associatedData, 'utf8'))
      .setAuthTag(bytes.subarray(bytes.length - TAG));
    const text = decipher.update(bytes.subarray(0, bytes.length - TAG));
    // Checks the tag and throws where it does not fit. In this mode it has no more text to give.
    decipher.final();
    return text;
  } catch {
    return undefined;
  }
}

/**
 * Node ignores what does not belong to base64 and also reads base64url, so that one signature would have many spellings. What
 * was ignored shows in the length, and left-over bits in the last four characters. Encoding all of it again would take longer.
 */
function isCanonicalBase64(text: string, bytes: Buffer): boolean {
  const rest = bytes.length % 3;
  return (
    text.length === Math.ceil(bytes.length / 3) * 4 &&
    !text.includes('-') &&
    !text.includes('_') &&
    (rest === 0 || bytes.toString('base64', bytes.length - rest) === text.slice(-4))
  );
}

function jsonObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // Refused below.
  }
  throw new NotificationError('BAD_PAYLOAD', 'The content is not a JSON object.');
}
