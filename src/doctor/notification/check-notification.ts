import { NotificationError, type NotificationErrorCode, parseNotification, type PermissionEvent } from '../../server';
import { type Check, failed, passed, type Words } from '../check';
import { checkApiV3Key } from '../env/merchant';
import { checkPlatformKeys } from '../env/platform-keys';
import { missing } from '../env/variable';
import type { Settings } from '../settings';
import { type Circumstances, explainSignature } from './explain-signature';
import { headerOf, type SavedNotification } from './saved-notification';

/** The checks in the order in which a notification goes through them. */
const LADDER = ['headers', 'clock', 'serial', 'signature', 'envelope', 'algorithm', 'decryption', 'payload'] as const;
type Step = (typeof LADDER)[number];

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
      { headers: serial === undefined ? headers : { ...headers, ...withSerial(headers, serial) }, body: text },
      { apiV3Key: apiV3Key!, platformKeys: keys, now: () => now },
    );
  try {
    const event = open(body);
    return [...LADDER.map((step) => passed(step, PASSES[step])), describeEvent(event)];
  } catch (error) {
    if (!(error instanceof NotificationError)) throw error;
    const step = stepOf(error.code, body);
    const before = LADDER.slice(0, LADDER.indexOf(step)).map((one) => passed(one, PASSES[one]));
    return [...before, explain(step, error, { headers, body, serials: Object.keys(keys), now, open })];
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

function explain(step: Step, error: NotificationError, circumstances: Circumstances): Check {
  const { headers, serials, now } = circumstances;
  switch (step) {
    case 'headers': {
      const name = /wechatpay-[a-z]+/.exec(error.hint)?.[0] ?? 'Wechatpay-…';
      return failed(
        step,
        { en: `The header ${name} is missing, or is there more than once.`, zh: `请求头 ${name} 缺失或出现多次。` },
        {
          en: 'Check that a proxy passes it on, and that all headers were saved.',
          zh: '请检查代理是否透传该请求头，以及保存时是否完整。',
        },
      );
    }
    case 'clock':
      return stale(headerOf(headers, 'wechatpay-timestamp'), now);
    case 'serial': {
      const serial = headerOf(headers, 'wechatpay-serial');
      const shown = /^(PUB_KEY_ID_\d+|[0-9A-Fa-f]+)$/.test(serial) ? ` ${serial}` : '';
      return failed(
        step,
        {
          en: `It is signed with the key${shown}; configured: ${serials.join(', ')}.`,
          zh: `签名使用的密钥${shown}未配置，已配置：${serials.join('、')}。`,
        },
        serial.startsWith('PUB_KEY_ID_')
          ? { en: 'Check WECHATPAY_PUBLIC_KEY_ID.', zh: '请检查 WECHATPAY_PUBLIC_KEY_ID。' }
          : {
              en: 'This is a platform certificate: set WECHATPAY_PLATFORM_CERTIFICATE_FILE, or use platformCertificates.',
              zh: '这是平台证书：请设置 WECHATPAY_PLATFORM_CERTIFICATE_FILE，或使用 platformCertificates。',
            },
      );
    }
    case 'signature':
      return explainSignature(circumstances);
    case 'envelope':
      return failed(
        step,
        { en: 'The body is no JSON object with a resource.', zh: '报文不是包含 resource 的 JSON 对象。' },
        { en: 'Check that the body was saved whole.', zh: '请检查报文是否完整保存。' },
      );
    case 'algorithm':
      return failed(
        step,
        { en: 'It is encrypted with another algorithm than AEAD_AES_256_GCM.', zh: '加密算法不是 AEAD_AES_256_GCM。' },
        { en: 'Check for which product this notification is.', zh: '请确认该通知属于哪个产品。' },
      );
    case 'decryption':
      return failed(
        step,
        { en: 'The resource cannot be decrypted.', zh: 'resource 解密失败。' },
        {
          en: 'WECHATPAY_API_V3_KEY is not the key that was set in 商户平台 when this notification was sent.',
          zh: 'WECHATPAY_API_V3_KEY 与发送该通知时商户平台设置的密钥不一致。',
        },
      );
    case 'payload':
      return failed(
        step,
        {
          en: 'It is genuine, but no permission event of Pay Score, or lacks a field.',
          zh: '通知真实有效，但不是支付分授权事件，或缺少字段。',
        },
        {
          en: `${error.hint} createNotificationHandler gives another type of event to onOther.`,
          zh: '其他类型的事件由 createNotificationHandler 交给 onOther 处理。',
        },
      );
  }
}

function stale(timestamp: string, now: number): Check {
  const sent = /^\d{1,10}$/.test(timestamp) ? Number(timestamp) * 1000 : undefined;
  if (sent === undefined) {
    return failed(
      'clock',
      { en: 'Wechatpay-Timestamp is no Unix time in seconds.', zh: 'Wechatpay-Timestamp 不是秒级时间戳。' },
      { en: 'Check that the header was saved as it arrived.', zh: '请检查请求头是否原样保存。' },
    );
  }
  const minutes = Math.round(Math.abs(now - sent) / 60_000);
  const side: Words = now > sent ? { en: 'before', zh: '早于' } : { en: 'after', zh: '晚于' };
  return failed(
    'clock',
    {
      en: `It was sent ${minutes} minutes ${side.en} the time of this check; at most 5 are accepted.`,
      zh: `发送时间${side.zh}检查时间 ${minutes} 分钟，最多允许 5 分钟。`,
    },
    {
      en: 'A saved one is old: give the time of its arrival with --at (seconds, RFC 3339, or "sent"). If it failed on arrival, set the clock.',
      zh: '保存的通知会过期：请用 --at 指定到达时间（秒、RFC 3339 或 sent）。若到达时就已失败，请校准时钟。',
    },
  );
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
  return { [name]: serial };
}
