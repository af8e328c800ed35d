import { ownField } from '../arguments';
import { chinaTime } from './china-time';
import { NotificationError } from './notification-error';
import type { Json, OpenedNotification } from './open-notification';

/** What happened: the user authorised the service, or took it back. */
export type PermissionEventType = 'PAYSCORE.USER_OPEN_SERVICE' | 'PAYSCORE.USER_CLOSE_SERVICE';

/** Whose authorisation changed, with which service. `mch_id` and `sub_mch_id` are read as `mchid` and `sub_mchid`. */
export interface PermissionResource {
  appid: string;
  mchid: string;
  sub_appid?: string;
  sub_mchid?: string;
  channel_id?: string;
  service_id: string;
  /** Present where no `sub_appid` was given when the permission was applied for. */
  openid?: string;
  /** Present in place of `openid` where `sub_appid` was given. */
  sub_openid?: string;
  /** `USER_OPEN_SERVICE` or `USER_CLOSE_SERVICE`; never another one than `type` says. */
  user_service_status?: string;
  /**
   * When it happened, RFC 3339; Beijing time where the notification names no zone. Notifications can arrive in another order:
   * compare this time before an older event overwrites a newer one.
   */
  openorclose_time?: string;
  authorization_code?: string;
}

/** What every verified notification says about itself. */
interface NotificationEvent {
  /** The same for every delivery of one notification. */
  id: string;
  /** RFC 3339; Beijing time where the notification names no zone. */
  createdAt: string;
  /** WeChat Pay's own words about it, such as 授权成功; one of the documents' samples has none. */
  summary?: string;
  /** `encrypt-resource`; one of the documents writes `encryptresource`. */
  resource_type?: string;
}

/** A verified notification about a Pay Score permission. */
export interface PermissionEvent extends NotificationEvent {
  type: PermissionEventType;
  resource: PermissionResource;
}

/** A verified notification about anything else, such as a payment. */
export interface OtherEvent extends NotificationEvent {
  /** `event_type`, such as `TRANSACTION.SUCCESS`. */
  type: string;
  /** The decrypted JSON as it came. */
  resource: Record<string, unknown>;
}

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

/** Tells whether an event is about a Pay Score permission. */
export function isPermissionEvent(event: PermissionEvent | OtherEvent): event is PermissionEvent {
  return TYPES.includes(event.type);
}

/**
 * Reads a verified envelope and its decrypted resource into an event. Of a permission only documented fields are taken over, so
 * no field of a payload, `__proto__` included, can reach an object of ours.
 *
 * @throws {@link NotificationError} `BAD_PAYLOAD`
 */
export function readEvent({ envelope, resource }: OpenedNotification): PermissionEvent | OtherEvent {
  const type = text(envelope, 'event_type');
  const event: OtherEvent = {
    id: text(envelope, 'id'),
    createdAt: time(text(envelope, 'create_time')),
    type,
    resource: (TYPES.includes(type) ? readPermission(type, resource) : resource) as OtherEvent['resource'],
  };
  const summary = optionalText(envelope, 'summary');
  if (summary !== undefined) event.summary = summary;
  const resourceType = optionalText(envelope, 'resource_type');
  if (resourceType !== undefined) event.resource_type = resourceType;
  return event;
}

function readPermission(type: string, resource: Json): PermissionResource {
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
  if (read.user_service_status !== undefined && type !== `PAYSCORE.${read.user_service_status}`) {
    throw new NotificationError('BAD_PAYLOAD', 'user_service_status contradicts event_type.');
  }
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
