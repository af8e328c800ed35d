import { createClient } from 'redis';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
  redisAuthorizations,
  redisStore,
} from 'weixin-payscore/server';

const { env } = process;
const appId = env.WEIXIN_APP_ID;
const platformKeys = { [env.WECHATPAY_PUBLIC_KEY_ID]: env.WECHATPAY_PUBLIC_KEY };

const redis = createClient({ url: env.REDIS_URL });
redis.on('error', (error) => console.error(error)); // without it, a Redis that restarts ends this process
await redis.connect();
const store = redisStore(redis); // tickets and notifications, once for all processes

const { merchant } = createPayScoreClient({
  mchid: env.WECHATPAY_MCHID,
  serial: env.WECHATPAY_SERIAL,
  privateKey: env.WECHATPAY_PRIVATE_KEY,
  platformKeys,
  baseURL: env.WECHATPAY_BASE_URL, // unset, except in the test
});

/** The routes below `/payscore` that the page asks, and the one that WeChat Pay notifies. */
export const { handler } = createPayScoreRoutes({
  signer: createConfigSigner({
    appId,
    appSecret: env.WEIXIN_APP_SECRET,
    allowedOrigins: [env.PUBLIC_ORIGIN],
    store,
    apiBase: env.WEIXIN_API_BASE, // unset, except in the test
  }),
  permissions: merchant,
  application: {
    service_id: env.WECHATPAY_SERVICE_ID,
    appid: appId,
    notify_url: `${env.PUBLIC_ORIGIN}/payscore/notify`,
  },
  authorizations: redisAuthorizations(redis), // in a Redis that writes to disk and evicts nothing; or in your database
  // Yours: who is signed in. This example takes the whole cookie for a user, which no shop may do.
  userOf: (request) => request.headers.get('cookie'),
  notify: createNotificationHandler({
    apiV3Key: env.WECHATPAY_API_V3_KEY,
    platformKeys,
    store,
    // Yours: write it to your database, idempotently, because a notification can come twice.
    onEvent: ({ type, resource }) => console.log(type, resource.authorization_code),
  }),
});
