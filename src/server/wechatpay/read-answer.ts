import type { Operation, PreparedRequest } from './operation';
import type { Doubt, RawAnswer } from './verify-answer';
import { solutionOf, WechatPayError, type WechatPayErrorCode } from './wechat-pay-error';

/**
 * Reads a verified success.
 *
 * @param operation says which texts the answer needs
 * @param asked the fields of the question: those that the answer repeats must be the same
 * @returns the documented object, or `undefined` where success has no body
 * @throws {@link WechatPayError} `BAD_PAYLOAD` or `MISMATCHED_ANSWER`
 */
export function readSuccess(operation: Operation, asked: PreparedRequest['asked'], answer: RawAnswer): unknown {
  const content = jsonObject(answer.body);
  if (operation.answer === null) {
    if (content) checkRepeated(content, asked, answer);
    return undefined;
  }
  const names = Object.keys(operation.answer);
  const optional = Object.entries(operation.optionalAnswer ?? {});
  const usable =
    content &&
    names.every((name) => isOneOf(own(content, name), operation.answer![name]!)) &&
    optional.every(([name, values]) => own(content, name) === undefined || isOneOf(own(content, name), values));
  if (!usable) {
    throw about(
      answer,
      'BAD_PAYLOAD',
      `The answer is not the documented JSON${names.map((n) => ` with ${n}`).join()}.`,
    );
  }
  checkRepeated(content, asked, answer);
  return content;
}

/** Reads a verified refusal. WeChat Pay may quote the request in it, and a signature must not reach a log. */
export function readRefusal(answer: RawAnswer): WechatPayError {
  const content = withoutSecrets(jsonObject(answer.body) ?? {}) as Record<string, unknown>;
  const code = codeIn(content);
  if (!code) {
    const hint =
      answer.status < 400
        ? 'The answer is a redirect, which is not followed. Check baseURL.'
        : 'The answer has no error code. Check baseURL.';
    return about(answer, 'BAD_PAYLOAD', hint);
  }
  const message = own(content, 'message');
  return about(answer, code, solutionOf(code), {
    says: typeof message === 'string' && message !== '' ? `${message.slice(0, LONGEST_MESSAGE)}.` : undefined,
    detail: own(content, 'detail'),
  });
}

/** What an answer without a valid signature becomes. Of its content only an error code is passed on, as a hint. */
export function unverified(answer: RawAnswer, doubt: Doubt): WechatPayError {
  if (answer.status >= 200 && answer.status <= 299) return about(answer, doubt.code, doubt.hint);
  const claimed = codeIn(jsonObject(answer.body) ?? {});
  return about(answer, 'UNVERIFIED', `${doubt.hint}${claimed ? ` It claims ${claimed}: ${solutionOf(claimed)}` : ''}`);
}

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const LONGEST_MESSAGE = 256;

/** The documents print `ORDER_NOT_ EXIST`, with a space. */
function codeIn(content: Readonly<Record<string, unknown>>): WechatPayErrorCode | undefined {
  const code = own(content, 'code');
  const word = typeof code === 'string' ? code.replace(/\s/g, '') : '';
  return CODE.test(word) ? (word as WechatPayErrorCode) : undefined;
}

/** The answer's `Request-ID`, if it has one. */
export function requestIdOf({ headers }: RawAnswer): string | undefined {
  return headers.get('request-id')?.slice(0, 128) || undefined;
}

function about(
  answer: RawAnswer,
  code: WechatPayErrorCode,
  hint: string,
  more: { says?: string | undefined; detail?: unknown } = {},
): WechatPayError {
  const { status, headers } = answer;
  return new WechatPayError(code, {
    status,
    hint,
    requestId: requestIdOf(answer),
    retryAfter: retryAfter(headers),
    ...more,
  });
}

/** `Retry-After` as seconds from now: a number, or a date. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  // Date.parse reads almost anything, "-1" too.
  const seconds = / GMT$/.test(value) ? Math.ceil((Date.parse(value) - Date.now()) / 1000) : NaN;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function jsonObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A field of the answer's own; `undefined` where it is absent or `null`. */
function own(content: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(content, name) ? (content[name] ?? undefined) : undefined;
}

function isOneOf(value: unknown, values: readonly string[] | null): boolean {
  return typeof value === 'string' && (values ? values.includes(value) : value !== '');
}

/** A verified answer may still be the answer to another question, replayed or mixed up on the way. */
function checkRepeated(
  content: Readonly<Record<string, unknown>>,
  asked: PreparedRequest['asked'],
  answer: RawAnswer,
): void {
  for (const [name, value] of Object.entries(asked)) {
    const repeated = own(content, name);
    if (repeated !== undefined && repeated !== value) {
      throw about(answer, 'MISMATCHED_ANSWER', `The answer is about another ${name} than the one that was asked for.`);
    }
  }
}

/** As long as no sentence and no identifier is, but every signature, key and token. */
const SECRET = /[A-Za-z0-9+/=_%-]{64,}/g;

function withoutSecrets(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part: unknown) =>
    typeof part === 'string' ? part.replace(SECRET, '[removed]') : part,
  ) as unknown;
}
