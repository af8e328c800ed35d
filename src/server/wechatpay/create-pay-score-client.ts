import type { KeyObject } from 'node:crypto';
import { invalidArgument, checkBaseUrl, checkDuration, ownFields } from '../arguments';
import { importPlatformKeys, type PlatformKeys } from '../keys';
import { acquiringBankPermissions, type AcquiringBankPermissions } from './acquiring-bank';
import { createSend } from './create-send';
import { importPrivateKey } from './import-private-key';
import { merchantPermissions, type MerchantPermissions } from './merchant';
import { palmAuthorizations, type PalmAuthorizations } from './palm';
import { partnerPermissions, type PartnerPermissions } from './partner';

/** What {@link createPayScoreClient} takes. */
export interface PayScoreClientOptions {
  /** The merchant number that signs. */
  mchid: string;
  /** Serial number of the merchant's own API certificate. */
  serial: string;
  /** The merchant's private key, `apiclient_key.pem`. */
  privateKey: string | KeyObject;
  /** WeChat Pay's public keys by `Wechatpay-Serial`: SPKI PEM, certificate PEM, or `KeyObject`. */
  platformKeys: PlatformKeys;
  /** Default `https://api.mch.weixin.qq.com`. */
  baseURL?: string;
  /** Longest time for one call, its answer's body included, in ms; default 10000. */
  timeout?: number;
}

/**
 * The permission endpoints behind the Pay Score view, by the kind of merchant that asks.
 *
 * Bodies, queries and answers are in the documented snake_case; `null` and `undefined` fields are not sent.
 */
export interface PayScoreClient {
  /** 从业机构 */
  readonly acquiringBank: AcquiringBankPermissions;
  /** 直连商户 */
  readonly merchant: MerchantPermissions;
  /** 服务商 */
  readonly partner: PartnerPermissions;
  /** 刷掌 */
  readonly palm: PalmAuthorizations;
}

/** What may stand in the Authorization header between quotation marks. */
const IDENTIFIER = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * Makes a client for WeChat Pay's permission endpoints, on `wechatpay-axios-plugin`: an optional peer dependency, loaded at
 * the first call, which rejects with Node's `ERR_MODULE_NOT_FOUND` where it is not installed.
 *
 * Nothing is tried twice. Every verb rejects with `WeixinError` `INVALID_ARGUMENT` before anything is sent, where a field
 * breaks the documents' rules, and else with `WechatPayError`, whose `retryable` says whether WeChat Pay asks for another try.
 *
 * @param options the merchant's identity; keys are imported here, once
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export function createPayScoreClient(options: PayScoreClientOptions): PayScoreClient {
  const given = ownFields(options, 'options');
  const serial = checkIdentifier(given.serial, 'serial');
  const platformKeys = importPlatformKeys(given.platformKeys);
  if (serial in platformKeys) {
    throw invalidArgument(
      'platformKeys',
      "This is the merchant's own serial. Give WeChat Pay's keys, not the merchant's.",
    );
  }
  const send = createSend({
    mchid: checkIdentifier(given.mchid, 'mchid'),
    serial,
    privateKey: importPrivateKey(given.privateKey),
    platformKeys,
    baseURL: checkBaseUrl(given.baseURL ?? 'https://api.mch.weixin.qq.com', 'baseURL'),
    timeout: checkDuration(given.timeout ?? 10_000, 'timeout'),
  });
  return {
    acquiringBank: acquiringBankPermissions(send),
    merchant: merchantPermissions(send),
    partner: partnerPermissions(send),
    palm: palmAuthorizations(send),
  };
}

function checkIdentifier(value: unknown, argument: string): string {
  if (typeof value !== 'string' || !IDENTIFIER.test(value)) {
    throw invalidArgument(argument, 'Give 1 to 64 digits, letters, hyphens or underscores.');
  }
  return value;
}
