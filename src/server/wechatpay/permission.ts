/** Every state that an answer may name; an answer with another one is refused. */
export const AUTHORIZATION_STATES = ['AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER'] as const;

/**
 * `AVAILABLE`: authorised, the only word that means so. `UNAVAILABLE`: not, or no longer. `UNBINDUSER`: applied for, and
 * no user has answered.
 */
export type AuthorizationState = 'AVAILABLE' | 'UNAVAILABLE' | 'UNBINDUSER';

/** What an application is answered with. */
export interface AppliedPermission {
  /** For the view `wxpayScoreEnable`; lives one hour. */
  apply_permissions_token: string;
}

/** What a query is answered with. WeChat Pay may add fields. */
export interface Permission {
  service_id: string;
  appid: string;
  mchid: string;
  /** Present once a user has answered, where no `sub_appid` was given. */
  openid?: string;
  authorization_code?: string;
  authorization_state: AuthorizationState;
  notify_url?: string;
  /** RFC 3339. */
  cancel_authorization_time?: string;
  /** RFC 3339. */
  authorization_success_time?: string;
}

/** What a query for a sub-merchant is answered with. */
export interface SubMerchantPermission extends Permission {
  sub_mchid?: string;
  sub_appid?: string;
  /** Present in place of `openid` where `sub_appid` was given. */
  sub_openid?: string;
}
