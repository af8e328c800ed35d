import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback. */
export interface Listening {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/**
 * What answers a request; `undefined` closes the connection instead.
 *
 * @param target path and query as they were sent, before any parser touched them
 */
export type Answer = (request: Request, target: string) => Promise<Response | undefined>;

/**
 * Serves on 127.0.0.1 and nowhere else.
 *
 * @param port 0 takes a free one.
 * @throws if the port is taken
 */
export async function listen(answer: Answer, port: number): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    serve(answer, incoming, outgoing).catch((error: unknown) => {
      // A mistake in the simulation's own options, such as `fault`, is shown in the answer.
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      outgoing.end(`The simulated services failed: ${String(error)}`);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        // Idle keep-alive connections would hold the server open.
        server.closeAllConnections();
      }),
  };
}

async function serve(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = await toRequest(incoming);
  const response = await answer(request, incoming.url!);
  if (!response) {
    incoming.socket.destroy();
    return;
  }
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(body);
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  const method = incoming.method!;
  const mayHaveBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`http://127.0.0.1${incoming.url}`, {
    method,
    headers,
    ...(mayHaveBody && chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
}
