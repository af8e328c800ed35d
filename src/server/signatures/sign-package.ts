import { checkText, checkTimestamp, ownFields } from '../arguments';
import { sha1 } from './sha1';
import { sortedPairs } from './sorted-pairs';

/** What {@link signPackage} signs. */
export interface PackageSignatureInput {
  appId: string;
  /** Seconds since 1970. */
  timestamp: number | string;
  nonceStr: string;
  /** The whole package, as {@link buildPackage} gives it. */
  package: string;
  /** The account's `paySignKey`. */
  appKey: string;
}

/**
 * Signs `paySign` (JS-SDK manual 1.0.0, appendix 5): SHA-1 with the `paySignKey`, not the RSA of API v3.
 *
 * @returns SHA-1 as lower-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function signPackage(input: PackageSignatureInput): string {
  const given = ownFields(input, 'input');
  return sha1(
    sortedPairs({
      appid: checkText(given.appId, 'appId'),
      timestamp: checkTimestamp(given.timestamp, 'timestamp'),
      noncestr: checkText(given.nonceStr, 'nonceStr'),
      package: checkText(given.package, 'package'),
      appkey: checkText(given.appKey, 'appKey'),
    }),
  );
}
