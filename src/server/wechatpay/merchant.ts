import { authorizationCode, id, notifyUrl, openid, reason } from './fields';
import type { Operation } from './operation';
import { type AppliedPermission, AUTHORIZATION_STATES, type Permission } from './permission';
import type { Send } from './send';

/** Body of an application by a plain merchant. */
export interface MerchantApplication {
  service_id: string;
  appid: string;
  /** Your number for it, for one user: digits, letters, `_-|*`, up to 32, unique. */
  authorization_code: string;
  /** https, no query, up to 255 characters. */
  notify_url?: string | null | undefined;
}

/** Which authorisation a plain merchant means, by its number. */
export interface MerchantQuery {
  authorization_code: string;
  service_id: string;
}

/** Which authorisation a plain merchant means, by the user. */
export interface MerchantQueryByOpenid {
  openid: string;
  appid: string;
  service_id: string;
}

/** Which authorisation ends, by its number, and why (up to 50 characters). */
export interface MerchantTermination extends MerchantQuery {
  reason: string;
}

/** Which authorisation ends, by the user, and why (up to 50 characters). */
export interface MerchantTerminationByOpenid extends MerchantQueryByOpenid {
  reason: string;
}

/** Permissions of a plain merchant. Every verb rejects as `createPayScoreClient` says. */
export interface MerchantPermissions {
  /** `POST /v3/payscore/permissions` */
  apply(body: MerchantApplication): Promise<AppliedPermission>;
  /** `GET /v3/payscore/permissions/authorization-code/{authorization_code}` */
  query(query: MerchantQuery): Promise<Permission>;
  /** `GET /v3/payscore/permissions/openid/{openid}` */
  queryByOpenid(query: MerchantQueryByOpenid): Promise<Permission>;
  /** `POST …/authorization-code/{authorization_code}/terminate` */
  terminate(body: MerchantTermination): Promise<void>;
  /** `POST …/openid/{openid}/terminate` */
  terminateByOpenid(body: MerchantTerminationByOpenid): Promise<void>;
}

const BASE = '/v3/payscore/permissions';
const BY_CODE = `${BASE}/authorization-code/{authorization_code}`;
const BY_OPENID = `${BASE}/openid/{openid}`;

const APPLY: Operation = {
  method: 'POST',
  path: BASE,
  fields: {
    service_id: id('body'),
    appid: id('body'),
    authorization_code: authorizationCode('body'),
    notify_url: notifyUrl,
  },
  answer: { apply_permissions_token: null },
};

const QUERY: Operation = {
  method: 'GET',
  path: BY_CODE,
  fields: { authorization_code: authorizationCode('path'), service_id: id('query') },
  answer: { authorization_state: AUTHORIZATION_STATES },
};

const QUERY_BY_OPENID: Operation = {
  method: 'GET',
  path: BY_OPENID,
  fields: { openid: openid('path'), appid: id('query'), service_id: id('query') },
  answer: { authorization_state: AUTHORIZATION_STATES },
};

const TERMINATE: Operation = {
  method: 'POST',
  path: `${BY_CODE}/terminate`,
  fields: { authorization_code: authorizationCode('path'), service_id: id('body'), reason },
  answer: null,
};

const TERMINATE_BY_OPENID: Operation = {
  method: 'POST',
  path: `${BY_OPENID}/terminate`,
  fields: { openid: openid('path'), appid: id('body'), service_id: id('body'), reason },
  answer: null,
};

/** Binds a plain merchant's endpoints to a way of sending. */
export function merchantPermissions(send: Send): MerchantPermissions {
  return {
    apply: (body) => send(APPLY, body),
    query: (query) => send(QUERY, query),
    queryByOpenid: (query) => send(QUERY_BY_OPENID, query),
    terminate: (body) => send(TERMINATE, body),
    terminateByOpenid: (body) => send(TERMINATE_BY_OPENID, body),
  };
}
