import type { Permission } from './permissions';

/**
 * What a query says about a permission. Fields without a value are left out.
 *
 * @param userLabel The grade of the user; documented for acquiring banks while the permission is in force, "not guaranteed".
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012461004
 */
export function permissionAnswer(permission: Permission, mchid: string, userLabel?: string): Record<string, string> {
  const { application, kind, state } = permission;
  const fields: Record<string, string | undefined> = {
    service_id: application.service_id,
    appid: application.appid,
    mchid,
    [application.sub_appid ? 'sub_openid' : 'openid']: permission.openid,
    authorization_code: application.authorization_code,
    authorization_state: state,
    notify_url: application.notify_url,
    cancel_authorization_time: permission.cancelledAt,
    authorization_success_time: permission.authorizedAt,
    sub_mchid: application.sub_mchid,
    sub_appid: application.sub_appid,
    channel_id: application.channel_id,
    user_label: kind === 'acquiringBank' && state === 'AVAILABLE' ? userLabel : undefined,
  };
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
