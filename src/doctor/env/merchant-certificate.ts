import { type KeyObject, X509Certificate } from 'node:crypto';
import { type Check, failed, passed, skipped } from '../check';
import type { Settings } from '../settings';
import { readFileOf, whereToFind } from './variable';

const CERTIFICATE = 'WECHATPAY_CERTIFICATE_FILE';

/**
 * Compares the merchant's certificate, where it is given, with the serial and the private key, and its dates with the clock.
 *
 * @param key the merchant's private key, where it is usable
 * @param now ms since 1970
 */
export function checkCertificate(settings: Settings, key: KeyObject | undefined, now: number): Check[] {
  if (settings.get(CERTIFICATE) === undefined) {
    return [
      skipped(CERTIFICATE, {
        en: 'is not set, so the serial and the private key are not compared with the certificate.',
        zh: '未设置，未将序列号和私钥与证书比对。',
      }),
    ];
  }
  const file = readFileOf(settings, CERTIFICATE);
  if ('fault' in file) return [file.fault];
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(file.content);
  } catch {
    const message = { en: 'holds no certificate that can be read.', zh: '不包含可读取的证书。' };
    return [failed(CERTIFICATE, message, whereToFind(CERTIFICATE))];
  }
  return [
    checkDates(certificate, now),
    checkSerial(settings, certificate),
    ...(key ? [checkPair(certificate, key)] : []),
  ];
}

function checkDates({ validFrom, validTo }: X509Certificate, now: number): Check {
  const [from, to] = [validFrom, validTo].map((date) => new Date(date).toISOString().slice(0, 10));
  if (now < Date.parse(validFrom)) {
    return failed(
      CERTIFICATE,
      {
        en: `is valid only from ${from} on, which is after this machine's time.`,
        zh: `${from} 起才有效，晚于本机时间。`,
      },
      { en: "Check this machine's clock.", zh: '请检查本机时钟。' },
    );
  }
  if (now > Date.parse(validTo)) {
    return failed(
      CERTIFICATE,
      { en: `ended on ${to}.`, zh: `已于 ${to} 过期。` },
      {
        en: 'Apply for a new one: 商户平台 › 账户中心 › API安全 › 商户API证书.',
        zh: '请重新申请：商户平台 › 账户中心 › API安全 › 商户API证书。',
      },
    );
  }
  return passed(CERTIFICATE, { en: `is valid from ${from} to ${to}.`, zh: `有效期 ${from} 至 ${to}。` });
}

function checkSerial(settings: Settings, { serialNumber }: X509Certificate): Check {
  const id = 'serial-against-certificate';
  // Leading zeros are written by some tools only.
  const plain = (serial = ''): string => serial.toUpperCase().replace(/^0+/, '');
  if (plain(settings.get('WECHATPAY_SERIAL')) === plain(serialNumber)) {
    return passed(id, { en: "WECHATPAY_SERIAL is the certificate's.", zh: 'WECHATPAY_SERIAL 与证书一致。' });
  }
  return failed(
    id,
    { en: 'WECHATPAY_SERIAL is not the serial of the certificate.', zh: 'WECHATPAY_SERIAL 与证书的序列号不一致。' },
    { en: `The certificate's serial is ${serialNumber}.`, zh: `证书的序列号是 ${serialNumber}。` },
  );
}

function checkPair(certificate: X509Certificate, key: KeyObject): Check {
  const id = 'key-against-certificate';
  if (certificate.checkPrivateKey(key)) {
    return passed(id, { en: 'The private key belongs to the certificate.', zh: '私钥与证书匹配。' });
  }
  return failed(
    id,
    { en: 'The private key does not belong to the certificate.', zh: '私钥与证书不匹配。' },
    {
      en: 'Take apiclient_key.pem and apiclient_cert.pem from the same folder of the certificate tool.',
      zh: '请使用证书工具同一目录下的 apiclient_key.pem 和 apiclient_cert.pem。',
    },
  );
}
