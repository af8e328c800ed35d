import { randomBytes } from 'node:crypto';
import { checkText, checkTimestamp, ownFields } from '../arguments';
import { sha1, sortedPairs } from './canonical-text';

/** What {@link signConfig} signs. */
export interface ConfigSignatureInput {
  /** From `cgi-bin/ticket/getticket?type=jsapi`; a secret of the server. */
  jsapiTicket: string;
  /** The page's whole URL, signed as given but for `#…`. */
  url: string;
  /** Default: 32 random hex digits. */
  nonceStr?: string;
  /** Seconds since 1970; default: now. */
  timestamp?: number;
}

/** What was signed, and the signature. */
export interface SignedConfig {
  /** The URL without `#…`. */
  url: string;
  nonceStr: string;
  timestamp: number;
  /** SHA-1, lower-case hex. */
  signature: string;
}

/**
 * Signs a page's URL for `wx.config` (JS-SDK manual, appendix 1).
 *
 * The URL is signed letter for letter: `http://host` and `http://host/` have different signatures, and a browser
 * reports the second.
 *
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html#62
 */
export function signConfig(input: ConfigSignatureInput): SignedConfig {
  const given = ownFields(input, 'input');
  const url = checkText(given.url, 'url').split('#', 1)[0]!;
  const nonceStr = checkText(given.nonceStr ?? randomBytes(16).toString('hex'), 'nonceStr');
  const timestamp = checkTimestamp(given.timestamp ?? Math.floor(Date.now() / 1000), 'timestamp');
  const signature = sha1(
    sortedPairs({ jsapi_ticket: checkText(given.jsapiTicket, 'jsapiTicket'), noncestr: nonceStr, timestamp, url }),
  );
  return { url, nonceStr, timestamp: Number(timestamp), signature };
}
