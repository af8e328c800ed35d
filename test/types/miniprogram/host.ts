import { isWeixinError, openBusinessView, readReturn } from 'weixin-payscore/miniprogram';
import type { AbortSignalLike, BusinessView, MiniProgramWx, WeixinErrorCode } from 'weixin-payscore/miniprogram';

declare const view: BusinessView<'wxpayScorePlan'>;

/** The shapes that the typings of mini programs give these interfaces. */
declare const wx: {
  navigateToMiniProgram(option: { appId: string; path?: string; success?: (res: { errMsg: string }) => void }): void;
  onAppShow(listener: (options: { scene: number; path: string; referrerInfo: { appId: string } }) => void): void;
  offAppShow(listener?: (res: { errMsg: string }) => void): void;
};
export const own: MiniProgramWx = wx;
// @ts-expect-error -- the interface takes one object
export const wrong: MiniProgramWx = { openBusinessView: (type: string, data: object) => [type, data] };

export const signal: AbortSignalLike = {
  aborted: false,
  addEventListener: (_type, listener) => listener(),
  removeEventListener: () => {},
};

export async function open(): Promise<WeixinErrorCode | undefined> {
  try {
    await openBusinessView(view, { wx, signal });
    // @ts-expect-error -- a signal can be listened to
    await openBusinessView(view, { signal: { aborted: false } });
  } catch (error) {
    if (isWeixinError(error)) return error.code;
  }
  return undefined;
}

export function onShow(options: { scene: number; query: object; referrerInfo: { appId: string; extraData?: object } }) {
  const back = readReturn(options);
  // @ts-expect-error -- null where the user comes from elsewhere
  const wrongly: string = back.status;
  return back ? back.status : wrongly;
}

// @ts-expect-error -- App.onShow passes an object
readReturn(1038);
