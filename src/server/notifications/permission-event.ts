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
  /** `USER_OPEN_SERVICE` or `USER_CLOSE_SERVICE`. */
  user_service_status?: string;
  /** RFC 3339; Beijing time where the notification names no zone. */
  openorclose_time?: string;
  authorization_code?: string;
}

/** A verified notification. */
export interface PermissionEvent {
  /** The same for every delivery of one notification. */
  id: string;
  /** RFC 3339; Beijing time where the notification names no zone. */
  createdAt: string;
  type: PermissionEventType;
  resource: PermissionResource;
}
