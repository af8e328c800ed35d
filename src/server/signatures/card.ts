import { checkText, checkTimestamp, ownFields } from '../arguments';
import { sha1, sortedValues } from './canonical-text';

/** What {@link signCardExt} signs and {@link buildCardExt} writes. */
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
 * Signs `cardExt` for `wx.addCard` (JS-SDK manual 1.0.0, appendix 6). {@link buildCardExt} gives the whole `cardExt`.
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

/**
 * Builds the `cardExt` that the page gives to `wx.addCard` together with `cardId` (JS-SDK manual 1.0.0, appendix 6).
 *
 * The manual asks for `timestamp` as text. It does not say whether `balance` is text or a number: text, as signed, is a guess.
 *
 * @param input what is signed; `appSecret` and `cardId` are signed but not written into the result
 * @returns JSON with `timestamp` and `signature`, and with `code`, `openid` and `balance` where given
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function buildCardExt(input: CardExtSignatureInput): string {
  const signature = signCardExt(input);
  const { timestamp, code, openid, balance } = ownFields(input, 'input');
  return JSON.stringify({
    code: code || undefined,
    openid: openid || undefined,
    timestamp: checkTimestamp(timestamp, 'timestamp'),
    signature,
    balance: balance === undefined || balance === '' ? undefined : String(balance),
  });
}

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
