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

const NAMES = ['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'] as const;

/**
 * Finds the signature's four headers.
 *
 * @throws {@link NotificationError} `MISSING_HEADER` where one is absent, empty, or there more than once
 */
export function signatureHeaders(headers: NotificationHeaders | undefined): SignatureHeaders {
  const isObject = typeof headers === 'object' && headers !== null;
  const values = !isObject ? [] : isHeaders(headers) ? NAMES.map((name) => headers.get(name)) : fromRecord(headers);
  const [timestamp, nonce, serial, signature] = values;
  if (!timestamp || !nonce || !serial || !signature) {
    const name = NAMES[[timestamp, nonce, serial, signature].findIndex((value) => !value)]!;
    throw new NotificationError('MISSING_HEADER', `The request needs the header ${name}, once.`);
  }
  return { timestamp, nonce, serial, signature };
}

function isHeaders(headers: NotificationHeaders): headers is Headers {
  return typeof (headers as Headers).get === 'function';
}

/** In the order of {@link NAMES}; one that is there twice is left empty, for nobody knows which of them was signed. */
function fromRecord(record: Record<string, string | string[] | undefined>): string[] {
  const values: string[] = [];
  const counts = [0, 0, 0, 0];
  for (const key of Object.keys(record)) {
    const at = NAMES.indexOf(key.toLowerCase() as (typeof NAMES)[number]);
    const value = record[key];
    if (at < 0 || value === undefined) continue;
    counts[at]! += Array.isArray(value) ? value.length : 1;
    const text = Array.isArray(value) ? value[0] : value;
    values[at] = counts[at] === 1 && typeof text === 'string' ? text : '';
  }
  return values;
}
