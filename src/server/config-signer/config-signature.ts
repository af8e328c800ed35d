/** What `wx.config` needs from the server. */
export interface ConfigSignature {
  appId: string;
  /** Seconds since 1970. */
  timestamp: number;
  nonceStr: string;
  signature: string;
}
