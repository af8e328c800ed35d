import { createCipheriv, randomBytes } from 'node:crypto';
import type { SealedCertificate } from '../../../src/server';
import { API_V3_KEY, CERTIFICATE_SERIAL, certificatePem } from './identity';

/** What a test can choose about a platform certificate; the default is the fixture's, valid for years. */
export interface CertificateChoices {
  serial?: string;
  /** Certificate or public key. */
  pem?: string;
  apiV3Key?: string;
  /** RFC 3339. */
  expires?: string;
  /** Changes the encrypted part. */
  sealed?: Partial<SealedCertificate['encrypt_certificate']>;
}

/** A platform certificate as `GET /v3/certificates` has it in `data`, encrypted with the API v3 key. */
export function sealCertificate(choices: CertificateChoices = {}): SealedCertificate {
  const { serial = CERTIFICATE_SERIAL, pem = certificatePem, apiV3Key = API_V3_KEY } = choices;
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from('certificate'));
  const ciphertext = Buffer.concat([cipher.update(pem), cipher.final(), cipher.getAuthTag()]).toString('base64');
  return {
    serial_no: serial,
    effective_time: '2018-06-08T10:34:56+08:00',
    expire_time: choices.expires ?? '2099-12-08T10:34:56+08:00',
    encrypt_certificate: {
      algorithm: 'AEAD_AES_256_GCM',
      nonce,
      associated_data: 'certificate',
      ciphertext,
      ...choices.sealed,
    },
  };
}
