import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { faultBody } from '../fault';
import type { Fault } from '../fault';
import { Refusal } from './refusal';
import { createSignatureCheck, probeSignature, signBody } from './signatures';

/** A v3 request that passed the gateway's checks. */
export interface EndpointCall {
  /** Percent-decoded. */
  path: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

/** One v3 interface: what it answers to a request whose signature is right. */
export interface Endpoint {
  method: 'GET' | 'POST';
  /** With `:name` for path parameters. */
  path: string;
  /** The body of a 200, or `null` for 204. Throws Refusal. */
  answer(call: EndpointCall): object | null;
}

/** What api.mch.weixin.qq.com is made of here. */
export interface PaymentGateway {
  mchid: string;
  /** Serial and key of the merchant's certificate. */
  serial: string;
  merchantKey: KeyObject;
  /** Sign answers, by `Wechatpay-Serial`; the first is the default. */
  platformKeys: Map<string, KeyObject>;
  endpoints: Endpoint[];
  /** ms since the epoch */
  now(): number;
}

/**
 * Makes api.mch.weixin.qq.com: what every v3 request goes through, and the signature on every answer.
 *
 * @returns answers a request; `target` is its path and query as they were sent
 */
export function createPaymentGateway(
  gateway: PaymentGateway,
): (request: Request, target: string | undefined, fault: Fault | undefined) => Promise<Response> {
  const checkSignature = createSignatureCheck({ ...gateway, key: gateway.merchantKey });
  const [defaultSerial] = gateway.platformKeys.keys();
  const routes = gateway.endpoints.map((endpoint) => ({ endpoint, pattern: toPattern(endpoint.path) }));

  /** Recorded refusals of the live gateway carry no signature; here each answer has one, so that a client can be strict. */
  function reply(request: Request, fault: Fault | undefined, status: number, text: string): Response {
    const asked = request.headers.get('Wechatpay-Serial');
    const serial = asked !== null && gateway.platformKeys.has(asked) ? asked : defaultSerial!;
    const headers = new Headers({ 'Request-ID': requestId() });
    if (text) headers.set('Content-Type', 'application/json; charset=utf-8');
    if (!fault?.unsigned) {
      const signed = fault?.tampered ? `${text} ` : text;
      const signature = signBody(signed, serial, gateway.platformKeys.get(serial)!, gateway.now());
      if (fault?.probe) signature['Wechatpay-Signature'] = probeSignature();
      for (const [name, value] of Object.entries(signature)) headers.set(name, value);
    }
    return new Response(text || null, { status, headers });
  }

  async function call(endpoint: Endpoint, request: Request, target: string, path: Record<string, string>) {
    if (!request.headers.get('Accept') || !request.headers.get('User-Agent')) {
      throw new Refusal(400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
    }
    const bytes = new Uint8Array(await request.arrayBuffer());
    const authorization = request.headers.get('Authorization');
    checkSignature({ method: request.method, target, authorization, body: bytes });
    return endpoint.answer({ path, query: queryOf(request), body: readBody(request, endpoint, bytes) });
  }

  return async (request, target, fault) => {
    const { pathname } = new URL(request.url);
    const matching = routes.flatMap(({ endpoint, pattern }) => {
      const match = pattern.exec(pathname);
      return match ? [{ endpoint, path: decoded(match.groups ?? {}) }] : [];
    });
    // A wrong method and an unknown path are answered without a body, as recorded from the live gateway.
    if (matching.length === 0) return reply(request, fault, 404, '');
    const found = matching.find(({ endpoint }) => endpoint.method === request.method);
    if (!found) return reply(request, fault, 405, '');
    if (fault?.status !== undefined || fault?.body !== undefined) {
      const status = fault.status ?? 200;
      return reply(request, fault, status, faultBody(status, fault.body));
    }
    try {
      const result = await call(found.endpoint, request, target ?? targetOf(request.url), found.path);
      return result ? reply(request, fault, 200, JSON.stringify(result)) : reply(request, fault, 204, '');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message, detail } = error;
      return reply(request, fault, status, JSON.stringify({ code, message, ...(detail ? { detail } : {}) }));
    }
  };
}

/** `:name` matches one part of a path. */
function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, percentDecoded(text)]));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of a name that is there more than once, the first counts. */
function queryOf(request: Request): Record<string, string> {
  return Object.fromEntries([...new URL(request.url).searchParams].reverse());
}

/** Path and query of a URL. Its own parts would not do: they lose a `?` with nothing behind it. */
function targetOf(url: string): string {
  return url.replace(/^[^:]+:\/\/[^/?#]*|#.*$/g, '');
}

/** The JSON object of a POST. */
function readBody(request: Request, endpoint: Endpoint, bytes: Uint8Array): Record<string, unknown> {
  if (endpoint.method === 'GET') return {};
  // Documented as required; the code for its absence is a guess.
  if (!/^application\/json\b/i.test(request.headers.get('Content-Type') ?? '')) {
    throw new Refusal(400, 'INVALID_REQUEST', 'Http头Content-Type应为application/json');
  }
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), refuseValue);
  } catch (error) {
    if (error instanceof Refusal) throw error;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'PARAM_ERROR', '请求体应为JSON对象');
  }
  return body as Record<string, unknown>;
}

/** `null` is forbidden by the newest rules, and characters beyond the basic plane by all of them. */
function refuseValue(name: string, value: unknown): unknown {
  const issue =
    value === null
      ? 'must not be null'
      : typeof value === 'string' && /[\u{10000}-\u{10ffff}]/u.test(value)
        ? 'must hold UTF-8 of one to three bytes'
        : undefined;
  if (issue === undefined) return value;
  throw new Refusal(400, 'PARAM_ERROR', `参数错误：${name} ${issue}`, { field: `/${name}`, issue, location: 'body' });
}

function requestId(): string {
  return `08${randomBytes(15).toString('hex').toUpperCase()}-0`;
}
