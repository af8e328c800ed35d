import type { KeyObject } from 'node:crypto';
import { checkBaseUrl, checkDuration, checkFunction, type Fetch, invalidArgument, ownFields } from '../arguments';
import { type FindKey, importPrivateKey, keyFinder, type PlatformKeys } from '../keys';
import { acquiringBankPermissions, type AcquiringBankPermissions } from './acquiring-bank';
import { type Certificates, certificates, LIST_CERTIFICATES } from './certificates';
import { merchantPermissions, type MerchantPermissions } from './merchant';
import { palmAuthorizations, type PalmAuthorizations } from './palm';
import { partnerPermissions, type PartnerPermissions } from './partner';
import { createSend, type PayCall } from './send';
import { isWechatPayError } from './wechat-pay-error';

/** What {@link createPayScoreClient} takes. */
export interface PayScoreClientOptions {
  /** The merchant number that signs. */
  mchid: string;
  /** Serial number of the merchant's own API certificate. */
  serial: string;
  /** The merchant's private key, `apiclient_key.pem`: PKCS#8 or PKCS#1 PEM, or `KeyObject`. */
  privateKey: string | KeyObject;
  /**
   * WeChat Pay's public keys by `Wechatpay-Serial`: SPKI PEM, certificate PEM or `KeyObject`, or a function that gets one.
   * Where a function has no key, or rejects, the answer is `UNKNOWN_SERIAL` (a refusal `UNVERIFIED`).
   */
  platformKeys: PlatformKeys;
  /** Default `https://api.mch.weixin.qq.com`. Plain http is taken on loopback only. */
  baseURL?: string;
  /** Longest time for one call, its answer's body included, in ms; default 10000. */
  timeout?: number;
  /** Sends the calls, such as through a proxy; default the global `fetch`. It must not follow redirects. */
  fetch?: Fetch;
  /** Called when a call has ended, for a log; no value of the question or the answer is in it. What it throws is ignored. */
  onCall?(call: PayCall): void;
}

/**
 * The permission endpoints behind the Pay Score view, by the kind of merchant that asks.
 *
 * Bodies, queries and answers are in the documented snake_case; `null` and `undefined` fields are not sent.
 */
export interface PayScoreClient {
  /** The merchant number that signs. */
  readonly mchid: string;
  /** 从业机构 */
  readonly acquiringBank: AcquiringBankPermissions;
  /** 直连商户 */
  readonly merchant: MerchantPermissions;
  /** 服务商 */
  readonly partner: PartnerPermissions;
  /** 刷掌 */
  readonly palm: PalmAuthorizations;
  /** 平台证书 */
  readonly certificates: Certificates;
  /**
   * Asks WeChat Pay a harmless question (`GET /v3/certificates`), for a health check: it resolves where the network, the
   * merchant's number, serial and key, and a platform key that verifies the answer are all in order. It changes nothing, and
   * needs no API v3 key. Rejects as every verb does.
   */
  warmUp(): Promise<void>;
}

/** What can be written between quotation marks in the Authorization header. */
const IDENTIFIER = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * Makes a client for WeChat Pay's permission endpoints, on `fetch` and `node:crypto`.
 *
 * Nothing is tried twice, and no redirect is followed. Every verb rejects with `WeixinError` `INVALID_ARGUMENT` before
 * anything is sent, where a field breaks the documents' rules, and else with `WechatPayError`, whose `retryable` says whether
 * the call may be tried again. An answer counts only if its signature over the bytes holds, and if what it repeats of the
 * question (`mchid`, `authorization_code`, `service_id`, …) is what was asked.
 *
 * @param options the merchant's identity; keys are imported here, once
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export function createPayScoreClient(options: PayScoreClientOptions): PayScoreClient {
  const given = ownFields(options, 'options');
  const serial = checkIdentifier(given.serial, 'serial');
  const mchid = checkIdentifier(given.mchid, 'mchid');
  const { findKey, preferredKey, brings } = keySource(given.platformKeys, serial);
  checkFunction(given.fetch, 'fetch');
  checkFunction(given.onCall, 'onCall');
  const send = createSend({
    mchid,
    serial,
    privateKey: importPrivateKey(given.privateKey),
    findKey,
    preferredKey,
    baseURL: checkBaseUrl(given.baseURL ?? 'https://api.mch.weixin.qq.com', 'baseURL'),
    timeout: checkDuration(given.timeout ?? 10_000, 'timeout'),
    fetch: given.fetch ?? ((url, init) => fetch(url, init)),
    onCall: given.onCall,
  });
  return {
    mchid,
    acquiringBank: acquiringBankPermissions(send),
    merchant: merchantPermissions(send),
    partner: partnerPermissions(send),
    palm: palmAuthorizations(send),
    certificates: certificates(send, brings),
    warmUp: async () => {
      try {
        await send(LIST_CERTIFICATES, {});
      } catch (error) {
        // A verified 404: this merchant has no platform certificates, but a PUB_KEY_ID_… key, and that key has just verified it.
        const isVerified = isWechatPayError(error) && error.code !== 'UNVERIFIED';
        if (!isVerified || error.status !== 404) throw error;
      }
    },
  };
}

interface KeySource {
  findKey: FindKey;
  /** The key that answers are to be signed with, where one is known. */
  preferredKey: string | undefined;
  /** Finds the key of an answer that lists the certificates. */
  brings: FindKey;
}

function keySource(platformKeys: PlatformKeys, ownSerial: string): KeySource {
  const findKey = keyFinder(platformKeys);
  if (typeof platformKeys === 'function') {
    return {
      findKey,
      preferredKey: undefined,
      // Any other key may be what the function is just asking this client for.
      brings: (serial) => (serial.startsWith('PUB_KEY_ID_') ? findKey(serial) : undefined),
    };
  }
  if (Object.hasOwn(platformKeys, ownSerial)) {
    throw invalidArgument(
      'platformKeys',
      "This is the merchant's own serial. Give WeChat Pay's keys, not the merchant's.",
    );
  }
  return {
    findKey,
    preferredKey: Object.keys(platformKeys).find((serial) => serial.startsWith('PUB_KEY_ID_')),
    brings: findKey,
  };
}

function checkIdentifier(value: unknown, argument: string): string {
  if (typeof value !== 'string' || !IDENTIFIER.test(value)) {
    throw invalidArgument(argument, 'Give 1 to 64 digits, letters, hyphens or underscores.');
  }
  return value;
}
