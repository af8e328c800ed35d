import { acquiringBankEndpoints } from './permissions/acquiring-bank-endpoints';
import { createKeyring, PUBLIC_KEY_PREFIX } from './credentials';
import type { Fault } from './fault';
import { listen } from './listen';
import type { MerchantAccount } from './permissions/permission-endpoints';
import { merchantEndpoints } from './permissions/merchant-endpoints';
import { notificationBody } from './notifications/notification-body';
import type { ServiceStatus } from './notifications/notification-body';
import { createNotifier } from './notifications/notifier';
import { createPalmService } from './permissions/palm-service';
import { partnerEndpoints } from './permissions/partner-endpoints';
import { createPaymentGateway } from './gateway/payment-gateway';
import { certificateEndpoint } from './gateway/platform-certificates';
import { createPermissions } from './permissions/permissions';
import type { Permission } from './permissions/permissions';
import { createPlatformApi } from './platform/platform-api';
import { Refusal } from './gateway/refusal';
import type { ServedRequest, WeixinServices, WeixinServicesOptions } from './weixin-services';

/** The log keeps the latest requests, so that a demo that runs for days does not fill the memory. */
const LONGEST_LOG = 1000;

/**
 * Simulates WeChat's servers as strictly as they are documented, without a merchant account: the request's signature is
 * verified over its exact bytes, every answer of the payment gateway is signed, and notifications are encrypted, signed and
 * repeated until they are acknowledged.
 *
 * @throws TypeError for credentials that cannot work
 */
export function createWeixinServices(options: WeixinServicesOptions = {}): WeixinServices {
  const now = options.now ?? Date.now;
  const { credentials, merchantKey, platformKeys } = createKeyring(
    options.credentials ?? {},
    options.keyMode ?? 'both',
  );
  const { mchid, appId, apiV3Key } = credentials;
  const permissions = createPermissions(now);
  const palm = createPalmService(now);
  const appIds = new Set([appId, ...(options.appIds ?? [])]);
  const serviceIds = options.serviceIds && new Set(options.serviceIds);

  const serials = [...platformKeys.keys()];
  const wanted = options.notificationKey === 'public-key';
  const serial = serials.find((one) => one.startsWith(PUBLIC_KEY_PREFIX) === wanted) ?? serials[0]!;
  const notifier = createNotifier({
    serial,
    key: platformKeys.get(serial)!,
    now,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeScale: options.timeScale ?? 1,
    repeats: options.repeats ?? 0,
    answerTimeout: options.answerTimeout ?? 5000,
  });

  async function notify(permission: Permission, status: ServiceStatus): Promise<void> {
    const url = permission.application.notify_url;
    if (url === undefined) return;
    const change = { permission, mchid, status, at: now() };
    await notifier.post(url, notificationBody(change, apiV3Key, options.notification ?? {}));
  }

  const account: MerchantAccount = {
    mchid,
    permissions,
    userLabel: options.userLabel,
    authorize({ service_id: service, appid }) {
      if (serviceIds?.has(service) === false || (appid !== undefined && !appIds.has(appid))) {
        throw new Refusal(403, 'NO_AUTH', '商户信息不合法');
      }
    },
    terminate(permission) {
      permissions.close(permission);
      if (options.notifyTerminate) void notify(permission, 'USER_CLOSE_SERVICE');
    },
  };

  const certificateKeys = new Map([...platformKeys].filter(([serial]) => !serial.startsWith(PUBLIC_KEY_PREFIX)));
  const platform = createPlatformApi({
    appId,
    appSecret: credentials.appSecret,
    limits: options.dailyLimits ?? {},
    now,
  });
  const gateway = createPaymentGateway({
    mchid,
    serial: credentials.serial,
    merchantKey,
    platformKeys,
    now,
    endpoints: [
      ...acquiringBankEndpoints(account),
      ...merchantEndpoints(account),
      ...partnerEndpoints(account),
      ...palm.endpoints,
      certificateEndpoint(certificateKeys, apiV3Key, now),
    ],
  });

  const requests: ServedRequest[] = [];

  /** `undefined`: the connection is to break. */
  async function answer(request: Request, target?: string): Promise<Response | undefined> {
    const fault = options.fault?.(request);
    const served: ServedRequest = { at: now(), method: request.method, path: new URL(request.url).pathname, status: 0 };
    requests.push(served);
    if (requests.length > LONGEST_LOG) requests.shift();
    const response = await respond(request, served.path, target, fault);
    if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    if (fault?.drop) return undefined;
    await note(served, response);
    return response;
  }

  async function respond(request: Request, path: string, target: string | undefined, fault: Fault | undefined) {
    if (path.startsWith('/cgi-bin/')) return platform(request, fault);
    if (path.startsWith('/v3/')) return gateway(request, target, fault);
    return new Response('404 Not Found', { status: 404 });
  }

  return {
    credentials,
    notifications: notifier.attempts,
    requests,
    async fetch(request) {
      const response = await answer(request);
      if (!response) throw new TypeError('fetch failed');
      return response;
    },
    async listen(port = 0) {
      const listening = await listen(answer, port);
      return {
        url: listening.url,
        async close() {
          notifier.stop();
          await listening.close();
        },
      };
    },
    async sendSignatureProbe(url) {
      // A genuine event in everything but its signature, so that only who verifies it is safe.
      const application = { service_id: '500001', appid: appId, authorization_code: 'PROBE' };
      const permission = { kind: 'merchant', application, state: 'AVAILABLE', token: '', tokenExpires: 0 } as const;
      const change = { permission, mchid, status: 'USER_OPEN_SERVICE', at: now() } as const;
      return notifier.probe(url, notificationBody(change, apiV3Key, options.notification ?? {}));
    },
    async openService(token, { openid }) {
      const permission = permissions.findByToken(token);
      if (permission) {
        if (permissions.open(permission, openid)) await notify(permission, 'USER_OPEN_SERVICE');
      } else if (!palm.open(token, openid)) {
        throw new Error('There is no such token.');
      }
    },
    async closeService(authorizationCode) {
      const permission = permissions.findByCode(authorizationCode);
      if (permission) {
        const { state } = permission;
        if (state !== 'AVAILABLE') throw new Error(`Nothing to take back: the state is ${state}.`);
        permissions.close(permission);
        await notify(permission, 'USER_CLOSE_SERVICE');
      } else if (!palm.close(authorizationCode)) {
        throw new Error('There is no such permission in force.');
      }
    },
  };
}

/** Completes the entry of the log with what was answered. */
async function note(served: ServedRequest, response: Response): Promise<void> {
  served.status = response.status;
  const requestId = response.headers.get('Request-ID');
  if (requestId !== null) served.requestId = requestId;
  try {
    const { errcode, code } = Object((await response.clone().json()) as unknown) as Record<string, unknown>;
    if (typeof code === 'string') served.code = code;
    if (typeof errcode === 'number' && errcode !== 0) served.code = String(errcode);
  } catch {
    // Nothing to add: the answer is no JSON.
  }
}
