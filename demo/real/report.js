const LEVELS = {
  1: { en: 'wx.config, checkJsApi and every interface of the JS-SDK', zh: 'wx.config、checkJsApi 和全部 JS-SDK 接口' },
  2: { en: 'the token and the Pay Score view', zh: '预授权 token 和微信支付分页面' },
  3: { en: 'notifications', zh: '授权结果通知' },
};

const WITHOUT_SECRET = {
  en: 'the client itself: which one it is, and what it answers to a signature that is invalid on purpose',
  zh: '客户端本身：识别结果，以及对无效签名的真实返回值',
};

/** What no single check says. */
const BLOCKERS = {
  'PUBLIC_ORIGIN: https': {
    en: 'PUBLIC_ORIGIN, which must be https',
    zh: 'PUBLIC_ORIGIN（必须是 https）',
  },
  'PUBLIC_ORIGIN: private': {
    en: 'PUBLIC_ORIGIN, which WeChat Pay cannot reach from outside',
    zh: 'PUBLIC_ORIGIN（微信支付无法从公网访问）',
  },
};

/** The first line. */
export function describeStart(file, language) {
  return language === 'zh'
    ? `weixin-payscore 真机联调：连接真实的微信。变量来自 ${file ?? '环境变量'}。`
    : `weixin-payscore real mode: it talks to the real WeChat. Variables are from ${file ?? 'the environment'}.`;
}

/** Why nothing was started. */
export function describeNothing(language) {
  return language === 'zh'
    ? '未启动：至少需要 WEIXIN_APP_ID。请将 demo/.env.example 复制为 demo/.env 并填写。'
    : 'Nothing was started: WEIXIN_APP_ID is the least. Copy demo/.env.example to demo/.env and fill it in.';
}

/** A variable that is not set, and need not be, has neither ✓ nor ✗. */
export function markOf({ id, ok }, values) {
  const isUnset = /^(WEIXIN|WECHATPAY)(_|$)/.test(id) && !(id in values);
  return !ok ? '✗' : isUnset ? '-' : '✓';
}

/** One check as a line, with its hint below. */
export function writeItem(check, values) {
  const { id, message, hint } = check;
  return `${markOf(check, values)} ${id}: ${message}${hint ? `\n    → ${hint}` : ''}`;
}

/** Whether the public address leads to this process. */
export function describeReachability(origin, reachable, language) {
  if (reachable) {
    return language === 'zh'
      ? `✓ reachable: ${origin} 可以访问到本进程。`
      : `✓ reachable: ${origin} leads to this process.`;
  }
  return language === 'zh'
    ? `✗ reachable: ${origin} 访问不到本进程。\n    → 请先启动隧道或反向代理，再启动本程序；域名解析和证书也会导致失败。`
    : `✗ reachable: ${origin} does not lead to this process.\n    → Start the tunnel or the proxy first, then this again; a name that does not resolve or a certificate can be the reason too.`;
}

/**
 * What each level is for and whether it runs.
 *
 * @param {number} level the highest that runs
 * @param {Record<1 | 2 | 3, string[]>} blockers the items that keep each from running
 */
export function describeLevels(level, blockers, language) {
  const prefix = language === 'zh' ? '第' : 'Level ';
  const suffix = language === 'zh' ? '级' : '';
  const need = language === 'zh' ? '缺少或有误：' : 'missing or wrong: ';
  const below = language === 'zh' ? '依赖上一级' : 'needs the level before';
  const named = (blocker) => BLOCKERS[blocker]?.[language] ?? blocker;
  const shown = [1, 2, 3].map((one) => {
    const ok = one <= level;
    const reason = ok ? '' : ` (${blockers[one].length > 0 ? need + blockers[one].map(named).join(', ') : below})`;
    return { level: one, ok, text: `${prefix}${one}${suffix}: ${LEVELS[one][language]}${reason}` };
  });
  if (level > 0) return shown;
  return [{ level: 0, ok: true, text: `${prefix}0${suffix}: ${WITHOUT_SECRET[language]}` }, ...shown];
}

/** The last lines: what runs, and where. */
export function describeEnd({ levels, origin, overridden }, desktop, language) {
  const isChinese = language === 'zh';
  const replaced = isChinese
    ? '微信的地址已被替换，这不是真实的微信'
    : 'WeChat is replaced, so this is not the real one';
  return [
    ...levels.map(({ ok, text }) => `${ok ? '✓' : '✗'} ${text}`),
    ...(overridden.length > 0 ? [`! ${replaced}: ${overridden.join(', ')}`] : []),
    isChinese ? `手机页面：${origin}/` : `Phone: ${origin}/`,
    isChinese
      ? `桌面页面：${desktop}（二维码和手机上的过程，仅限本机）`
      : `Desktop: ${desktop} (QR code and the phone's trace; this machine only)`,
  ];
}
