import { toRecord } from '../protocol/host-answer';
import type { BusinessViewOutcome } from '../protocol/host-answer';
import { PAY_SCORE_APP_ID } from './pay-score-app-id';

/** What `App.onShow` and `wx.onAppShow` are told, as far as it matters here. */
export interface ShowOptions {
  /** 1038: back from another mini program. */
  scene: number;
  referrerInfo?: {
    /** The mini program the user comes from. */
    appId?: string;
    /** What it sent along. Missing where the user left by a gesture or the title bar. */
    extraData?: unknown;
  };
}

/** The scene of a return from another mini program. */
const RETURN_SCENE = 1038;

/**
 * Reads in `App.onShow` whether the user is just back from a Pay Score view, and how.
 *
 * The answer for a view that was opened without a promise to wait on, or whose promise died with the page. It never says that
 * the user authorised: ask your server, whatever the status is.
 *
 * @param options what `App.onShow` was called with
 * @returns `null` where the user comes from anywhere else. Else the status is `ok` where the view sent data back, which it does
 *   when it is left by its own button, and `unknown` where it sent none; there is no code, so never `cancelled`
 * @see https://pay.weixin.qq.com/docs/merchant/apis/weixin-pay-score/applets-auth.html
 */
export function readReturn(options: ShowOptions): BusinessViewOutcome | null {
  const { scene, referrerInfo } = Object(options) as ShowOptions;
  const { appId, extraData } = Object(referrerInfo) as NonNullable<ShowOptions['referrerInfo']>;
  if (scene !== RETURN_SCENE || appId !== PAY_SCORE_APP_ID) return null;
  const data = toRecord(extraData);
  // Some clients put an empty object where nothing was sent.
  const sent = data && Object.keys(data).length > 0;
  return { status: sent ? 'ok' : 'unknown', errCode: null, errMsg: '', extraData: sent ? data : null };
}
