import { isWeixinError } from '../../errors';
import { checkFunction, checkText, invalidArgument, ownFields } from '../arguments';
import { answerPreflight } from '../config-signer/answer-config';
import { callHook } from '../limits';
import { isWechatPayError } from '../wechatpay/wechat-pay-error';
import { type Authorizations, checkAuthorizations, memoryAuthorizations } from './authorizations';
import { pageAccess, type RouteSigner, withCredentials } from './page-access';
import { PayScoreRoutesError } from './pay-score-routes-error';
import { checkApplication, type RouteApplication, type RoutePermissions, userPermission } from './user-permission';

/** What {@link createPayScoreRoutes} takes. */
export interface PayScoreRoutesOptions<P extends RoutePermissions> {
  /** The path before `/config`, `/token`, `/state` and `/notify`, as the browser sees it; default `/payscore`. */
  base?: string;
  /** `createConfigSigner`'s. Pages of its `allowedOrigins`, and of this server's own origin, may use the routes. */
  signer: RouteSigner;
  /** `createPayScoreClient`'s `merchant`, `partner` or `acquiringBank`. */
  permissions: P;
  /** What every application says, but for the user's `authorization_code`: `service_id`, `appid`, `notify_url`, … */
  application: RouteApplication<P>;
  /**
   * Who is signed in at the merchant's, by the merchant's own session; `null` where nobody is. Two users must never get the same
   * text, and a user always the same.
   */
  userOf(request: Request): string | null | undefined | Promise<string | null | undefined>;
  /** Which code each user has; default `memoryAuthorizations()`, which forgets them when the process ends. */
  authorizations?: Authorizations;
  /** `createNotificationHandler`'s. Without it there is no `/notify`. */
  notify?(request: Request): Promise<Response>;
  /**
   * Called with the reason of every answer of `/token` and `/state` that is an error, and for other paths: a
   * `PayScoreRoutesError`, a `WechatPayError`, a `WeixinError`, or what `userOf` or the authorizations threw. `/config` and
   * `/notify` have the hooks of the signer and the notification handler. What it throws is ignored.
   */
  onError?(error: unknown, request: Request): void;
}

/** The routes as one handler of Web requests. `toNodeHandler` puts it into a Node server. */
export interface PayScoreRoutes {
  /** Never rejects. A refusal is `{ code, message }`, which the page's `payScoreRoutes` repeats. */
  handler(request: Request): Promise<Response>;
}

/**
 * Makes the routes that the page's `payScoreRoutes(base)` asks.
 *
 * | route | answer |
 * |---|---|
 * | `GET {base}/config?url=…` | the signer's |
 * | `POST {base}/token` | `{ apply_permissions_token }`, or `{ authorization_state: 'AVAILABLE' }` for a user who has authorised |
 * | `GET {base}/state` | `{ authorization_state }` as WeChat Pay says now; 404 `NOT_APPLIED` where nothing was applied for |
 * | `POST {base}/notify` | the notification handler's |
 *
 * `token` finds the user's `authorization_code`, or saves a new one before it applies. It asks for the state of a code that was
 * there before: `AVAILABLE` is the answer, an `UNAVAILABLE` one is replaced by a new code, and otherwise it applies with the code
 * it has. One that WeChat Pay knows with another application (`INVALID_REQUEST`) and no user has agreed to is replaced too. However
 * many requests, devices and processes ask at once, a user has one code.
 *
 * Refusals: 401 `NOT_SIGNED_IN`; 403 `ORIGIN_NOT_ALLOWED`, for a page of another origin that the signer does not sign for; 404
 * `NOT_FOUND` for other paths; 405 with `Allow`; 500 where `userOf` or the authorisations fail, or the application is wrong; 502
 * with WeChat Pay's own code, and its `Retry-After`, where it refuses or does not answer. No answer may be cached.
 *
 * @param options signer, client and the merchant's own: who is signed in, and what to apply for
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export function createPayScoreRoutes<P extends RoutePermissions>(options: PayScoreRoutesOptions<P>): PayScoreRoutes {
  const { base, signer, permissions, application, userOf, authorizations, notify, onError } = ownFields(
    options,
    'options',
  );
  requireFunctions('signer', signer, ['handler'], "Give createConfigSigner's.");
  requireFunctions(
    'permissions',
    permissions,
    ['apply', 'query'],
    "Give one of createPayScoreClient's, such as merchant.",
  );
  if (typeof userOf !== 'function') throw invalidArgument('userOf', 'Give a function.');
  checkFunction(notify, 'notify');
  checkFunction(onError, 'onError');
  const prefix = checkBase(base === undefined ? '/payscore' : base);
  const permission = userPermission(
    permissions,
    checkApplication(application),
    checkAuthorizations(authorizations === undefined ? memoryAuthorizations() : authorizations),
  );

  async function signedInUser(request: Request): Promise<string> {
    const user = (await userOf(request)) ?? '';
    if (user === '') throw new PayScoreRoutesError('NOT_SIGNED_IN', 401, 'Sign in first.');
    return checkText(user, 'userOf');
  }

  const ownRoutes = new Map<string, { method: string; answer(user: string): Promise<object> }>([
    [`${prefix}/token`, { method: 'POST', answer: (user) => permission.apply(user) }],
    [
      `${prefix}/state`,
      {
        method: 'GET',
        answer: async (user) => {
          const state = await permission.state(user);
          if (state === undefined) throw new PayScoreRoutesError('NOT_APPLIED', 404, 'Nothing was applied for.');
          return { authorization_state: state };
        },
      },
    ],
  ]);

  async function answer(request: Request, headers: Headers): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === `${prefix}/config`) return withCredentials(await signer.handler(request));
    if (pathname === `${prefix}/notify` && notify) return notify(request);
    const route = ownRoutes.get(pathname);
    if (!route) throw new PayScoreRoutesError('NOT_FOUND', 404, 'There is no such route.');
    const access = await pageAccess(request, signer);
    if (!access) {
      throw new PayScoreRoutesError(
        'ORIGIN_NOT_ALLOWED',
        403,
        "Add the page's origin to the signer's allowedOrigins if it is yours.",
      );
    }
    access.forEach((value, name) => headers.set(name, value));
    if (request.method === 'OPTIONS') return answerPreflight(request, headers, route.method);
    if (request.method !== route.method) {
      headers.set('allow', route.method);
      throw new PayScoreRoutesError('METHOD_NOT_ALLOWED', 405, `Ask with ${route.method}.`);
    }
    return Response.json(await route.answer(await signedInUser(request)), { headers });
  }

  return {
    async handler(request) {
      const headers = new Headers({ 'cache-control': 'no-store', vary: 'Origin' });
      try {
        return await answer(request, headers);
      } catch (error) {
        callHook(onError, error, request);
        const { status, code, message, retryAfter } = explain(error);
        if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
        return Response.json({ code, message }, { status, headers });
      }
    },
  };
}

interface Explanation {
  status: number;
  code: string;
  message: string;
  retryAfter?: number | undefined;
}

/** What a page may know of an error. What others threw may hold anything, so it goes to `onError` alone. */
function explain(error: unknown): Explanation {
  if (error instanceof PayScoreRoutesError) return { status: error.status, code: error.code, message: error.hint };
  if (isWechatPayError(error)) {
    return { status: 502, code: error.code, message: error.hint, retryAfter: error.retryAfter };
  }
  if (isWeixinError(error)) return { status: 500, code: error.code, message: error.hint };
  return { status: 500, code: 'INTERNAL_ERROR', message: 'The request could not be handled.' };
}

function requireFunctions(argument: string, value: unknown, names: string[], hint: string): void {
  const record = Object(value) as Record<string, unknown>;
  if (!names.every((name) => typeof record[name] === 'function')) throw invalidArgument(argument, hint);
}

/** Paths are compared as a `Request` has them, so that a base in Chinese works too. */
function checkBase(value: unknown): string {
  const path = typeof value === 'string' && /^(\/[^?#\\\s]*)?$/.test(value) ? value.replace(/\/+$/, '') : undefined;
  const { pathname } = new URL(`http://localhost${path ?? ''}/`);
  if (path === undefined || /(^|\/)\.{1,2}(\/|$)/.test(path)) {
    throw invalidArgument('base', 'Give a path that starts with a slash, such as /payscore, without query.');
  }
  return pathname.slice(0, -1);
}
