import { checkText, checkTimestamp, ownFields } from '../arguments';
import { sha1 } from './sha1';
import { sortedValues } from './sorted-values';

/** What {@link signCardExt} signs. */
export interface CardExtSignatureInput {
  appSecret: string;
  /** Seconds since 1970; must be the one in `card_ext`. */
  timestamp: number | string;
  cardId: string;
  /** Needed where the card has `use_custom_code`. */
  code?: string;
  /** Needed where the card has `bind_openid`. */
  openid?: string;
  /** Red packets only, in fen. */
  balance?: number | string;
}

/**
 * Signs `cardExt` for `wx.addCard` (JS-SDK manual 1.0.0, appendix 6).
 *
 * @returns SHA-1 of the sorted values, as lower-case hex
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function signCardExt(input: CardExtSignatureInput): string {
  const { appSecret, timestamp, cardId, code, openid, balance } = ownFields(input, 'input');
  return sha1(
    sortedValues({
      appSecret: checkText(appSecret, 'appSecret'),
      timestamp: checkTimestamp(timestamp, 'timestamp'),
      cardId: checkText(cardId, 'cardId'),
      code,
      openid,
      balance,
    }),
  );
}
