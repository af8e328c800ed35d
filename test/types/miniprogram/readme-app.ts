import { toOpenSdkRequest } from 'weixin-payscore/miniprogram';

/** For openSDK: the App's native code sets these as `businessType`, `query` and `extInfo` of its request. */
export function forApp(token: string): string {
  const params = { apply_permissions_token: token };
  return JSON.stringify(toOpenSdkRequest({ businessType: 'wxpayScoreEnable', params }, { miniProgramType: 0 }));
}
