/** Which fault of the workbench a failure on the phone is, by the step and the reason. */
const FAULTS = [
  [({ code, reason }) => code === 'CONFIG_REFUSED' && reason === 'invalid url domain', 'config-invalid-domain'],
  [({ code }) => code === 'CONFIG_REFUSED', 'config-invalid-signature'],
  [({ code, step }) => code === 'TIMEOUT' && /^(config|bridge)$/.test(step), 'config-never'],
  [({ code, step, api }) => code === 'TIMEOUT' && (api || step) === 'openBusinessView', 'no-reaction'],
  [({ code }) => code === 'API_UNSUPPORTED', 'interface-missing'],
  [({ code }) => code === 'WEIXIN_OUTDATED', 'too-old'],
  [({ code, hint }) => code === 'TOKEN_FAILED' && /HTTP 0\b/.test(hint || ''), 'offline-tap'],
  [({ code }) => code === 'TOKEN_FAILED', 'pay-500'],
  [({ state }) => state === 'UNCONFIRMED', 'offline-confirm'],
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
  set('version', client && client.version);
  set('ua', userAgent);

  const outcomes = events.filter(
    ({ kind, step, state }) => kind === 'error' || (step === 'authorizePayScore' && state),
  );
  const last = outcomes[outcomes.length - 1];
  if (!last) return url.href;
  if (last.status) {
    set('do', last.status === 'cancelled' ? 'cancel' : 'agree');
    set('back', last.status === 'unknown' ? 'swipe' : 'button');
  }
  const fault = FAULTS.find(([matches]) => matches(last));
  set('fault', fault && fault[1]);
  return url.href;
}
