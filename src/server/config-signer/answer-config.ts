import type { ConfigSignature } from './config-signature';
import { ConfigSignerError } from './config-signer-error';

const STATUS = { INVALID_URL: 400, ORIGIN_NOT_ALLOWED: 403, UPSTREAM_REFUSED: 502, UPSTREAM_FAILED: 502 } as const;

/**
 * Answers a page's `GET ?url=…`. No answer may be cached: a signature is for one moment.
 *
 * @param request its query has `url` once, escaped
 * @param sign the signer's own verb
 * @returns 200 with the signature; 400, 403, 405 or 502 with `{ code, message }`
 */
export async function answerConfig(
  request: Request,
  sign: (url: string) => Promise<ConfigSignature>,
): Promise<Response> {
  if (request.method !== 'GET') {
    return answer(405, { code: 'METHOD_NOT_ALLOWED', message: 'Ask with GET.' }, { allow: 'GET' });
  }
  try {
    const [url, another] = new URL(request.url).searchParams.getAll('url');
    if (url === undefined || another !== undefined) {
      throw new ConfigSignerError('INVALID_URL', "Send the page's address as ?url=, once and escaped.");
    }
    return answer(200, await sign(url));
  } catch (error) {
    if (!(error instanceof ConfigSignerError)) throw error;
    return answer(STATUS[error.code], { code: error.code, message: error.hint });
  }
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });
}
