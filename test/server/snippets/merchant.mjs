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
const platformKeys = { [env.WECHATPAY_PUBLIC_KEY_ID]: readFileSync(env.WECHATPAY_PUBLIC_KEY_FILE, 'utf8') };
const onError = (error) => console.error(error); // no message holds a secret

const redis = createClient({ url: env.REDIS_URL });
redis.on('error', onError); // without it, a Redis that restarts ends this process
await redis.connect();
const store = redisStore(redis, { prefix: env.REDIS_PREFIX }); // one for each environment and account

const { merchant } = createPayScoreClient({
  mchid: env.WECHATPAY_MCHID,
  serial: env.WECHATPAY_SERIAL,
  privateKey: readFileSync(env.WECHATPAY_PRIVATE_KEY_FILE, 'utf8'),
  platformKeys,
  baseURL: env.WECHATPAY_API_BASE, // unset, except against weixin-payscore/testing/server
});

/** GET /payscore/config, POST /payscore/token, GET /payscore/state, POST /payscore/notify */
export const { handler } = createPayScoreRoutes({
  signer: createConfigSigner({
    appId,
    appSecret: env.WEIXIN_APP_SECRET,
    allowedOrigins: [env.ORIGIN],
    store,
    apiBase: env.WEIXIN_API_BASE,
    onError,
  }),
  permissions: merchant,
  application: { service_id: env.PAYSCORE_SERVICE_ID, appid: appId, notify_url: `${env.ORIGIN}/payscore/notify` },
  authorizations,
  notify: createNotificationHandler({ apiV3Key: env.WECHATPAY_API_V3_KEY, platformKeys, store, onEvent, onError }),
  onError,
  /** Who is signed in: this shop keeps its sessions in Redis, under a cookie's value. */
  userOf: (request) => {
    const session = /(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie'))?.[1];
    return session ? redis.get(`session:${session}`) : null;
  },
});
