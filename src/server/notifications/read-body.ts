import { inTime, readAtMost } from '../limits';
import { DeliveryError } from './notification-error';

/** WeChat's notifications are around 1 KB. */
const LONGEST_BODY = 64 * 1024;
/** WeChat waits this long for the whole answer, so a body that takes longer is of no use. In ms. */
const PATIENCE = 5000;

/**
 * Refuses a request that announces a body of more than 64 KiB, and leaves it unread.
 *
 * @throws {@link DeliveryError} `BODY_TOO_LONG`
 */
export function checkLength(request: Request): void {
  if (!(Number(request.headers.get('content-length')) > LONGEST_BODY)) return;
  request.body?.cancel().catch(() => undefined);
  throw tooLong();
}

/**
 * Reads a request's body, up to 64 KiB and for 5 s.
 *
 * @returns the raw bytes
 * @throws {@link DeliveryError} `BODY_TOO_LONG`, `BODY_TOO_SLOW` or `BODY_ALREADY_READ`, and what the body breaks off with
 */
export async function readBody(request: Request): Promise<Buffer> {
  if (request.bodyUsed || request.body?.locked) {
    throw new DeliveryError(
      'BODY_ALREADY_READ',
      'Something read the body before. Put the handler before body parsers.',
    );
  }
  const reader = request.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const bytes = await inTime(readAtMost(reader, LONGEST_BODY), PATIENCE, () => {
    reader.cancel().catch(() => undefined);
    throw new DeliveryError('BODY_TOO_SLOW', 'The body did not arrive within 5 s.');
  });
  if (!bytes) throw tooLong();
  return bytes;
}

function tooLong(): DeliveryError {
  return new DeliveryError('BODY_TOO_LONG', 'The body is longer than 64 KiB.');
}
