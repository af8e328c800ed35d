import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

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
