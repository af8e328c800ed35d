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
