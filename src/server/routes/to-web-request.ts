import type { IncomingMessage } from 'node:http';

/** What frameworks and their parsers put on Node's request. */
interface ParsedMessage extends IncomingMessage {
  /** Express, Connect and Nest: the URL before a router took its own path off it. */
  originalUrl?: string;
  /** The bytes, where a parser kept them. */
  rawBody?: unknown;
  /** What a parser made of the bytes. */
  body?: unknown;
}

/**
 * Makes a Web request of one of Node's. The body is not read before the handler reads it.
 *
 * @param incoming of `node:http`, or of the same face of `node:http2`
 * @param onBodyGone called where the handler reads a body that was read before
 * @throws TypeError for a host, a URL or a method that no Web request has
 */
export function toWebRequest(incoming: IncomingMessage, onBodyGone: (error: Error) => void): Request {
  const method = incoming.method ?? 'GET';
  const init: RequestInit & { duplex: 'half' } = { method, headers: headersOf(incoming), duplex: 'half' };
  if (method !== 'GET' && method !== 'HEAD') init.body = bodyOf(incoming, onBodyGone);
  const url = urlOf(incoming);
  try {
    return new Request(url, init);
  } catch {
    // The platform's error quotes the URL, which may hold a token or a password.
    throw new TypeError('No Web request has this method or this URL.');
  }
}

/** A host as browsers send one: a name or an address, and a port. Anything else could move the rest of the URL. */
const HOST = /^([a-z0-9._~-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

function urlOf(incoming: ParsedMessage): string {
  const target = incoming.originalUrl ?? incoming.url ?? '/';
  // The form that a proxy is asked with; it names the host itself.
  if (/^https?:\/\//i.test(target)) return target;
  if (!target.startsWith('/')) throw new TypeError('The request target is no path.');
  const authority = incoming.headers[':authority'] ?? incoming.headers.host ?? 'localhost';
  if (typeof authority !== 'string' || !HOST.test(authority)) throw new TypeError('The Host header is no host.');
  const isEncrypted = (incoming.socket as { encrypted?: boolean } | undefined)?.encrypted === true;
  return `${isEncrypted ? 'https' : 'http'}://${authority}${target}`;
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    // HTTP/2 has its method, path and host among the headers, with a colon before the name.
    if (name.startsWith(':') || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}

const BODY_GONE =
  'The body was read before this handler got it, so its bytes are lost. Mount toNodeHandler before express.json() and other parsers.';

function bodyOf(incoming: ParsedMessage, onBodyGone: (error: Error) => void): NonNullable<RequestInit['body']> | null {
  for (const kept of [incoming.rawBody, incoming.body])
    if (kept instanceof Uint8Array) return kept as Uint8Array<ArrayBuffer>;
  const length = incoming.headers['content-length'];
  const hasBody = incoming.headers['transfer-encoding'] !== undefined || incoming.httpVersionMajor > 1;
  if (length === undefined ? !hasBody : Number(length) === 0) return null;
  if (incoming.readableDidRead) {
    return new ReadableStream(
      {
        pull() {
          const error = new Error(BODY_GONE);
          onBodyGone(error);
          throw error;
        },
      },
      { highWaterMark: 0 },
    );
  }
  return streamOf(incoming);
}

/** Not `Readable.toWeb`: that one starts reading at once, and destroys the connection with a stream that is cancelled. */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isStarted = false;
  let isOver = false;

  function start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const end = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      settle();
    };
    const fail = (): void => end(() => controller.error(new Error('The client left before the body was complete.')));
    incoming.on('data', (chunk: Buffer) => {
      if (isOver) return;
      controller.enqueue(new Uint8Array(chunk));
      incoming.pause();
    });
    incoming.on('end', () => end(() => controller.close()));
    incoming.on('error', fail);
    incoming.on('close', fail);
    if (incoming.destroyed) fail();
  }

  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!isStarted) {
          isStarted = true;
          start(controller);
        }
        incoming.resume();
      },
      cancel() {
        isOver = true;
        incoming.pause();
      },
    },
    { highWaterMark: 0 },
  );
}
