import { randomBytes } from 'node:crypto';
import { rfc3339 } from '../beijing-time';
import { openidField, readFields } from '../gateway/fields';
import type { Endpoint } from '../gateway/payment-gateway';
import { badField } from '../gateway/refusal';

/** Whether a user lets a merchant recognise the palm: never asked, yes, or no longer. */
export type PalmState = 'AUTHORIZATION_STATE_NONE' | 'AUTHORIZATION_STATE_ON' | 'AUTHORIZATION_STATE_OFF';

interface PalmPermission {
  openid: string;
  /** Missing in mode one, where only WeChat knows whose session it is; then any organisation fits. */
  organization_id?: string;
  state: PalmState;
  authorize_time?: string;
}

/** The palm service (刷掌) of one merchant number. */
export interface PalmService {
  endpoints: Endpoint[];
  /** Both return false if the token is none of theirs. */
  open(token: string, openid: string): boolean;
  close(token: string): boolean;
}

const organizationField = { max: 128, optional: true } as const;
const request = {
  openid: openidField,
  preauthorize_session_id: { max: 128, optional: true },
  organization_id: organizationField,
} as const;

/**
 * Pre-authorises in either mode: with the session id that the palm mini program passed along, or with an organisation.
 *
 * How long a `permission_token` lives is not documented: here it does not expire.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4014481990
 * @see https://pay.weixin.qq.com/doc/v3/partner/4014482017
 */
export function createPalmService(now: () => number): PalmService {
  const byToken = new Map<string, PalmPermission>();

  return {
    endpoints: [
      {
        method: 'POST',
        path: '/v3/palmservice/authorization/preauthorize',
        answer({ body }) {
          const {
            openid,
            preauthorize_session_id: session,
            organization_id: organization,
          } = readFields(body, request, 'body');
          // A collection of third-party documents shows all three fields in one body; whether that is taken is not known,
          // and taking it is a guess.
          if (!session && !organization) {
            throw badField('organization_id', 'body', 'or preauthorize_session_id is required');
          }
          const token = randomBytes(32).toString('hex');
          const permission: PalmPermission = { openid, state: 'AUTHORIZATION_STATE_NONE' };
          if (organization) permission.organization_id = organization;
          byToken.set(token, permission);
          return { permission_token: token };
        },
      },
      {
        method: 'GET',
        path: '/v3/palmservice/authorization/openid/:openid',
        answer({ path, query }) {
          const { openid } = readFields(path, { openid: openidField }, 'path');
          const { organization_id: organization } = readFields(query, { organization_id: { max: 64 } }, 'query');
          const found = [...byToken.values()].filter(
            (one) => one.openid === openid && (one.organization_id ?? organization) === organization,
          );
          const decided = found.filter(({ state }) => state !== 'AUTHORIZATION_STATE_NONE');
          const { state, authorize_time: time } = decided.at(-1) ?? { state: 'AUTHORIZATION_STATE_NONE' };
          return { openid, organization_id: organization, state, ...(time ? { authorize_time: time } : {}) };
        },
      },
    ],
    open(token, openid) {
      const permission = byToken.get(token);
      if (!permission) return false;
      if (permission.openid !== openid) throw new Error('The token was made for another user.');
      permission.state = 'AUTHORIZATION_STATE_ON';
      permission.authorize_time = rfc3339(now());
      return true;
    },
    close(token) {
      const permission = byToken.get(token);
      if (permission?.state !== 'AUTHORIZATION_STATE_ON') return false;
      permission.state = 'AUTHORIZATION_STATE_OFF';
      return true;
    },
  };
}
