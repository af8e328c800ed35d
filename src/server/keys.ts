import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { invalidArgument, ownFields } from './arguments';

/** WeChat Pay's public keys by `Wechatpay-Serial`: platform certificates' keys and `PUB_KEY_ID_…`, side by side. */
export type PlatformKeyRecord = Record<string, string | KeyObject>;

/**
 * Gets WeChat Pay's key for a `Wechatpay-Serial`, such as `platformCertificates` makes one. It is asked for every answer and
 * every notification, so it should remember what it got. `undefined` says that it has no such key now; the next time it is
 * asked again.
 */
export type PlatformKeyFunction = (
  serial: string,
) => string | KeyObject | undefined | Promise<string | KeyObject | undefined>;

/** SPKI PEM, certificate PEM or `KeyObject` by `Wechatpay-Serial`, or a function that gets one. */
export type PlatformKeys = PlatformKeyRecord | PlatformKeyFunction;

/** Finds WeChat Pay's public key by `Wechatpay-Serial`. */
export type FindKey = (serial: string) => KeyObject | undefined | Promise<KeyObject | undefined>;

/** PEM texts already imported. Parsing one costs several times what a verification does. */
const imported = new Map<string, KeyObject>();
/** Far more than an application has; a caller that makes up keys must not fill the memory. */
const MOST = 256;

/**
 * Imports every platform key of a record now, and that of a function when it has given it.
 *
 * @param keys a record of SPKI PEM, X.509 certificate PEM or public `KeyObject` by serial, or a function
 * @param argument its name in errors
 * @returns finds a key: at once in a record; a function's may reject with what the function rejects with, and with `WeixinError`
 *   `INVALID_ARGUMENT` where what it gave is no RSA public key
 * @throws `WeixinError` `INVALID_ARGUMENT` for an empty record, a private key, or anything that is no RSA public key
 */
export function keyFinder(keys: PlatformKeys, argument = 'platformKeys'): FindKey {
  if (typeof keys === 'function') {
    return async (serial) => {
      const key = await keys(serial);
      return key === undefined || key === null ? undefined : importPlatformKey(key, serial, argument);
    };
  }
  const imported = importPlatformKeys(keys, argument);
  return (serial) => imported[serial];
}

/**
 * Imports every platform key of a record.
 *
 * @param keys by serial: SPKI PEM, X.509 certificate PEM, or a public `KeyObject`
 * @param argument its name in errors
 * @returns `KeyObject`s by serial, on an object without a prototype
 * @throws `WeixinError` `INVALID_ARGUMENT` as {@link keyFinder} says
 */
export function importPlatformKeys(keys: PlatformKeyRecord, argument = 'platformKeys'): Record<string, KeyObject> {
  const given = ownFields(keys, argument);
  const serials = Object.keys(given);
  if (serials.length === 0) {
    throw invalidArgument(argument, 'Give at least one public key of WeChat Pay, by its serial or PUB_KEY_ID_….');
  }
  for (const serial of serials) given[serial] = importPlatformKey(given[serial]!, serial, argument);
  return given as Record<string, KeyObject>;
}

/**
 * Finds the key a message names, and imports that one only.
 *
 * @param keys as for {@link importPlatformKeys}
 * @param serial the message's `Wechatpay-Serial`
 * @returns `undefined` for a serial that is not there
 * @throws `WeixinError` `INVALID_ARGUMENT` where the key under this serial is none
 */
export function findPlatformKey(keys: PlatformKeyRecord, serial: string): KeyObject | undefined {
  return Object.hasOwn(keys, serial) ? importPlatformKey(keys[serial]!, serial, 'platformKeys') : undefined;
}

function importPlatformKey(key: string | KeyObject, serial: string, record: string): KeyObject {
  if (typeof key === 'string') {
    const known = imported.get(key);
    if (known) return known;
  }
  const argument = `${record}[${serial}]`;
  const object = typeof key === 'string' ? parse(key, argument) : key;
  if (!(object instanceof KeyObject) || object.type !== 'public' || object.asymmetricKeyType !== 'rsa') {
    throw invalidArgument(argument, 'Give an RSA public key: SPKI PEM, certificate PEM, or a public KeyObject.');
  }
  if (typeof key === 'string') {
    if (imported.size >= MOST) imported.clear();
    imported.set(key, object);
  }
  return object;
}

function parse(pem: string, argument: string): KeyObject {
  // Node would take a private key and use its public half; here that can only be the merchant's own, in the wrong place.
  if (pem.includes('PRIVATE KEY')) {
    throw invalidArgument(argument, "This is a private key. Give WeChat Pay's public key or platform certificate.");
  }
  try {
    return createPublicKey(pem);
  } catch {
    throw invalidArgument(argument, 'This is no PEM of a public key or certificate.');
  }
}

/**
 * Requires an API v3 key and returns its bytes.
 *
 * @param key 32 bytes as text
 * @param argument its name in the error
 * @throws `WeixinError` `INVALID_ARGUMENT` for anything but 32 bytes
 */
export function apiV3KeyBytes(key: unknown, argument = 'apiV3Key'): Buffer {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'utf8') : undefined;
  if (bytes?.length !== 32) throw invalidArgument(argument, 'Give the 32 characters of the API v3 key.');
  return bytes;
}

/**
 * Imports the merchant's private key, once for all calls.
 *
 * @param key PEM (PKCS#8 or PKCS#1, not encrypted) or a private `KeyObject`
 * @throws `WeixinError` `INVALID_ARGUMENT` saying what was given instead; nothing of the key is quoted
 */
export function importPrivateKey(key: string | KeyObject): KeyObject {
  const object = typeof key === 'string' ? parsePrivate(key) : key;
  if (!(object instanceof KeyObject)) throw refused('');
  if (object.type !== 'private') throw refused(`This is a ${object.type} key. `);
  if (object.asymmetricKeyType !== 'rsa') throw refused(`This is a key for ${object.asymmetricKeyType}. `);
  return object;
}

function parsePrivate(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    throw refused(whatElse(pem));
  }
}

/** What a text is that holds no private key Node can read. */
function whatElse(pem: string): string {
  if (/BEGIN CERTIFICATE-/.test(pem)) return 'This is a certificate. ';
  if (/BEGIN CERTIFICATE REQUEST/.test(pem)) return 'This is a certificate request. ';
  if (/ENCRYPTED/.test(pem)) return 'This key is encrypted. Decrypt it first. ';
  try {
    createPublicKey(pem);
    return 'This is a public key. ';
  } catch {
    return '';
  }
}

function refused(what: string): Error {
  const hint = "Give the merchant's RSA private key, apiclient_key.pem, as PKCS#8 or PKCS#1 PEM, or as a KeyObject.";
  return invalidArgument('privateKey', what + hint);
}
