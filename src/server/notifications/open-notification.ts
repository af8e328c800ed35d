import type { PlatformKeys } from '../keys';
import { decryptResource } from './decrypt-resource';
import { jsonObject } from './json-object';
import { NotificationError } from './notification-error';
import { type NotificationHeaders, signatureHeaders } from './signature-headers';
import { verifySignature } from './verify-signature';

/** A notification that passed every rung up to its content. */
export interface OpenedNotification {
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/**
 * Climbs every rung but the last: headers, clock, serial, signature over the raw body, algorithm, GCM tag.
 *
 * @param headers as they arrived
 * @param rawBody as it arrived
 * @param keys the API v3 key's bytes and the platform keys
 * @param now ms since 1970
 * @throws `NotificationError` with the code of the first rung that fails
 */
export function openNotification(
  headers: NotificationHeaders | undefined,
  rawBody: string | Uint8Array,
  keys: { apiV3Key: Buffer; platformKeys: PlatformKeys },
  now: number,
): OpenedNotification {
  const signed = signatureHeaders(headers);
  const body = typeof rawBody === 'string' ? rawBody : bufferOf(rawBody);
  verifySignature(signed, body, keys.platformKeys, now);
  const envelope = jsonObject(body.toString());
  const sealed = envelope['resource'];
  if (typeof sealed !== 'object' || sealed === null) {
    throw new NotificationError('BAD_PAYLOAD', 'The field resource is missing.');
  }
  return { envelope, resource: jsonObject(decryptResource(sealed as Record<string, unknown>, keys.apiV3Key)) };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
