import { checkText, checkTimestamp, ownFields } from '../arguments';
import { sha1, sortedPairs } from './canonical-text';

/** What {@link signAddress} signs. */
export interface AddressSignatureInput {
  appId: string;
  /** The page's whole URL; `#…` is not signed. */
  url: string;
  /** Seconds since 1970. */
  timestamp: number | string;
  nonceStr: string;
  /** The user's OAuth 2.0 access token, not the account's. */
  accessToken: string;
}

/**
 * Signs `addrSign` (JS-SDK manual 1.0.0, appendix 4).
 *
 * @returns SHA-1 as lower-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function signAddress(input: AddressSignatureInput): string {
  const { appId, url, timestamp, nonceStr, accessToken } = ownFields(input, 'input');
  return sha1(
    sortedPairs({
      appid: checkText(appId, 'appId'),
      url: checkText(url, 'url').split('#', 1)[0]!,
      timestamp: checkTimestamp(timestamp, 'timestamp'),
      noncestr: checkText(nonceStr, 'nonceStr'),
      accesstoken: checkText(accessToken, 'accessToken'),
    }),
  );
}
