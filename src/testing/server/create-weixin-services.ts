import { Hono } from 'hono';
import { acquiringBankEndpoints } from './permissions/acquiring-bank-endpoints';
import { createKeyring, PUBLIC_KEY_PREFIX } from './credentials';
import type { RequestBindings } from './fault';
import { listen } from './listen';
import type { MerchantAccount } from './permissions/permission-endpoints';
import { merchantEndpoints } from './permissions/merchant-endpoints';
import { notificationBody } from './notifications/notification-body';
import type { ServiceStatus } from './notifications/notification-body';
import { createNotifier } from './notifications/notifier';
import { createPalmService } from './permissions/palm-service';
import { partnerEndpoints } from './permissions/partner-endpoints';
import { addPaymentGateway } from './gateway/payment-gateway';
import { createPermissions } from './permissions/permissions';
import type { Permission } from './permissions/permissions';
import { addPlatformApi } from './platform/platform-api';
import { Refusal } from './gateway/refusal';
import type { WeixinServices, WeixinServicesOptions } from './weixin-services';

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

  const app = new Hono<{ Bindings: RequestBindings }>();
  addPlatformApi(app, { appId, appSecret: credentials.appSecret, limits: options.dailyLimits ?? {}, now });
  addPaymentGateway(app, {
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
    ],
  });

  /** `undefined`: the connection is to break. */
  async function answer(request: Request, bindings: RequestBindings): Promise<Response | undefined> {
    const fault = options.fault?.(request);
    const response = await app.fetch(request, { ...bindings, fault });
    if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    return fault?.drop ? undefined : response;
  }

  return {
    credentials,
    notifications: notifier.attempts,
    async fetch(request) {
      const response = await answer(request, {});
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
