import { createSign, type KeyObject, randomBytes } from 'node:crypto';
import type { Fetch } from '../arguments';
import type { FindKey } from '../keys';
import { callHook, inTime, readAtMost } from '../limits';
import { type Operation, prepareRequest } from './operation';
import { readRefusal, readSuccess, requestIdOf, unverified } from './read-answer';
import { doubtAbout, type RawAnswer } from './verify-answer';
import { isWechatPayError, WechatPayError, type WechatPayErrorCode } from './wechat-pay-error';

/** One call to WeChat Pay, for a log: without any value of the question or the answer. */
export interface PayCall {
  method: 'GET' | 'POST';
  /** The documented path, such as `/v3/payscore/permissions/authorization-code/{authorization_code}`. */
  path: string;
  /** The HTTP status, 0 where no usable answer came. */
  status: number;
  /** What the call was rejected with; absent where it succeeded. */
  code?: WechatPayErrorCode;
  /** The answer's `Request-ID`; quote it to WeChat Pay's support. */
  requestId?: string;
  /** Milliseconds. */
  duration: number;
}

/** The merchant's identity and where to send, all of it checked. */
export interface Connection {
  readonly mchid: string;
  readonly serial: string;
  readonly privateKey: KeyObject;
  readonly findKey: FindKey;
  /** The key that answers are to be signed with; without it WeChat Pay uses a platform certificate's. */
  readonly preferredKey: string | undefined;
  readonly baseURL: string;
  /** Milliseconds for the whole call, the answer's body included. */
  readonly timeout: number;
  readonly fetch: Fetch;
  readonly onCall: ((call: PayCall) => void) | undefined;
}

/**
 * Sends one operation: checked, signed, within the timeout, its answer verified.
 *
 * `input` holds its fields in snake_case. `findKeyIn` finds the key of an answer that brings it along.
 */
export type Send = <Answer>(
  operation: Operation,
  input: object,
  findKeyIn?: (answer: RawAnswer) => FindKey,
) => Promise<Answer>;

/** Answers of these endpoints are short; nothing longer is read, in bytes. */
const LONGEST_ANSWER = 1024 * 1024;

/**
 * Makes the one way in which requests leave this library for WeChat Pay. It tries nothing twice and follows no redirect.
 *
 * @param connection the merchant's identity and where to send
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012365342
 */
export function createSend(connection: Connection): Send {
  return async <Answer>(operation: Operation, input: object, findKeyIn?: (answer: RawAnswer) => FindKey) => {
    const request = prepareRequest(operation, input);
    const { method, path, body } = request;
    // `new URL` may escape further; what is signed must be what is sent.
    const url = new URL(connection.baseURL + path);
    const authorization = authorize(connection, method, url.pathname + url.search, body);
    const init: RequestInit = {
      method,
      // workerd has no 'error'.
      redirect: 'manual',
      headers: {
        Accept: 'application/json',
        // WeChat Pay refuses requests without one, and some runtimes send none.
        'User-Agent': 'weixin-payscore',
        Authorization: authorization,
        ...(body && { 'Content-Type': 'application/json' }),
        ...(connection.preferredKey && { 'Wechatpay-Serial': connection.preferredKey }),
      },
      ...(body && { body }),
    };
    const start = performance.now();
    let answer: RawAnswer | undefined;
    const report = (error?: unknown): void => {
      const duration = performance.now() - start;
      callHook(connection.onCall, { method, path: operation.path, ...outcome(answer, error), duration });
    };
    try {
      const content = await abortInTime(connection.timeout, method, async (signal) => {
        answer = await exchange(connection.fetch, url.href, { ...init, signal }, method);
        const doubt = await doubtAbout(answer, findKeyIn ? findKeyIn(answer) : connection.findKey);
        if (doubt) throw unverified(answer, doubt);
        if (answer.status < 200 || answer.status > 299) throw readRefusal(answer);
        return readSuccess(operation, { ...request.asked, mchid: connection.mchid }, answer) as Answer;
      });
      report();
      return content;
    } catch (error) {
      report(error);
      throw error;
    }
  };
}

function outcome(answer: RawAnswer | undefined, error: unknown): Pick<PayCall, 'status' | 'code' | 'requestId'> {
  const requestId = answer && requestIdOf(answer);
  const { status, code } = isWechatPayError(error) ? error : { status: answer?.status ?? 0, code: undefined };
  return { status, ...(code !== undefined && { code }), ...(requestId !== undefined && { requestId }) };
}

function authorize(
  { mchid, serial, privateKey }: Connection,
  method: string,
  pathAndQuery: string,
  body: string,
): string {
  const timestamp = Math.floor(Date.now() / 1000);
  const nonce = randomBytes(16).toString('hex');
  const signature = createSign('RSA-SHA256')
    .update(`${method}\n${pathAndQuery}\n${timestamp}\n${nonce}\n${body}\n`)
    .sign(privateKey, 'base64');
  return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`;
}

/** Ends the work when its time is over, also where a `fetch` of the caller's own ignores the signal. */
function abortInTime<T>(timeout: number, method: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return inTime(work(controller.signal), timeout, () => {
    controller.abort();
    throw withoutAnswer('TIMEOUT', method, `No answer within ${timeout} ms.`);
  });
}

async function exchange(fetch: Fetch, url: string, init: RequestInit, method: string): Promise<RawAnswer> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, headers: response.headers, body: await readBody(response) };
  } catch (error) {
    // The error itself is dropped: what a fetch implementation puts into it may hold the request with its signature.
    throw withoutAnswer(
      'NETWORK_ERROR',
      method,
      `No usable answer${networkCode(error)}. Check the connection to WeChat Pay.`,
    );
  }
}

async function readBody({ body }: Response): Promise<Buffer> {
  if (!body) return Buffer.alloc(0);
  const bytes = await readAtMost(body.getReader(), LONGEST_ANSWER);
  if (!bytes) throw new Error('The answer is too long.');
  return bytes;
}

function withoutAnswer(code: 'TIMEOUT' | 'NETWORK_ERROR', method: string, what: string): WechatPayError {
  const isQuestion = method === 'GET';
  const hint = isQuestion
    ? `${what} Asking again is safe.`
    : `${what} The request may have arrived: ask with query before trying again.`;
  return new WechatPayError(code, { status: 0, hint, retryable: isQuestion });
}

function networkCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  const name = cause?.code ?? code;
  return typeof name === 'string' && /^[A-Z0-9_]{1,40}$/.test(name) ? ` (${name})` : '';
}
