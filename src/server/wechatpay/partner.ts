import { invalidArgument } from '../arguments';
import { codeInBody, codeInPath, id, notifyUrl, openid, optionalId, reason } from './field';
import type { Operation } from './operation';
import type { AppliedPermission, SubMerchantPermission } from './permission';
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

/** Which authorisation a partner means. */
export interface PartnerQuery {
  authorization_code: string;
  service_id: string;
  sub_mchid: string;
}

/** Which authorisation ends, by its number, and why (up to 50 characters). */
export interface PartnerTermination extends PartnerQuery {
  reason: string;
}

/** Which authorisation ends, by the user, and why: `openid`, or `sub_openid` with the `sub_appid` it belongs to. */
export type PartnerTerminationByOpenid = {
  service_id: string;
  sub_mchid: string;
  appid: string;
  reason: string;
} & (
  | { openid: string; sub_appid?: string | null | undefined; sub_openid?: null | undefined }
  | { sub_openid: string; sub_appid: string; openid?: null | undefined }
);

/** Permissions of a partner's sub-merchants. Every verb rejects as `createPayScoreClient` says. */
export interface PartnerPermissions {
  /** `POST /v3/payscore/partner/permissions` */
  apply(body: PartnerApplication): Promise<AppliedPermission>;
  /** `GET /v3/payscore/partner/permissions/authorization-code/{authorization_code}` */
  query(query: PartnerQuery): Promise<SubMerchantPermission>;
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
    sub_appid: optionalId,
    sub_mchid: id('body'),
    authorization_code: codeInBody,
    notify_url: notifyUrl,
  },
  answer: ['apply_permissions_token'],
};

const QUERY: Operation = {
  method: 'GET',
  path: BY_CODE,
  fields: { authorization_code: codeInPath, service_id: id('query'), sub_mchid: id('query') },
  answer: ['authorization_state'],
};

const TERMINATE: Operation = {
  method: 'POST',
  path: `${BY_CODE}/terminate`,
  fields: { authorization_code: codeInPath, service_id: id('body'), sub_mchid: id('body'), reason },
  answer: null,
};

const TERMINATE_BY_OPENID: Operation = {
  method: 'POST',
  path: `${BASE}/terminate`,
  fields: {
    service_id: id('body'),
    sub_mchid: id('body'),
    appid: id('body'),
    sub_appid: optionalId,
    openid: { ...openid('body'), optional: true },
    sub_openid: { ...openid('body'), optional: true },
    reason,
  },
  answer: null,
  oneOf: { names: ['openid', 'sub_openid'], exactly: true },
};

/** Binds a partner's endpoints to a way of sending. */
export function partnerPermissions(send: Send): PartnerPermissions {
  return {
    apply: (body) => send(APPLY, body) as Promise<AppliedPermission>,
    query: (query) => send(QUERY, query) as Promise<SubMerchantPermission>,
    terminate: (body) => send(TERMINATE, body) as Promise<void>,
    terminateByOpenid: async (body) => {
      if (body?.sub_openid && !body.sub_appid) {
        throw invalidArgument('sub_appid', 'sub_openid says nothing without the sub_appid it belongs to.');
      }
      return send(TERMINATE_BY_OPENID, body) as Promise<void>;
    },
  };
}
