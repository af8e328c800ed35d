import { randomBytes } from 'node:crypto';
import { beijingDay } from '../beijing-time';
import { isWithoutBody } from '../fault';
import type { Fault } from '../fault';
import { createAccessTokens } from './access-tokens';
import { errcodeAnswer } from './errcodes';
import type { Errcode } from './errcodes';

/** Calls a day, by interface. */
export interface DailyLimits {
  /** `cgi-bin/token`, default 2000. */
  token?: number;
  /** `cgi-bin/stable_token`, default 500000. */
  stableToken?: number;
  /** `cgi-bin/stable_token` with `force_refresh`, default 20. */
  forceRefresh?: number;
  /** `cgi-bin/ticket/getticket`, default 10000: one report names this number, no document does. */
  ticket?: number;
}

/** Whose account api.weixin.qq.com serves here. */
export interface PlatformAccount {
  appId: string;
  appSecret: string;
  limits: DailyLimits;
  /** ms since the epoch */
  now(): number;
}

type Answer = (request: Request) => object | Promise<object>;

/**
 * Makes api.weixin.qq.com: `cgi-bin/token`, `cgi-bin/stable_token` and `cgi-bin/ticket/getticket`.
 *
 * @returns answers a request
 */
export function createPlatformApi(
  account: PlatformAccount,
): (request: Request, fault: Fault | undefined) => Promise<Response> {
  const { limits, now } = account;
  const tokens = createAccessTokens(now);
  const ticket = createTickets(now);
  const quota = createDailyQuota(now);

  /** The first thing wrong with a request for a token. */
  function refuse({ grant_type: grant, appid, secret }: Record<string, unknown>): Errcode | undefined {
    if (grant !== 'client_credential') return 40002;
    if (!appid) return 41002;
    if (!secret) return 41004;
    if (appid !== account.appId) return 40013;
    return secret === account.appSecret ? undefined : 40125;
  }

  const token: Answer = (request) => {
    const refused = refuse(queryOf(request));
    if (refused) return errcodeAnswer(refused);
    if (!quota.take('token', limits.token ?? 2000)) return errcodeAnswer(45009);
    return tokens.issue();
  };

  const stableToken: Answer = async (request) => {
    const body: unknown = await request.json().catch(() => undefined);
    if (typeof body !== 'object' || body === null) return errcodeAnswer(47001);
    const input = body as Record<string, unknown>;
    const refused = refuse(input);
    if (refused) return errcodeAnswer(refused);
    if (!quota.take('stableToken', limits.stableToken ?? 500_000)) return errcodeAnswer(45009);
    if (input['force_refresh'] !== true) return tokens.stable();
    // Documented as "20 a day" without naming a code: this one is a guess.
    if (!quota.take('forceRefresh', limits.forceRefresh ?? 20)) return errcodeAnswer(45009);
    return tokens.refreshStable();
  };

  const getTicket: Answer = (request) => {
    const { access_token: accessToken, type } = queryOf(request);
    if (!accessToken) return errcodeAnswer(41001);
    const verdict = tokens.check(accessToken);
    if (verdict) return errcodeAnswer(verdict);
    // What an unknown type is answered is a guess.
    if (type !== 'jsapi' && type !== 'wx_card') return errcodeAnswer(40097);
    if (!quota.take('ticket', limits.ticket ?? 10_000)) return errcodeAnswer(45009);
    return { errcode: 0, errmsg: 'ok', ...ticket(type) };
  };

  const interfaces: Readonly<Record<string, { method: string; answer: Answer }>> = {
    '/cgi-bin/token': { method: 'GET', answer: token },
    '/cgi-bin/stable_token': { method: 'POST', answer: stableToken },
    '/cgi-bin/ticket/getticket': { method: 'GET', answer: getTicket },
  };

  return async (request, fault) => {
    if (fault?.errcode !== undefined) return Response.json(errcodeAnswer(fault.errcode));
    if (fault?.status !== undefined || fault?.body !== undefined) {
      const status = fault.status ?? 200;
      return new Response(isWithoutBody(status) ? null : (fault.body ?? null), { status });
    }
    const { pathname } = new URL(request.url);
    const called = Object.hasOwn(interfaces, pathname) ? interfaces[pathname]! : undefined;
    if (!called) return new Response('404 Not Found', { status: 404 });
    if (request.method !== called.method) {
      return Response.json(errcodeAnswer(called.method === 'GET' ? 43001 : 43002));
    }
    return Response.json(await called.answer(request));
  };
}

/** Of a name that is there more than once, the first counts. */
function queryOf(request: Request): Record<string, string> {
  return Object.fromEntries([...new URL(request.url).searchParams].reverse());
}

/** Counts calls by name and calendar day. */
export interface DailyQuota {
  /** Counts one more; false once `limit` were counted on the same day. */
  take(name: string, limit: number): boolean;
}

/** Starts counting. The day ends at midnight in Beijing, which is a guess. */
export function createDailyQuota(now: () => number): DailyQuota {
  let day = '';
  const counts = new Map<string, number>();
  return {
    take(name, limit) {
      const today = beijingDay(now());
      if (today !== day) counts.clear();
      day = today;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return count <= limit;
    },
  };
}

/** A ticket with the seconds it still has. */
export interface IssuedTicket {
  ticket: string;
  expires_in: number;
}

const LIFETIME = 7200_000;
const RENEWAL = 300_000;

/**
 * Issues `jsapi_ticket` and the cards' `api_ticket`. Both live 7200 s; that a ticket is answered again until five minutes
 * before its end, as with stable tokens, is a guess.
 */
export function createTickets(now: () => number): (type: string) => IssuedTicket {
  const tickets = new Map<string, { ticket: string; expires: number }>();
  return (type) => {
    let current = tickets.get(type);
    if (!current || current.expires - now() < RENEWAL) {
      current = { ticket: randomBytes(64).toString('base64url'), expires: now() + LIFETIME };
      tickets.set(type, current);
    }
    return { ticket: current.ticket, expires_in: Math.floor((current.expires - now()) / 1000) };
  };
}
