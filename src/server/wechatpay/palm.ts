import { openid } from './fields';
import type { Operation } from './operation';
import type { Send } from './send';

/**
 * Body of a palm service's pre-authorisation: `preauthorize_session_id` where the user comes from the palm mini program,
 * `organization_id` where you send the user there. The third-party reference shows both in one body, so both may be given.
 */
export type PalmPreauthorization = {
  /** Up to 128 characters, as the other two. */
  openid: string;
} & (
  | { preauthorize_session_id: string; organization_id?: string | null | undefined }
  | { organization_id: string; preauthorize_session_id?: null | undefined }
);

/** What a pre-authorisation is answered with. */
export interface PalmPermission {
  /** For the jump into the palm mini program; up to 64 characters. */
  permission_token: string;
}

/** Whose palm authorisation, and with which organisation. */
export interface PalmQuery {
  /** Up to 128 characters. */
  openid: string;
  /** Up to 64 characters. */
  organization_id: string;
}

/** What a palm query is answered with; every field is optional, as documented. */
export interface PalmAuthorization {
  openid?: string;
  organization_id?: string;
  state?: 'AUTHORIZATION_STATE_NONE' | 'AUTHORIZATION_STATE_ON' | 'AUTHORIZATION_STATE_OFF';
  /** RFC 3339. */
  authorize_time?: string;
}

/** Authorisation of the palm service (刷掌). Every verb rejects as `createPayScoreClient` says. */
export interface PalmAuthorizations {
  /**
   * `POST /v3/palmservice/authorization/preauthorize`
   *
   * @see https://pay.weixin.qq.com/doc/v3/partner/4014481990
   */
  preauthorize(body: PalmPreauthorization): Promise<PalmPermission>;
  /**
   * `GET /v3/palmservice/authorization/openid/{openid}`
   *
   * @see https://pay.weixin.qq.com/doc/v3/partner/4014482017
   */
  query(query: PalmQuery): Promise<PalmAuthorization>;
}

const BASE = '/v3/palmservice/authorization';

const PREAUTHORIZE: Operation = {
  method: 'POST',
  path: `${BASE}/preauthorize`,
  fields: {
    openid: openid('body'),
    preauthorize_session_id: { in: 'body', max: 128, optional: true },
    organization_id: { in: 'body', max: 128, optional: true },
  },
  answer: { permission_token: null },
  oneOf: { names: ['preauthorize_session_id', 'organization_id'], exactly: false },
};

const QUERY: Operation = {
  method: 'GET',
  path: `${BASE}/openid/{openid}`,
  fields: { openid: openid('path'), organization_id: { in: 'query', max: 64 } },
  answer: {},
  optionalAnswer: { state: ['AUTHORIZATION_STATE_NONE', 'AUTHORIZATION_STATE_ON', 'AUTHORIZATION_STATE_OFF'] },
};

/** Binds the palm service's endpoints to a way of sending. */
export function palmAuthorizations(send: Send): PalmAuthorizations {
  return {
    preauthorize: (body) => send(PREAUTHORIZE, body),
    query: (query) => send(QUERY, query),
  };
}
