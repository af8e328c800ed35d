import { createDecipheriv } from 'node:crypto';
import { ownField } from '../arguments';
import { NotificationError } from './notification-error';

const TAG = 16;
const NONCE = 12;

/**
 * Decrypts a notification's `resource`; the text is returned only once its tag has been checked.
 *
 * @param resource the envelope's `resource`
 * @param key the API v3 key's 32 bytes
 * @throws {@link NotificationError} `UNSUPPORTED_ALGORITHM` or `DECRYPT_FAILED`
 */
export function decryptResource(resource: Readonly<Record<string, unknown>>, key: Buffer): string {
  if (ownField(resource, 'algorithm') !== 'AEAD_AES_256_GCM') {
    throw new NotificationError('UNSUPPORTED_ALGORITHM', 'Only AEAD_AES_256_GCM is known.');
  }
  const ciphertext = ownField(resource, 'ciphertext');
  const nonce = ownField(resource, 'nonce');
  const associatedData = ownField(resource, 'associated_data') ?? '';
  if (typeof ciphertext !== 'string' || typeof nonce !== 'string' || typeof associatedData !== 'string')
    throw undecipherable();
  const sealed = Buffer.from(ciphertext, 'base64');
  const iv = Buffer.from(nonce, 'utf8');
  if (sealed.length < TAG || iv.length !== NONCE) throw undecipherable();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG })
      .setAAD(Buffer.from(associatedData, 'utf8'))
      .setAuthTag(sealed.subarray(sealed.length - TAG));
    const text = decipher.update(sealed.subarray(0, sealed.length - TAG));
    // Checks the tag and throws where it does not fit. In this mode it has no more text to give.
    decipher.final();
    return text.toString('utf8');
  } catch {
    throw undecipherable();
  }
}

function undecipherable(): NotificationError {
  return new NotificationError('DECRYPT_FAILED', 'The resource cannot be decrypted. Check apiV3Key.');
}
