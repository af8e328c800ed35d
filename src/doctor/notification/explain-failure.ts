import type { NotificationError } from '../../server';
import { type Check, failed, type Words } from '../check';
import { type Circumstances, explainSignature } from './explain-signature';
import { headerOf, type SavedNotification } from './saved-notification';

/** One check that a notification goes through. */
export type Step = 'headers' | 'clock' | 'serial' | 'signature' | 'envelope' | 'algorithm' | 'decryption' | 'payload';

/** The checks in their order. */
export const STEPS: readonly Step[] = [
  'headers',
  'clock',
  'serial',
  'signature',
  'envelope',
  'algorithm',
  'decryption',
  'payload',
];

/**
 * Says what failed, and what to do about it.
 *
 * @param step the check that failed
 * @param error what `parseNotification` threw; its texts hold nothing of the notification
 */
export function explainFailure(step: Step, error: NotificationError, circumstances: Circumstances): Check {
  const { headers, serials, now } = circumstances;
  switch (step) {
    case 'headers': {
      const name = missingHeader(headers);
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

/** The first header of the signature that is not there exactly once. */
function missingHeader(headers: SavedNotification['headers']): string {
  const names = ['timestamp', 'nonce', 'serial', 'signature'].map((name) => `wechatpay-${name}`);
  const values = (name: string): string[] =>
    Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? value : []));
  return names.find((name) => values(name).length !== 1 || values(name)[0] === '') ?? 'wechatpay-…';
}
