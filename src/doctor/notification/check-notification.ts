import { NotificationError, type NotificationErrorCode, parseNotification, type PermissionEvent } from '../../server';
import { type Check, failed, passed, type Words } from '../check';
import { checkApiV3Key } from '../env/api-v3-key';
import { checkPlatformKeys } from '../env/platform-keys';
import { missing } from '../env/variable';
import type { Settings } from '../settings';
import { explainFailure, STEPS, type Step } from './explain-failure';
import type { SavedNotification } from './saved-notification';

const STEP_OF: Readonly<Record<Exclude<NotificationErrorCode, 'BAD_PAYLOAD'>, Step>> = {
  MISSING_HEADER: 'headers',
  STALE_TIMESTAMP: 'clock',
  UNKNOWN_SERIAL: 'serial',
  BAD_SIGNATURE: 'signature',
  UNSUPPORTED_ALGORITHM: 'algorithm',
  DECRYPT_FAILED: 'decryption',
};

const PASSES: Readonly<Record<Step, Words>> = {
  headers: { en: 'The four headers of the signature are there.', zh: '四个签名请求头齐全。' },
  clock: { en: 'Its time is within 5 minutes.', zh: '时间戳在 5 分钟以内。' },
  serial: { en: 'Wechatpay-Serial names a key that is configured.', zh: 'Wechatpay-Serial 对应的密钥已配置。' },
  signature: { en: 'The signature fits the raw body.', zh: '原始报文验签通过。' },
  envelope: { en: 'The body is a JSON object with a resource.', zh: '报文是包含 resource 的 JSON 对象。' },
  algorithm: { en: 'It is encrypted with AEAD_AES_256_GCM.', zh: '加密算法为 AEAD_AES_256_GCM。' },
  decryption: { en: 'The API v3 key decrypts it, and the tag fits.', zh: 'APIv3密钥解密成功，认证标签匹配。' },
  payload: { en: 'It is a permission event of Pay Score.', zh: '是支付分授权事件。' },
};

/**
 * `doctor notification`: runs a saved notification through `parseNotification` and says at which check it stopped.
 *
 * @param notification its headers, and the body exactly as it arrived
 * @param settings the API v3 key and WeChat Pay's keys
 * @param now the time to compare with the notification's, in ms since 1970
 * @returns the variables that cannot be used, if any; else the checks up to the first that fails, and the decrypted event as
 *   `event` where all pass. The user's openid is masked
 */
export function checkNotification(notification: SavedNotification, settings: Settings, now: number): Check[] {
  const { keys, checks } = checkPlatformKeys(settings, undefined, now);
  const apiV3Key = settings.get('WECHATPAY_API_V3_KEY');
  const keyCheck = apiV3Key === undefined ? missing('WECHATPAY_API_V3_KEY') : checkApiV3Key(settings);
  const unusable = [...checks, keyCheck].filter(({ ok }) => !ok);
  if (unusable.length > 0) return unusable;
  if (Object.keys(keys).length === 0) return [noKey()];

  const { headers, body } = notification;
  if (typeof body !== 'string') return [parsedBody()];
  const open = (text: string, serial?: string): PermissionEvent =>
    parseNotification(
      { headers: serial === undefined ? headers : withSerial(headers, serial), body: text },
      { apiV3Key: apiV3Key!, platformKeys: keys, now: () => now },
    );
  try {
    const event = open(body);
    return [...STEPS.map((step) => passed(step, PASSES[step])), describeEvent(event)];
  } catch (error) {
    if (!(error instanceof NotificationError)) throw error;
    const step = stepOf(error.code, body);
    const before = STEPS.slice(0, STEPS.indexOf(step)).map((one) => passed(one, PASSES[one]));
    return [...before, explainFailure(step, error, { headers, body, serials: Object.keys(keys), now, open })];
  }
}

function noKey(): Check {
  return failed(
    'WECHATPAY_PUBLIC_KEY_FILE',
    { en: 'No key of WeChat Pay is configured to verify with.', zh: '没有可用于验签的微信支付密钥。' },
    {
      en: 'Set WECHATPAY_PUBLIC_KEY_ID and WECHATPAY_PUBLIC_KEY_FILE, or WECHATPAY_PLATFORM_CERTIFICATE_FILE.',
      zh: '请设置 WECHATPAY_PUBLIC_KEY_ID 和 WECHATPAY_PUBLIC_KEY_FILE，或 WECHATPAY_PLATFORM_CERTIFICATE_FILE。',
    },
  );
}

function parsedBody(): Check {
  return failed(
    'raw-body',
    {
      en: 'The body was saved as parsed JSON. Its signature is over the text as it arrived, so it cannot be checked.',
      zh: '保存的报文是解析后的 JSON，而签名针对的是原始报文，无法验签。',
    },
    {
      en: 'Save the raw body as text. A server whose framework parses it first fails in the same way.',
      zh: '请以文本保存原始报文。若服务端框架先解析了请求体，也会因此验签失败。',
    },
  );
}

/** A payload is bad before it is decrypted, where it has no resource, or after. */
function stepOf(code: NotificationErrorCode, body: string): Step {
  if (code !== 'BAD_PAYLOAD') return STEP_OF[code];
  try {
    const { resource } = Object(JSON.parse(body)) as { resource?: unknown };
    return typeof resource === 'object' && resource !== null ? 'payload' : 'envelope';
  } catch {
    return 'envelope';
  }
}

function describeEvent(event: PermissionEvent): Check {
  const { resource } = event;
  const shown = {
    ...event,
    resource: {
      ...resource,
      ...(resource.openid !== undefined && { openid: masked(resource.openid) }),
      ...(resource.sub_openid !== undefined && { sub_openid: masked(resource.sub_openid) }),
    },
  };
  const text = JSON.stringify(shown, null, 2);
  return passed('event', { en: `decrypted, openid masked:\n${text}`, zh: `解密结果（openid 已打码）：\n${text}` });
}

/** An openid is personal data, and a report is made to be sent to a colleague. */
function masked(openid: string): string {
  return `${openid.slice(0, 4)}***`;
}

function withSerial(headers: SavedNotification['headers'], serial: string): SavedNotification['headers'] {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'wechatpay-serial')!;
  return { ...headers, [name]: serial };
}
