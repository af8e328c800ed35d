import { Hono } from 'hono';
import { acquiringBankEndpoints } from './acquiring-bank-endpoints';
import { createKeyring, PUBLIC_KEY_PREFIX } from './credentials';
import type { CredentialsInput, KeyMode, WeixinCredentials } from './credentials';
import type { Fault, RequestBindings } from './fault';
import { listen } from './listen';
import type { Listening } from './listen';
import type { MerchantAccount } from './merchant-account';
import { merchantEndpoints } from './merchant-endpoints';
import { notificationBody } from './notification-body';
import type { NotificationSpelling, ServiceStatus } from './notification-body';
import { createNotifier } from './notifier';
import type { NotificationAttempt } from './notifier';
import { createPalmService } from './palm-endpoints';
import { partnerEndpoints } from './partner-endpoints';
import { addPaymentGateway } from './payment-gateway';
import { createPermissions } from './permissions';
import type { Permission } from './permissions';
import { addPlatformApi } from './platform-api';
import type { DailyLimits } from './platform-api';
import { Refusal } from './refusal';

/** How the simulated services differ from the usual. */
export interface WeixinServicesOptions {
  /** Values to use instead of generated ones. */
  credentials?: CredentialsInput;
  /** Which platform keys there are, where `credentials` names none. Default `both`, as while a merchant changes over. */
  keyMode?: KeyMode;
  /** Which of both signs notifications. Default `certificate`: WeChat moves callbacks over step by step, so this is a guess. */
  notificationKey?: 'certificate' | 'public-key';
  /** Milliseconds since the epoch; decides about tokens, timestamps and states. Default `Date.now`. */
  now?(): number;
  /** Factor on the waits between deliveries of a notification: at 0.001 an hour takes 3.6 s. Default 1. */
  timeScale?: number;
  /** Milliseconds that a merchant has to answer a notification, whatever the `timeScale`. Default 5000, as documented. */
  answerTimeout?: number;
  /** Posts notifications. Default: the global `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** What the documents spell in more than one way. */
  notification?: NotificationSpelling;
  /** Whether ending a permission through the API is notified, too. Default false: the document only speaks of users. */
  notifyTerminate?: boolean;
  /** Services the merchant may use; any other is 403 `NO_AUTH`. Default: all. */
  serviceIds?: string[];
  /** Apps bound to the merchant number besides `credentials.appId`; any other is 403 `NO_AUTH`. */
  appIds?: string[];
  /** `user_label` of queried permissions. Default: none, it is "not guaranteed". */
  userLabel?: 'A' | 'B' | 'C';
  /** Calls of api.weixin.qq.com a day. */
  dailyLimits?: DailyLimits;
  /** Asked about each request: what is to go wrong with it, if anything. The body is not to be read. */
  fault?(request: Request): Fault | undefined;
}

/** Simulated api.weixin.qq.com and api.mch.weixin.qq.com, in one place. */
export interface WeixinServices {
  /** Answers as either host would; the path decides which. Rejects like the global `fetch` where a connection is dropped. */
  fetch(request: Request): Promise<Response>;
  /** Serves on 127.0.0.1. Closing gives up pending notifications, too. */
  listen(port?: number): Promise<Listening>;
  readonly credentials: WeixinCredentials;
  /** Every delivery of a notification so far. */
  readonly notifications: readonly NotificationAttempt[];
  /**
   * The user agrees in the view that `token` opened: the permission is `AVAILABLE`, and a notification goes out to the
   * `notify_url`, if there is one. Resolves once the notification was posted, whatever the merchant answered.
   *
   * @param token `apply_permissions_token`, `transaction_permissions_token`, or the palm service's `permission_token`
   * @throws Error for a token that is unknown, older than one hour, or another user's
   */
  openService(token: string, user: { openid: string }): Promise<void>;
  /**
   * The user takes the agreement back: the permission is `UNAVAILABLE`, and a notification goes out.
   *
   * @param authorizationCode for the palm service, which has no such code, the `permission_token`
   * @throws Error unless the user had agreed
   */
  closeService(authorizationCode: string): Promise<void>;
}

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
        if (permission.state !== 'AVAILABLE')
          throw new Error(`Nothing to take back: the state is ${permission.state}.`);
        permissions.close(permission);
        await notify(permission, 'USER_CLOSE_SERVICE');
      } else if (!palm.close(authorizationCode)) {
        throw new Error('There is no such permission in force.');
      }
    },
  };
}
