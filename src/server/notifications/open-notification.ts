import { createDecipheriv, createVerify, type KeyObject } from 'node:crypto';
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

/** JSON from outside, on an object without a prototype: a field that it does not have is not read from anywhere else. */
export type Json = Readonly<Record<string, unknown>>;

/** A notification that passed every check up to what its content says. */
export interface OpenedNotification {
  readonly envelope: Json;
  readonly resource: Json;
}

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
  const found = isHeaders(headers) ? fromHeaders(headers) : fromRecord(headers);
  const signed = {
    timestamp: oneValue(found.timestamp, 'wechatpay-timestamp'),
    nonce: oneValue(found.nonce, 'wechatpay-nonce'),
    serial: oneValue(found.serial, 'wechatpay-serial'),
    signature: oneValue(found.signature, 'wechatpay-signature'),
  };
  if (!isRecent(signed.timestamp, now)) {
    throw new NotificationError('STALE_TIMESTAMP', 'Its time is more than 5 minutes off. Check the clock.');
  }
  return signed;
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
  const sealed = envelope['resource'];
  if (typeof sealed !== 'object' || sealed === null) {
    throw new NotificationError('BAD_PAYLOAD', 'The field resource is missing.');
  }
  const { algorithm } = Object.setPrototypeOf(sealed, null) as Json;
  if (algorithm !== 'AEAD_AES_256_GCM') {
    throw new NotificationError('UNSUPPORTED_ALGORITHM', 'Only AEAD_AES_256_GCM is known.');
  }
  const text = decrypt(sealed, apiV3Key);
  if (text === undefined) {
    throw new NotificationError('DECRYPT_FAILED', 'The resource cannot be decrypted. Check apiV3Key.');
  }
  return { envelope, resource: jsonObject(text.toString('utf8')) };
}

/** What was found under the names of the four headers, whatever it is. */
type Found = Record<keyof SignatureHeaders, unknown>;

function isHeaders(headers: NotificationHeaders | undefined): headers is Headers {
  return typeof headers?.get === 'function';
}

function fromHeaders(headers: Headers): Found {
  return {
    timestamp: headers.get('wechatpay-timestamp'),
    nonce: headers.get('wechatpay-nonce'),
    serial: headers.get('wechatpay-serial'),
    signature: headers.get('wechatpay-signature'),
  };
}

function fromRecord(headers: Record<string, unknown> | undefined): Found {
  const record = Object(headers) as Record<string, unknown>;
  const found: Found = { timestamp: undefined, nonce: undefined, serial: undefined, signature: undefined };
  // One that is there twice counts as empty, since either of them could be the signed one.
  const add = (before: unknown, value: unknown): unknown =>
    before === undefined ? value : value === undefined ? before : '';
  for (const name of Object.keys(record)) {
    switch (name.toLowerCase()) {
      case 'wechatpay-timestamp':
        found.timestamp = add(found.timestamp, record[name]);
        break;
      case 'wechatpay-nonce':
        found.nonce = add(found.nonce, record[name]);
        break;
      case 'wechatpay-serial':
        found.serial = add(found.serial, record[name]);
        break;
      case 'wechatpay-signature':
        found.signature = add(found.signature, record[name]);
        break;
    }
  }
  return found;
}

/** `Headers` and Node write a header that was sent twice as one text with a comma, which no single value has. */
function oneValue(found: unknown, name: string): string {
  const value: unknown = Array.isArray(found) && found.length === 1 ? found[0] : found;
  if (typeof value === 'string' && value !== '' && !value.includes(',')) return value;
  throw new NotificationError('MISSING_HEADER', `The request needs the header ${name}, once.`);
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
  // Slower by up to a tenth of the whole notification: the one-shot crypto.verify(), and one long text, which copies the body.
  return createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n`).update(body).update('\n').verify(key, bytes);
}

/**
 * Decrypts AEAD_AES_256_GCM.
 *
 * @param sealed `ciphertext` in canonical base64 with the tag at its end, `nonce`, and `associated_data`, which may be absent
 * @param apiV3Key its 32 bytes
 * @returns the bytes, only once their tag has been checked; else `undefined`
 */
export function decrypt(sealed: object, apiV3Key: Buffer): Buffer | undefined {
  const { ciphertext, nonce, associated_data } = sealed as Json;
  const associatedData = associated_data ?? '';
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
 * was ignored shows in the length, and left-over bits in the last letter. Encoding all of it again would take longer.
 */
function isCanonicalBase64(text: string, bytes: Buffer): boolean {
  return (
    text.length === Math.ceil(bytes.length / 3) * 4 &&
    !text.includes('-') &&
    !text.includes('_') &&
    CANONICAL_ENDS[bytes.length % 3]!.test(text.slice(-3))
  );
}

/** By the number of bytes in the last four letters, 0 for three. */
const CANONICAL_ENDS = [/^/, /[AQgw]==$/, /[AEIMQUYcgkosw048]=$/] as const;

function jsonObject(text: string): Json {
  try {
    // A byte order mark is part of what was signed, but not of the JSON.
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return Object.setPrototypeOf(value, null) as Json;
    }
  } catch {
    // Refused below.
  }
  throw new NotificationError('BAD_PAYLOAD', 'The content is not a JSON object.');
}
