import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { invalidArgument, ownFields } from './arguments';

/** WeChat Pay's public keys by `Wechatpay-Serial`: platform certificates' keys and `PUB_KEY_ID_…`, side by side. */
export type PlatformKeys = Record<string, string | KeyObject>;

/** PEM texts already imported. Parsing one costs several times what a verification does. */
const imported = new Map<string, KeyObject>();
/** Far more than an application has; a caller that makes up keys must not fill the memory. */
const MOST = 256;

/**
 * Imports every platform key.
 *
 * @param keys by serial: SPKI PEM, X.509 certificate PEM, or a public `KeyObject`
 * @returns `KeyObject`s by serial, on an object without a prototype
 * @throws `WeixinError` `INVALID_ARGUMENT` for an empty record, a private key, or anything that is no RSA public key
 */
export function importPlatformKeys(keys: PlatformKeys): Record<string, KeyObject> {
  const given = ownFields(keys, 'platformKeys');
  const serials = Object.keys(given);
  if (serials.length === 0) {
    throw invalidArgument('platformKeys', 'Give at least one public key of WeChat Pay, by its serial or PUB_KEY_ID_….');
  }
  for (const serial of serials) given[serial] = importPlatformKey(given[serial]!, serial);
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
export function findPlatformKey(keys: PlatformKeys, serial: string): KeyObject | undefined {
  return Object.hasOwn(keys, serial) ? importPlatformKey(keys[serial]!, serial) : undefined;
}

function importPlatformKey(key: string | KeyObject, serial: string): KeyObject {
  if (typeof key === 'string') {
    const known = imported.get(key);
    if (known) return known;
  }
  const argument = `platformKeys[${serial}]`;
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
