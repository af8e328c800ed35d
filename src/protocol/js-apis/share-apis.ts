/** What a page shares. */
interface SharedPage {
  /** Title of the card. Default: the document's. */
  title?: string;
  /** Address that opens; its domain must be a JS-safe domain (JS接口安全域名) of the account. Default: the page's. */
  link?: string;
  /** Address of the picture. */
  imgUrl?: string;
  /** Is told that the user tapped the menu item, before anything is shared. */
  trigger?(): void;
}

interface SharedPageWithText extends SharedPage {
  /** Text under the title. */
  desc?: string;
}

/**
 * Sharing. The `on…` names are events: pass them to `weixin.on`, whose listener is told `…:ok` or `…:cancel` in `errMsg`.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface ShareApis {
  /**
   * What "send to a friend" (分享给朋友) and "share to QQ" (分享到QQ) share. Call it on page load, before the user shares.
   *
   * Resolves once the client took the data, not when the user shares. Since jweixin 1.4.0.
   */
  updateAppMessageShareData: {
    params: {
      /** Title of the card. */
      title: string;
      /** Text under the title; may be empty. */
      desc: string;
      /** Address that opens; its domain must be a JS-safe domain (JS接口安全域名) of the account. */
      link: string;
      /** Address of the picture; may be empty. */
      imgUrl: string;
    };
    result: object;
  };
  /**
   * What "share to Moments" (分享到朋友圈) and "share to QZone" (分享到QQ空间) share. Call it on page load.
   *
   * Resolves once the client took the data, not when the user shares. Since jweixin 1.4.0.
   */
  updateTimelineShareData: {
    params: {
      /** Title of the card. */
      title: string;
      /** Address that opens; its domain must be a JS-safe domain (JS接口安全域名) of the account. */
      link: string;
      /** Address of the picture; may be empty. */
      imgUrl: string;
    };
    result: object;
  };
  /** Event: the user shared to Moments. Manual 1.0.0; Tencent advises `updateTimelineShareData` instead. */
  onMenuShareTimeline: { params: SharedPage; result: object };
  /** Event: the user sent the page to a friend. Manual 1.0.0; Tencent advises `updateAppMessageShareData` instead. */
  onMenuShareAppMessage: {
    params: SharedPageWithText & {
      /** What the link is. Default `link`. */
      type?: 'music' | 'video' | 'link';
      /** Address of the music or video. */
      dataUrl?: string;
    };
    result: object;
  };
  /** Event: the user shared to QQ. Manual 1.0.0; Tencent advises `updateAppMessageShareData` instead. */
  onMenuShareQQ: { params: SharedPageWithText; result: object };
  /** Event: the user shared to Tencent Weibo. Manual 1.0.0. */
  onMenuShareWeibo: { params: SharedPageWithText; result: object };
  /** Event: the user shared to QZone. Newer than the manual 1.0.0; Tencent advises `updateTimelineShareData` instead. */
  onMenuShareQZone: { params: SharedPageWithText; result: object };
}
