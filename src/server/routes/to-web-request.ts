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

/** A Web request, and the error of one whose body was read before. */
export interface MadeRequest {
  readonly request: Request;
  /** What reading the body rejects with, where its bytes are lost. */
  readonly bodyGone: Error | undefined;
}

/**
 * Makes a Web request of one of Node's. The body is not read before the handler reads it.
 *
 * @param incoming of `node:http`, or of the compatible one of `node:http2`
 * @throws TypeError for a host, a URL or a method that no Web request has
 */
export function toWebRequest(incoming: IncomingMessage): MadeRequest {
  const method = incoming.method ?? 'GET';
  const init: RequestInit & { duplex: 'half' } = { method, headers: headersOf(incoming), duplex: 'half' };
  let bodyGone: Error | undefined;
  if (method !== 'GET' && method !== 'HEAD' && hasBody(incoming)) {
    const kept = keptBytes(incoming);
    if (!kept && incoming.readableDidRead) bodyGone = new Error(BODY_GONE);
    init.body = kept ?? (bodyGone ? failing(bodyGone) : streamOf(incoming));
  }
  const url = urlOf(incoming);
  try {
    return { request: new Request(url, init), bodyGone };
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

function hasBody({ headers, httpVersionMajor }: IncomingMessage): boolean {
  const length = headers['content-length'];
  // HTTP/2 needs neither header for a body.
  return length === undefined
    ? headers['transfer-encoding'] !== undefined || httpVersionMajor > 1
    : Number(length) !== 0;
}

function keptBytes({ rawBody, body }: ParsedMessage): Uint8Array<ArrayBuffer> | undefined {
  return [rawBody, body].find((kept) => kept instanceof Uint8Array) as Uint8Array<ArrayBuffer> | undefined;
}

function failing(error: Error): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: () => Promise.reject(error) }, { highWaterMark: 0 });
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
    incoming.on('data', (chunk: Buffer | string) => {
      if (isOver) return;
      // Text, where something has called `setEncoding`.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, incoming.readableEncoding ?? 'utf8') : chunk;
      controller.enqueue(new Uint8Array(bytes));
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
