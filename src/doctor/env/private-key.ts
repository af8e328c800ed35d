import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type Check, failed, passed, type Words } from '../check';
import type { Settings } from '../settings';
import { readFileOf, whereToFind } from './variable';

const NAME = 'WECHATPAY_PRIVATE_KEY_FILE';

const TO_PKCS8: Words = {
  en: 'Convert it: openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out apiclient_key.pem',
  zh: '请转换：openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out apiclient_key.pem',
};

/**
 * Checks the merchant's private key: a readable PKCS#8 PEM file with an RSA key of at least 2048 bits. Nothing of the key is
 * printed.
 *
 * @returns the key too, where it can be used, so that it can be compared with the certificate and the platform's keys
 */
export function checkPrivateKey(settings: Settings): { check: Check; key: KeyObject | undefined } {
  const file = readFileOf(settings, NAME);
  if ('fault' in file) return { check: file.fault, key: undefined };
  const pem = file.content.toString('utf8').replace(/^\ufeff/, '');
  const wrong = contentFault(pem, file.content);
  if (wrong) return { check: wrong, key: undefined };
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return {
      check: failed(
        NAME,
        { en: 'is a damaged private key: it cannot be read.', zh: '私钥文件已损坏，无法读取。' },
        { en: 'Copy the file again, whole and as it is.', zh: '请重新完整复制该文件，不要改动内容。' },
      ),
      key: undefined,
    };
  }
  return { check: keyFault(pem, key) ?? good(key), key: key.asymmetricKeyType === 'rsa' ? key : undefined };
}

/** Finds content that is no private key at all. */
function contentFault(pem: string, content: Buffer): Check | undefined {
  const is = (message: Words, hint: Words = whereToFind(NAME)): Check => failed(NAME, message, hint);
  if (pem.trim() === '') return is({ en: 'names an empty file.', zh: '指定的文件是空的。' });
  if (/BEGIN CERTIFICATE-/.test(pem)) {
    return is({
      en: 'is a certificate (apiclient_cert.pem), not the private key.',
      zh: '是证书（apiclient_cert.pem），不是私钥。',
    });
  }
  if (/BEGIN CERTIFICATE REQUEST/.test(pem)) {
    return is({ en: 'is a certificate request, not the private key.', zh: '是证书请求文件，不是私钥。' });
  }
  if (/BEGIN (RSA )?PUBLIC KEY/.test(pem)) {
    return is({ en: 'is a public key, not the private key.', zh: '是公钥，不是私钥。' });
  }
  if (/ENCRYPTED/.test(pem)) {
    return is(
      { en: 'is encrypted with a password.', zh: '使用密码加密。' },
      {
        en: 'Decrypt it: openssl pkcs8 -in OLD.pem -topk8 -nocrypt -out apiclient_key.pem',
        zh: '请解密：openssl pkcs8 -in OLD.pem -topk8 -nocrypt -out apiclient_key.pem',
      },
    );
  }
  if (/BEGIN [A-Z ]*PRIVATE KEY-----\\n/.test(pem)) {
    return is(
      { en: 'has \\n written as two characters instead of line ends.', zh: '换行被写成了 \\n 两个字符。' },
      { en: 'Write real line ends into the file.', zh: '请在文件中使用真正的换行。' },
    );
  }
  if (!pem.includes('PRIVATE KEY')) {
    // The first byte of DER, which .p12 files are.
    if (content[0] === 0x30) {
      return is({
        en: 'is no PEM but a binary file, such as apiclient_cert.p12.',
        zh: '不是 PEM，而是二进制文件（如 apiclient_cert.p12）。',
      });
    }
    return is({ en: 'holds no PEM of a private key.', zh: '不包含私钥 PEM。' });
  }
  return undefined;
}

/** Finds what is wrong with a private key that Node can read. */
function keyFault(pem: string, key: KeyObject): Check | undefined {
  if (key.asymmetricKeyType !== 'rsa') {
    return failed(
      NAME,
      {
        en: `is a private key for ${key.asymmetricKeyType}, not for RSA.`,
        zh: `是 ${key.asymmetricKeyType} 私钥，不是 RSA 私钥。`,
      },
      whereToFind(NAME),
    );
  }
  if (/BEGIN RSA PRIVATE KEY/.test(pem)) {
    const message = {
      en: 'is PKCS#1 (BEGIN RSA PRIVATE KEY), not PKCS#8. WebCrypto and many libraries read PKCS#8 only.',
      zh: '是 PKCS#1（BEGIN RSA PRIVATE KEY），不是 PKCS#8。WebCrypto 和许多库只支持 PKCS#8。',
    };
    return failed(NAME, message, TO_PKCS8);
  }
  if (bitsOf(key) < 2048) {
    return failed(
      NAME,
      {
        en: `has ${bitsOf(key)} bits. WeChat Pay's certificates have 2048.`,
        zh: `为 ${bitsOf(key)} 位，微信支付的证书为 2048 位。`,
      },
      whereToFind(NAME),
    );
  }
  return undefined;
}

function bitsOf(key: KeyObject): number {
  return createPublicKey(key).asymmetricKeyDetails?.modulusLength ?? 0;
}

function good(key: KeyObject): Check {
  return passed(NAME, {
    en: `is a PKCS#8 RSA private key of ${bitsOf(key)} bits.`,
    zh: `是 ${bitsOf(key)} 位的 PKCS#8 RSA 私钥。`,
  });
}
