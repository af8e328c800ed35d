import { createHash } from 'node:crypto';

/** SHA-1 of a text's UTF-8 bytes, as lower-case hex. The manual fixes the algorithm; nothing here rests on its strength. */
export function sha1(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest('hex');
}
