import { ownField } from '../arguments';
import { chinaTime } from './china-time';
import { NotificationError } from './notification-error';
import type { PermissionEvent, PermissionEventType, PermissionResource } from './permission-event';

type Json = Readonly<Record<string, unknown>>;

const TYPES: readonly string[] = [
  'PAYSCORE.USER_OPEN_SERVICE',
  'PAYSCORE.USER_CLOSE_SERVICE',
] satisfies PermissionEventType[];

const OPTIONAL = [
  'sub_appid',
  'sub_mchid',
  'channel_id',
  'openid',
  'sub_openid',
  'user_service_status',
  'openorclose_time',
  'authorization_code',
] as const satisfies (keyof PermissionResource)[];

/**
 * Tells whether an envelope is about a Pay Score permission at all.
 *
 * @param envelope the verified body
 * @throws {@link NotificationError} `BAD_PAYLOAD` where it names no type
 */
export function isPermissionEvent(envelope: Json): boolean {
  return TYPES.includes(text(envelope, 'event_type'));
}

/**
 * Reads a verified envelope and its decrypted resource into an event. Only documented fields are taken over, so nothing
 * that a payload is called, `__proto__` included, can reach an object of ours.
 *
 * @throws {@link NotificationError} `BAD_PAYLOAD`
 */
export function readEvent(envelope: Json, resource: Json): PermissionEvent {
  if (!isPermissionEvent(envelope)) {
    throw new NotificationError('BAD_PAYLOAD', 'The event is not about a Pay Score permission.');
  }
  return {
    id: text(envelope, 'id'),
    createdAt: time(text(envelope, 'create_time')),
    type: text(envelope, 'event_type') as PermissionEventType,
    resource: readResource(resource),
  };
}

function readResource(resource: Json): PermissionResource {
  const read: PermissionResource = {
    appid: text(resource, 'appid'),
    // The documents' tables say mchid, their samples mch_id.
    mchid: optionalText(resource, 'mchid') ?? text(resource, 'mch_id'),
    service_id: text(resource, 'service_id'),
  };
  for (const name of OPTIONAL) {
    const value = optionalText(resource, name);
    if (value !== undefined) read[name] = value;
  }
  const sub = read.sub_mchid ?? optionalText(resource, 'sub_mch_id');
  if (sub !== undefined) read.sub_mchid = sub;
  if (read.openorclose_time !== undefined) read.openorclose_time = time(read.openorclose_time);
  return read;
}

function text(json: Json, name: string): string {
  const value = optionalText(json, name);
  if (value === undefined) throw new NotificationError('BAD_PAYLOAD', `The field ${name} is missing.`);
  return value;
}

function optionalText(json: Json, name: string): string | undefined {
  const value = ownField(json, name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new NotificationError('BAD_PAYLOAD', `The field ${name} is not text.`);
  return value;
}

function time(value: string): string {
  const read = chinaTime(value);
  if (read === null) throw new NotificationError('BAD_PAYLOAD', 'A time is neither RFC 3339 nor yyyyMMddHHmmss.');
  return read;
}
