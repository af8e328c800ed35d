import {
  openBusinessView,
  toMiniProgramView,
  toNavigateToMiniProgram,
  toOpenSdkRequest,
} from 'weixin-payscore/miniprogram';
import type { BusinessView, BusinessViewOutcome, MiniProgramView } from 'weixin-payscore/miniprogram';

const signed = { timestamp: '1', nonce_str: 'n', sign_type: 'HMAC-SHA256', sign: 's' } as const;
const order = { mch_id: '1', service_id: '2', out_order_no: '3', ...signed };

export const enable: MiniProgramView<'wxpayScoreEnable'> = toMiniProgramView({
  businessType: 'wxpayScoreEnable',
  params: { apply_permissions_token: 't', scene: 'ORDER' },
});
export const token: string = enable.extraData.apply_permissions_token;
toMiniProgramView({ businessType: 'wxpayScoreUse', params: { package: 'p' } });
toMiniProgramView({ businessType: 'wxpayScoreUse', params: { package: 'p', mch_id: '1', ...signed } });
toMiniProgramView({ businessType: 'wxpayScoreDetail', params: order, envVersion: 'trial' });
toMiniProgramView({ businessType: 'wxpayScorePlan', params: { package: 'p' } });
toMiniProgramView({ businessType: 'weappOrderConfirm', params: { transaction_id: 't' } });

// @ts-expect-error -- the page's name for it, which is no field of the view
toMiniProgramView({ businessType: 'wxpayScoreEnable', params: { applyPermissionsToken: 't' } });
// @ts-expect-error -- the permissions API says TRANSACTION, a view says ORDER
toMiniProgramView({ businessType: 'wxpayScoreEnable', params: { apply_permissions_token: 't', scene: 'TRANSACTION' } });
// @ts-expect-error -- a field of another view
toMiniProgramView({ businessType: 'wxpayScorePlan', params: { package: 'p', mch_id: '1' } });
// @ts-expect-error -- an order needs all of its fields
toMiniProgramView({ businessType: 'wxpayScoreDetail', params: { out_order_no: '3' } });
// @ts-expect-error -- texts only
toMiniProgramView({ businessType: 'weappOrderConfirm', params: { transaction_id: 1 } });
// @ts-expect-error -- the host's word is extraData; a view has params wherever it opens
toMiniProgramView({ businessType: 'wxpayScorePlan', extraData: { package: 'p' } });
// @ts-expect-error -- no such version
toMiniProgramView({ businessType: 'wxpayScorePlan', params: { package: 'p' }, envVersion: 'beta' });

export const path: string = toNavigateToMiniProgram({ businessType: 'wxpayScoreUse', params: { package: 'p' } }).path;
// @ts-expect-error -- this view has no documented page
toNavigateToMiniProgram({ businessType: 'wxpayScorePlan', params: { package: 'p' } });

const plan: BusinessView<'wxpayScorePlan'> = { businessType: 'wxpayScorePlan', params: { package: 'p' } };
export const query: string = toOpenSdkRequest(plan).query;
export const extInfo: string | undefined = toOpenSdkRequest(plan, { miniProgramType: 2 }).extInfo;
// @ts-expect-error -- 0 release, 1 develop, 2 trial
toOpenSdkRequest(plan, { miniProgramType: 3 });
// @ts-expect-error -- an App says query, a page queryString
export const queryString: string = toOpenSdkRequest(plan).queryString;

export async function outcome(): Promise<BusinessViewOutcome['status']> {
  const { status } = await openBusinessView(plan, { timeout: 60000 });
  // @ts-expect-error -- a view never says so
  if (status === 'AVAILABLE') return 'ok';
  // @ts-expect-error -- a field of another view
  await openBusinessView({ businessType: 'wxpayScorePlan', params: { apply_permissions_token: 't' } });
  // @ts-expect-error -- misspelt
  await openBusinessView(plan, { timeOut: 60000 });
  return status;
}
