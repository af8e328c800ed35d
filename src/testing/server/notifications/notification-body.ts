import { randomInt } from 'node:crypto';
import { compactTime, rfc3339 } from '../beijing-time';
import { seal } from '../gateway/platform-certificates';
import type { Permission } from '../permissions/permissions';

/** What happened to a permission. */
export type ServiceStatus = 'USER_OPEN_SERVICE' | 'USER_CLOSE_SERVICE';

/** How a notification spells what the documents spell in more than one way. Which way is real is not known. */
export interface NotificationSpelling {
  /** The table says `mchid` and `sub_mchid`, the samples say `mch_id` and `sub_mch_id`. Default `mchid`: a guess. */
  mchid?: 'mchid' | 'mch_id';
  /** `openorclose_time`: `yyyyMMddHHmmss` as in the samples, or RFC 3339 as in newer documents. Default `compact`: a guess. */
  openOrCloseTime?: 'compact' | 'rfc3339';
  /** `create_time`: its description mixes both, its samples are RFC 3339. Default `rfc3339`: a guess. */
  createTime?: 'compact' | 'rfc3339';
  /** Default `encrypt-resource`, as in the samples and in newer documents. */
  resourceType?: 'encrypt-resource' | 'encryptresource';
  /** `associated_data`, shorter than 16 bytes. Empty in the samples; default `payscore`, as `original_type`: a guess. */
  associatedData?: string;
  /** `summary` is required by the table and missing from one sample. Default true. */
  summary?: boolean;
}

/** One event to tell the merchant about. */
export interface PermissionChange {
  permission: Permission;
  mchid: string;
  status: ServiceStatus;
  /** ms since the epoch */
  at: number;
}

/**
 * The body of a notification: the event encrypted with AEAD_AES_256_GCM, in the documented envelope.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export function notificationBody(
  change: PermissionChange,
  apiV3Key: string,
  spelling: NotificationSpelling,
): { id: string; body: string } {
  const { status, at } = change;
  const id = `EV-${compactTime(at)}${String(randomInt(1e11)).padStart(11, '0')}`;
  const associatedData = spelling.associatedData ?? 'payscore';
  const envelope = {
    id,
    create_time: spelling.createTime === 'compact' ? compactTime(at) : rfc3339(at),
    resource_type: spelling.resourceType ?? 'encrypt-resource',
    event_type: `PAYSCORE.${status}`,
    ...(spelling.summary === false ? {} : { summary: status === 'USER_OPEN_SERVICE' ? '授权成功' : '解除授权成功' }),
    resource: {
      original_type: 'payscore',
      ...seal(JSON.stringify(resource(change, spelling)), apiV3Key, associatedData),
    },
  };
  return { id, body: JSON.stringify(envelope) };
}

function resource({ permission, mchid, status, at }: PermissionChange, spelling: NotificationSpelling): object {
  const { application, openid } = permission;
  const underscore = spelling.mchid === 'mch_id';
  // JSON leaves out what is undefined.
  return {
    appid: application.appid,
    [underscore ? 'mch_id' : 'mchid']: mchid,
    sub_appid: application.sub_appid,
    [underscore ? 'sub_mch_id' : 'sub_mchid']: application.sub_mchid,
    channel_id: application.channel_id,
    service_id: application.service_id,
    [application.sub_appid ? 'sub_openid' : 'openid']: openid,
    user_service_status: status,
    openorclose_time: spelling.openOrCloseTime === 'rfc3339' ? rfc3339(at) : compactTime(at),
    authorization_code: application.authorization_code,
  };
}
