import { codeField, notifyUrlField, openidField, readFields, reasonField, text32 } from '../gateway/fields';
import type { Endpoint } from '../gateway/payment-gateway';
import { permissionAnswer, permissionEndpoints } from './permission-endpoints';
import type { MerchantAccount } from './permission-endpoints';
import { notFound } from './permissions';

const base = '/v3/payscore/permissions';
const service = { service_id: text32, appid: text32 };

/**
 * The permissions of a plain merchant (直连商户).
 *
 * @see https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/service-auth/apply-permissions.html
 */
export function merchantEndpoints(account: MerchantAccount): Endpoint[] {
  const { permissions, mchid, userLabel } = account;
  return [
    ...permissionEndpoints(account, {
      kind: 'merchant',
      base,
      owner: { service_id: text32 },
      application: { appid: text32, authorization_code: codeField, notify_url: notifyUrlField },
    }),
    {
      method: 'GET',
      path: `${base}/openid/:openid`,
      answer({ path, query }) {
        const { openid } = readFields(path, { openid: openidField }, 'path');
        const fields = readFields(query, service, 'query');
        account.authorize(fields);
        const permission = permissions.findByUser('merchant', { ...fields, openid });
        if (permission) return permissionAnswer(permission, mchid, userLabel);
        // The code is documented as optional here and the state is not, so an unknown user is answered as one
        // without permission, and not with an error: a guess.
        return { ...fields, mchid, openid, authorization_state: 'UNAVAILABLE' };
      },
    },
    {
      method: 'POST',
      path: `${base}/openid/:openid/terminate`,
      answer({ path, body }) {
        const { openid } = readFields(path, { openid: openidField }, 'path');
        const fields = readFields(body, service, 'body');
        readFields(body, { reason: reasonField }, 'body');
        account.authorize(fields);
        const permission = permissions.findByUser('merchant', { ...fields, openid });
        if (!permission) throw notFound();
        account.terminate(permission);
        return null;
      },
    },
  ];
}
