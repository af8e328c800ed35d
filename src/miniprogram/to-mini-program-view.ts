import { checkArgument, checkParams } from '../protocol/argument';
import { checkBusinessType } from '../protocol/business-view';
import type { BusinessType, BusinessView, BusinessViewParams } from '../protocol/business-view';

/** A view as `wx.openBusinessView` of a mini program takes it, without callbacks. */
export interface MiniProgramView<T extends string = string> {
  /** 1 to 32 characters. */
  businessType: T;
  /** The view's fields, not encoded: a mini program hands over an object where a page writes a query string. */
  extraData: BusinessViewParams<T>;
  /** The version of WeChat's mini program; it only counts while the caller is a development or trial version itself. */
  envVersion?: 'release' | 'trial' | 'develop';
}

/**
 * Writes a business view the way a mini program opens it: `wx.openBusinessView(toMiniProgramView(view))`.
 *
 * `openBusinessView` of this entry does this itself; the bare request is for frameworks that wrap `wx` in their own calls.
 *
 * @param view the same view that a page opens
 * @returns the request, with a copy of the fields; mini programs document no limit for their length
 * @throws WeixinError `INVALID_ARGUMENT` naming `businessType` (not 1 to 32 characters), `params` (no object, or no field),
 *   `params.<key>` (no text, or an empty one) or `envVersion`
 * @see https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/applets-auth.html
 */
export function toMiniProgramView<T extends BusinessType>(view: BusinessView<T>): MiniProgramView<T> {
  const { businessType, params, envVersion } = Object(view) as BusinessView<T>;
  checkBusinessType(businessType);
  checkParams(params);
  const extraData: BusinessViewParams<T> = { ...params };
  const keys = Object.keys(extraData);
  checkArgument(keys.length, 'params', 'it may not be empty.');
  keys.forEach((key) => {
    const value = (extraData as Record<string, unknown>)[key];
    checkArgument(value && typeof value === 'string', 'params.' + key, 'pass text that is not empty.');
  });
  checkArgument(
    envVersion === undefined || ['release', 'trial', 'develop'].indexOf(envVersion) >= 0,
    'envVersion',
    'leave it out or pass release, trial or develop.',
  );
  return { businessType, extraData, ...(envVersion && { envVersion }) };
}
