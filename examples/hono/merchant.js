import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
} from 'weixin-payscore/server';

/**
 * The routes below `/payscore`, for one isolate. Isolates come and go and share no memory: in production give a `store` (`Store`)
 * and `authorizations` (`Authorizations`) over a database that all of them reach.
 */
export function createRoutes(env) {
  const appId = env.WEIXIN_APP_ID;
  const platformKeys = { [env.WECHATPAY_PUBLIC_KEY_ID]: env.WECHATPAY_PUBLIC_KEY };
  const { merchant } = createPayScoreClient({
    mchid: env.WECHATPAY_MCHID,
    serial: env.WECHATPAY_SERIAL,
    privateKey: env.WECHATPAY_PRIVATE_KEY,
    platformKeys,
    baseURL: env.WECHATPAY_BASE_URL || undefined, // unset, except in the test
  });
  return createPayScoreRoutes({
    signer: createConfigSigner({
      appId,
      appSecret: env.WEIXIN_APP_SECRET,
      allowedOrigins: [env.PUBLIC_ORIGIN],
      apiBase: env.WEIXIN_API_BASE || undefined, // unset, except in the test
    }),
    permissions: merchant,
    application: {
      service_id: env.WECHATPAY_SERVICE_ID,
      appid: appId,
      notify_url: `${env.PUBLIC_ORIGIN}/payscore/notify`,
    },
    // Yours: who is signed in. This example takes the whole cookie for a user, which no shop may do.
    userOf: (request) => request.headers.get('cookie'),
    notify: createNotificationHandler({
      apiV3Key: env.WECHATPAY_API_V3_KEY,
      platformKeys,
      // Yours: write it to your database.
      onEvent: ({ type, resource }) => console.log(type, resource.authorization_code),
    }),
  });
}
