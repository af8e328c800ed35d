import { X509Certificate } from 'node:crypto';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
  isWechatPayError,
  platformCertificates,
} from 'weixin-payscore/server';
import { maskUrl } from './page/mask.js';
import { readNamedFile } from './settings.js';

/**
 * The merchant's own server, with as many of its routes as the level allows, under `/payscore`: `config` from level 1 on,
 * `token` and `state` from level 2 on, `notify` at level 3.
 *
 * @param {object} options
 * @param {1 | 2 | 3} options.level
 * @param {ReturnType<import('./settings.js').readSettings>} options.settings
 * @param {string} options.origin of the pages
 * @param {(request: Request) => string | null} options.userOf whose permission it is
 * @param {(entry: object) => void} options.publish is told what was signed, asked and received, without any secret
 * @returns {(request: Request) => Promise<Response>}
 */
export function createMerchant({ level, settings, origin, userOf, publish }) {
  const { values } = settings;
  const signer = createConfigSigner({
    appId: values.WEIXIN_APP_ID,
    appSecret: values.WEIXIN_APP_SECRET,
    allowedOrigins: [origin],
    apiBase: values.WEIXIN_API_BASE,
  });
  const signing = { handler: (request) => answerAndTell(signer, request, publish) };
  if (level < 2) {
    return (request) =>
      new URL(request.url).pathname === '/payscore/config'
        ? signing.handler(request)
        : Promise.resolve(Response.json({ code: 'NOT_FOUND' }, { status: 404 }));
  }

  const { client, platformKeys } = createClient(level, settings, publish);
  const routes = createPayScoreRoutes({
    signer: signing,
    permissions: client.merchant,
    application: {
      service_id: values.WECHATPAY_SERVICE_ID,
      appid: values.WEIXIN_APP_ID,
      notify_url: `${origin}/payscore/notify`,
    },
    userOf,
    notify: level < 3 ? undefined : createNotify(values, platformKeys, publish),
    onError: ({ code, name }) => publish({ from: 'server', kind: 'error', code: code ?? name }),
  });
  return routes.handler;
}

/** The address is what matters when a signature is refused, so the desktop shows it. */
async function answerAndTell(signer, request, publish) {
  const answer = await signer.handler(request);
  const url = new URL(request.url).searchParams.get('url');
  if (request.method === 'GET' && url !== null) {
    const { code } = answer.ok ? {} : await answer.clone().json();
    publish({ from: 'server', kind: 'signed', url: maskUrl(url).slice(0, 1024), code, verdict: code ?? 'ok' });
  }
  return answer;
}

/**
 * The keys that verify WeChat Pay are those in the files. A serial that is not among them is looked for among the certificates,
 * which the API v3 key decrypts: while a merchant changes over, notifications can still be signed with one of those.
 */
function createClient(level, settings, publish) {
  const { values } = settings;
  const record = readPlatformKeys(settings);
  const hasKeys = Object.keys(record).length > 0;
  let certificates;
  async function platformKeys(serial) {
    if (Object.hasOwn(record, serial)) return record[serial];
    if (!certificates) return undefined;
    try {
      return await certificates(serial);
    } catch (error) {
      // This merchant has no certificates.
      if (isWechatPayError(error) && error.status === 404) return undefined;
      throw error;
    }
  }
  const client = createPayScoreClient({
    mchid: values.WECHATPAY_MCHID,
    serial: values.WECHATPAY_SERIAL,
    privateKey: readNamedFile(settings, 'WECHATPAY_PRIVATE_KEY_FILE'),
    platformKeys: hasKeys ? record : platformKeys,
    baseURL: values.WECHATPAY_BASE_URL,
    onCall: (call) => publish({ from: 'server', kind: 'call', ...call }),
  });
  // Below level 3 the API v3 key can be a wrong one, unless it is all that there is.
  if (level === 3 || !hasKeys) {
    certificates = platformCertificates({ client, apiV3Key: values.WECHATPAY_API_V3_KEY });
  }
  return { client, platformKeys };
}

function readPlatformKeys(settings) {
  const { values } = settings;
  const keys = {};
  if (values.WECHATPAY_PUBLIC_KEY_ID && values.WECHATPAY_PUBLIC_KEY_FILE) {
    keys[values.WECHATPAY_PUBLIC_KEY_ID] = readNamedFile(settings, 'WECHATPAY_PUBLIC_KEY_FILE');
  }
  if (values.WECHATPAY_PLATFORM_CERTIFICATE_FILE) {
    const text = readNamedFile(settings, 'WECHATPAY_PLATFORM_CERTIFICATE_FILE');
    for (const pem of text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []) {
      keys[new X509Certificate(pem).serialNumber] = pem;
    }
  }
  return keys;
}

function createNotify(values, platformKeys, publish) {
  return createNotificationHandler({
    apiV3Key: values.WECHATPAY_API_V3_KEY,
    platformKeys,
    expect: {
      mchid: values.WECHATPAY_MCHID,
      appid: values.WEIXIN_APP_ID,
      service_id: values.WECHATPAY_SERVICE_ID,
    },
    onEvent: ({ id, type, createdAt }) =>
      publish({ from: 'wechat', kind: 'notification', notification: id, type, createdAt }),
    onError: ({ code, name }) => publish({ from: 'wechat', kind: 'error', code: code ?? name }),
  });
}
