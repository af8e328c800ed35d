import { readFileSync } from 'node:fs';
import { createClient } from 'redis';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  redisStore,
} from 'weixin-payscore/server';

const { env } = process;
const store = redisStore(await createClient({ url: env.REDIS_URL }).connect());
const platformKeys = { [env.WECHATPAY_PUBLIC_KEY_ID]: readFileSync(env.WECHATPAY_PUBLIC_KEY_FILE, 'utf8') };

/** GET /wx-config?url=… for the page's getConfigSignature. */
export const wxConfig = createConfigSigner({
  appId: env.WEIXIN_APP_ID,
  appSecret: env.WEIXIN_APP_SECRET,
  allowedOrigins: ['https://shop.example'],
  store,
  apiBase: env.WEIXIN_API_BASE, // unset, except against weixin-payscore/testing/server
}).handler;

/** The token for the tap, and the state for the page's confirm. */
export const { merchant } = createPayScoreClient({
  mchid: env.WECHATPAY_MCHID,
  serial: env.WECHATPAY_SERIAL,
  privateKey: readFileSync(env.WECHATPAY_PRIVATE_KEY_FILE, 'utf8'),
  platformKeys,
  baseURL: env.WECHATPAY_API_BASE,
});

/** POST /notify: what notify_url points to. */
export const notify = createNotificationHandler({
  apiV3Key: env.WECHATPAY_API_V3_KEY,
  platformKeys,
  store,
  onEvent: async ({ type, resource }) => {
    console.log(type, resource.authorization_code); // write it to your database here; throw, and it comes again
  },
});
