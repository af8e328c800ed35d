import { invalidArgument, checkDuration, ownFields } from '../arguments';
import { checkStore } from '../store/store';
import { memoryStore } from '../store/memory-store';
import { importPlatformKeys } from '../keys';
import type { Store } from '../store/store';
import { NotificationError } from './notification-error';
import { apiV3KeyBytes, type NotificationOptions } from './notification-options';
import { openNotification } from './open-notification';
import type { PermissionEvent } from './permission-event';
import { readBody } from './read-body';
import { isPermissionEvent, readEvent } from './read-event';
import { runOnce } from './run-once';

/** What {@link createNotificationHandler} takes. */
export interface NotificationHandlerOptions extends NotificationOptions {
  /** Runs once per notification; the delivery is acknowledged only after it resolved, and comes again if it throws. */
  onEvent(event: PermissionEvent): void | Promise<void>;
  /** Where handled notifications are remembered; default `memoryStore()`. More than one process: `redisStore(client)`. */
  store?: Store;
  /** How long a process that died holds a notification, in ms; default 15000. An `onEvent` that takes longer may run again. */
  claimTtl?: number;
}

/**
 * Makes a handler for permission notifications: a Web `Request` in, a `Response` out.
 *
 * | status | when |
 * |---|---|
 * | 204 | handled, now or before; or a verified event of another type, which does not reach `onEvent` |
 * | 400 | headers, clock, serial, algorithm, tag or payload |
 * | 401 | signature |
 * | 405, 413 | not POST; longer than 64 KiB, which is not read |
 * | 500 | `onEvent` or the store failed; WeChat delivers again |
 * | 503 | another delivery of the same notification is being handled; WeChat delivers again |
 *
 * A refusal says `{"code":"FAIL","message":"…"}`, as WeChat asks. The handler itself never rejects.
 *
 * @param options keys, what to run, and where to remember; keys are imported here, once
 * @throws `WeixinError` `INVALID_ARGUMENT`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012071382
 */
export function createNotificationHandler(
  options: NotificationHandlerOptions,
): (request: Request) => Promise<Response> {
  const given = ownFields(options, 'options');
  const { apiV3Key, platformKeys, onEvent, store, now = () => Date.now(), claimTtl = 15_000 } = given;
  const keys = { apiV3Key: apiV3KeyBytes(apiV3Key), platformKeys: importPlatformKeys(platformKeys) };
  const memory = checkStore(store ?? memoryStore());
  const ttl = checkDuration(claimTtl, 'claimTtl');
  if (typeof onEvent !== 'function') throw invalidArgument('onEvent', 'Give a function that takes the event.');
  if (typeof now !== 'function') throw invalidArgument('now', 'Give a function that returns ms since 1970.');

  function answerTo(headers: Headers, body: Uint8Array): Response | Promise<Response> {
    try {
      const { envelope, resource } = openNotification(headers, body, keys, now());
      return isPermissionEvent(envelope) ? answerEvent(readEvent(envelope, resource)) : acknowledgement();
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      return refusal(error.code === 'BAD_SIGNATURE' ? 401 : 400, error.hint);
    }
  }

  async function answerEvent(event: PermissionEvent): Promise<Response> {
    const run = await runOnce(memory, event.id, ttl, () => onEvent(event));
    return run === 'done' ? acknowledgement() : refusal(503, 'Another delivery is being handled.');
  }

  return async (request) => {
    if (request.method !== 'POST') return refusal(405, 'Notifications are sent with POST.', { allow: 'POST' });
    try {
      const body = await readBody(request);
      return body === null ? refusal(413, 'The body is longer than 64 KiB.') : await answerTo(request.headers, body);
    } catch {
      // What onEvent or the store threw is the application's to log; it may hold anything.
      return refusal(500, 'The notification could not be handled.');
    }
  };
}

function acknowledgement(): Response {
  return new Response(null, { status: 204 });
}

/** WeChat takes a `message` of 1 to 64 characters. */
function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ code: 'FAIL', message: message.slice(0, 64) }, { status, headers });
}
