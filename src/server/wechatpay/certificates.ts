import { createPublicKey, type KeyObject } from 'node:crypto';
import { ownFields } from '../arguments';
import { apiV3KeyBytes, type FindKey } from '../keys';
import { decrypt } from '../notifications/open-notification';
import type { Operation } from './operation';
import type { Send } from './send';
import type { RawAnswer } from './verify-answer';
import { isWechatPayError, WechatPayError } from './wechat-pay-error';

/** One platform certificate (平台证书) as WeChat Pay sends it. */
export interface SealedCertificate {
  serial_no: string;
  /** RFC 3339. */
  effective_time: string;
  /** RFC 3339; WeChat Pay brings it forward when it replaces the certificate. */
  expire_time: string;
  /** The certificate's PEM, encrypted with the API v3 key. */
  encrypt_certificate: { algorithm: string; nonce: string; associated_data: string; ciphertext: string };
}

/** What a request for the platform certificates is answered with. */
export interface CertificateList {
  data: SealedCertificate[];
}

/** A platform certificate's key. */
export interface OpenedCertificate {
  readonly key: KeyObject;
  /** ms since 1970. */
  readonly expires: number;
}

/** The platform certificates of a merchant. */
export interface Certificates {
  /**
   * `GET /v3/certificates`: the certificates as they come, encrypted. The answer is verified with a certificate in it, for it
   * may be the first one that this process gets: only someone who knows the API v3 key can have made it.
   *
   * Rejects as `createPayScoreClient` says; `RESOURCE_NOT_EXISTS` for a merchant that has no platform certificate, but a
   * `PUB_KEY_ID_…` key.
   *
   * @param options the API v3 key, which is not sent
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4012551764
   */
  list(options: { apiV3Key: string }): Promise<CertificateList>;
}

/** Without its fields checked: what is in `data` counts only once it is decrypted. */
export const LIST_CERTIFICATES: Operation = { method: 'GET', path: '/v3/certificates', fields: {}, answer: {} };

/**
 * Binds the endpoint of the platform certificates to a way of sending.
 *
 * @param findKey finds a key that the answer does not bring along: refusals have none, and a `PUB_KEY_ID_…` never comes with it
 */
export function certificates(send: Send, findKey: FindKey): Certificates {
  return {
    list: async (options) => {
      const key = apiV3KeyBytes(ownFields(options, 'options').apiV3Key);
      const findKeyIn = (answer: RawAnswer): FindKey => {
        const brought = openCertificates(contentOf(answer), key);
        return (serial) => brought.get(serial)?.key ?? findKey(serial);
      };
      const list = await send<CertificateList>(LIST_CERTIFICATES, {}, findKeyIn).catch((error: unknown) => {
        throw isWechatPayError(error) && error.code === 'UNKNOWN_SERIAL' ? undecipherable(error) : error;
      });
      const { data } = list;
      if (!Array.isArray(data) || (data.length > 0 && openCertificates(list, key).size === 0)) {
        throw undecipherable({ code: 'BAD_PAYLOAD', status: 200 });
      }
      return list;
    },
  };
}

/**
 * Decrypts the certificates of an answer. One that does not decrypt is left out.
 *
 * @param list the answer, from anywhere: the authentication tag of each certificate is checked
 * @param apiV3Key its 32 bytes
 * @returns keys by serial
 */
export function openCertificates(list: unknown, apiV3Key: Buffer): Map<string, OpenedCertificate> {
  const opened = new Map<string, OpenedCertificate>();
  const data = (list as Partial<CertificateList> | null | undefined)?.data;
  for (const sealed of Array.isArray(data) ? data : []) {
    const certificate = open(sealed, apiV3Key);
    if (certificate) opened.set(sealed.serial_no, certificate);
  }
  return opened;
}

/** With a wrong API v3 key the list is verified by nothing in it, or, signed with a `PUB_KEY_ID_…` key, has nothing to read. */
function undecipherable({ code, status }: Pick<WechatPayError, 'code' | 'status'>): WechatPayError {
  const hint = 'No certificate in the answer can be decrypted and fits. Check apiV3Key.';
  return new WechatPayError(code, { status, hint });
}

function open(sealed: SealedCertificate, apiV3Key: Buffer): OpenedCertificate | undefined {
  try {
    const { serial_no: serial, encrypt_certificate: content } = sealed;
    const isKnown = typeof serial === 'string' && content.algorithm === 'AEAD_AES_256_GCM';
    const pem = isKnown ? decrypt(content, apiV3Key) : undefined;
    if (!pem) return undefined;
    const key = createPublicKey(pem);
    const expires = Date.parse(sealed.expire_time);
    // The documents' sample has the name with a space at its end; without the time the next list decides.
    return key.asymmetricKeyType === 'rsa' ? { key, expires: Number.isNaN(expires) ? Infinity : expires } : undefined;
  } catch {
    return undefined;
  }
}

function contentOf({ body }: RawAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
