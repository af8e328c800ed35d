import type { Application } from './authorize-pay-score';
import type { ConfigSignature } from './bridge/configuration';
import type { Confirmation } from './bridge/confirmation';
import { checkArgument, checkFunction, checkTimeout } from './protocol/argument';

/** What {@link payScoreRoutes} takes besides the routes' address. */
export interface PayScoreRoutesOptions {
  /** Headers for each request, asked anew each time, such as a session's. Cookies are sent without it. */
  headers?(): Record<string, string>;
  /** Longest time for one answer, in ms; default 10000. */
  timeout?: number;
}

/** What a route is rejected with. */
interface RouteError extends Error {
  /** Of HTTP; 0: no answer came. */
  status?: number;
  /** The server's own, else the status. */
  code?: string | number;
}

/** The page's side of the merchant's routes: what `createWeixin` and `authorizePayScore` take, under the same names. */
export interface PayScoreRoutes {
  /** `GET {base}/config?url=…`, for `createWeixin`. */
  getConfigSignature(url: string): Promise<ConfigSignature>;
  /** `POST {base}/token`, for `authorizePayScore`. */
  applyPermissionsToken(): Promise<Application>;
  /** `GET {base}/state`, for `authorizePayScore`. */
  confirm(): Promise<Confirmation>;
}

/**
 * Asks the routes that `createPayScoreRoutes` of `weixin-payscore/server` makes.
 *
 * Its functions are the same for the life of the object, and can be passed on alone. Each rejects with an `Error` whose message
 * holds the method, the path, the HTTP status and the server's own `code` and `message`, such as `GET /payscore/state: HTTP 401
 * NOT_SIGNED_IN Sign in first.`; `HTTP 0` means that no answer came. Its `status` is that of HTTP, and its `code` the server's, else
 * the status. Cookies go to another origin too, which the server must allow; `createPayScoreRoutes` does for the origins that its
 * signer signs for.
 *
 * It uses XMLHttpRequest, because the web views of the oldest clients have no `fetch`.
 *
 * @param base the routes' address: a path such as `/payscore`, or an http(s) URL, without query
 * @param options `headers` and `timeout`
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function payScoreRoutes(base: string, options?: PayScoreRoutesOptions): PayScoreRoutes {
  const { headers, timeout = 10000 } = Object(options) as PayScoreRoutesOptions;
  checkArgument(
    typeof base === 'string' && /^((https?:)?\/\/[^/\\?#@\s]+(\/|$)|\/(?![/\\]))[^?#\s]*$/.test(base),
    'base',
    'pass a path such as /payscore, or an http(s) URL, without query.',
  );
  if (headers) checkFunction('headers', headers);
  checkTimeout('timeout', timeout);

  function ask<T>(method: string, route: string, query = ''): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const path = base.replace(/\/*$/, '/') + route;
      request.open(method, path + query);
      request.timeout = timeout;
      request.withCredentials = true;
      const own = headers ? headers() : {};
      for (const name in own) if (own[name] !== undefined) request.setRequestHeader(name, own[name]);
      // Not `loadend`: scripts that wrap XMLHttpRequest to watch it often leave that one out.
      request.onload =
        request.onerror =
        request.ontimeout =
        request.onabort =
          () => {
            const { status } = request;
            let answer;
            try {
              answer = JSON.parse(request.responseText);
            } catch {
              // The page of a proxy, or nothing.
            }
            if (status === 200 && answer) return resolve(answer);
            const [code, message] = [Object(answer).code, Object(answer).message].map(toWord);
            const words = [
              method,
              path + ':',
              'HTTP',
              status,
              Object(answer) === answer ? code : 'without JSON',
              message,
            ];
            const error: RouteError = new Error(words.filter((word) => word !== undefined).join(' '));
            error.status = status;
            error.code = code || status;
            reject(error);
          };
      request.send();
    });
  }

  return {
    getConfigSignature: (url) => ask('GET', 'config', '?url=' + encodeURIComponent(url)),
    applyPermissionsToken: () => ask('POST', 'token'),
    confirm: () => ask('GET', 'state'),
  };
}

/** Text or a number, as the codes and messages of servers are. */
function toWord(value: unknown): string | number | undefined {
  return value && /string|number/.test(typeof value) ? (value as string | number) : undefined;
}
