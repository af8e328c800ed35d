import type { PlatformKeys } from '../platform-keys';
import { decryptResource } from './decrypt-resource';
import { jsonObject } from './json-object';
import { NotificationError } from './notification-error';
import { type NotificationHeaders, signatureHeaders } from './signature-headers';
import { verifySignature } from './verify-signature';

/** A notification as it arrived. */
export interface NotificationInput {
  headers: NotificationHeaders;
  /** The raw body. A body that was parsed and written again has another signature. */
  body: string | Uint8Array;
}

/** A notification that passed every rung up to its content. */
export interface OpenedNotification {
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/**
 * Climbs every rung but the last: headers, clock, serial, signature over the raw body, algorithm, GCM tag.
 *
 * @param input as it arrived
 * @param keys the API v3 key's bytes and the platform keys
 * @param now ms since 1970
 * @throws `NotificationError` with the code of the first rung that fails
 */
export function openNotification(
  input: NotificationInput,
  keys: { apiV3Key: Buffer; platformKeys: PlatformKeys },
  now: number,
): OpenedNotification {
  const headers = signatureHeaders(input.headers);
  const body = bytesOf(input.body);
  verifySignature(headers, body, keys.platformKeys, now);
  const envelope = jsonObject(body.toString('utf8'));
  const sealed = envelope['resource'];
  if (typeof sealed !== 'object' || sealed === null) {
    throw new NotificationError('BAD_PAYLOAD', 'The field resource is missing.');
  }
  return { envelope, resource: jsonObject(decryptResource(sealed as Record<string, unknown>, keys.apiV3Key)) };
}

function bytesOf(body: string | Uint8Array): Buffer {
  return typeof body === 'string'
    ? Buffer.from(body, 'utf8')
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
