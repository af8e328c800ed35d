import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNotificationHandler, toNodeHandler } from '../../../src/server';
import type { NodeHandler } from '../../../src/server';
import { API_V3_KEY, PUBLIC_KEY_ID, wechat } from '../support/identity';
import { makeNotification } from '../support/notification';

/** What is used of Express; the package has no types of its own. */
interface Express {
  (): RequestListener & { use(...handlers: (string | NodeHandler | ErrorHandler)[]): void };
  json(options?: object): NodeHandler;
  raw(options?: object): NodeHandler;
  Router(): NodeHandler & { use(...handlers: (string | NodeHandler)[]): void };
}
type ErrorHandler = (
  error: Error,
  request: unknown,
  response: { status(code: number): { send(text: string): void } },
  next: (error: unknown) => void,
) => void;

let handled: string[];
let errors: unknown[];
let fatal: unknown[];
const remember = (error: unknown): void => void fatal.push(error);
const servers: Server[] = [];

beforeEach(() => {
  [handled, errors, fatal] = [[], [], []];
  process.on('uncaughtException', remember);
  process.on('unhandledRejection', remember);
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('uncaughtException', remember);
  process.off('unhandledRejection', remember);
  expect(fatal).toEqual([]);
});

const bridge = (): NodeHandler =>
  toNodeHandler(
    createNotificationHandler({
      apiV3Key: API_V3_KEY,
      platformKeys: { [PUBLIC_KEY_ID]: wechat.publicPem },
      onEvent: ({ id }) => void handled.push(id),
    }),
    { onError: (error) => void errors.push(error) },
  );

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function deliver(url: string, id: string): Promise<number> {
  const wire = makeNotification({ signWith: wechat.privateKey, id });
  return (await fetch(url, { method: 'POST', ...wire })).status;
}

describe.each(['express', 'express4'])('%s', (name) => {
  const express = jest.requireActual<Express>(name);

  it('before express.json() a notification is handled', async () => {
    const app = express();
    app.use('/payscore', bridge());
    app.use(express.json());
    expect(await deliver(await listen(app), 'EV-1')).toBe(404);
    expect(await deliver(`${await listen(app)}/payscore/notify`, 'EV-1')).toBe(204);
    expect(handled).toEqual(['EV-1']);
  });

  it('behind express.json() it is 500, onError says why, and the process goes on', async () => {
    const app = express();
    app.use(express.json());
    app.use('/payscore', bridge());
    const url = `${await listen(app)}/payscore/notify`;
    expect(await deliver(url, 'EV-1')).toBe(500);
    expect(String(errors)).toContain('before express.json()');
    const anonymous = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    expect((await fetch(url, anonymous)).status).toBe(500);
    expect(errors).toHaveLength(2);
    // What the parser refuses itself never arrives.
    expect(
      (await fetch(url, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(400);
    expect((await fetch(url, { method: 'POST' })).status).toBe(400);
    expect((await fetch(url)).status).toBe(405);
    expect(handled).toEqual([]);
  });

  it('behind a parser that keeps the bytes it is handled', async () => {
    const raw = express();
    raw.use(express.raw({ type: '*/*' }));
    raw.use('/payscore', bridge());
    expect(await deliver(`${await listen(raw)}/payscore/notify`, 'EV-RAW')).toBe(204);
    const nest = express();
    nest.use(
      express.json({
        verify: (request: object, _: unknown, rawBody: Buffer) => void Object.assign(request, { rawBody }),
      }),
    );
    nest.use('/payscore', bridge());
    expect(await deliver(`${await listen(nest)}/payscore/notify`, 'EV-KEPT')).toBe(204);
    expect(handled).toEqual(['EV-RAW', 'EV-KEPT']);
  });

  it('in a router of a router the handler sees the whole path', async () => {
    const paths: string[] = [];
    const inner = express.Router();
    inner.use(
      '/payscore',
      toNodeHandler((request) => (paths.push(new URL(request.url).pathname), new Response('ok'))),
    );
    const app = express();
    app.use('/api', inner);
    expect((await fetch(`${await listen(app)}/api/payscore/state?a=1`)).status).toBe(200);
    expect(paths).toEqual(['/api/payscore/state']);
  });

  it('a handler that fails reaches the error handler of the app', async () => {
    const app = express();
    app.use(toNodeHandler(() => Promise.reject(new Error('broken'))));
    const answerWith503: ErrorHandler = (error, _request, response, next) => {
      void next; // Express tells an error handler by its four parameters.
      response.status(503).send(error.message);
    };
    app.use(answerWith503);
    const response = await fetch(await listen(app));
    expect([response.status, await response.text()]).toEqual([503, 'broken']);
  });
});

describe('fastify', () => {
  interface App {
    register(plugin: (app: App) => Promise<void>): void;
    removeAllContentTypeParsers(): void;
    addContentTypeParser(
      type: string,
      parser: (request: unknown, body: unknown, done: (error: null) => void) => void,
    ): void;
    all(path: string, handler: (request: { raw: never }, reply: { hijack(): void; raw: never }) => void): void;
    listen(options: { port: number; host: string }): Promise<string>;
    close(): Promise<void>;
  }
  const { fastify } = jest.requireActual<{ fastify(): App }>('fastify');
  let app: App;
  beforeEach(() => (app = fastify()));
  afterEach(() => app.close());

  function routes(scope: App): void {
    const answer = bridge();
    scope.all('/payscore/*', (request, reply) => {
      reply.hijack();
      answer(request.raw, reply.raw);
    });
  }

  it('with the body left unread a notification is handled', async () => {
    app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _body, done) => done(null));
      routes(scope);
    });
    expect(await deliver(`${await app.listen({ port: 0, host: '127.0.0.1' })}/payscore/notify`, 'EV-1')).toBe(204);
    expect(handled).toEqual(['EV-1']);
  });

  it('behind its own JSON parser it is 500, and onError says why', async () => {
    routes(app);
    const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/payscore/notify`;
    expect(await deliver(url, 'EV-1')).toBe(500);
    expect(String(errors)).toContain('The body was read before');
    expect((await fetch(url)).status).toBe(405);
  });
});

describe('koa', () => {
  interface App {
    use(
      middleware: (
        context: { path: string; respond: boolean; req: never; res: never },
        next: () => Promise<void>,
      ) => unknown,
    ): void;
    callback(): RequestListener;
  }
  const Koa = jest.requireActual<new () => App>('koa');

  it('with respond = false a notification is handled, and other paths go on', async () => {
    const answer = bridge();
    const app = new Koa();
    app.use((context, next) => {
      if (!context.path.startsWith('/payscore/')) return next();
      context.respond = false;
      answer(context.req, context.res);
      return undefined;
    });
    const url = await listen(app.callback());
    expect(await deliver(`${url}/payscore/notify`, 'EV-1')).toBe(204);
    expect((await fetch(`${url}/other`)).status).toBe(404);
    expect(handled).toEqual(['EV-1']);
  });
});
