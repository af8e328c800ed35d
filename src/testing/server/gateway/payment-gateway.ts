import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { faultBody } from '../fault';
import type { RequestBindings } from '../fault';
import { Refusal } from './refusal';
import { createSignatureCheck, signBody } from './signatures';

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

type GatewayContext = Context<{ Bindings: RequestBindings }>;

/** Adds api.mch.weixin.qq.com: what every v3 request goes through, and the signature on every answer. */
export function addPaymentGateway(app: Hono<{ Bindings: RequestBindings }>, gateway: PaymentGateway): void {
  const checkSignature = createSignatureCheck({ ...gateway, key: gateway.merchantKey });
  const [defaultSerial] = gateway.platformKeys.keys();

  /** Recorded refusals of the live gateway carry no signature; here each answer has one, so that a client can be strict. */
  function reply(c: GatewayContext, status: number, text: string): Response {
    const { fault } = c.env;
    const asked = c.req.header('Wechatpay-Serial');
    const serial = asked !== undefined && gateway.platformKeys.has(asked) ? asked : defaultSerial!;
    const headers = new Headers({ 'Request-ID': requestId() });
    if (text) headers.set('Content-Type', 'application/json; charset=utf-8');
    if (!fault?.unsigned) {
      const signed = fault?.tampered ? `${text} ` : text;
      const signature = signBody(signed, serial, gateway.platformKeys.get(serial)!, gateway.now());
      for (const [name, value] of Object.entries(signature)) headers.set(name, value);
    }
    return new Response(text || null, { status, headers });
  }

  async function answer(c: GatewayContext, endpoint: Endpoint): Promise<Response> {
    const { fault, incoming } = c.env;
    if (fault?.status !== undefined || fault?.body !== undefined) {
      const status = fault.status ?? 200;
      return reply(c, status, fault.body ?? faultBody(status));
    }
    try {
      if (!c.req.header('Accept') || !c.req.header('User-Agent')) {
        throw new Refusal(400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
      }
      const body = new Uint8Array(await c.req.arrayBuffer());
      const authorization = c.req.header('Authorization') ?? null;
      checkSignature({ method: c.req.method, target: incoming?.url ?? targetOf(c.req.url), authorization, body });
      const call = { path: c.req.param(), query: c.req.query(), body: readBody(c, endpoint, body) };
      const result = endpoint.answer(call);
      return result ? reply(c, 200, JSON.stringify(result)) : reply(c, 204, '');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message, detail } = error;
      return reply(c, status, JSON.stringify({ code, message, ...(detail ? { detail } : {}) }));
    }
  }

  for (const endpoint of gateway.endpoints) app.on(endpoint.method, endpoint.path, (c) => answer(c, endpoint));
  // A wrong method and an unknown path are answered without a body, as recorded from the live gateway.
  for (const { path } of gateway.endpoints) app.all(path, (c) => reply(c, 405, ''));
  app.all('/v3/*', (c) => reply(c, 404, ''));
}

/** Path and query of a URL. Its own parts would not do: they lose a `?` with nothing behind it. */
function targetOf(url: string): string {
  return url.replace(/^[^:]+:\/\/[^/?#]*|#.*$/g, '');
}

/** The JSON object of a POST. */
function readBody(c: GatewayContext, endpoint: Endpoint, bytes: Uint8Array): Record<string, unknown> {
  if (endpoint.method === 'GET') return {};
  // Documented as required; the code for its absence is a guess.
  if (!/^application\/json\b/i.test(c.req.header('Content-Type') ?? '')) {
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
