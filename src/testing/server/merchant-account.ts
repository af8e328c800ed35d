import type { Permission, Permissions } from './permissions';

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
