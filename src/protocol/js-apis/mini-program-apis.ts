interface ToPage {
  params: {
    /** A page of the mini program, such as `/pages/index?id=1`. */
    url: string;
  };
  result: object;
}

/**
 * For a page in a mini program's web-view. They need no place in `jsApiList`. Since jweixin 1.3.2.
 *
 * @see https://developers.weixin.qq.com/miniprogram/dev/component/web-view.html
 */
export interface MiniProgramApis {
  /** Opens a page over this one. */
  'miniProgram.navigateTo': ToPage;
  /** Goes back. */
  'miniProgram.navigateBack': {
    params: {
      /** How many pages. Default 1. */
      delta?: number;
    };
    result: object;
  };
  /** Opens a page in place of this one. */
  'miniProgram.redirectTo': ToPage;
  /** Goes to a page of the tab bar. */
  'miniProgram.switchTab': ToPage;
  /** Closes every page and opens one. */
  'miniProgram.reLaunch': ToPage;
  /** Leaves a message, which the mini program gets when the user goes back, shares or closes the page. */
  'miniProgram.postMessage': { params: { data: object }; result: object };
  /** Whether the page runs in a mini program. */
  'miniProgram.getEnv': {
    params: Record<string, never>;
    result: { miniprogram: boolean };
  };
}
