import { callHook } from '../limits';
import { ConfigSignerError } from './config-signer-error';

/** What `wx.config` needs from the server. */
export interface ConfigSignature {
  appId: string;
  /** Seconds since 1970. */
  timestamp: number;
  nonceStr: string;
  signature: string;
}

/** What {@link answerConfig} needs of a signer. */
export interface ConfigAnswering {
  sign(url: string): Promise<ConfigSignature>;
  /** Pages of these origins may read the answer from another origin. */
  readonly origins: ReadonlySet<string>;
  onError?: ((error: unknown, request: Request) => void) | undefined;
}

const STATUS = { INVALID_URL: 400, ORIGIN_NOT_ALLOWED: 403, UPSTREAM_REFUSED: 502, UPSTREAM_FAILED: 502 } as const;

/**
 * Answers a page's `GET ?url=…`, and the `OPTIONS` that a browser sends first from another origin. No answer may be
 * cached: a signature is for one moment.
 *
 * @param request its query has `url` once, escaped
 * @param signer what signs, and who may read the answer
 * @returns 200 with the signature; 204 to `OPTIONS`; 400, 403, 405 or 502 with `{ code, message }`, and 500 for an error of
 *   this library. It never rejects
 */
export async function answerConfig(request: Request, signer: ConfigAnswering): Promise<Response> {
  const headers = new Headers({ 'cache-control': 'no-store', vary: 'Origin' });
  const origin = request.headers.get('origin');
  if (origin !== null && signer.origins.has(origin)) headers.set('access-control-allow-origin', origin);

  function refuse(status: number, error: unknown, code: string, message: string): Response {
    callHook(signer.onError, error, request);
    return Response.json({ code, message }, { status, headers });
  }

  try {
    if (request.method === 'OPTIONS') {
      if (origin === null || signer.origins.has(origin)) return answerPreflight(request, headers, 'GET');
      throw new ConfigSignerError('ORIGIN_NOT_ALLOWED', "Add the page's origin to allowedOrigins if it is yours.");
    }
    if (request.method !== 'GET') {
      headers.set('allow', 'GET');
      return refuse(405, new Error('The request was not sent with GET.'), 'METHOD_NOT_ALLOWED', 'Ask with GET.');
    }
    const [url, another] = new URL(request.url).searchParams.getAll('url');
    if (url === undefined || another !== undefined) {
      throw new ConfigSignerError('INVALID_URL', "Send the page's address as ?url=, once and escaped.");
    }
    return Response.json(await signer.sign(url), { headers });
  } catch (error) {
    if (!(error instanceof ConfigSignerError)) return refuse(500, error, 'INTERNAL_ERROR', 'The URL was not signed.');
    return refuse(STATUS[error.code], error, error.code, error.hint);
  }
}

/**
 * Answers the `OPTIONS` that a browser sends before a request of another origin.
 *
 * @param request of the browser
 * @param headers have `access-control-allow-origin` where the page may read the answer
 * @param method the one that the route takes
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch
 */
export function answerPreflight(request: Request, headers: Headers, method: string): Response {
  headers.set('allow', method);
  if (headers.has('access-control-allow-origin')) {
    headers.set('access-control-allow-methods', method);
    headers.set('access-control-max-age', '600');
    // A page may send headers of its own, such as its session's.
    const asked = request.headers.get('access-control-request-headers');
    if (asked !== null) headers.set('access-control-allow-headers', asked);
  }
  return new Response(null, { status: 204, headers });
}
