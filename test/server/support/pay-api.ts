import { type KeyObject, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PUBLIC_KEY_ID } from './identity';
import { signatureOf } from './notification';

export interface PayRequest {
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Whether the Authorization header's signature fits the exact bytes. */
  signed: boolean;
}

/** What the simulated api.mch.weixin.qq.com answers with. */
export interface PayAnswer {
  status?: number;
  /** Text or bytes as they are, anything else as JSON. */
  body?: unknown;
  /** `null`: the answer is not signed. */
  signWith?: KeyObject | string | null;
  serial?: string;
  /** Seconds since 1970. */
  timestamp?: number | string;
  headers?: Record<string, string>;
  /** Writes the answer itself. */
  raw?: (response: ServerResponse, request: PayRequest) => void;
}

export interface PayApi {
  url: string;
  requests: PayRequest[];
  answer: PayAnswer | ((request: PayRequest) => PayAnswer);
  close(): Promise<void>;
}

/** Simulates api.mch.weixin.qq.com on the loopback: checks signatures, and signs the answers that a test chooses. */
export async function payApi(merchantKey: KeyObject, wechatKey: KeyObject): Promise<PayApi> {
  const api: PayApi = {
    url: '',
    requests: [],
    answer: { status: 204 },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { method, url, headers } = incoming;
    const request = {
      method: method!,
      url: url!,
      headers,
      body,
      signed: isSigned(method!, url!, headers, body, merchantKey),
    };
    api.requests.push(request);
    const answer = typeof api.answer === 'function' ? api.answer(request) : api.answer;
    if (answer.raw) answer.raw(response, request);
    else send(response, answer, wechatKey);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}

function send(response: ServerResponse, answer: PayAnswer, wechatKey: KeyObject): void {
  const { body: given = '' } = answer;
  const body = typeof given === 'string' || Buffer.isBuffer(given) ? given : JSON.stringify(given);
  const timestamp = String(answer.timestamp ?? Math.floor(Date.now() / 1000));
  const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c';
  const key = answer.signWith === undefined ? wechatKey : answer.signWith;
  response.writeHead(answer.status ?? (body.length > 0 ? 200 : 204), {
    'content-type': 'application/json; charset=utf-8',
    'request-id': '08F78BB1AF0610D302189EB1C5B3',
    ...(key && {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': answer.serial ?? PUBLIC_KEY_ID,
      'wechatpay-signature': signatureOf(timestamp, nonce, body, key),
    }),
    ...answer.headers,
  });
  response.end(body);
}

function isSigned(method: string, url: string, headers: IncomingHttpHeaders, body: string, key: KeyObject): boolean {
  const [scheme, fields = ''] = (headers.authorization ?? '').split(' ');
  const field = (name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(fields)?.[1] ?? '';
  const text = `${method}\n${url}\n${field('timestamp')}\n${field('nonce_str')}\n${body}\n`;
  return (
    scheme === 'WECHATPAY2-SHA256-RSA2048' &&
    field('mchid') === '1230000109' &&
    field('serial_no') === 'MERCHANT-SERIAL' &&
    verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(field('signature'), 'base64'))
  );
}
