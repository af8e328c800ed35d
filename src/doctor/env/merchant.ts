import { type KeyObject, X509Certificate } from 'node:crypto';
import { type Check, failed, passed, skipped } from '../check';
import { readNamedFile, type Settings } from '../settings';
import { faultInForm, type Form, whereToFind } from './variable';

const MCHID: Form = {
  name: 'WECHATPAY_MCHID',
  pattern: /^\d{8,10}$/,
  expected: { en: '8 to 10 digits', zh: '8 到 10 位数字' },
  mistakes: [{ pattern: /^wx/, is: { en: 'is an AppID, not a merchant number.', zh: '这是 AppID，不是商户号。' } }],
};

const SERIAL: Form = {
  name: 'WECHATPAY_SERIAL',
  pattern: /^[0-9A-F]{32,40}$/,
  expected: { en: '40 hexadecimal digits in upper case', zh: '40 位大写十六进制字符' },
  mistakes: [
    {
      pattern: /^PUB_KEY_ID_/,
      is: {
        en: "is the ID of WeChat Pay's public key, not the serial of your own certificate.",
        zh: '这是微信支付公钥ID，不是商户API证书的序列号。',
      },
    },
    { pattern: /^([0-9a-f]{2}:)+[0-9a-f]{2}$/i, is: { en: 'has colons in it.', zh: '含有冒号。' } },
    { pattern: /^[0-9a-f]{32,40}$/i, is: { en: 'is written in lower case.', zh: '使用了小写字母。' } },
  ],
};

const SERVICE_ID: Form = {
  name: 'WECHATPAY_SERVICE_ID',
  pattern: /^\d{1,32}$/,
  expected: { en: '1 to 32 digits', zh: '1 到 32 位数字' },
};

const API_V3_KEY: Form = {
  name: 'WECHATPAY_API_V3_KEY',
  pattern: /^[\x21-\x7e]{32}$/,
  expected: { en: '32 characters without spaces', zh: '32 个字符，不含空格' },
  mistakes: [
    { pattern: /^.{32}$/su, is: { en: 'has characters that no such key has.', zh: '含有密钥中不会出现的字符。' } },
  ],
};

/** Checks the form of the merchant number, the certificate's serial and the service. */
export function checkMerchant(settings: Settings): Check[] {
  const shown = (form: Form): Check => {
    const value = settings.get(form.name);
    return (
      faultInForm(settings, form) ??
      passed(form.name, { en: `${value}: the form is right.`, zh: `${value}：格式正确。` })
    );
  };
  return [shown(MCHID), shown(SERIAL), shown(SERVICE_ID)];
}

/** Checks the form of the API v3 key; without it notifications cannot be opened, and nothing else is missing. */
export function checkApiV3Key(settings: Settings): Check {
  const { name } = API_V3_KEY;
  if (settings.get(name) === undefined) {
    return skipped(name, {
      en: 'is not set, so notifications cannot be decrypted. The rest works without it.',
      zh: '未设置，无法解密通知；其他功能不受影响。',
    });
  }
  const { length } = settings.get(name)!;
  return (
    faultInForm(settings, {
      ...API_V3_KEY,
      mistakes: [
        ...API_V3_KEY.mistakes!,
        { pattern: /^/, is: { en: `has ${length} characters, not 32.`, zh: `长度为 ${length}，应为 32 个字符。` } },
      ],
    }) ?? passed(name, { en: 'has 32 characters.', zh: '长度为 32 个字符。' })
  );
}

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
  const file = readNamedFile(settings, CERTIFICATE);
  if ('problem' in file) {
    const message = {
      en: `names a file that cannot be read (${file.problem}).`,
      zh: `指定的文件无法读取（${file.problem}）。`,
    };
    const hint = { en: `A relative path starts from ${file.folder}.`, zh: `相对路径从 ${file.folder} 开始。` };
    return [failed(CERTIFICATE, message, hint)];
  }
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
