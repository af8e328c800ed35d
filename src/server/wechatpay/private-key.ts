import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import { invalidArgument } from '../arguments';

/**
 * Imports the merchant's private key, once for all calls.
 *
 * @param key PEM (PKCS#8 or PKCS#1, not encrypted) or a private `KeyObject`
 * @throws `WeixinError` `INVALID_ARGUMENT` saying what was given instead; nothing of the key is quoted
 */
export function importPrivateKey(key: string | KeyObject): KeyObject {
  const object = typeof key === 'string' ? parse(key) : key;
  if (!(object instanceof KeyObject)) throw refused('');
  if (object.type !== 'private') throw refused(`This is a ${object.type} key. `);
  if (object.asymmetricKeyType !== 'rsa') throw refused(`This is a key for ${object.asymmetricKeyType}. `);
  return object;
}

function parse(pem: string): KeyObject | undefined {
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
