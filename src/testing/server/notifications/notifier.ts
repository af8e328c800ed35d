import type { KeyObject } from 'node:crypto';
import { probeSignature, signBody } from '../gateway/signatures';

/** One delivery of a notification. */
export interface NotificationAttempt {
  /** The notification's id: the same in every delivery of it. */
  id: string;
  url: string;
  /** The merchant's status, or 0 if there was no answer in time. */
  status: number;
}

/** How notifications reach the merchant. */
export interface NotifierOptions {
  serial: string;
  key: KeyObject;
  /** ms since the epoch */
  now(): number;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** What the documented waits are multiplied with. */
  timeScale: number;
  /** Acknowledgements wanted beyond the first. */
  repeats: number;
  /** Milliseconds that the merchant has to answer. */
  answerTimeout: number;
}

/** Delivers notifications, again and again where that is needed. */
export interface Notifier {
  readonly attempts: readonly NotificationAttempt[];
  /** Resolves after the first delivery, whatever came of it. Further ones follow by themselves. */
  post(url: string, notification: { id: string; body: string }): Promise<void>;
  /** Delivers it once, with a signature that fits nothing, as WeChat's probes have. Resolves to the merchant's status. */
  probe(url: string, notification: { id: string; body: string }): Promise<number>;
  /** Gives up what is still under way. Later posts work. */
  stop(): void;
}

/** A delivery succeeded if it was answered with 200 or 204; anything else, and silence, means another one. */
export function createNotifier(options: NotifierOptions): Notifier {
  const attempts: NotificationAttempt[] = [];
  let stopped = new AbortController();

  async function deliver(
    url: string,
    { id, body }: { id: string; body: string },
    stop: AbortSignal,
    isProbe = false,
  ): Promise<number> {
    // Signed anew each time: a retry an hour later carries the time of the retry.
    const signature = signBody(body, options.serial, options.key, options.now());
    if (isProbe) signature['Wechatpay-Signature'] = probeSignature();
    const headers = {
      'Content-Type': 'application/json',
      Accept: '*/*',
      'User-Agent': 'Mozilla/4.0',
      'Request-ID': id,
      ...signature,
    };
    const signal = AbortSignal.any([stop, AbortSignal.timeout(options.answerTimeout)]);
    let status = 0;
    try {
      const answer = await options.fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      status = answer.status;
      await answer.body?.cancel();
    } catch {
      // No answer is an outcome like any other here.
    }
    attempts.push({ id, url, status });
    return status;
  }

  const isAcknowledged = (status: number): boolean => status === 200 || status === 204;

  function wait(ms: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      // A pending retry is no reason for a test run to stay alive.
      timer.unref();
      stop.addEventListener('abort', done);
      function done(): void {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  return {
    attempts,
    async post(url, notification) {
      const stop = stopped.signal;
      const [, ...delays] = notificationDelays();
      let wanted = 1 + options.repeats;
      if (isAcknowledged(await deliver(url, notification, stop))) wanted--;
      if (wanted < 1) return;
      void (async () => {
        for (const delay of delays) {
          await wait(delay * 1000 * options.timeScale, stop);
          if (stop.aborted) return;
          if (isAcknowledged(await deliver(url, notification, stop))) wanted--;
          if (wanted < 1) return;
        }
      })();
    },
    probe: (url, notification) => deliver(url, notification, stopped.signal, true),
    stop() {
      stopped.abort();
      stopped = new AbortController();
    },
  };
}

const SECONDS = [0, 15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600];
const EVERY = 3600;
const THREE_DAYS = 3 * 24 * 3600;

/**
 * The waits in front of each delivery of a notification, in seconds: the documented list, then every hour, and no delivery
 * later than three days after the first. Newer products document another list.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4012691489
 */
export function* notificationDelays(): Generator<number, void, undefined> {
  let elapsed = 0;
  for (let attempt = 0; ; attempt++) {
    const delay = SECONDS[attempt] ?? EVERY;
    elapsed += delay;
    if (elapsed > THREE_DAYS) return;
    yield delay;
  }
}
