import { codeField, notifyUrlField, optionalText32, text32 } from '../gateway/fields';
import type { Endpoint } from '../gateway/payment-gateway';
import type { MerchantAccount } from './permission-endpoints';
import { permissionEndpoints } from './permission-endpoints';

/**
 * The permissions of an acquiring bank (从业机构).
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export function acquiringBankEndpoints(account: MerchantAccount): Endpoint[] {
  return permissionEndpoints(account, {
    kind: 'acquiringBank',
    base: '/v3/payscore/acquiringbank/permissions',
    owner: { service_id: text32, channel_id: text32, sub_mchid: text32 },
    application: {
      appid: text32,
      sub_appid: optionalText32,
      authorization_code: codeField,
      notify_url: notifyUrlField,
    },
  });
}
