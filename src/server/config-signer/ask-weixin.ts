import type { Fetch } from '../arguments';
import { ConfigSignerError } from './config-signer-error';

/** What one call to api.weixin.qq.com is made of. */
export interface WeixinQuestion {
  /** Holds secrets in its query: it must not reach an error text. */
  url: string;
  method: 'GET' | 'POST';
  body?: string;
  fetch: Fetch;
  /** Covers the whole exchange, the answer's body included. */
  signal: AbortSignal;
}

const HINTS: Readonly<Record<number, string>> = {
  [-1]: 'WeChat is busy. Ask again in a moment.',
  40001: 'The credential is invalid: check appSecret, and that nothing else fetches tokens with force_refresh.',
  40013: 'Check appId.',
  40014: 'The access token is invalid.',
  40125: 'Check appSecret; it may have been reset.',
  40164: "Add this server's IP address to the account's IP whitelist.",
  42001: 'The access token has expired.',
  45009: "The account's daily quota for this call is used up. It can be cleared by hand once in a while.",
  45011: 'Too many calls in one minute. Ask again later.',
  61004: "Add this server's IP address to the account's IP whitelist.",
};

/**
 * The error for a return code of WeChat's.
 *
 * @param errcode WeChat's number
 * @param more a sentence to add to the hint
 */
export function refusedWith(errcode: number, more = ''): ConfigSignerError {
  const hint = HINTS[errcode] ?? "Look the number up in WeChat's list of return codes.";
  return new ConfigSignerError('UPSTREAM_REFUSED', `${hint}${more}`, errcode);
}

/**
 * Asks api.weixin.qq.com one question and reads the answer's JSON. Redirects are refused: they would carry a secret away.
 *
 * @throws {@link ConfigSignerError} `UPSTREAM_REFUSED` with `errcode`, or `UPSTREAM_FAILED`
 */
export async function askWeixin({
  url,
  method,
  body,
  fetch,
  signal,
}: WeixinQuestion): Promise<Record<string, unknown>> {
  const request: RequestInit = {
    method,
    signal,
    // workerd has no 'error'.
    redirect: 'manual',
    headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  };
  const { status, text } = await exchange(() => fetch(url, request), signal);
  if (status >= 300 && status <= 399) throw failed('api.weixin.qq.com answered with a redirect. Check apiBase.');
  const answer = parse(text);
  if (!answer) throw failed(`api.weixin.qq.com answered HTTP ${status} without a JSON object.`);
  const errcode = answer['errcode'] ?? 0;
  if (typeof errcode !== 'number') throw failed('The errcode in the answer is not a number.');
  if (errcode !== 0) throw refusedWith(errcode);
  if (status < 200 || status > 299) throw failed(`api.weixin.qq.com answered HTTP ${status}.`);
  return answer;
}

async function exchange(send: () => Promise<Response>, signal: AbortSignal): Promise<{ status: number; text: string }> {
  let giveUp: (() => void) | undefined;
  // The clock holds for a fetch of the caller's own too, which may ignore the signal.
  const clock = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
  });
  const answered = async () => {
    const response = await send();
    return { status: response.status, text: await response.text() };
  };
  try {
    return await Promise.race([clock, answered()]);
  } catch (error) {
    // The error itself stays here: what a fetch implementation writes into it may hold the URL, and so a secret.
    throw failed(
      signal.aborted
        ? 'No answer within the timeout.'
        : `The call failed${networkCode(error)}. Check the connection to api.weixin.qq.com.`,
    );
  } finally {
    signal.removeEventListener('abort', giveUp!);
  }
}

function networkCode(error: unknown): string {
  const code = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? ` (${code})` : '';
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function failed(hint: string): ConfigSignerError {
  return new ConfigSignerError('UPSTREAM_FAILED', hint);
}
