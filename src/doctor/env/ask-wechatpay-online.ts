import type { KeyObject } from 'node:crypto';
import { createPayScoreClient, isWechatPayError, type PayScoreClient, type WechatPayError } from '../../server';
import { checkBaseUrl } from '../../server/arguments';
import { type Check, failed, passed, skipped, type Words } from '../check';
import type { Settings } from '../settings';
import { badBase } from './ask-weixin-online';
import type { ObservedFetch } from './observed-fetch';

/** The identity that signs, and the keys that verify; all of it has passed the checks of its form. */
export interface Merchant {
  readonly privateKey: KeyObject;
  readonly platformKeys: Readonly<Record<string, KeyObject>>;
}

/**
 * Asks WeChat Pay for the platform certificates, which changes nothing: `wechatpay` passes where it accepts the merchant's
 * signature and the configured key verifies the answer, `certificates` where the API v3 key decrypts them.
 *
 * @param observed sends the questions
 */
export async function askWechatPayOnline(
  settings: Settings,
  merchant: Merchant,
  observed: ObservedFetch,
): Promise<Check[]> {
  let baseURL: string;
  try {
    baseURL = checkBaseUrl(settings.get('WECHATPAY_BASE_URL') ?? 'https://api.mch.weixin.qq.com', 'WECHATPAY_BASE_URL');
  } catch {
    return [badBase('WECHATPAY_BASE_URL')];
  }
  const { privateKey, platformKeys } = merchant;
  const hasKeys = Object.keys(platformKeys).length > 0;
  const client = createPayScoreClient({
    mchid: settings.get('WECHATPAY_MCHID')!,
    serial: settings.get('WECHATPAY_SERIAL')!,
    privateKey,
    // With no key configured, the answer is verified with the certificates that it brings.
    platformKeys: hasKeys ? platformKeys : () => undefined,
    baseURL,
    fetch: observed.fetch,
  });
  if (hasKeys) {
    try {
      await client.warmUp();
    } catch (error) {
      return [explain(error, observed, platformKeys)];
    }
  }
  const certificates = await checkCertificates(settings, client, observed, platformKeys);
  // With no key configured, nothing but the certificates could verify the answer.
  if (certificates.id === 'wechatpay' || (!hasKeys && !certificates.ok)) return [certificates];
  return [
    passed('wechatpay', {
      en: "WeChat Pay accepts the merchant's signature, and its answer is verified.",
      zh: '微信支付接受了商户签名，应答验签通过。',
    }),
    certificates,
  ];
}

/** With the API v3 key, once the merchant is known to be accepted, or where the certificates have to show that. */
async function checkCertificates(
  settings: Settings,
  client: PayScoreClient,
  observed: ObservedFetch,
  platformKeys: Merchant['platformKeys'],
): Promise<Check> {
  const apiV3Key = settings.get('WECHATPAY_API_V3_KEY');
  if (apiV3Key === undefined) {
    return skipped('certificates', {
      en: 'not decrypted: WECHATPAY_API_V3_KEY is not set.',
      zh: '未设置 WECHATPAY_API_V3_KEY，未解密平台证书。',
    });
  }
  try {
    const { data } = await client.certificates.list({ apiV3Key });
    return passed('certificates', {
      en: `The API v3 key decrypts the platform certificates (${data.length}).`,
      zh: `APIv3密钥可以解密平台证书（${data.length} 张）。`,
    });
  } catch (error) {
    if (!isWechatPayError(error)) throw error;
    if (error.status === 200 && ['UNKNOWN_SERIAL', 'BAD_PAYLOAD'].includes(error.code)) {
      return failed(
        'certificates',
        { en: 'The API v3 key does not decrypt the platform certificates.', zh: 'APIv3密钥无法解密平台证书。' },
        {
          en: 'WECHATPAY_API_V3_KEY is not the one that is set in 商户平台 › 账户中心 › API安全. Changing it there takes effect at once.',
          zh: 'WECHATPAY_API_V3_KEY 与商户平台 › 账户中心 › API安全中设置的不一致；在平台修改后立即生效。',
        },
      );
    }
    const isPublicKeyMerchant = Object.keys(platformKeys).some((serial) => serial.startsWith('PUB_KEY_ID_'));
    if (error.status === 404 && isPublicKeyMerchant) {
      return skipped('certificates', {
        en: 'This merchant has none; WeChat Pay signs with the public key. So the API v3 key was not tried.',
        zh: '该商户没有平台证书，使用微信支付公钥验签，因此未验证 APIv3密钥。',
      });
    }
    return explain(error, observed, platformKeys);
  }
}

/** Says which setting made WeChat Pay refuse, or its answer not count. */
function explain(error: unknown, observed: ObservedFetch, platformKeys: Merchant['platformKeys']): Check {
  const because = (message: Words, hint: Words): Check => failed('wechatpay', message, hint);
  if (!isWechatPayError(error)) throw error;
  if (error.status === 0) {
    return because(
      {
        en: `No usable answer came from WeChat Pay (${error.code}).`,
        zh: `微信支付没有返回可用的应答（${error.code}）。`,
      },
      {
        en: "Check the network and a proxy on the way; Node's fetch does not use HTTPS_PROXY by itself.",
        zh: '请检查网络和代理；Node 的 fetch 默认不使用 HTTPS_PROXY。',
      },
    );
  }
  const says = observed.field('code');
  if (says === 'SIGN_ERROR' || error.code === 'SIGN_ERROR') return refusedSignature(observed.field('message') ?? '');
  if (error.code === 'STALE_TIMESTAMP') return staleAnswer();
  return notVerified(error, observed, platformKeys) ?? refused(error);
}

function refusedSignature(text: string): Check {
  const which: Words = /序列号/.test(text)
    ? { en: 'WECHATPAY_SERIAL is not a serial of this merchant', zh: 'WECHATPAY_SERIAL 不是该商户的证书序列号' }
    : /商户号/.test(text)
      ? { en: 'WECHATPAY_MCHID is not the merchant of this certificate', zh: 'WECHATPAY_MCHID 与证书所属商户不一致' }
      : /timestamp|5分钟/.test(text)
        ? { en: "this machine's clock is more than 5 minutes off", zh: '本机时钟相差超过 5 分钟' }
        : {
            en: 'the private key does not belong to the certificate with WECHATPAY_SERIAL',
            zh: '私钥与 WECHATPAY_SERIAL 对应的证书不匹配',
          };
  return failed(
    'wechatpay',
    {
      en: `WeChat Pay refuses the signature (SIGN_ERROR): ${which.en}.`,
      zh: `微信支付拒绝签名（SIGN_ERROR）：${which.zh}。`,
    },
    {
      en: 'WECHATPAY_MCHID, WECHATPAY_SERIAL and WECHATPAY_PRIVATE_KEY_FILE must belong together.',
      zh: 'WECHATPAY_MCHID、WECHATPAY_SERIAL 和 WECHATPAY_PRIVATE_KEY_FILE 必须属于同一商户和证书。',
    },
  );
}

function staleAnswer(): Check {
  return failed(
    'wechatpay',
    { en: "The answer's time is more than 5 minutes off this machine's.", zh: '应答时间与本机时间相差超过 5 分钟。' },
    { en: "Set this machine's clock.", zh: '请校准本机时钟。' },
  );
}

/** Reads an answer that no configured key verifies. */
function notVerified(
  error: WechatPayError,
  observed: ObservedFetch,
  platformKeys: Merchant['platformKeys'],
): Check | undefined {
  if (!['UNVERIFIED', 'MISSING_HEADER', 'UNKNOWN_SERIAL', 'BAD_SIGNATURE'].includes(error.code)) return undefined;
  const serial = observed.serial();
  const because = (message: Words, hint: Words): Check => failed('wechatpay', message, hint);
  if (Math.abs(observed.offset() ?? 0) > 5 * 60_000) return staleAnswer();
  // Refusals of the live gateway were recorded without a signature. This one is made only after the merchant's was accepted.
  if (serial === undefined && error.status === 404 && observed.field('code') === 'RESOURCE_NOT_EXISTS') {
    return passed('wechatpay', {
      en: "WeChat Pay accepts the merchant's signature. Its answer (no platform certificate) is not signed, so the public key was not tried.",
      zh: '微信支付接受了商户签名；应答（无平台证书）未签名，因此未验证微信支付公钥。',
    });
  }
  if (serial === undefined) {
    return because(
      { en: `The answer is not signed (HTTP ${error.status}).`, zh: `应答没有签名（HTTP ${error.status}）。` },
      { en: 'Check WECHATPAY_BASE_URL, and proxies on the way.', zh: '请检查 WECHATPAY_BASE_URL 和中间的代理。' },
    );
  }
  if (!Object.hasOwn(platformKeys, serial)) {
    const shown = /^(PUB_KEY_ID_\d+|[0-9A-F]+)$/.test(serial) ? ` (${serial})` : '';
    return because(
      {
        en: `WeChat Pay signs with a key that is not configured${shown}.`,
        zh: `微信支付使用了未配置的密钥签名${shown}。`,
      },
      {
        en: 'Check WECHATPAY_PUBLIC_KEY_ID; for a platform certificate set WECHATPAY_PLATFORM_CERTIFICATE_FILE.',
        zh: '请检查 WECHATPAY_PUBLIC_KEY_ID；若为平台证书，请设置 WECHATPAY_PLATFORM_CERTIFICATE_FILE。',
      },
    );
  }
  return because(
    {
      en: "The answer's signature does not fit the key that is configured under its ID.",
      zh: '应答签名与该 ID 下配置的公钥不匹配。',
    },
    {
      en: 'WECHATPAY_PUBLIC_KEY_FILE is not the file of WECHATPAY_PUBLIC_KEY_ID: download it again.',
      zh: 'WECHATPAY_PUBLIC_KEY_FILE 与 WECHATPAY_PUBLIC_KEY_ID 不对应，请重新下载。',
    },
  );
}

function refused(error: WechatPayError): Check {
  return failed(
    'wechatpay',
    {
      en: `WeChat Pay answered ${error.code} (HTTP ${error.status}).`,
      zh: `微信支付返回 ${error.code}（HTTP ${error.status}）。`,
    },
    {
      en: `Look the code up in WeChat Pay's documents${error.requestId ? `; Request-ID ${error.requestId}` : ''}.`,
      zh: `请查阅微信支付文档${error.requestId ? `；Request-ID ${error.requestId}` : ''}。`,
    },
  );
}
