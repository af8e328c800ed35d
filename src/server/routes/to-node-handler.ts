import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkFunction, invalidArgument, ownFields } from '../arguments';
import { callHook } from '../limits';
import { type MadeRequest, toWebRequest } from './to-web-request';

/** What Node's servers call for a request: plain `node:http`, and Express and Connect as a middleware. */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** What {@link toNodeHandler} takes besides the handler. */
export interface NodeHandlerOptions {
  /**
   * Called where the request is not one that a handler can take, where its body was read by a parser before, where the handler
   * fails, and where its answer breaks off. What it throws is ignored.
   */
  onError?(error: unknown, request: IncomingMessage): void;
}

/**
 * Puts a handler of Web requests into a Node server: `node:http` and `node:http2`, Express 4 and 5, Connect and Nest
 * (`app.use(path, toNodeHandler(handler))`), Koa (`context.respond = false`, then `context.req` and `context.res`), and Fastify
 * (`reply.hijack()`, then `request.raw` and `reply.raw`). It never throws, never rejects and never ends the
 * process, also where the client leaves, the handler fails or the connection breaks.
 *
 * - The URL is the one that the client asked for, also below the path of an Express router. Of a proxy's headers none is used.
 * - A body reaches the handler as it came; mount it before `express.json()` and other parsers. Of a body that a parser has read
 *   there are no bytes left to verify a signature over: a handler that reads it gets an error, and what it refuses is answered
 *   with 500 and told to `onError` (`createNotificationHandler` tells its own `onError` too). Bytes that a parser kept
 *   (`rawBody`, or a `body` by `express.raw()`) are used.
 * - Where a handler fails, `next` gets its error; without a `next` the answer is 500. A request without a usable URL, host or method
 *   is answered with 400.
 * - An answer is sent piece by piece, as fast as the client reads it, and given up where the client leaves.
 *
 * @param handler such as `createPayScoreRoutes(…).handler`
 * @param options `onError`, for a log
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function toNodeHandler(
  handler: (request: Request) => Response | Promise<Response>,
  options: NodeHandlerOptions = {},
): NodeHandler {
  const { onError } = ownFields(options, 'options');
  if (typeof handler !== 'function') throw invalidArgument('handler', 'Give a function.');
  checkFunction(onError, 'onError');

  return (incoming, outgoing, next) => {
    const report = (error: unknown): void => callHook(onError, error, incoming);
    // Without a listener Node ends the process when the connection breaks.
    incoming.on('error', noop);
    outgoing.on('error', noop);
    // Remembered here, because the response of HTTP/2 has no `destroyed`.
    let isClosed = false;
    outgoing.once('close', () => (isClosed = true));
    const isOver = (): boolean => isClosed || outgoing.destroyed || outgoing.writableEnded;

    async function run(): Promise<void> {
      let made: MadeRequest;
      try {
        made = toWebRequest(incoming);
      } catch (error) {
        report(error);
        return refuse(incoming, outgoing, 400, 'BAD_REQUEST', 'The request has no usable URL, host or method.');
      }
      try {
        const answer = await handler(made.request);
        if (made.bodyGone && answer?.status >= 400) {
          report(made.bodyGone);
          // It may have been refused for what only its body could show.
          if (answer.status < 500) {
            await answer.body?.cancel();
            return refuse(incoming, outgoing, 500, 'BODY_READ_BEFORE', made.bodyGone.message);
          }
        }
        await send(answer, incoming, outgoing, isOver);
      } catch (reason) {
        // Express takes `next()` and `next('route')` for "go on".
        const error =
          typeof reason === 'object' && reason !== null ? reason : new Error('The handler failed.', { cause: reason });
        report(error);
        // Either `send` has broken off its own answer, or another middleware has begun one.
        if (outgoing.headersSent) return;
        if (typeof next === 'function') next(error);
        else refuse(incoming, outgoing, 500, 'INTERNAL_ERROR', 'The request could not be handled.');
      }
    }

    run().catch(() => outgoing.destroy());
  };
}

function noop(): void {}

function refuse(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  for (const name of outgoing.getHeaderNames()) if (/^content-/.test(name)) outgoing.removeHeader(name);
  outgoing.statusCode = status;
  outgoing.setHeader('content-type', 'application/json');
  outgoing.setHeader('cache-control', 'no-store');
  closeIfUnread(incoming, outgoing);
  outgoing.end(incoming.method === 'HEAD' ? undefined : JSON.stringify({ code, message }));
}

/** What is left of a body would be taken for the connection's next request, or be read to no end. */
function closeIfUnread(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (!incoming.complete && incoming.httpVersionMajor < 2) outgoing.setHeader('connection', 'close');
}

/** Headers of one connection, which HTTP/2 forbids and a handler has no say in. */
const OF_THE_CONNECTION = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/;

async function send(
  answer: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isOver: () => boolean,
): Promise<void> {
  if (typeof answer?.status !== 'number' || typeof answer.headers?.forEach !== 'function') {
    throw new TypeError('The handler did not answer with a Response.');
  }
  const reader = answer.body?.getReader();
  if (isOver() || outgoing.headersSent) return reader?.cancel();
  outgoing.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    if (!OF_THE_CONNECTION.test(name) && name !== 'set-cookie') outgoing.setHeader(name, value);
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  closeIfUnread(incoming, outgoing);
  if (incoming.method === 'HEAD' || !reader) {
    outgoing.end();
    return reader?.cancel();
  }

  const cancel = (): void => void reader.cancel().catch(noop);
  outgoing.once('close', cancel);
  try {
    for (let part = await reader.read(); !part.done && !isOver(); part = await reader.read()) {
      if (outgoing.write(part.value) === false && !isOver()) await drained(outgoing);
    }
  } catch (error) {
    // Ended properly, a half answer would pass for a whole one.
    if (outgoing.headersSent) outgoing.destroy();
    throw error;
  }
  outgoing.off('close', cancel);
  outgoing.end();
}

/** Resolves when the client has read on, or has left. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}
