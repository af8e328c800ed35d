/** What the user did, by the server's word and how the page was told. */
function userOf({ state, status }) {
  const back = status === 'unknown' ? 'swipe' : 'button';
  if (state === 'AVAILABLE' || state === 'UNCONFIRMED') return { does: 'agree', back };
  return { does: { cancelled: 'cancel', unknown: 'nothing' }[status] ?? 'refused', back };
}

/** Which fault of the workbench it is, by the step and the reason; the first that fits. */
const FAULTS = [
  [({ code, reason }) => code === 'CONFIG_REFUSED' && reason === 'invalid url domain', 'config-invalid-domain'],
  [({ code }) => code === 'CONFIG_REFUSED', 'config-invalid-signature'],
  [({ code, step }) => code === 'TIMEOUT' && /^(config|bridge)$/.test(step), 'config-never'],
  [({ code, step }) => code === 'TIMEOUT' && step === 'openBusinessView', 'no-reaction'],
  [({ code }) => code === 'API_UNSUPPORTED', 'interface-missing'],
  [({ code }) => code === 'WEIXIN_OUTDATED', 'too-old'],
  [({ code, cause }) => code === 'TOKEN_FAILED' && /HTTP 0\b/.test(cause ?? ''), 'offline-tap'],
  [({ code, cause }) => code === 'TOKEN_FAILED' && /HTTP 502\b/.test(cause ?? ''), 'pay-500'],
  [({ state }) => state === 'UNCONFIRMED', 'offline-confirm'],
  [({ state, status }) => state === 'AVAILABLE' && status === 'cancelled', 'agree-told-cancel'],
];

/** The workbench's word for a client. */
function clientName(client) {
  if (!client) return 'browser';
  if (client.devtools) return 'devtools';
  if (client.app === 'wecom') return 'wecom';
  return /^(ios|android|harmony|windows|macos)$/.test(client.platform) ? client.platform : undefined;
}

/**
 * Turns what happened on a phone into an address of the workbench, which repeats it on a simulated client.
 *
 * @param {string} workbench where `npm run demo` listens
 * @param {object} phone
 * @param {string} phone.userAgent
 * @param {import('weixin-payscore').WeixinClient | null} phone.client what the library reads from it
 * @param {object[]} phone.events what the phone posted, oldest first
 */
export function scenarioLink(workbench, { userAgent, client, events }) {
  const url = new URL(workbench);
  const set = (name, value) => value && url.searchParams.set(name, value);
  set('client', clientName(client));
  set('version', client?.version);
  set('ua', userAgent);

  const last = events.findLast(({ kind, status }) => kind === 'error' || (kind === 'result' && status));
  if (!last) return url.href;
  if (last.kind === 'result' && last.status !== 'none') {
    const { does, back } = userOf(last);
    set('do', does);
    set('back', back);
  }
  const fault = FAULTS.find(([matches]) => matches(last))?.[1];
  // The phone never got to the view; the user of these scenarios would have agreed.
  if (fault === 'offline-tap' || fault === 'pay-500') set('do', 'agree');
  set('fault', fault);
  return url.href;
}
