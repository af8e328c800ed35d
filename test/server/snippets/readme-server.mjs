import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createClient } from 'redis';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
  redisAuthorizations,
  redisStore,
  toNodeHandler,
} from 'weixin-payscore/server';

const { env } = process;
const appid = env.WEIXIN_APP_ID;
const mchid = env.WECHATPAY_MCHID;
const service_id = env.WECHATPAY_SERVICE_ID;
const notify_url = `${env.PUBLIC_ORIGIN}/payscore/notify`;
const apiV3Key = env.WECHATPAY_API_V3_KEY;
const platformKeys = { [env.WECHATPAY_PUBLIC_KEY_ID]: readFileSync(env.WECHATPAY_PUBLIC_KEY_FILE, 'utf8') };
const onError = (error) => console.error(error); // No message of this package holds a secret.

const redis = createClient({ url: env.REDIS_URL });
redis.on('error', onError); // Without a listener, the process ends when Redis restarts.
await redis.connect();
const store = redisStore(redis);

/** Replace this by your own session. Here Redis holds the user's ID under the value of the cookie `session`. */
function userOf(request) {
  const session = /(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  return session ? redis.get(`session:${session}`) : null;
}

/** Notifications repeat, and arrive in any order. Only the latest time of each kind is kept, so neither matters. */
async function onEvent({ type, createdAt, resource }) {
  const key = type === 'PAYSCORE.USER_OPEN_SERVICE' ? 'payscore:opened' : 'payscore:closed';
  const score = Date.parse(resource.openorclose_time ?? createdAt);
  await redis.zAdd(key, { score, value: resource.authorization_code }, { comparison: 'GT' });
}

const { merchant } = createPayScoreClient({
  mchid,
  serial: env.WECHATPAY_SERIAL,
  privateKey: readFileSync(env.WECHATPAY_PRIVATE_KEY_FILE, 'utf8'),
  platformKeys,
  baseURL: env.WECHATPAY_BASE_URL, // Unset, except in tests.
});

// GET /payscore/config, POST /payscore/token, GET /payscore/state, POST /payscore/notify
const { handler } = createPayScoreRoutes({
  signer: createConfigSigner({
    appId: appid,
    appSecret: env.WEIXIN_APP_SECRET,
    allowedOrigins: [env.PUBLIC_ORIGIN],
    store,
    apiBase: env.WEIXIN_API_BASE, // Unset, except in tests.
    onError,
  }),
  permissions: merchant,
  application: { service_id, appid, notify_url },
  userOf,
  authorizations: redisAuthorizations(redis), // This Redis writes to disk (appendonly) and evicts nothing.
  notify: createNotificationHandler({ apiV3Key, platformKeys, expect: { mchid }, store, onEvent, onError }),
  onError,
});

createServer(toNodeHandler(handler, { onError })).listen(Number(env.PORT));
