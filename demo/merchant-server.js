import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
} from 'weixin-payscore/server';

/**
 * The merchant's server. Without `weixinUrl` it would talk to WeChat's own hosts.
 *
 * @param {object} options
 * @param {object} options.account what WeChat gave the merchant: numbers, keys and secrets
 * @param {string} options.origin of the merchant's pages, and of this server
 * @param {string} options.weixinUrl where api.weixin.qq.com and api.mch.weixin.qq.com are
 * @param {ReturnType<import('./merchant-database.js').createMerchantDatabase>} options.database
 * @param {(request: Request) => string | undefined} options.userOf who is signed in
 * @param {typeof fetch} options.fetch sends the calls to WeChat
 */
export function createMerchantServer({ account, origin, weixinUrl, database, userOf, fetch }) {
  const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys, serviceId } = account;
  const { merchant } = createPayScoreClient({ mchid, serial, privateKey, platformKeys, baseURL: weixinUrl, fetch });

  return createPayScoreRoutes({
    signer: createConfigSigner({ appId, appSecret, allowedOrigins: [origin], apiBase: weixinUrl, fetch }),
    permissions: { apply: merchant.apply, query: rememberingQuery(merchant, database) },
    application: { service_id: serviceId, appid: appId, notify_url: `${origin}/payscore/notify` },
    authorizations: database.authorizations,
    notify: createNotificationHandler({ apiV3Key, platformKeys, onEvent: database.notified }),
    userOf,
  });
}

/** Asks WeChat Pay and writes its answer down. Where it does not answer, what a notification told before still holds. */
function rememberingQuery(merchant, database) {
  return async function query(question) {
    try {
      const permission = await merchant.query(question);
      database.queried(question.authorization_code, permission.authorization_state);
      return permission;
    } catch (error) {
      const known = database.stateOf(question.authorization_code);
      if (!error.retryable || known === 'UNBINDUSER') throw error;
      return { authorization_state: known };
    }
  };
}
