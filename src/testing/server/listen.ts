import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RequestBindings } from './fault';

/** A server on loopback. */
export interface Listening {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** What answers a request; `undefined` closes the connection instead. */
export type Answer = (request: Request, bindings: RequestBindings) => Promise<Response | undefined>;

/**
 * Serves on 127.0.0.1 and nowhere else.
 *
 * @param port 0 takes a free one.
 * @throws if the port is taken, or `@hono/node-server` is not installed
 */
export async function listen(answer: Answer, port: number): Promise<Listening> {
  // Loaded here, so that who only calls `fetch` needs no server package.
  const { createAdaptorServer } = await import('@hono/node-server');
  const server = createAdaptorServer({
    async fetch(request, env) {
      const { incoming } = env as { incoming: { url?: string; destroy(): void } };
      const response = await answer(request, { incoming });
      if (response) return response;
      incoming.destroy();
      return new Response(null, { status: 500 });
    },
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
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
