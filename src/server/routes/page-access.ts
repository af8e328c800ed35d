/** The part of a `ConfigSigner` that the routes use. */
export interface RouteSigner {
  /** Answers `GET ?url=…`, and `OPTIONS` with `Access-Control-Allow-Origin` for the origins whose pages it signs. */
  handler(request: Request): Promise<Response>;
}

/**
 * Decides whether the page that sent a request may use the routes, and read their answer.
 *
 * The routes know a user by the merchant's cookie, which browsers send along for any site's page. So a page of another origin is
 * refused, unless it is one that the signer signs for. It is the signer that is asked, because a page that uses the routes
 * has its address signed anyway: one list, and no guess about the name under which a proxy passes the request on.
 *
 * A request without `Origin` is let through: browsers send one with every POST of another origin, and without CORS headers no
 * page of another origin can read the answer to a GET.
 *
 * @param request of any method
 * @param signer whose list of origins counts
 * @returns headers of the answer; `undefined` where the page may not
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export async function pageAccess(request: Request, signer: RouteSigner): Promise<Headers | undefined> {
  const headers = new Headers({ 'cache-control': 'no-store', vary: 'Origin' });
  const origin = request.headers.get('origin');
  if (origin === null || isSameOrigin(origin, request)) return headers;
  const answer = await signer.handler(new Request(request.url, { method: 'OPTIONS', headers: { origin } }));
  await answer.body?.cancel();
  if (answer.headers.get('access-control-allow-origin') !== origin) return undefined;
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-allow-credentials', 'true');
  return headers;
}

/** The scheme is left out: behind a proxy that ends TLS the request arrives over plain http. */
function isSameOrigin(origin: string, request: Request): boolean {
  if (request.headers.get('sec-fetch-site') === 'same-origin') return true;
  return URL.canParse(origin) && new URL(origin).host === new URL(request.url).host;
}

/** Lets pages that send their cookies read an answer that the signer allows them to read. */
export function withCredentials(answer: Response): Response {
  const origin = answer.headers.get('access-control-allow-origin');
  if (origin === null || origin === '*') return answer;
  const headers = new Headers(answer.headers);
  headers.set('access-control-allow-credentials', 'true');
  return new Response(answer.body, { status: answer.status, headers });
}
