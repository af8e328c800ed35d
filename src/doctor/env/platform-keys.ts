import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type Check, failed, passed, skipped, type Words } from '../check';
import type { Settings } from '../settings';
import { faultInForm, readFileOf, whereToFind } from './variable';

const ID = 'WECHATPAY_PUBLIC_KEY_ID';
const FILE = 'WECHATPAY_PUBLIC_KEY_FILE';
const CERTIFICATES = 'WECHATPAY_PLATFORM_CERTIFICATE_FILE';

/** WeChat Pay's keys that are configured, by `Wechatpay-Serial`, and what is wrong with the others. */
export interface PlatformKeysFound {
  readonly keys: Readonly<Record<string, KeyObject>>;
  readonly checks: readonly Check[];
}

/**
 * Checks the keys that WeChat Pay's answers and notifications are verified with: its public key with the `PUB_KEY_ID_…`, or
 * platform certificates. Where there is neither, an API v3 key is enough to download the certificates.
 *
 * @param merchantKey the merchant's private key, where it is usable: WeChat Pay's key must be another
 * @param now ms since 1970
 */
export function checkPlatformKeys(
  settings: Settings,
  merchantKey: KeyObject | undefined,
  now: number,
): PlatformKeysFound {
  const keys: Record<string, KeyObject> = {};
  const checks: Check[] = [];
  if (settings.get(ID) !== undefined || settings.get(FILE) !== undefined) {
    const idFault = checkId(settings);
    const { key, fault } = readPublicKey(settings);
    checks.push(
      idFault ?? passed(ID, { en: `${settings.get(ID)}: the form is right.`, zh: `${settings.get(ID)}：格式正确。` }),
    );
    checks.push(fault ?? passed(FILE, { en: 'is an RSA public key.', zh: '是 RSA 公钥。' }));
    if (key && !idFault) keys[settings.get(ID)!] = key;
    if (key && merchantKey) checks.push(compare(key, merchantKey));
  }
  if (settings.get(CERTIFICATES) !== undefined) checks.push(...readCertificates(settings, keys, merchantKey, now));
  if (checks.length === 0) checks.push(withoutKeys(settings));
  return { keys, checks };
}

function checkId(settings: Settings): Check | undefined {
  return faultInForm(settings, {
    name: ID,
    pattern: /^PUB_KEY_ID_\d{10,40}$/,
    expected: { en: 'PUB_KEY_ID_ and digits', zh: 'PUB_KEY_ID_ 加数字' },
    mistakes: [
      {
        pattern: /^\d{10,40}$/,
        is: { en: 'lacks its beginning PUB_KEY_ID_.', zh: '缺少前缀 PUB_KEY_ID_。' },
      },
      {
        pattern: /^[0-9a-f]{32,40}$/i,
        is: {
          en: "is the serial of a certificate, not the ID of WeChat Pay's public key.",
          zh: '这是证书序列号，不是微信支付公钥ID。',
        },
      },
    ],
  });
}

function readPublicKey(settings: Settings): { key?: KeyObject; fault?: Check } {
  const file = readFileOf(settings, FILE);
  if ('fault' in file) return file;
  const pem = file.content.toString('utf8').replace(/^\ufeff/, '');
  const is = (message: Words): { fault: Check } => ({ fault: failed(FILE, message, whereToFind(FILE)) });
  if (pem.includes('PRIVATE KEY')) {
    return is({
      en: "is a private key, and so your own. WeChat Pay's public key belongs here.",
      zh: '是私钥，也就是商户自己的密钥；这里应使用微信支付公钥。',
    });
  }
  if (pem.includes('BEGIN CERTIFICATE')) {
    return is({
      en: `is a certificate, not the public key. Platform certificates belong into ${CERTIFICATES}.`,
      zh: `是证书，不是公钥。平台证书应填入 ${CERTIFICATES}。`,
    });
  }
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'rsa') return { key };
    return is({ en: `is a public key for ${key.asymmetricKeyType}, not for RSA.`, zh: '不是 RSA 公钥。' });
  } catch {
    return is({ en: 'holds no PEM of a public key that can be read.', zh: '不包含可读取的公钥 PEM。' });
  }
}

function readCertificates(
  settings: Settings,
  keys: Record<string, KeyObject>,
  merchantKey: KeyObject | undefined,
  now: number,
): Check[] {
  const file = readFileOf(settings, CERTIFICATES);
  if ('fault' in file) return [file.fault];
  const pems = file.content.toString('utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  let certificates: X509Certificate[];
  try {
    certificates = pems.map((pem) => new X509Certificate(pem));
  } catch {
    certificates = [];
  }
  if (certificates.length === 0) {
    const message = { en: 'holds no certificate that can be read.', zh: '不包含可读取的证书。' };
    return [failed(CERTIFICATES, message, whereToFind(CERTIFICATES))];
  }
  const serial = settings.get('WECHATPAY_SERIAL')?.toUpperCase();
  const named = certificates.find(({ serialNumber }) => serialNumber === serial);
  const isOwn = (certificate: X509Certificate): boolean =>
    merchantKey ? certificate.checkPrivateKey(merchantKey) : certificate === named;
  if (certificates.some(isOwn)) {
    return [
      failed(
        CERTIFICATES,
        {
          en: 'is your own certificate (apiclient_cert.pem), not one of WeChat Pay.',
          zh: '是商户自己的证书（apiclient_cert.pem），不是微信支付平台证书。',
        },
        whereToFind(CERTIFICATES),
      ),
    ];
  }
  if (named) {
    return [
      failed(
        'serial-against-platform',
        {
          en: 'WECHATPAY_SERIAL is the serial of a platform certificate, not of your own.',
          zh: 'WECHATPAY_SERIAL 是平台证书的序列号，不是商户API证书的序列号。',
        },
        whereToFind('WECHATPAY_SERIAL'),
      ),
    ];
  }
  const valid = certificates.filter(
    ({ validFrom, validTo }) => Date.parse(validFrom) <= now && now <= Date.parse(validTo),
  );
  if (valid.length === 0) {
    return [
      failed(
        CERTIFICATES,
        { en: 'holds no certificate that is valid today.', zh: '其中没有当前有效的证书。' },
        {
          en: "Download the present one (GET /v3/certificates), and check this machine's clock.",
          zh: '请下载最新的平台证书（GET /v3/certificates），并检查本机时钟。',
        },
      ),
    ];
  }
  for (const { serialNumber, publicKey } of valid) keys[serialNumber] = publicKey;
  const serials = valid.map(({ serialNumber }) => serialNumber).join(', ');
  return [passed(CERTIFICATES, { en: `holds ${serials}.`, zh: `包含 ${serials}。` })];
}

/** A merchant's own public key in the place of WeChat Pay's verifies nothing that WeChat Pay signs. */
function compare(platformKey: KeyObject, merchantKey: KeyObject): Check {
  const id = 'key-against-key';
  if (!createPublicKey(merchantKey).equals(platformKey)) {
    return passed(id, {
      en: "WeChat Pay's key is another than the merchant's.",
      zh: '微信支付的公钥与商户密钥不是同一对。',
    });
  }
  return failed(
    id,
    {
      en: "The key that is configured as WeChat Pay's is the public half of the merchant's own.",
      zh: '配置的微信支付公钥其实是商户自己私钥对应的公钥。',
    },
    whereToFind(FILE),
  );
}

function withoutKeys(settings: Settings): Check {
  if (settings.get('WECHATPAY_API_V3_KEY') !== undefined) {
    return skipped(FILE, {
      en: 'is not set: the platform certificates are downloaded and decrypted with the API v3 key.',
      zh: '未设置：将使用 APIv3密钥下载并解密平台证书。',
    });
  }
  return failed(
    FILE,
    {
      en: `is not set, nor is ${CERTIFICATES}: answers of WeChat Pay cannot be verified.`,
      zh: `与 ${CERTIFICATES} 均未设置，无法验证微信支付的应答。`,
    },
    whereToFind(FILE),
  );
}
