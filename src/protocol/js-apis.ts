/** Interfaces of the JS-SDK manual 1.0.0, annex 2, that a page calls. */
type ManualApi =
  | 'startRecord'
  | 'stopRecord'
  | 'playVoice'
  | 'pauseVoice'
  | 'stopVoice'
  | 'uploadVoice'
  | 'downloadVoice'
  | 'chooseImage'
  | 'previewImage'
  | 'uploadImage'
  | 'downloadImage'
  | 'translateVoice'
  | 'getNetworkType'
  | 'openLocation'
  | 'getLocation'
  | 'hideOptionMenu'
  | 'showOptionMenu'
  | 'hideMenuItems'
  | 'showMenuItems'
  | 'hideAllNonBaseMenuItem'
  | 'showAllNonBaseMenuItem'
  | 'closeWindow'
  | 'scanQRCode'
  | 'chooseWXPay'
  | 'openProductSpecificView'
  | 'addCard'
  | 'chooseCard'
  | 'openCard';

/** Interfaces of the manual that a page listens to. */
export type JsApiEvent =
  | 'onMenuShareTimeline'
  | 'onMenuShareAppMessage'
  | 'onMenuShareQQ'
  | 'onMenuShareWeibo'
  | 'onVoiceRecordEnd'
  | 'onVoicePlayEnd';

/** A name for `jsApiList`, `checkJsApi` and `call`. Names the manual does not list are accepted too. */
export type JsApiName = ManualApi | JsApiEvent | 'checkJsApi' | 'openBusinessView' | (string & {});

/** What an interface takes. */
export type JsApiParams<N extends JsApiName> = N extends string ? Record<string, unknown> : never;

/** What an interface answers: the host's fields, and its `errMsg`. */
export type JsApiResult<N extends JsApiName> = N extends string ? Record<string, unknown> & { errMsg: string } : never;

/** What a listener of {@link JsApiEvent} is told. */
export type JsApiEventResult<E extends JsApiEvent> = JsApiResult<E>;

/** Open tags (开放标签) a page can ask for in `openTagList`. */
export type OpenTagName = 'wx-open-launch-weapp' | 'wx-open-launch-app' | 'wx-open-subscribe' | 'wx-open-audio';
