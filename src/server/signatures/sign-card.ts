import { checkText, checkTimestamp, ownFields } from '../arguments';
import { sha1 } from './sha1';
import { sortedValues } from './sorted-values';

/** What {@link signCard} signs. */
export interface CardSignatureInput {
  appSecret: string;
  appId: string;
  locationId?: string | number;
  /** Seconds since 1970. */
  timestamp: number | string;
  nonceStr: string;
  cardId?: string;
  cardType?: string;
}

/**
 * Signs `cardSign` for `wx.chooseCard` (JS-SDK manual 1.0.0, appendix 6).
 *
 * @returns SHA-1 of the sorted values, as lower-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function signCard(input: CardSignatureInput): string {
  const { appSecret, appId, locationId, timestamp, nonceStr, cardId, cardType } = ownFields(input, 'input');
  return sha1(
    sortedValues({
      appSecret: checkText(appSecret, 'appSecret'),
      appId: checkText(appId, 'appId'),
      locationId,
      timestamp: checkTimestamp(timestamp, 'timestamp'),
      nonceStr: checkText(nonceStr, 'nonceStr'),
      cardId,
      cardType,
    }),
  );
}
