import { readFileSync } from 'node:fs';
import { createClient } from 'redis';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
  redisStore,
} from 'weixin-payscore/server';
import { authorizations, onEvent } from './database.mjs';

const { env } = process;
const appId = env.WEIXIN_APP_ID;
const mchid = env.WECHATPAY_MCHID;
const apiV3Key = env.WECHATPAY_API_V3_KEY;
const platformKeys = { [env.WECHATPAY_PUBLIC_KEY_ID]: readFileSync(env.WECHATPAY_PUBLIC_KEY_FILE, 'utf8') };
const onError = (error) => console.error(error); // No message of this package holds a secret.

const redis = createClient({ url: env.REDIS_URL });
redis.on('error', onError); // Without a listener, the process ends when Redis restarts.
await redis.connect();
const store = redisStore(redis, { prefix: env.REDIS_PREFIX }); // Another one for each environment and account.

const { merchant } = createPayScoreClient({
  mchid,
  serial: env.WECHATPAY_SERIAL,
  privateKey: readFileSync(env.WECHATPAY_PRIVATE_KEY_FILE, 'utf8'),
  platformKeys,
  baseURL: env.WECHATPAY_BASE_URL, // Unset, except in tests.
});

/** GET /payscore/config, POST /payscore/token, GET /payscore/state, POST /payscore/notify */
export const { handler } = createPayScoreRoutes({
  signer: createConfigSigner({
    appId,
    appSecret: env.WEIXIN_APP_SECRET,
    allowedOrigins: [env.PUBLIC_ORIGIN],
    store,
    apiBase: env.WEIXIN_API_BASE,
    onError,
  }),
  permissions: merchant,
  application: {
    service_id: env.WECHATPAY_SERVICE_ID,
    appid: appId,
    notify_url: `${env.PUBLIC_ORIGIN}/payscore/notify`,
  },
  authorizations,
  notify: createNotificationHandler({ apiV3Key, platformKeys, expect: { mchid }, store, onEvent, onError }),
  onError,
  /** Replace this by your own session. Here Redis holds the user's ID under the value of the cookie `session`. */
  userOf: (request) => {
    const session = /(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
    return session ? redis.get(`session:${session}`) : null;
  },
});
