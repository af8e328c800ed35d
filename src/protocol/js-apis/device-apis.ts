/** One beacon in reach. */
interface Beacon {
  /** Names the maker's or merchant's beacons. */
  uuid: string;
  /** 0 to 65535. */
  major: number;
  /** 0 to 65535. */
  minor: number;
  /** Metres. */
  accuracy: number;
  /** Strength of the signal, in dBm. */
  rssi: number;
  /** Distance class of iOS: 0 unknown, 1 immediate, 2 near, 3 far. */
  proximity?: number;
  /** Degrees. */
  heading?: number;
}

/**
 * The network, the place and what is around. `onSearchBeacons` is an event: pass it to `weixin.on`.
 *
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export interface DeviceApis {
  /** How the phone is connected. Manual 1.0.0. */
  getNetworkType: {
    params: Record<string, never>;
    result: {
      /** The manual knows `2g`, `3g`, `4g` and `wifi`; jweixin also passes on `edge` and `wwan` (mobile, generation not told). */
      networkType: '2g' | '3g' | '4g' | '5g' | 'wifi' | 'edge' | 'wwan' | (string & {});
    };
  };
  /** Shows a place on WeChat's map. Manual 1.0.0. */
  openLocation: {
    params: {
      /** Degrees, -90 to 90, in GCJ-02. */
      latitude: number;
      /** Degrees, -180 to 180, in GCJ-02. */
      longitude: number;
      /** Name of the place. */
      name?: string;
      /** Its address in words. */
      address?: string;
      /** Whole number, 1 to 28 (nearest). Default 28. */
      scale?: number;
      /** A link shown under the map. */
      infoUrl?: string;
    };
    result: object;
  };
  /** Where the phone is; the client may ask the user first. Manual 1.0.0. */
  getLocation: {
    params: {
      /** Coordinates to answer in: GPS, or those that `openLocation` takes. Default `wgs84`. */
      type?: 'wgs84' | 'gcj02';
      /** Seconds since 1970, as signed. Only WeChat before 6.0.2 reads it, and the next two. */
      timestamp?: number | string;
      /** As signed. */
      nonceStr?: string;
      /** From your server: appendix 4 of the manual 1.0.0. */
      addrSign?: string;
    };
    result: {
      /** Degrees, -90 to 90. */
      latitude: number;
      /** Degrees, -180 to 180. */
      longitude: number;
      /** Metres per second. */
      speed?: number;
      /** Metres. */
      accuracy?: number;
    };
  };
  /**
   * Starts to look for the account's own beacons. Since jweixin 1.1.0, WeChat 6.2.5.
   *
   * Rejects `API_FAILED` where Bluetooth or the location service is off, or where a search is under way.
   *
   * @see https://developers.weixin.qq.com/doc/offiaccount/Shake_Nearby/Active_from_Html5/HTML_5_Page_Get_Device_Info.html
   */
  startSearchBeacons: {
    params: {
      /** From the page's address, where the page was opened by shaking (摇周边). */
      ticket?: string;
    };
    result: object;
  };
  /** Stops to look for beacons. Since jweixin 1.1.0, WeChat 6.2.5. */
  stopSearchBeacons: { params: Record<string, never>; result: object };
  /** Event, about once a second during a search: the beacons in reach. Since jweixin 1.1.0, WeChat 6.2.5. */
  onSearchBeacons: {
    params: Record<string, never>;
    result: { beacons: Beacon[] };
  };
}
