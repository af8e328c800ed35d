// One process of a merchant's server: its routes over plain HTTP, on a Redis that it shares with others. The header x-user says
// who is signed in. argv: the compiled library, and JSON with redisUrl, weixinUrl, the credentials and, for one that is to end
// before it applies, dies.
import { createServer } from 'node:http';
import { createClient } from 'redis';

const [, , library, json] = process.argv;
const { redisUrl, weixinUrl, credentials, dies } = JSON.parse(json);
const {
  createConfigSigner,
  createPayScoreClient,
  createPayScoreRoutes,
  redisAuthorizations,
  redisStore,
  toNodeHandler,
} = await import(library);

const redis = createClient({ url: redisUrl });
redis.on('error', () => undefined);
await redis.connect();
const { merchant } = createPayScoreClient({ ...credentials, baseURL: weixinUrl });
const { appId, appSecret } = credentials;

const { handler } = createPayScoreRoutes({
  signer: createConfigSigner({
    appId,
    appSecret,
    allowedOrigins: ['https://shop.example'],
    apiBase: weixinUrl,
    store: redisStore(redis),
  }),
  permissions: dies ? { ...merchant, apply: () => process.kill(process.pid, 'SIGKILL') } : merchant,
  application: { service_id: '500001', appid: appId },
  authorizations: redisAuthorizations(redis),
  userOf: (request) => request.headers.get('x-user'),
});

const server = createServer(toNodeHandler(handler));
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
