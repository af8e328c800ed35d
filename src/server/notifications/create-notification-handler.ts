import type { KeyObject } from 'node:crypto';
import { checkFunction, invalidArgument, ownFields } from '../arguments';
import { callHook, inTime } from '../limits';
import { memoryStore } from '../store/memory-store';
import type { Store } from '../store/store';
import { type NotificationAccount, type OpenAccount, openAccount } from './notification-account';
import { CHECKS, DeliveryError, type DeliveryErrorCode, NotificationError } from './notification-error';
import { createOnce } from './once';
import { checkHeaders, openNotification } from './open-notification';
import { checkLength, readBody } from './read-body';
import { isPermissionEvent, type OtherEvent, type PermissionEvent, readEvent } from './read-event';

/** What {@link createNotificationHandler} takes besides the accounts. */
export interface NotificationHandling {
  /**
   * Runs for a verified event about a Pay Score permission. The delivery is acknowledged only after it resolved, and comes again
   * if it throws. It runs at least once per notification: see `createOnce` for how to write idempotently.
   */
  onEvent(event: PermissionEvent): void | Promise<void>;
  /**
   * Runs, as `onEvent` does, for a verified event of another type, such as a payment on the same `notify_url`. Without it such a
   * notification is refused with 501, so that WeChat keeps it for a handler that can take it.
   */
  onOther?(event: OtherEvent): void | Promise<void>;
  /**
   * Called with the reason of every answer but 204: a `NotificationError`, a `DeliveryError`, or what `onEvent`, `onOther`, the
   * store or `platformKeys` threw. What it throws is ignored.
   */
  onError?(error: unknown, request: Request): void;
  /** Where handled notifications are remembered; default `memoryStore()`. More than one process: `redisStore(client)`. */
  store?: Store;
  /**
   * How long a process that died holds a notification, in ms; default 15000. A living one renews its claim, for ten times as
   * long at most; an `onEvent` that takes longer may run again.
   */
  claimTtl?: number;
  /** The clock, in ms since 1970; default `Date.now`. */
  now?(): number;
}

/** What {@link createNotificationHandler} takes: one account, or in `accounts` several that share a `notify_url`. */
export type NotificationHandlerOptions = NotificationHandling &
  ((NotificationAccount & { accounts?: never }) | { accounts: readonly NotificationAccount[] });

/** How long `platformKeys` may take for one key, in ms: WeChat waits 5 s for the answer. */
const KEY_PATIENCE = 5000;

const STATUS: Readonly<Record<DeliveryErrorCode, number>> = {
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_SLOW: 408,
  BODY_TOO_LONG: 413,
  BODY_ALREADY_READ: 500,
  KEY_TIMEOUT: 500,
  UNHANDLED_EVENT: 501,
  IN_PROGRESS: 503,
};

/**
 * Makes a handler for notifications: a Web `Request` in, a `Response` out.
 *
 * | status | when |
 * |---|---|
 * | 204 | handled, now or before |
 * | 400 | headers, clock, serial, algorithm, tag or payload, or not as `expect` says |
 * | 401 | signature |
 * | 405, 413, 408 | not POST; longer than 64 KiB; slower than 5 s |
 * | 500 | `onEvent`, `onOther`, the store or `platformKeys` failed; WeChat delivers again |
 * | 501 | a verified event of another type, and no `onOther` |
 * | 503 | another delivery of the same notification is being handled; WeChat delivers again |
 *
 * A refusal says `{"code":"FAIL","message":"…"}`, as WeChat asks. Headers, clock and serial are checked before the body is
 * read. The handler itself never rejects.
 *
 * Several merchant numbers behind one `notify_url` are given as `accounts`. A notification belongs to the account whose keys
 * verify and decrypt it and whose `expect` it meets; `event.resource.mchid` says which that was.
 *
 * ```ts
 * createNotificationHandler({
 *   accounts: [
 *     { apiV3Key: keyOfA, platformKeys: platformKeysOfA, expect: { mchid: '1900000001' } },
 *     { apiV3Key: keyOfB, platformKeys: platformKeysOfB, expect: { mchid: '1900000002' } },
 *   ],
 *   onEvent: (event) => savePermission(event.resource.mchid, event),
 * });
 * ```
 *
 * @param options keys, what to run, and where to remember; keys are imported here, once
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */
export function createNotificationHandler(
  options: NotificationHandlerOptions,
): (request: Request) => Promise<Response> {
  const given = ownFields(options, 'options');
  const accounts = openAccounts(given);
  const { onEvent, onOther, onError, store, claimTtl, now = () => Date.now() } = given;
  const once = createOnce(store ?? memoryStore(), claimTtl === undefined ? {} : { claimTtl });
  if (typeof onEvent !== 'function') throw invalidArgument('onEvent', 'Give a function that takes the event.');
  if (typeof now !== 'function') throw invalidArgument('now', 'Give a function that returns ms since 1970.');
  checkFunction(onOther, 'onOther');
  checkFunction(onError, 'onError');

  async function receive(request: Request): Promise<PermissionEvent | OtherEvent> {
    if (request.method !== 'POST') throw new DeliveryError('METHOD_NOT_ALLOWED', 'Notifications are sent with POST.');
    checkLength(request);
    const signed = checkHeaders(request.headers, now());
    const keys = accounts.map((account) => lookUp(account, signed.serial));
    await firstAccount(keys);
    const body = await readBody(request);
    return firstAccount(
      accounts.map(async ({ apiV3Key, checkExpected }, index) => {
        const event = readEvent(openNotification(signed, await keys[index], body, apiV3Key));
        checkExpected(event.resource);
        return event;
      }),
    );
  }

  function workFor(event: PermissionEvent | OtherEvent): () => void | Promise<void> {
    if (isPermissionEvent(event)) return () => onEvent(event);
    if (onOther) return () => onOther(event);
    throw new DeliveryError('UNHANDLED_EVENT', 'This handler does not take this type of event. Give onOther.');
  }

  function refuse(error: unknown, request: Request, status: number, message: string): Response {
    callHook(onError, error, request);
    return refusal(status, message);
  }

  return async (request) => {
    let event: PermissionEvent | OtherEvent;
    let work: () => void | Promise<void>;
    try {
      event = await receive(request);
      work = workFor(event);
    } catch (error) {
      if (error instanceof NotificationError) {
        return refuse(error, request, error.code === 'BAD_SIGNATURE' ? 401 : 400, error.hint);
      }
      if (error instanceof DeliveryError) return refuse(error, request, STATUS[error.code], error.hint);
      return refuse(error, request, 500, 'The notification could not be verified.');
    }
    try {
      if ((await once(event, work)) === 'done') return new Response(null, { status: 204 });
      const busy = new DeliveryError('IN_PROGRESS', 'Another delivery is being handled.');
      return refuse(busy, request, STATUS[busy.code], busy.hint);
    } catch (error) {
      // What onEvent or the store threw may hold anything, so only onError gets it.
      return refuse(error, request, 500, 'The notification could not be handled.');
    }
  };
}

function openAccounts(options: NotificationHandlerOptions): readonly OpenAccount[] {
  const { accounts } = options;
  if (accounts === undefined) return [openAccount(options as NotificationAccount)];
  if (!Array.isArray(accounts) || accounts.length === 0) {
    throw invalidArgument('accounts', 'Give a list of { apiV3Key, platformKeys, expect? }.');
  }
  for (const name of ['apiV3Key', 'platformKeys', 'expect'] as const) {
    if (name in options) throw invalidArgument(name, 'Give it in each of accounts, or leave accounts out.');
  }
  return accounts.map((account: NotificationAccount, index) => {
    const path = `accounts[${index}]`;
    return openAccount(ownFields(account, path), `${path}.`);
  });
}

/** Gets an account's key for a serial, where it answers in time. */
async function lookUp({ findKey }: OpenAccount, serial: string): Promise<KeyObject> {
  const key = await inTime(Promise.resolve(findKey(serial)), KEY_PATIENCE, () => {
    throw new DeliveryError('KEY_TIMEOUT', 'platformKeys gave no key within 5 s.');
  });
  if (!key) throw new NotificationError('UNKNOWN_SERIAL', 'The serial is not in platformKeys. Add its key.');
  return key;
}

/**
 * Waits for the first account that succeeds, so that none waits for another's keys.
 *
 * @throws where none succeeds: what kept an account from being tried, which may be the one; else the `NotificationError` of the
 *   one that got furthest
 */
async function firstAccount<T>(tries: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(tries);
  } catch (error) {
    const { errors } = error as { errors: unknown[] };
    const rank = (one: unknown) => (one instanceof NotificationError ? CHECKS.indexOf(one.code) : CHECKS.length);
    throw errors.reduce((furthest, one) => (rank(one) > rank(furthest) ? one : furthest));
  }
}

/** WeChat takes a `message` of 1 to 64 characters. */
function refusal(status: number, message: string): Response {
  const headers = { ...(status === 405 && { allow: 'POST' }) };
  return Response.json({ code: 'FAIL', message: message.slice(0, 64) }, { status, headers });
}
