import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A key pair, its public half also as PEM. */
export interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
  publicPem: string;
  privatePem: string;
}

/** The key under which WeChat Pay's public key goes. */
export const PUBLIC_KEY_ID = 'PUB_KEY_ID_0114232134912410000000000000';

/** The serial of `fixtures/platform-certificate.pem`. */
export const CERTIFICATE_SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';

export const API_V3_KEY = 'testing-api-v3-key-of-32-letters';

export function fixture(name: string): string {
  return readFileSync(join(__dirname, '../fixtures', name), 'utf8');
}

export const certificatePem = fixture('platform-certificate.pem');
export const certificateKeyPem = keyFixture('platform-certificate');

/** The merchant's. */
export const merchantKeys = keyPair('merchant');
/** WeChat Pay's. */
export const wechat = keyPair('wechat');
/** Of somebody who is neither. */
export const stranger = keyPair('stranger');

function keyFixture(name: string): string {
  return fixture(`${name}.key.pem`).replaceAll('TESTING KEY', 'PRIVATE KEY');
}

function keyPair(name: string): KeyPair {
  const privatePem = keyFixture(name);
  const publicKey = createPublicKey(privatePem);
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  return { publicKey, privateKey: createPrivateKey(privatePem), publicPem, privatePem };
}
