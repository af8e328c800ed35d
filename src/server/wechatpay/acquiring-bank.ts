import { authorizationCode, id, notifyUrl, optionalId, reason } from './fields';
import type { Operation } from './operation';
import { type AppliedPermission, AUTHORIZATION_STATES, type SubMerchantPermission } from './permission';
import type { Send } from './send';

/** Body of an application by an acquiring bank (从业机构). */
export interface AcquiringBankApplication {
  service_id: string;
  channel_id: string;
  appid: string;
  sub_appid?: string | null | undefined;
  sub_mchid: string;
  /** Your number for it, for one user: digits, letters, `_-|*`, up to 32, unique. The same number is the same application. */
  authorization_code: string;
  /** https, no query, up to 255 characters. */
  notify_url?: string | null | undefined;
}

/** Which authorisation an acquiring bank means. */
export interface AcquiringBankQuery {
  authorization_code: string;
  service_id: string;
  channel_id: string;
  sub_mchid: string;
}

/** Which authorisation ends, and why. */
export interface AcquiringBankTermination extends AcquiringBankQuery {
  /** Up to 50 characters. */
  reason: string;
}

/** What an acquiring bank is answered with. */
export interface AcquiringBankPermission extends SubMerchantPermission {
  channel_id?: string;
  /** A > B > C; only where authorised, and not always. */
  user_label?: 'A' | 'B' | 'C';
}

/** Permissions of an acquiring bank's sub-merchants. Every verb rejects as `createPayScoreClient` says. */
export interface AcquiringBankPermissions {
  /** `POST /v3/payscore/acquiringbank/permissions` */
  apply(body: AcquiringBankApplication): Promise<AppliedPermission>;
  /** `GET /v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}` */
  query(query: AcquiringBankQuery): Promise<AcquiringBankPermission>;
  /** `POST …/authorization-code/{authorization_code}/terminate` */
  terminate(body: AcquiringBankTermination): Promise<void>;
}

const BASE = '/v3/payscore/acquiringbank/permissions';

const APPLY: Operation = {
  method: 'POST',
  path: BASE,
  fields: {
    service_id: id('body'),
    channel_id: id('body'),
    appid: id('body'),
    sub_appid: optionalId('body'),
    sub_mchid: id('body'),
    authorization_code: authorizationCode('body'),
    notify_url: notifyUrl,
  },
  answer: { apply_permissions_token: null },
};

const QUERY: Operation = {
  method: 'GET',
  path: `${BASE}/authorization-code/{authorization_code}`,
  fields: {
    authorization_code: authorizationCode('path'),
    service_id: id('query'),
    channel_id: id('query'),
    sub_mchid: id('query'),
  },
  answer: { authorization_state: AUTHORIZATION_STATES },
};

const TERMINATE: Operation = {
  method: 'POST',
  path: `${BASE}/authorization-code/{authorization_code}/terminate`,
  fields: {
    authorization_code: authorizationCode('path'),
    service_id: id('body'),
    channel_id: id('body'),
    sub_mchid: id('body'),
    reason,
  },
  answer: null,
};

/** Binds the acquiring bank's endpoints to a way of sending. */
export function acquiringBankPermissions(send: Send): AcquiringBankPermissions {
  return {
    apply: (body) => send(APPLY, body),
    query: (query) => send(QUERY, query),
    terminate: (body) => send(TERMINATE, body),
  };
}
