import { createHmac } from 'node:crypto';
import { checkText } from '../arguments';
import { checkParams, sortedPairs } from './canonical-text';

/**
 * Signs the parameters of the views `wxpayScoreUse` and `wxpayScoreDetail`.
 *
 * @param params what goes into the view: `mch_id`, `package` or `service_id` and `out_order_no`, `timestamp`, `nonce_str`,
 *   `sign_type` (`HMAC-SHA256`); empty values and `sign` are left out
 * @param apiKey the merchant's API v2 key, which never reaches the page
 * @returns `sign`: HMAC-SHA256 as upper-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/apis/chapter6_1_12.shtml
 */
export function signView(params: Record<string, string>, apiKey: string): string {
  const key = checkText(apiKey, 'apiKey');
  const signed = `${sortedPairs(checkParams(params))}&key=${key}`;
  return createHmac('sha256', key).update(signed, 'utf8').digest('hex').toUpperCase();
}
