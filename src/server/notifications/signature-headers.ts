import { NotificationError } from './notification-error';

/** Headers as a Web `Request`, Node, or a test holds them; names in any case. */
export type NotificationHeaders = Headers | Record<string, string | string[] | undefined>;

/** The four headers that carry the signature. */
export interface SignatureHeaders {
  readonly timestamp: string;
  readonly nonce: string;
  readonly serial: string;
  readonly signature: string;
}

/**
 * Finds the signature's four headers.
 *
 * @throws {@link NotificationError} `MISSING_HEADER` where one is absent, empty, or there more than once
 */
export function signatureHeaders(headers: NotificationHeaders): SignatureHeaders {
  const read = reader(headers);
  return {
    timestamp: read('wechatpay-timestamp'),
    nonce: read('wechatpay-nonce'),
    serial: read('wechatpay-serial'),
    signature: read('wechatpay-signature'),
  };
}

function reader(headers: NotificationHeaders): (name: string) => string {
  if (typeof headers !== 'object' || headers === null) return missing;
  const get = (headers as Headers).get;
  if (typeof get === 'function') return (name) => get.call(headers, name) || missing(name);
  const record = headers as Record<string, string | string[] | undefined>;
  const found = new Map<string, string[]>();
  for (const key of Object.keys(record)) {
    const name = key.toLowerCase();
    if (!name.startsWith('wechatpay-')) continue;
    found.set(name, [...(found.get(name) ?? []), ...[record[key] ?? []].flat()]);
  }
  return (name) => {
    const [value, another] = found.get(name) ?? [];
    // Two values leave open which of them was signed.
    return another === undefined && typeof value === 'string' && value !== '' ? value : missing(name);
  };
}

function missing(name: string): never {
  throw new NotificationError('MISSING_HEADER', `The request needs the header ${name}, once.`);
}
