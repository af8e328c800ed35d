import type { MenuItem, ProtectedMenuItem, ShareMenuItem } from '../menu-item';

interface Plain {
  params: Record<string, never>;
  result: object;
}

/**
 * The page's window, its menu and the scanner.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface PageApis {
  /** Hides the menu in the title bar. Manual 1.0.0. */
  hideOptionMenu: Plain;
  /** Shows the menu in the title bar. Manual 1.0.0. */
  showOptionMenu: Plain;
  /** Closes the page. Manual 1.0.0. */
  closeWindow: Plain;
  /** Hides items of the menu. Manual 1.0.0. */
  hideMenuItems: {
    params: {
      /** Basic items cannot be hidden. */
      menuList: readonly (ShareMenuItem | ProtectedMenuItem)[];
    };
    result: object;
  };
  /** Shows items of the menu. Manual 1.0.0. */
  showMenuItems: { params: { menuList: readonly MenuItem[] }; result: object };
  /** Hides every item but the basic ones. Manual 1.0.0. */
  hideAllNonBaseMenuItem: Plain;
  /** Shows every item. Manual 1.0.0. */
  showAllNonBaseMenuItem: Plain;
  /** Opens the scanner. Manual 1.0.0. */
  scanQRCode: {
    params: {
      /** 1: the page gets the text. 0: WeChat does what the code says. Default 0. */
      needResult?: 0 | 1;
      /** Default: both. */
      scanType?: readonly ('qrCode' | 'barCode')[];
      /** Only in the example of the manual 1.0.0, which does not explain it. */
      desc?: string;
    };
    result: {
      /** With `needResult: 1`: the text of the code; a bar code as `CODE_128,…`, kind first. */
      resultStr?: string;
    };
  };
}
