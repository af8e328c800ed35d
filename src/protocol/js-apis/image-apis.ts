import type { TransferParams } from './transfer-params';

/**
 * Pictures. A `localId` names a picture on the phone, for this page only; a `serverId` one on WeChat's server, for three days.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface ImageApis {
  /** Lets the user take or choose pictures. Manual 1.0.0. */
  chooseImage: {
    params: {
      /** How many at most, 1 to 9. Default 9. */
      count?: number;
      /** Default: the user chooses between the two. */
      sizeType?: readonly ('original' | 'compressed')[];
      /** The album or the camera. Default: the user chooses between the two. */
      sourceType?: readonly ('album' | 'camera')[];
    };
    result: {
      /** One for each picture. In WKWebView an `img` cannot show it: use `getLocalImgData`. */
      localIds: string[];
    };
  };
  /** Shows pictures over the page. Manual 1.0.0. */
  previewImage: {
    params: {
      /** Address of the first to show. */
      current?: string;
      /** Addresses of all. */
      urls: readonly string[];
    };
    result: object;
  };
  /** Sends a picture to WeChat's server. Manual 1.0.0. */
  uploadImage: {
    params: TransferParams & {
      /** From `chooseImage`. */
      localId: string;
    };
    result: {
      /** What your server downloads the picture with, as `media_id`. */
      serverId: string;
    };
  };
  /** Brings a picture from WeChat's server to the phone. Manual 1.0.0. */
  downloadImage: {
    params: TransferParams & {
      /** From `uploadImage`. */
      serverId: string;
    };
    result: { localId: string };
  };
  /** Reads a picture of the phone, to show it or to send it to your own server. Since jweixin 1.2.0. */
  getLocalImgData: {
    params: {
      /** From `chooseImage` or `downloadImage`. */
      localId: string;
    };
    result: {
      /** A `data:image/…;base64,…` address on every client: Android leaves the front out, iOS writes `image/jgp`. */
      localData: string;
    };
  };
}
