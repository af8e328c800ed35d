import {
  codeField,
  notifyUrlField,
  optionalOpenidField,
  optionalText32,
  readFields,
  reasonField,
  text32,
} from '../gateway/fields';
import type { Endpoint } from '../gateway/payment-gateway';
import { badField } from '../gateway/refusal';
import { permissionAnswer, permissionEndpoints } from './permission-endpoints';
import type { MerchantAccount } from './permission-endpoints';
import { notFound } from './permissions';
import type { Application, Permission, UserQuery } from './permissions';

const base = '/v3/payscore/partner/permissions';
const owner = { service_id: text32, sub_mchid: text32 };
const application = {
  appid: text32,
  sub_appid: optionalText32,
  authorization_code: codeField,
  notify_url: notifyUrlField,
};
const user = {
  ...owner,
  appid: text32,
  sub_appid: optionalText32,
  openid: optionalOpenidField,
  sub_openid: optionalOpenidField,
};

/**
 * The permissions of a partner (服务商), for its sub-merchants.
 *
 * @see https://pay.weixin.qq.com/docs/partner/apis/partner-weixin-pay-score/partner-service-auth/get-partner-permissions-by-code.html
 */
export function partnerEndpoints(account: MerchantAccount): Endpoint[] {
  const { permissions, mchid, userLabel } = account;

  function findUser(source: Record<string, unknown>, location: 'body' | 'query'): Permission {
    const fields = readFields(source, user, location);
    checkUser(fields, location);
    account.authorize(fields);
    const permission = permissions.findByUser('partner', fields);
    if (!permission) throw notFound();
    return permission;
  }

  return [
    ...permissionEndpoints(account, { kind: 'partner', base, owner, application }),
    {
      // The answer's names are those of pay.weixin.qq.com/doc/v3/partner/4012778802.
      method: 'POST',
      path: `${base}/apply-for-scene`,
      answer({ body }) {
        const fields: Application = readFields(body, { ...owner, ...application, scene: text32 }, 'body');
        if (fields.scene !== 'TRANSACTION') throw badField('scene', 'body', 'must be TRANSACTION', fields.scene);
        const info = sceneInfo(body['transaction_scene_info']);
        if (info) fields.transaction_scene_info = info;
        account.authorize(fields);
        return { scene: fields.scene, transaction_permissions_token: permissions.apply('partner', fields).token };
      },
    },
    {
      method: 'GET',
      path: `${base}/search`,
      answer: ({ query }) => permissionAnswer(findUser(query, 'query'), mchid, userLabel),
    },
    {
      method: 'POST',
      path: `${base}/terminate`,
      answer({ body }) {
        readFields(body, { reason: reasonField }, 'body');
        account.terminate(findUser(body, 'body'));
        return null;
      },
    },
  ];
}

/** Exactly one of `openid` and `sub_openid`; the latter means nothing without the `sub_appid` it belongs to. */
function checkUser(fields: UserQuery, location: 'body' | 'query'): void {
  if (fields.openid === undefined && fields.sub_openid === undefined) throw badField('openid', location, 'is required');
  if (fields.openid !== undefined && fields.sub_openid !== undefined) {
    throw badField('sub_openid', location, 'must not be given together with openid');
  }
  if (fields.sub_openid !== undefined && fields.sub_appid === undefined) {
    throw badField('sub_appid', location, 'is required with sub_openid');
  }
}

/** The merchant and sub-merchant of the payment that triggered this request. */
function sceneInfo(value: unknown): Application['transaction_scene_info'] {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null)
    throw badField('transaction_scene_info', 'body', 'must be an object');
  return readFields(value as Record<string, unknown>, { mchid: text32, sub_mchid: text32 }, 'body');
}
