import { checkArgument } from '../protocol/argument';
import type { BusinessView } from '../protocol/business-view';
import { PAY_SCORE_APP_ID } from './pay-score-app-id';
import { toMiniProgramView } from './to-mini-program-view';
import type { MiniProgramView } from './to-mini-program-view';

/** The views whose page in WeChat's mini program is documented. */
export type NavigableView = 'wxpayScoreEnable' | 'wxpayScoreUse';

/** A view as `wx.navigateToMiniProgram` takes it, without callbacks. */
export interface NavigateToMiniProgram<T extends NavigableView = NavigableView> {
  /** Always WeChat's Pay Score mini program. */
  appId: string;
  path: string;
  extraData: MiniProgramView<T>['extraData'];
  /** The version of WeChat's mini program; it only counts while the caller is a development or trial version itself. */
  envVersion?: 'release' | 'trial' | 'develop';
}

const PATHS: Record<NavigableView, string> = {
  wxpayScoreEnable: 'pages/use/enable',
  wxpayScoreUse: 'pages/use/use',
};

/** Tells whether a view can be reached by navigating. */
export function isNavigable(view: MiniProgramView): view is MiniProgramView<NavigableView> {
  return Object.prototype.hasOwnProperty.call(PATHS, view.businessType);
}

/**
 * Writes a business view for base libraries below 2.6.0, which have no `wx.openBusinessView`.
 *
 * WeChat is retiring this way: it takes no new users, and the announced end was 2024-01-31. It also uses up one of the places
 * of `navigateToMiniProgramAppIdList` in `app.json`, where older clients must find the appId. Use it only as the last resort
 * that `openBusinessView` of this entry makes of it.
 *
 * @param view `wxpayScoreEnable` or `wxpayScoreUse`
 * @returns the request; the appId and path are WeChat's own
 * @throws WeixinError `INVALID_ARGUMENT` naming `businessType` (no documented page, or not 1 to 32 characters), `params`,
 *   `params.<key>` or `envVersion`, as for `toMiniProgramView`
 * @see https://pay.weixin.qq.com/doc/global/v3/zh/4014096500
 */
export function toNavigateToMiniProgram<T extends NavigableView>(view: BusinessView<T>): NavigateToMiniProgram<T> {
  const request = toMiniProgramView(view);
  checkArgument(
    isNavigable(request),
    'businessType',
    'only wxpayScoreEnable and wxpayScoreUse have a page to navigate to.',
  );
  const { businessType, extraData, envVersion } = request;
  return { appId: PAY_SCORE_APP_ID, path: PATHS[businessType], extraData, ...(envVersion && { envVersion }) };
}
