import { type Check, failed, passed } from '../check';

/** Signatures are refused where clocks are further apart, in ms. */
const WINDOW = 5 * 60_000;
/** This command did not exist before. */
const EARLIEST = Date.UTC(2026, 0, 1);

/**
 * Checks this machine's clock: against WeChat's where answers came, else for a time that cannot be.
 *
 * @param now ms since 1970
 * @param offset how far the clock is ahead of WeChat's, in ms; `undefined` where nothing was asked
 */
export function checkClock(now: number, offset: number | undefined): Check {
  const time = new Date(now).toISOString().slice(0, 19);
  if (offset === undefined && now >= EARLIEST) {
    return passed('clock', {
      en: `says ${time} UTC. It was not compared with WeChat's: that needs --online.`,
      zh: `本机时间为 ${time} UTC；未与微信服务器比对（需要 --online）。`,
    });
  }
  const hint = {
    en: 'Set the clock, such as with NTP: WeChat refuses signatures that are more than 5 minutes off.',
    zh: '请校准时钟（例如使用 NTP）：时间相差超过 5 分钟的签名会被微信拒绝。',
  };
  if (offset === undefined) {
    return failed(
      'clock',
      { en: `says ${time} UTC, which is long past.`, zh: `本机时间为 ${time} UTC，明显早于当前时间。` },
      hint,
    );
  }
  const seconds = Math.round(Math.abs(offset) / 1000);
  const [side, zhSide] = offset < 0 ? ['behind', '慢'] : ['ahead of', '快'];
  if (Math.abs(offset) > WINDOW) {
    return failed(
      'clock',
      { en: `is ${seconds} s ${side} WeChat's.`, zh: `本机时钟比微信服务器${zhSide} ${seconds} 秒。` },
      hint,
    );
  }
  return passed('clock', {
    en: `is at most ${seconds + 1} s off WeChat's.`,
    zh: `与微信服务器相差不超过 ${seconds + 1} 秒。`,
  });
}
