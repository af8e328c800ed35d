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

/** What `user_service_status` may say for each type of event. */
const STATUSES: Readonly<Record<PermissionEventType, string>> = {
  'PAYSCORE.USER_OPEN_SERVICE': 'USER_OPEN_SERVICE',
  'PAYSCORE.USER_CLOSE_SERVICE': 'USER_CLOSE_SERVICE',
};

/** Tells whether an event is about a Pay Score permission. */
export function isPermissionEvent(event: PermissionEvent | OtherEvent): event is PermissionEvent {
  return isPermissionType(event.type);
}

function isPermissionType(type: string): type is PermissionEventType {
  return type === 'PAYSCORE.USER_OPEN_SERVICE' || type === 'PAYSCORE.USER_CLOSE_SERVICE';
}

/**
 * Reads a verified envelope and its decrypted resource into an event. Of a permission only documented fields are taken over, so
 * no field of a payload, `__proto__` included, can reach an object of ours.
 *
 * @throws {@link NotificationError} `BAD_PAYLOAD`
 */
export function readEvent({ envelope, resource }: OpenedNotification): PermissionEvent | OtherEvent {
  const { id, create_time, event_type, summary, resource_type } = envelope;
  const type = text(event_type, 'event_type');
  const event = {
    id: text(id, 'id'),
    createdAt: time(text(create_time, 'create_time')),
    type,
    resource: isPermissionType(type) ? readPermission(type, resource) : { ...resource },
  } as PermissionEvent | OtherEvent;
  const words = optionalText(summary, 'summary');
  if (words !== undefined) event.summary = words;
  const resourceType = optionalText(resource_type, 'resource_type');
  if (resourceType !== undefined) event.resource_type = resourceType;
  return event;
}

/** Field by field: a loop over their names takes half as long again. */
function readPermission(type: PermissionEventType, json: Json): PermissionResource {
  const { appid, mchid, mch_id, service_id, sub_appid, sub_mchid, sub_mch_id, channel_id, openid, sub_openid } = json;
  const { user_service_status, openorclose_time, authorization_code } = json;
  const read: PermissionResource = {
    appid: text(appid, 'appid'),
    // The documents' tables say mchid, their samples mch_id.
    mchid: optionalText(mchid, 'mchid') ?? text(mch_id, 'mch_id'),
    service_id: text(service_id, 'service_id'),
  };
  const subAppid = optionalText(sub_appid, 'sub_appid');
  if (subAppid !== undefined) read.sub_appid = subAppid;
  const subMchid = optionalText(sub_mchid, 'sub_mchid') ?? optionalText(sub_mch_id, 'sub_mch_id');
  if (subMchid !== undefined) read.sub_mchid = subMchid;
  const channelId = optionalText(channel_id, 'channel_id');
  if (channelId !== undefined) read.channel_id = channelId;
  const user = optionalText(openid, 'openid');
  if (user !== undefined) read.openid = user;
  const subUser = optionalText(sub_openid, 'sub_openid');
  if (subUser !== undefined) read.sub_openid = subUser;
  const status = optionalText(user_service_status, 'user_service_status');
  if (status !== undefined) read.user_service_status = status;
  const changed = optionalText(openorclose_time, 'openorclose_time');
  if (changed !== undefined) read.openorclose_time = time(changed);
  const code = optionalText(authorization_code, 'authorization_code');
  if (code !== undefined) read.authorization_code = code;
  if (status !== undefined && status !== STATUSES[type]) {
    throw new NotificationError('BAD_PAYLOAD', 'user_service_status contradicts event_type.');
  }
  return read;
}

function text(value: unknown, name: string): string {
  const read = optionalText(value, name);
  if (read === undefined) throw new NotificationError('BAD_PAYLOAD', `The field ${name} is missing.`);
  return read;
}

function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new NotificationError('BAD_PAYLOAD', `The field ${name} is not text.`);
  return value;
}

function time(value: string): string {
  const read = chinaTime(value);
  if (read === null) throw new NotificationError('BAD_PAYLOAD', 'A time is neither RFC 3339 nor yyyyMMddHHmmss.');
  return read;
}
