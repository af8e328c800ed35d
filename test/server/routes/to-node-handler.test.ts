import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, request, type Server } from 'node:http';
import { connect as connectHttp2, constants, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { toNodeHandler } from '../../../src/server';
import type { NodeHandler } from '../../../src/server';

type Handler = (request: Request) => Response | Promise<Response>;

const servers: { close(): void; closeAllConnections?(): void }[] = [];
let errors: unknown[];
/** What would end a process. */
let fatal: unknown[];
const remember = (error: unknown): void => void fatal.push(error);

beforeEach(() => {
  errors = [];
  fatal = [];
  process.on('uncaughtException', remember);
  process.on('unhandledRejection', remember);
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
  await pause(20);
  process.off('uncaughtException', remember);
  process.off('unhandledRejection', remember);
  expect(fatal).toEqual([]);
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const bridge = (handler: Handler): NodeHandler =>
  toNodeHandler(handler, { onError: (error) => void errors.push(error) });

const serve = async (handler: Handler): Promise<string> =>
  `http://127.0.0.1:${await listen(createServer(bridge(handler)))}`;

/** Sends bytes as they are, and answers what comes until the server closes. */
async function raw(port: number, text: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(text);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

describe('the request', () => {
  it('has method, URL, headers and body as they were sent', async () => {
    const url = await serve(async (got) =>
      Response.json([got.method, got.url, got.headers.get('x-a'), got.headers.get('cookie'), await got.text()]),
    );
    const response = await fetch(`${url}/payscore/token?a=%20b&c`, {
      method: 'PUT',
      headers: { 'x-a': 'é', cookie: 'a=1; b=2' },
      body: '商户 \u0000 body',
    });
    expect(await response.json()).toEqual([
      'PUT',
      `${url}/payscore/token?a=%20b&c`,
      'é',
      'a=1; b=2',
      '商户 \u0000 body',
    ]);
  });

  it('has every byte of a long body that comes in pieces', async () => {
    const url = await serve(async (got) => {
      const bytes = new Uint8Array(await got.arrayBuffer());
      return Response.json([bytes.length, bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7)]);
    });
    const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * 7) % 251));
    const expected = [body.length, body.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7)];
    expect(await (await fetch(url, { method: 'POST', body })).json()).toEqual(expected);
    const pieces = request(url, { method: 'POST' });
    pieces.on('error', () => undefined);
    for (let at = 0; at < body.length; at += 100_000) {
      pieces.write(body.subarray(at, at + 100_000));
      await pause(1);
    }
    pieces.end();
    const [answer] = (await once(pieces, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of answer) text += chunk;
    expect(JSON.parse(text)).toEqual(expected);
  });

  it.each(['utf8', 'latin1', 'base64', 'hex'] as const)(
    'has its bytes where something set the encoding %s',
    async (encoding) => {
      const answer = bridge(async (got) => new Response(await got.arrayBuffer()));
      const port = await listen(
        createServer((incoming, outgoing) => {
          incoming.setEncoding(encoding);
          answer(incoming, outgoing);
        }),
      );
      const body = '商户 body '.repeat(30_000);
      expect(await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).text()).toBe(body);
    },
  );

  it('has no body where none was sent', async () => {
    const url = await serve(async (got) => Response.json([got.body === null, await got.text()]));
    expect(await (await fetch(url, { method: 'POST' })).json()).toEqual([true, '']);
    expect(await (await fetch(url)).json()).toEqual([true, '']);
  });

  it('has the URL before a router took its path off it', async () => {
    const answer = bridge((got) => Response.json(new URL(got.url).pathname));
    const port = await listen(
      createServer((incoming, outgoing) => {
        Object.assign(incoming, { originalUrl: incoming.url });
        incoming.url = '/token';
        answer(incoming, outgoing);
      }),
    );
    expect(await (await fetch(`http://127.0.0.1:${port}/payscore/token`)).json()).toBe('/payscore/token');
  });

  it.each([
    [
      'GET http://shop.example/payscore/state?a=1 HTTP/1.1\r\nHost: other.example',
      'http://shop.example/payscore/state?a=1',
    ],
    ['GET //evil.example/x HTTP/1.1\r\nHost: shop.example', 'http://shop.example//evil.example/x'],
    ['GET /a HTTP/1.1\r\nHost: [::1]:8080', 'http://[::1]:8080/a'],
    ['GET /a HTTP/1.0', 'http://localhost/a'],
  ])('%j asks for %s', async (head, url) => {
    const port = await listen(createServer(bridge((got) => new Response(got.url))));
    expect(await raw(port, `${head}\r\nConnection: close\r\n\r\n`)).toMatch(
      new RegExp(`^HTTP/1.1 200[^]*${url.replace(/[.?[\]]/g, '\\$&')}`),
    );
  });

  it.each([
    'GET / HTTP/1.1\r\nHost: a b',
    'GET /state HTTP/1.1\r\nHost: evil.example/payscore',
    'GET /state HTTP/1.1\r\nHost: user:secret@shop.example',
    'GET /state HTTP/1.1\r\nHost: shop.example:99999',
    'GET /state HTTP/1.1\r\nHost: ?',
    'GET http://user:secret@shop.example/ HTTP/1.1\r\nHost: shop.example',
    'GET http://[oops/ HTTP/1.1\r\nHost: shop.example',
    'OPTIONS * HTTP/1.1\r\nHost: shop.example',
    'TRACE / HTTP/1.1\r\nHost: shop.example',
  ])('%j is answered with 400, the handler is not called, and the server goes on', async (head) => {
    let calls = 0;
    const port = await listen(createServer(bridge(() => ((calls += 1), new Response('ok')))));
    const answer = await raw(port, `${head}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400[^]*\{"code":"BAD_REQUEST","message":"[^"]+"\}/);
    expect(calls).toBe(0);
    expect(errors).toHaveLength(1);
    expect(String(errors[0])).not.toContain('secret');
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('ok');
  });

  it('of HTTP/2 has its URL from the pseudo headers, and none of them among the headers', async () => {
    const server = createHttp2Server(
      bridge(async (got) =>
        Response.json(
          [got.method, got.url, [...got.headers.keys()].filter((name) => name.startsWith(':')), await got.text()],
          {
            headers: { connection: 'close', 'x-a': '1' },
          },
        ),
      ) as never,
    );
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ':method': 'POST', ':path': '/payscore/notify', ':authority': 'shop.example' });
    stream.end('{"id":1}');
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    let text = '';
    for await (const chunk of stream) text += chunk;
    session.close();
    expect([headers[':status'], headers['x-a']]).toEqual([200, '1']);
    expect(JSON.parse(text)).toEqual(['POST', 'http://shop.example/payscore/notify', [], '{"id":1}']);
  });
});

describe('over HTTP/2', () => {
  it('an answer is given up where the client leaves, before it is ready and in its middle', async () => {
    const cancelled: string[] = [];
    const server = createHttp2Server(
      bridge(async (got) => {
        if (got.url.endsWith('/late')) await pause(100);
        return new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
            cancel: () => void cancelled.push(new URL(got.url).pathname),
          }),
        );
      }) as never,
    );
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    session.on('error', () => undefined);
    const late = session.request({ ':path': '/late' });
    const middle = session.request({ ':path': '/middle' });
    for (const stream of [late, middle]) stream.on('error', () => undefined);
    await once(middle, 'response');
    await pause(30);
    late.close(constants.NGHTTP2_CANCEL);
    middle.close(constants.NGHTTP2_CANCEL);
    await pause(200);
    session.destroy();
    expect(cancelled.sort()).toEqual(['/late', '/middle']);
  });
});

describe('the answer', () => {
  it('has status, headers and each cookie of its own', async () => {
    const headers = new Headers({ 'x-a': '1', 'cache-control': 'no-store' });
    headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT');
    headers.append('set-cookie', 'b=2');
    const url = await serve(() => new Response(null, { status: 204, headers }));
    const response = await fetch(url);
    expect(response.status).toBe(204);
    expect(response.headers.get('x-a')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2']);
  });

  it('to HEAD has the headers and no body', async () => {
    let isCancelled = false;
    const url = await serve(
      () =>
        new Response(new ReadableStream({ cancel: () => void (isCancelled = true) }), {
          headers: { 'content-length': '5' },
        }),
    );
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '5', '']);
    expect(isCancelled).toBe(true);
  });

  it('that is a stream is sent piece by piece', async () => {
    let go = (): void => undefined;
    const url = await serve(
      () =>
        new Response(
          new ReadableStream({
            async start(controller) {
              controller.enqueue(Buffer.from('one '));
              await new Promise<void>((resolve) => (go = resolve));
              controller.enqueue(Buffer.from('two'));
              controller.close();
            },
          }),
        ),
    );
    const reader = (await fetch(url)).body!.getReader();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('one ');
    go();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('two');
    expect((await reader.read()).done).toBe(true);
  });

  it('is produced no faster than the client reads, and given up where the client leaves', async () => {
    let produced = 0;
    const cancelled = new Promise<void>((resolve) => {
      void serve(
        () =>
          new Response(
            new ReadableStream({
              pull(controller) {
                produced += 1;
                controller.enqueue(new Uint8Array(1_000_000));
              },
              cancel: () => resolve(),
            }),
          ),
      ).then((url) => get(url, (answer) => void setTimeout(() => answer.destroy(), 200)).on('error', () => undefined));
    });
    await cancelled;
    expect(produced).toBeGreaterThan(0);
    expect(produced).toBeLessThan(100);
    expect(errors).toEqual([]);
  });

  it('of a stream that waits for ever is given up where the client leaves', async () => {
    const cancelled = new Promise<void>((resolve) => {
      void serve(() => new Response(new ReadableStream({ cancel: () => resolve() }), { headers: { a: '1' } })).then(
        (url) => {
          const asked = get(url).on('error', () => undefined);
          setTimeout(() => asked.destroy(), 50);
        },
      );
    });
    await expect(cancelled).resolves.toBeUndefined();
  });

  it('that breaks off ends the connection, so that a client can tell half an answer from a whole one', async () => {
    const url = await serve(
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(Buffer.from('half')),
            pull: () => Promise.reject(new Error('broken')),
          }),
        ),
    );
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
    expect(errors).toEqual([new Error('broken')]);
  });

  it('closes the connection where the body was not read to its end', async () => {
    const url = await serve(() => new Response('no', { status: 413 }));
    const agent = new Agent({ keepAlive: true });
    const asked = request(url, { method: 'POST', agent, headers: { 'content-length': '1000000' } });
    asked.on('error', () => undefined);
    asked.write('x');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers.connection]).toEqual([413, 'close']);
    agent.destroy();
    expect((await fetch(url)).headers.get('connection')).not.toBe('close');
  });
});

describe('a handler that fails', () => {
  const faults: [string, Handler][] = [
    [
      'throws',
      () => {
        throw new Error('it holds a secret');
      },
    ],
    ['rejects', () => Promise.reject(new Error('it holds a secret'))],
    ['rejects with nothing', () => Promise.reject()],
    ["rejects with a word that Express takes for 'go on'", () => Promise.reject('route')],
    ['answers nothing', () => undefined as never],
    ['answers with an error response', () => Response.error()],
    [
      'answers with a body that was used',
      async () => {
        const used = new Response('x');
        await used.text();
        return used;
      },
    ],
    [
      'answers with a body that is being read',
      () => {
        const locked = new Response('x');
        locked.body!.getReader();
        return locked;
      },
    ],
    [
      'breaks off before the first byte',
      () => new Response(new ReadableStream({ pull: () => Promise.reject(new Error('x')) })),
    ],
  ];

  it.each(faults)('%s: 500 without its words, onError, and the server goes on', async (_, handler) => {
    const url = await serve((got) => (got.url.endsWith('/ok') ? new Response('ok') : handler(got)));
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ code: 'INTERNAL_ERROR', message: 'The request could not be handled.' });
    expect(errors).toHaveLength(1);
    expect(await (await fetch(`${url}/ok`)).text()).toBe('ok');
  });

  it.each(faults)('%s: next gets the error, where there is one', async (_, handler) => {
    const answer = bridge(handler);
    const passed: unknown[] = [];
    const port = await listen(
      createServer((incoming, outgoing) =>
        answer(incoming, outgoing, (error) => {
          passed.push(error);
          outgoing.writeHead(503).end();
        }),
      ),
    );
    const { status } = await fetch(`http://127.0.0.1:${port}/`);
    expect(status).toBe(503);
    expect(passed).toEqual(errors);
    expect(typeof passed[0]).toBe('object');
  });

  it('and a next that throws end the connection, not the process', async () => {
    const answer = bridge(() => Promise.reject(new Error('x')));
    const port = await listen(
      createServer((incoming, outgoing) =>
        answer(incoming, outgoing, () => {
          throw new Error('next');
        }),
      ),
    );
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('and an onError that throws change nothing', async () => {
    for (const onError of [
      () => {
        throw new Error('log');
      },
      () => Promise.reject(new Error('log')) as never,
    ]) {
      const port = await listen(createServer(toNodeHandler(() => Promise.reject(new Error('x')), { onError })));
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    }
  });
});

describe('a body that was read before', () => {
  const readFirst = async (handler: Handler, keep: (bytes: Buffer) => object = () => ({})): Promise<string> => {
    const answer = bridge(handler);
    const port = await listen(
      createServer(async (incoming, outgoing) => {
        const chunks = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        answer(Object.assign(incoming, keep(Buffer.concat(chunks))), outgoing);
      }),
    );
    return `http://127.0.0.1:${port}/`;
  };

  it('is an error for a handler that reads it: 500, and onError says what to do', async () => {
    const url = await readFirst(async (got) => new Response(await got.text()));
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(500);
    expect(String(errors[0])).toContain('before express.json()');
  });

  it('is an error where the handler refuses: the body may have been what was missing', async () => {
    const url = await readFirst(() => new Response('no', { status: 400 }));
    const response = await fetch(url, { method: 'POST', body: '{}' });
    expect([response.status, (await response.json()).code]).toEqual([500, 'BODY_READ_BEFORE']);
    expect(errors).toHaveLength(1);
  });

  it('leaves the words of a handler that answers 500 itself', async () => {
    const url = await readFirst(async (got) => {
      const failed = await got.text().catch((error: Error) => error.message);
      return new Response(failed, { status: 503 });
    });
    const response = await fetch(url, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('before express.json()')]);
    expect(String(errors)).toContain('before express.json()');
  });

  it('is none for a handler that does not read it and is content', async () => {
    const url = await readFirst(() => new Response('ok'));
    expect(await (await fetch(url, { method: 'POST', body: '{}' })).text()).toBe('ok');
    expect(errors).toEqual([]);
  });

  it.each(['rawBody', 'body'])('is taken from %s where the parser kept the bytes', async (name) => {
    const url = await readFirst(
      async (got) => new Response(await got.text()),
      (bytes) => ({ [name]: bytes }),
    );
    expect(await (await fetch(url, { method: 'POST', body: '{ "a": 1 }' })).text()).toBe('{ "a": 1 }');
  });

  it('is not made up from what the parser made of it', async () => {
    const url = await readFirst(
      async (got) => new Response(await got.text()),
      () => ({ body: { a: 1 } }),
    );
    expect((await fetch(url, { method: 'POST', body: '{ "a": 1 }' })).status).toBe(500);
  });
});

describe('a client that leaves', () => {
  it('in the middle of its body makes reading it fail, and ends nothing', async () => {
    let failed: unknown;
    const read = new Promise<void>((resolve) => {
      void listen(
        createServer(
          bridge(async (got) => {
            await got.text().catch((error: unknown) => (failed = error));
            resolve();
            return new Response('late');
          }),
        ),
      ).then((port) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
          setTimeout(() => socket.destroy(), 50);
        });
        socket.on('error', () => undefined);
      });
    });
    await read;
    expect(failed).toBeInstanceOf(Error);
    await pause(20);
  });

  it('before the answer is ready ends nothing', async () => {
    const answered = new Promise<void>((resolve) => {
      void serve(async () => {
        await pause(100);
        resolve();
        return new Response('late '.repeat(100_000));
      }).then((url) => {
        const asked = get(url).on('error', () => undefined);
        setTimeout(() => asked.destroy(), 30);
      });
    });
    await answered;
    await pause(50);
    expect(errors).toEqual([]);
  });

  it('whose body the handler gave up reading is answered', async () => {
    const url = await serve(async (got) => {
      const reader = got.body!.getReader();
      await reader.read();
      void reader.cancel();
      return new Response('enough', { status: 413 });
    });
    const asked = request(url, { method: 'POST', headers: { 'content-length': '1000000' } });
    asked.on('error', () => undefined);
    asked.write('first');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    asked.destroy();
  });
});

test('an answer that another middleware has begun is left alone', async () => {
  let cancelled = false;
  const answer = bridge(() => new Response(new ReadableStream({ cancel: () => void (cancelled = true) })));
  const port = await listen(
    createServer((incoming, outgoing) => {
      outgoing.writeHead(202);
      answer(incoming, outgoing);
      setTimeout(() => outgoing.end('theirs'), 30);
    }),
  );
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect([response.status, await response.text()]).toEqual([202, 'theirs']);
  expect(cancelled).toBe(true);
});

test('nor does a handler that fails disturb it', async () => {
  const answer = bridge(() => Promise.reject(new Error('late')));
  const port = await listen(
    createServer((incoming, outgoing) => {
      outgoing.write('theirs, ');
      answer(incoming, outgoing, () => outgoing.destroy());
      setTimeout(() => outgoing.end('whole'), 30);
    }),
  );
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('theirs, whole');
  expect(errors).toHaveLength(1);
});

test('bad arguments are refused', () => {
  expect(() => toNodeHandler(undefined as never)).toThrow('INVALID_ARGUMENT: handler');
  expect(() => toNodeHandler({ handler: () => new Response() } as never)).toThrow('INVALID_ARGUMENT: handler');
  expect(() => toNodeHandler(() => new Response(), { onError: 1 as never })).toThrow('INVALID_ARGUMENT: onError');
  expect(() => toNodeHandler(() => new Response(), null as never)).toThrow('INVALID_ARGUMENT: options');
});
