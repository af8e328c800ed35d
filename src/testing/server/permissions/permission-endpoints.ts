import { codeField, readFields, reasonField } from '../gateway/fields';
import type { Field, Fields } from '../gateway/fields';
import type { Endpoint } from '../gateway/payment-gateway';
import type { MerchantKind, Permission, Permissions } from './permissions';

/** What differs between the three kinds of merchant. */
export interface PermissionFamily {
  kind: MerchantKind;
  /** Path of the application. */
  base: string;
  /** Fields that every later call repeats. */
  owner: Fields & { service_id: Field };
  /** Further fields of the application. */
  application: Fields & { appid: Field; authorization_code: Field };
}

/** What all three kinds of merchant have: apply, query by code, terminate by code. */
export function permissionEndpoints(account: MerchantAccount, family: PermissionFamily): Endpoint[] {
  const { permissions, mchid, userLabel } = account;
  const { kind, base, owner } = family;
  const codeOf = (path: Record<string, string>): string =>
    readFields(path, { authorization_code: codeField }, 'path').authorization_code;

  return [
    {
      method: 'POST',
      path: base,
      answer({ body }) {
        const application = readFields(body, { ...owner, ...family.application }, 'body');
        account.authorize(application);
        return { apply_permissions_token: permissions.apply(kind, application).token };
      },
    },
    {
      method: 'GET',
      path: `${base}/authorization-code/:authorization_code`,
      answer({ path, query }) {
        const code = codeOf(path);
        const fields = readFields(query, owner, 'query');
        account.authorize(fields);
        return permissionAnswer(permissions.find(kind, code, fields), mchid, userLabel);
      },
    },
    {
      method: 'POST',
      path: `${base}/authorization-code/:authorization_code/terminate`,
      answer({ path, body }) {
        const code = codeOf(path);
        const fields = readFields(body, owner, 'body');
        readFields(body, { reason: reasonField }, 'body');
        account.authorize(fields);
        account.terminate(permissions.find(kind, code, fields));
        // For acquiring banks no answer body is documented; their siblings say 204.
        return null;
      },
    },
  ];
}

/** The simulated merchant, as its endpoints see it. */
export interface MerchantAccount {
  mchid: string;
  permissions: Permissions;
  /** Throws Refusal 403 `NO_AUTH` if the merchant may not use these. */
  authorize(fields: { service_id: string; appid?: string }): void;
  /** The merchant ended this permission through the API. */
  terminate(permission: Permission): void;
  /** The `user_label` to answer, if any. */
  userLabel: string | undefined;
}

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
