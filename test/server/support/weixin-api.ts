import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that was received. */
export interface ReceivedCall {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

/** An answer: JSON, or whatever a test does to the response itself. */
export type WeixinAnswer = object | ((response: ServerResponse, request: IncomingMessage) => void);

export interface WeixinApi {
  url: string;
  calls: ReceivedCall[];
  /** Calls of `stable_token`, in order; `true`: with `force_refresh`. */
  tokenCalls(): boolean[];
  /** Access tokens that `getticket` was asked with, in order. */
  ticketCalls(): string[];
  /** What the next calls of `stable_token` are answered with; the last one stays. */
  tokens: WeixinAnswer[];
  /** What the next calls of `getticket` are answered with; the last one stays. */
  tickets: WeixinAnswer[];
  close(): Promise<void>;
}

export const goodToken = { access_token: 'TOKEN-1', expires_in: 7200 };
export const goodTicket = { errcode: 0, errmsg: 'ok', ticket: 'TICKET-1', expires_in: 7200 };

/** Serves the two calls of api.weixin.qq.com on the loopback and answers what a test tells it to. */
export async function weixinApi(): Promise<WeixinApi> {
  const calls: ReceivedCall[] = [];
  const of = (path: string): ReceivedCall[] => calls.filter((call) => call.path === path);
  const api: WeixinApi = {
    url: '',
    calls,
    tokenCalls: () => of('/cgi-bin/stable_token').map(({ body }) => JSON.parse(body).force_refresh as boolean),
    ticketCalls: () => of('/cgi-bin/ticket/getticket').map(({ query }) => query.get('access_token')!),
    tokens: [goodToken],
    tickets: [goodTicket],
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://x');
    let body = '';
    for await (const chunk of request) body += chunk;
    calls.push({ method: request.method!, path: pathname, query: searchParams, body });
    const answers = pathname.endsWith('stable_token') ? api.tokens : api.tickets;
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (typeof answer === 'function') answer(response, request);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return api;
}
