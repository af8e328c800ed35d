import { createPrivateKey, KeyObject } from 'node:crypto';
import { invalidArgument } from '../arguments';

/**
 * Imports the merchant's private key, once for all calls.
 *
 * @param key PEM (PKCS#8 or PKCS#1, not encrypted) or a private `KeyObject`
 * @throws `WeixinError` `INVALID_ARGUMENT`; nothing of the key is quoted
 */
export function importPrivateKey(key: string | KeyObject): KeyObject {
  const object = typeof key === 'string' ? parse(key) : key;
  if (!(object instanceof KeyObject) || object.type !== 'private' || object.asymmetricKeyType !== 'rsa') {
    throw invalidArgument('privateKey', "Give the merchant's RSA private key, apiclient_key.pem, as PEM or KeyObject.");
  }
  return object;
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
