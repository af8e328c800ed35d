/** What every upload, download and recognition takes. */
export interface TransferParams {
  /** 1: WeChat shows the progress over the page. Default 1. */
  isShowProgressTips?: 0 | 1;
}
