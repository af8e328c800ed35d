import type { CredentialsInput, KeyMode, WeixinCredentials } from './credentials';
import type { Fault } from './fault';
import type { Listening } from './listen';
import type { NotificationSpelling } from './notifications/notification-body';
import type { NotificationAttempt } from './notifications/notifier';
import type { DailyLimits } from './platform/platform-api';

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
  /**
   * How often a notification comes again although it was acknowledged, as it may: "the same notification may be sent more than
   * once". Default 0.
   */
  repeats?: number;
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
  /** `user_label` of an acquiring bank's permissions. Default: none, it is "not guaranteed". */
  userLabel?: 'A' | 'B' | 'C';
  /** Calls of api.weixin.qq.com a day. */
  dailyLimits?: DailyLimits;
  /** Asked about each request: what is to go wrong with it, if anything. The body is not to be read. */
  fault?(request: Request): Fault | undefined;
}

/** One request that was served, without its parameters and without anything secret. */
export interface ServedRequest {
  /** ms since 1970 */
  at: number;
  method: string;
  /** Without the query, in which api.weixin.qq.com takes secrets. */
  path: string;
  /** 0 while it is being answered, and where the connection was cut. */
  status: number;
  /** The error code or `errcode` that was answered, if one was. */
  code?: string;
  /** WeChat Pay's `Request-ID`. */
  requestId?: string;
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
  /** The latest 1000 requests, oldest first. */
  readonly requests: readonly ServedRequest[];
  /**
   * Posts a notification whose signature starts with `WECHATPAY/SIGNTEST/` and does not fit, as WeChat does now and then to see
   * whether a merchant verifies. It is not repeated.
   *
   * @param notifyUrl where to
   * @returns the merchant's status, which is to be 4xx or 5xx; 0 where there was no answer in time
   */
  sendSignatureProbe(notifyUrl: string): Promise<number>;
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
