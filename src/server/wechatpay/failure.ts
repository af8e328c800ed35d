import type { HttpAnswer } from './connect';
import { WechatPayError } from './wechat-pay-error';

/** The plugin's words for an answer it does not believe, and ours. */
const UNVERIFIED: Readonly<Record<string, readonly [code: string, hint: string]>> = {
  EV3_RES_HEADERS_INCOMPLATE: [
    'MISSING_HEADER',
    'The answer is not signed, so it may not be from WeChat Pay. Check baseURL.',
  ],
  EV3_RES_HEADER_TIMESTAMP_OFFSET: [
    'STALE_TIMESTAMP',
    "The answer's time is more than 5 minutes off. Check this machine's clock.",
  ],
  EV3_RES_HEADER_PLATFORM_SERIAL: [
    'UNKNOWN_SERIAL',
    'The answer is signed with a key that is not in platformKeys. Add it.',
  ],
  EV3_RES_HEADER_SIGNATURE_DIGEST: [
    'BAD_SIGNATURE',
    "The answer's signature does not fit. Check the key under its serial.",
  ],
};

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const LONGEST_MESSAGE = 256;

interface Failure {
  code?: unknown;
  response?: HttpAnswer;
  config?: { headers?: Record<string, unknown> };
}

/**
 * Turns what axios throws into a {@link WechatPayError}. The thrown error itself is let go: it holds the whole request,
 * with the Authorization header.
 *
 * @param thrown what the HTTP client threw
 * @param timedOut whether our own timeout ended the call
 */
export function failure(thrown: unknown, timedOut: boolean): WechatPayError {
  const { code, response, config } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Failure;
  const unverified = typeof code === 'string' && Object.hasOwn(UNVERIFIED, code) ? UNVERIFIED[code] : undefined;
  // An answer that broke off has its status and part of its body, which say nothing.
  const complete =
    response && code !== 'ERR_CANCELED' && (unverified || response.status < 200 || response.status > 299);
  if (!complete) return withoutAnswer(code, timedOut);
  const requestId = requestIdOf(response);
  if (unverified) return new WechatPayError(unverified[0], { status: response.status, hint: unverified[1], requestId });

  const body = withoutSignature(response.data, config?.headers?.['Authorization']);
  const answered = typeof body['code'] === 'string' ? body['code'].replace(/\s/g, '') : '';
  if (!CODE.test(answered))
    return unreadable(response, 'The answer has no error code. Check baseURL, and proxies on the way.');
  const message = typeof body['message'] === 'string' ? body['message'].slice(0, LONGEST_MESSAGE) : '';
  return new WechatPayError(answered, {
    status: response.status,
    hint: message || 'WeChat Pay gives no reason.',
    detail: body['detail'] ?? undefined,
    requestId,
  });
}

/** An answer that came, and says nothing this library knows. */
export function unreadable(answer: HttpAnswer, hint: string): WechatPayError {
  return new WechatPayError('BAD_PAYLOAD', { status: answer.status, hint, requestId: requestIdOf(answer) });
}

function withoutAnswer(code: unknown, timedOut: boolean): WechatPayError {
  return timedOut || code === 'ECONNABORTED' || code === 'ETIMEDOUT'
    ? new WechatPayError('TIMEOUT', {
        status: 0,
        hint: 'No answer within the timeout. Ask with query before trying again.',
      })
    : new WechatPayError('NETWORK_ERROR', {
        status: 0,
        hint: `No answer${wordOf(code)}. Check the connection to WeChat Pay.`,
      });
}

function wordOf(code: unknown): string {
  return typeof code === 'string' && CODE.test(code) ? ` (${code})` : '';
}

/** The answer's `Request-ID`, if it has one. */
export function requestIdOf({ headers }: HttpAnswer): string | undefined {
  const value = headers['request-id'];
  return typeof value === 'string' ? value.slice(0, 128) : undefined;
}

/** WeChat Pay's SIGN_ERROR may quote the request; the signature in it must not travel on into a log. */
function withoutSignature(data: unknown, authorization: unknown): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
  const signature = /signature="([^"]+)"/.exec(String(authorization))?.[1];
  if (!signature) return data as Record<string, unknown>;
  return JSON.parse(JSON.stringify(data).replaceAll(signature, '[removed]')) as Record<string, unknown>;
}
