import { invalidArgument } from '../arguments';
import { authorizationCode, constant, id, notifyUrl, optionalId, optionalOpenid, reason } from './fields';
import type { Operation } from './operation';
import { type AppliedPermission, AUTHORIZATION_STATES, type SubMerchantPermission } from './permission';
import type { Send } from './send';

/** Body of an application by a partner (服务商). */
export interface PartnerApplication {
  service_id: string;
  appid: string;
  sub_appid?: string | null | undefined;
  sub_mchid: string;
  /** Your number for it, for one user: digits, letters, `_-|*`, up to 32, unique. */
  authorization_code: string;
  /** https, no query, up to 255 characters. */
  notify_url?: string | null | undefined;
}

/** Body of an application within a payment (支付场景中预授权). */
export interface PartnerSceneApplication extends PartnerApplication {
  /** The API's word. The page's word for the same scene is `ORDER`. */
  scene: 'TRANSACTION';
  /** The merchant and sub-merchant that the payment is ordered with. */
  transaction_scene_info?: { mchid: string; sub_mchid: string } | null | undefined;
}

/** What an application within a payment is answered with. */
export interface AppliedScenePermission {
  scene: 'TRANSACTION';
  /** For the page: `authorizePayScore({ applyPermissionsToken: token, scene: 'ORDER' })`. */
  transaction_permissions_token: string;
}

/** Which authorisation a partner means. */
export interface PartnerQuery {
  authorization_code: string;
  service_id: string;
  sub_mchid: string;
}

/** Which authorisation a partner means, by the user: `openid`, or `sub_openid` with the `sub_appid` it belongs to. */
export type PartnerSearch = {
  service_id: string;
  sub_mchid: string;
  appid: string;
} & (
  | { openid: string; sub_appid?: string | null | undefined; sub_openid?: null | undefined }
  | { sub_openid: string; sub_appid: string; openid?: null | undefined }
);

/** Which authorisation ends, by its number, and why (up to 50 characters). */
export interface PartnerTermination extends PartnerQuery {
  reason: string;
}

/** Which authorisation ends, by the user, and why (up to 50 characters). */
export type PartnerTerminationByOpenid = PartnerSearch & { reason: string };

/** Permissions of a partner's sub-merchants. Every verb rejects as `createPayScoreClient` says. */
export interface PartnerPermissions {
  /** `POST /v3/payscore/partner/permissions` */
  apply(body: PartnerApplication): Promise<AppliedPermission>;
  /**
   * `POST /v3/payscore/partner/permissions/apply-for-scene`, for the page's `scene: 'ORDER'`.
   *
   * @see https://pay.weixin.qq.com/doc/v3/partner/4012778802
   */
  applyForScene(body: PartnerSceneApplication): Promise<AppliedScenePermission>;
  /** `GET /v3/payscore/partner/permissions/authorization-code/{authorization_code}` */
  query(query: PartnerQuery): Promise<SubMerchantPermission>;
  /**
   * `GET /v3/payscore/partner/permissions/search`
   *
   * @see https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/get-partner-permissions-by-open-id.html
   */
  search(query: PartnerSearch): Promise<SubMerchantPermission>;
  /** `POST …/authorization-code/{authorization_code}/terminate` */
  terminate(body: PartnerTermination): Promise<void>;
  /** `POST /v3/payscore/partner/permissions/terminate` */
  terminateByOpenid(body: PartnerTerminationByOpenid): Promise<void>;
}

const BASE = '/v3/payscore/partner/permissions';
const BY_CODE = `${BASE}/authorization-code/{authorization_code}`;

const APPLY: Operation = {
  method: 'POST',
  path: BASE,
  fields: {
    service_id: id('body'),
    appid: id('body'),
    sub_appid: optionalId('body'),
    sub_mchid: id('body'),
    authorization_code: authorizationCode('body'),
    notify_url: notifyUrl,
  },
  answer: { apply_permissions_token: null },
};

const APPLY_FOR_SCENE: Operation = {
  method: 'POST',
  path: `${BASE}/apply-for-scene`,
  fields: {
    ...APPLY.fields,
    scene: constant('TRANSACTION', 'ORDER is the word of the page, for the view.'),
    transaction_scene_info: {
      in: 'body',
      max: 0,
      optional: true,
      fields: { mchid: id('body'), sub_mchid: id('body') },
    },
  },
  // The documents call the token optional; without it there is nothing to open the view with.
  answer: { scene: ['TRANSACTION'], transaction_permissions_token: null },
};

const QUERY: Operation = {
  method: 'GET',
  path: BY_CODE,
  fields: { authorization_code: authorizationCode('path'), service_id: id('query'), sub_mchid: id('query') },
  answer: { authorization_state: AUTHORIZATION_STATES },
};

const SEARCH: Operation = {
  method: 'GET',
  path: `${BASE}/search`,
  fields: {
    service_id: id('query'),
    sub_mchid: id('query'),
    appid: id('query'),
    sub_appid: optionalId('query'),
    openid: optionalOpenid('query'),
    sub_openid: optionalOpenid('query'),
  },
  answer: { authorization_state: AUTHORIZATION_STATES },
  oneOf: { names: ['openid', 'sub_openid'], exactly: true },
};

const TERMINATE: Operation = {
  method: 'POST',
  path: `${BY_CODE}/terminate`,
  fields: { authorization_code: authorizationCode('path'), service_id: id('body'), sub_mchid: id('body'), reason },
  answer: null,
};

const TERMINATE_BY_OPENID: Operation = {
  method: 'POST',
  path: `${BASE}/terminate`,
  fields: {
    service_id: id('body'),
    sub_mchid: id('body'),
    appid: id('body'),
    sub_appid: optionalId('body'),
    openid: optionalOpenid('body'),
    sub_openid: optionalOpenid('body'),
    reason,
  },
  answer: null,
  oneOf: { names: ['openid', 'sub_openid'], exactly: true },
};

/** Binds a partner's endpoints to a way of sending. */
export function partnerPermissions(send: Send): PartnerPermissions {
  return {
    apply: (body) => send(APPLY, body),
    applyForScene: (body) => send(APPLY_FOR_SCENE, body),
    query: (query) => send(QUERY, query),
    search: async (query) => {
      checkUser(query);
      return send(SEARCH, query);
    },
    terminate: (body) => send(TERMINATE, body),
    terminateByOpenid: async (body) => {
      checkUser(body);
      return send(TERMINATE_BY_OPENID, body);
    },
  };
}

function checkUser(user: PartnerSearch): void {
  if (user?.sub_openid && !user.sub_appid) {
    throw invalidArgument('sub_appid', 'A sub_openid means a user only together with the sub_appid it belongs to.');
  }
}
