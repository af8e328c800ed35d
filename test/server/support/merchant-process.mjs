// One process of a merchant's server: both handlers over plain HTTP, on a Redis that it shares with others.
// argv: the compiled library, and JSON with redisUrl, signer, notifications and, for onEvent, takes (ms), hang,
// or untilRefused: it ends when another delivery was refused.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';

const [, , library, json] = process.argv;
const { redisUrl, signer, notifications, takes = 100, hang, untilRefused } = JSON.parse(json);
const { createConfigSigner, createNotificationHandler, redisStore } = await import(library);

const redis = createClient({ url: redisUrl });
// Without a listener Node ends the process when the connection breaks.
redis.on('error', () => undefined);
await redis.connect();
const store = redisStore(redis);

const sign = createConfigSigner({ ...signer, store }).handler;
const notify = createNotificationHandler({
  ...notifications,
  store,
  onEvent: async ({ id }) => {
    await redis.rPush(`started:${id}`, String(process.pid));
    if (hang) await new Promise(() => undefined);
    if (untilRefused) while (!(await redis.exists(`refused:${id}`))) await pause(10);
    else await pause(takes);
    await redis.rPush(`completed:${id}`, String(process.pid));
  },
});

const server = createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const request = new Request(`http://merchant.test${incoming.url}`, {
    method: incoming.method,
    headers: incoming.headers,
    body: incoming.method === 'POST' ? Buffer.concat(chunks) : undefined,
  });
  const response = await (incoming.method === 'POST' ? notify : sign)(request);
  outgoing.writeHead(response.status).end(await response.text());
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
