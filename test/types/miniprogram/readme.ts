import { isWeixinError, openBusinessView, readReturn } from 'weixin-payscore/miniprogram';
import type { ShowOptions } from 'weixin-payscore/miniprogram';

/** In a tap handler. The token lives one hour, so fetch it at the tap; `confirm` asks your server whether the user authorised. */
export async function authorize(token: string, confirm: () => Promise<boolean>): Promise<boolean> {
  try {
    await openBusinessView({ businessType: 'wxpayScoreEnable', params: { apply_permissions_token: token } });
  } catch (error) {
    // Nothing opened: a second tap, or a WeChat that is too old and has to be updated.
    if (isWeixinError(error) && /BUSY|UNSUPPORTED/.test(error.code)) throw error;
  }
  return confirm(); // however the view ended: it proves nothing
}

/** In App.onShow, for a return that no page is waiting for any more. */
export function onShow(options: ShowOptions, confirm: () => Promise<boolean>): Promise<boolean> | undefined {
  return readReturn(options) ? confirm() : undefined;
}
