import { createPublicKey, type KeyObject, sign } from 'node:crypto';

/** One DER value: tag, length, content. */
function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: Uint8Array[]): Buffer => der(0x30, ...contents);
/** sha256WithRSAEncryption, with its empty parameters. */
const ALGORITHM = sequence(Buffer.from('06092a864886f70d01010b', 'hex'), der(0x05));

function name(text: string): Buffer {
  const commonName = sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(text)));
  return sequence(der(0x31, commonName));
}

/** GeneralizedTime, such as `20260131120000Z`. */
function time(date: Date): Buffer {
  return der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\..*$/g, '')}Z`));
}

/** What a certificate says. */
export interface CertificateContent {
  key: KeyObject;
  /** 40 hexadecimal digits, the first below 8. */
  serial: string;
  from?: Date;
  to?: Date;
}

/** Makes a certificate (RFC 5280), signed by its own key, as PEM. */
export function makeCertificate({ key, serial, from, to }: CertificateContent): string {
  const subject = name('Testing merchant');
  const day = 24 * 3600_000;
  const content = sequence(
    der(0x02, Buffer.from(serial, 'hex')),
    ALGORITHM,
    subject,
    sequence(time(from ?? new Date(Date.now() - day)), time(to ?? new Date(Date.now() + 365 * day))),
    subject,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', content, key);
  const certificate = sequence(content, ALGORITHM, der(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g)!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
