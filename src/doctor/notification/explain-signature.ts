import { NotificationError, type PermissionEvent } from '../../server';
import { type Check, failed, type Words } from '../check';
import { headerOf, type SavedNotification } from './saved-notification';

/** A notification that did not pass, and what it was checked with. */
export interface Circumstances extends SavedNotification {
  readonly body: string;
  /** The keys that are configured. */
  readonly serials: readonly string[];
  /** ms since 1970 */
  readonly now: number;
  /** Runs the checks again on another body, or with the key of another serial. */
  open(body: string, serial?: string): PermissionEvent;
}

/**
 * Says why a notification's signature does not fit, by trying what commonly happens to a body between WeChat Pay and the file,
 * and the other keys that are configured.
 */
export function explainSignature({ headers, body, serials, open }: Circumstances): Check {
  const reaches = (text: string, serial?: string): boolean => {
    try {
      open(text, serial);
      return true;
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      return error.code !== 'BAD_SIGNATURE' && error.code !== 'UNKNOWN_SERIAL';
    }
  };
  const because = (message: Words, hint: Words): Check => failed('signature', message, hint);
  if (headerOf(headers, 'wechatpay-signature').startsWith('WECHATPAY/SIGNTEST/')) {
    return because(
      {
        en: "This is WeChat Pay's own probe, whose signature is wrong on purpose.",
        zh: '这是微信支付的探测请求，其签名故意设为错误。',
      },
      { en: 'Refusing it is right: answer 401, as the handler does.', zh: '拒绝它是正确的：返回 401 即可。' },
    );
  }
  const trimmed = [body.replace(/\s+$/, ''), `${body}\n`, body.replaceAll('\r\n', '\n')].find(
    (text) => text !== body && reaches(text),
  );
  if (trimmed !== undefined) {
    return because(
      {
        en: 'The signature fits the body with another line end: it was changed when it was saved.',
        zh: '更换换行后验签通过：保存时改动了报文的换行。',
      },
      { en: 'Save the raw body without adding a line end.', zh: '请原样保存报文，不要增加换行。' },
    );
  }
  const written = rewritten(body);
  if (written !== undefined && reaches(written)) {
    return because(
      {
        en: 'The signature fits the body once its JSON is written without spaces: it was parsed and written again.',
        zh: '去掉 JSON 空白后验签通过：报文被解析后重新序列化过。',
      },
      {
        en: 'Verify the raw body, before a framework parses it.',
        zh: '请在框架解析之前使用原始报文验签。',
      },
    );
  }
  const other = serials.find((serial) => serial !== headerOf(headers, 'wechatpay-serial') && reaches(body, serial));
  if (other !== undefined) {
    return because(
      {
        en: `The signature fits the key that is configured as ${other}.`,
        zh: `使用配置为 ${other} 的密钥可以验签通过。`,
      },
      { en: 'The keys are configured under the wrong IDs.', zh: '密钥与其 ID 配置错位。' },
    );
  }
  return because(
    { en: 'The signature does not fit the body.', zh: '报文验签失败。' },
    {
      en: "The body was changed on the way, or WECHATPAY_PUBLIC_KEY_FILE is not the key of this serial; download it again. Somebody else's request fails here too.",
      zh: '报文在途中被改动，或 WECHATPAY_PUBLIC_KEY_FILE 不是该序列号对应的公钥（请重新下载）；伪造的请求也会在此失败。',
    },
  );
}

function rewritten(body: string): string | undefined {
  try {
    const text = JSON.stringify(JSON.parse(body));
    return text === body ? undefined : text;
  } catch {
    return undefined;
  }
}
