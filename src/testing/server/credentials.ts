import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** What a merchant's server needs to know. All of it is made up, and worth nothing outside of its simulation. */
export interface WeixinCredentials {
  appId: string;
  appSecret: string;
  mchid: string;
  /** Serial number of the merchant's API certificate. */
  serial: string;
  /** The merchant's private key, PKCS#8 PEM. */
  privateKey: string;
  apiV3Key: string;
  /** Public keys that answers and notifications verify with, SPKI PEM, by `Wechatpay-Serial`. */
  platformKeys: Record<string, string>;
}

/** Credentials to use instead of generated ones. */
export interface CredentialsInput {
  appId?: string;
  appSecret?: string;
  mchid?: string;
  serial?: string;
  /** The merchant's private RSA key, PEM or `KeyObject`. */
  privateKey?: string | KeyObject;
  /** 32 bytes. */
  apiV3Key?: string;
  /** WeChat's side of `platformKeys`: private RSA keys by serial number or `PUB_KEY_ID_…`. The first is the default. */
  platformPrivateKeys?: Record<string, string | KeyObject>;
}

/** Which kinds of platform key the simulated merchant has been given. */
export type KeyMode = 'certificate' | 'public-key' | 'both';

/** The credentials handed out, and the halves that stay on WeChat's side. */
export interface Keyring {
  credentials: WeixinCredentials;
  /** Verifies what the merchant signed. */
  merchantKey: KeyObject;
  /** Sign answers and notifications, by serial. */
  platformKeys: Map<string, KeyObject>;
}

/** The prefix of a WeChat Pay public key's id; certificate serials are hexadecimal. */
export const PUBLIC_KEY_PREFIX = 'PUB_KEY_ID_';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

/** Of a certificate: 20 bytes of a positive number without zeros in front, which a reader of the certificate would leave out. */
function serialNumber(): string {
  const bytes = randomBytes(20);
  bytes[0] = 0x40 | (bytes[0]! & 0x3f);
  return bytes.toString('hex').toUpperCase();
}

/**
 * Completes the credentials of one simulation.
 *
 * @throws TypeError for an `apiV3Key` that is not 32 bytes long, or an empty `platformPrivateKeys`
 */
export function createKeyring(input: CredentialsInput, keyMode: KeyMode): Keyring {
  const merchant = toPrivateKey(input.privateKey ?? rsaKeyPair('merchant').privateKey);
  const platformKeys = new Map<string, KeyObject>();
  if (input.platformPrivateKeys) {
    for (const [serial, key] of Object.entries(input.platformPrivateKeys)) platformKeys.set(serial, toPrivateKey(key));
  } else {
    if (keyMode !== 'public-key') platformKeys.set(serialNumber(), rsaKeyPair('certificate').privateKey);
    if (keyMode !== 'certificate') {
      const digits = BigInt(`0x${hex(16)}`)
        .toString()
        .slice(0, 30)
        .padStart(30, '0');
      platformKeys.set(`${PUBLIC_KEY_PREFIX}${digits}`, rsaKeyPair('public-key').privateKey);
    }
  }
  if (platformKeys.size === 0) throw new TypeError('platformPrivateKeys must hold at least one key');
  const apiV3Key = input.apiV3Key ?? hex(16);
  if (Buffer.byteLength(apiV3Key) !== 32) throw new TypeError('apiV3Key must be 32 bytes long');
  return {
    merchantKey: createPublicKey(merchant),
    platformKeys,
    credentials: {
      // The numbers of the reference's own examples, so that its samples run as printed.
      appId: input.appId ?? 'wxd678efh567hg6787',
      appSecret: input.appSecret ?? hex(16),
      mchid: input.mchid ?? '1230000109',
      serial: input.serial ?? serialNumber(),
      privateKey: merchant.export({ type: 'pkcs8', format: 'pem' }) as string,
      apiV3Key,
      platformKeys: Object.fromEntries([...platformKeys].map(([serial, key]) => [serial, publicPem(key)])),
    },
  };
}

function toPrivateKey(key: string | KeyObject): KeyObject {
  return typeof key === 'string' ? createPrivateKey(key) : key;
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
}

/** Both halves of an RSA key. */
export interface RsaKeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const pairs = new Map<string, RsaKeyPair>();

/** The process's pair of this name, 2048 bits. Making one costs about 100 ms, so every simulation of a process shares them. */
export function rsaKeyPair(name: string): RsaKeyPair {
  let pair = pairs.get(name);
  if (!pair) pairs.set(name, (pair = generateKeyPairSync('rsa', { modulusLength: 2048 })));
  return pair;
}
