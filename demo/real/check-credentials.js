/* global AbortSignal */
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { judgeNotifyOrigin } from './public-address.js';
import { SetupError } from './settings.js';

const DOCTOR = fileURLToPath(new URL('../../dist/doctor.js', import.meta.url));

/** The checks of `doctor env` that `wx.config` depends on, and those that only notifications do. The rest is about the view. */
const FOR_CONFIG = ['WEIXIN_APP_ID', 'WEIXIN_APP_SECRET', 'PUBLIC_ORIGIN', 'clock', 'token', 'ip-whitelist', 'ticket'];
const FOR_NOTIFICATIONS = ['WECHATPAY_API_V3_KEY', 'certificates'];

/**
 * Checks every credential with `weixin-payscore doctor env --online`, which changes nothing at WeChat, and decides how far
 * they go. A level counts only if each of its checks passed, so nothing starts that cannot work.
 *
 * - 0: an AppID, whose client can be looked at
 * - 1: `wx.config` and the JS-SDK
 * - 2: the token and the view
 * - 3: notifications, once {@link isReachable} is known too
 *
 * @param {ReturnType<import('./settings.js').readSettings>} settings
 * @param {'en' | 'zh'} language of the messages
 * @returns {Promise<{ level: -1 | 0 | 1 | 2 | 3, checks: { id: string, ok: boolean, message: string, hint: string }[], blockers: Record<1 | 2 | 3, string[]> }>}
 *   `level` -1: not even an AppID. `blockers`: the checks that keep a level from starting
 */
export async function checkCredentials(settings, language) {
  const { values } = settings;
  const all = await runDoctor(settings, values, language);
  let checks = all;
  // A fault that only notifications mind must not cost the levels below, which the doctor then leaves unasked.
  const isFine = (id) => checks.some((check) => check.id === id && check.ok);
  if (values.WECHATPAY_API_V3_KEY && (!isFine('WECHATPAY_API_V3_KEY') || !isFine('PUBLIC_ORIGIN'))) {
    checks = await runDoctor(settings, { ...values, WECHATPAY_API_V3_KEY: '' }, language);
  }
  const failed = (list) => list.filter(({ ok }) => !ok).map(({ id }) => id);
  const isOf = (ids) => (check) => ids.includes(check.id);
  const isAboutView = (check) => !FOR_CONFIG.includes(check.id) && !FOR_NOTIFICATIONS.includes(check.id);

  const notifyOrigin = judgeNotifyOrigin(values.PUBLIC_ORIGIN, !!values.WECHATPAY_BASE_URL);
  const blockers = {
    1: failed(checks.filter(isOf(FOR_CONFIG))),
    2: [
      ...(values.WECHATPAY_MCHID ? [] : ['WECHATPAY_MCHID']),
      ...failed(checks.filter(isAboutView)),
      // Every application names the address for notifications, whether or not one can be received.
      ...(notifyOrigin === 'not-https' ? ['PUBLIC_ORIGIN: https'] : []),
    ],
    3: [
      ...(values.WECHATPAY_API_V3_KEY ? [] : ['WECHATPAY_API_V3_KEY']),
      ...failed(all.filter(isOf([...FOR_NOTIFICATIONS, 'PUBLIC_ORIGIN']))),
      ...(notifyOrigin === 'private' ? ['PUBLIC_ORIGIN: private'] : []),
    ],
  };
  if (blockers[1].length === 0 && !isFine('ticket')) blockers[1].push('ticket');
  if (blockers[2].length === 0 && !isFine('wechatpay')) blockers[2].push('wechatpay');
  for (const level of [1, 2, 3]) blockers[level] = [...new Set(blockers[level])];

  const firstBlocked = [1, 2, 3].find((level) => blockers[level].length > 0) ?? 4;
  const seen = new Set(all.map(({ id }) => id));
  return {
    level: isFine('WEIXIN_APP_ID') ? firstBlocked - 1 : -1,
    checks: [...all, ...checks.filter(({ id }) => !seen.has(id))].filter(({ id }) => id !== 'env-file'),
    blockers,
  };
}

/** Passes the variables in the environment, so that the doctor checks exactly what is used here, from no other file. */
function runDoctor({ folder }, values, language) {
  const args = [DOCTOR, 'doctor', 'env', '--online', '--json', '--lang', language, '--file', devNull];
  const names = /^(WEIXIN_|WECHATPAY_|PUBLIC_ORIGIN$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.test(name)));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, env: { ...env, ...values } }, (error, output) => {
      try {
        resolve(JSON.parse(output).checks);
      } catch {
        reject(
          new SetupError(`weixin-payscore doctor did not run (${error?.code ?? 'no report'}). Run npm run build.`),
        );
      }
    });
  });
}

/**
 * Asks the public address for a mark that only this process has: through the tunnel or proxy, as WeChat Pay would come.
 *
 * @param {string} origin
 * @param {string} mark what `GET /reachable` answers here
 * @param {number} [timeout] ms
 */
export async function isReachable(origin, mark, timeout = 5000) {
  try {
    const signal = AbortSignal.timeout(timeout);
    const answer = await fetch(`${origin}/reachable`, { signal, redirect: 'manual' });
    return answer.status === 200 && (await answer.text()) === mark;
  } catch {
    return false;
  }
}
