import { createCipheriv, createHash, createPublicKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { rfc3339 } from '../beijing-time';
import type { Endpoint } from './payment-gateway';
import { Refusal } from './refusal';

/** What is encrypted with the merchant's API v3 key, AEAD_AES_256_GCM. */
export interface Sealed {
  algorithm: 'AEAD_AES_256_GCM';
  /** Base64; the tag is at its end. */
  ciphertext: string;
  associated_data: string;
  nonce: string;
}

/** Encrypts a text for the merchant. */
export function seal(text: string, apiV3Key: string, associatedData: string): Sealed {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(associatedData));
  const parts = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: Buffer.concat(parts).toString('base64'),
    associated_data: associatedData,
    nonce,
  };
}

const FIVE_YEARS = 5 * 365 * 24 * 3600_000;

/**
 * `GET /v3/certificates`: the platform certificates, encrypted. A merchant that has a WeChat Pay public key instead is told that
 * there are none.
 *
 * @param keys WeChat's private keys by the serial of their certificates
 * @param now ms since 1970; the certificates are valid from the first request on, for five years
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012551764
 */
export function certificateEndpoint(
  keys: ReadonlyMap<string, KeyObject>,
  apiV3Key: string,
  now: () => number,
): Endpoint {
  let issued: { serial: string; pem: string; from: number; until: number }[] | undefined;

  function issue() {
    const from = now();
    const until = from + FIVE_YEARS;
    return [...keys].map(([serial, key]) => ({ serial, pem: certificate(serial, key, from, until), from, until }));
  }

  return {
    method: 'GET',
    path: '/v3/certificates',
    answer() {
      issued ??= issue();
      if (issued.length === 0)
        throw new Refusal(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥');
      return {
        data: issued.map(({ serial, pem, from, until }) => ({
          serial_no: serial,
          effective_time: rfc3339(from),
          expire_time: rfc3339(until),
          encrypt_certificate: seal(pem, apiV3Key, 'certificate'),
        })),
      };
    },
  };
}

/** A self-signed X.509 certificate as PEM. @see https://www.rfc-editor.org/rfc/rfc5280 section 4.1 */
function certificate(serial: string, key: KeyObject, from: number, until: number): string {
  const name = sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from('Simulated Tenpay.com CA')))));
  const sha256WithRsa = sequence(oid('2a864886f70d01010b'), der(0x05, Buffer.alloc(0)));
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serialBytes(serial)),
    sha256WithRsa,
    name,
    sequence(time(from), time(until)),
    name,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, key)]));
  const base64 = sequence(content, sha256WithRsa, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)!.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** A serial that is no hexadecimal number, such as a test may choose, cannot be in a certificate: there its hash is. */
function serialBytes(serial: string): Buffer {
  const isHex = /^([0-9A-Fa-f]{2}){1,20}$/.test(serial);
  return isHex ? Buffer.from(serial, 'hex') : createHash('sha1').update(serial).digest();
}

/** Tag, length and content, as X.690 encodes them. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** A leading zero keeps the number positive. */
function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** UTCTime until 2049, GeneralizedTime from 2050 on. */
function time(at: number): Buffer {
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return text < '2050' ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}
