const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

/**
 * The clients one can choose, by their word in the page's address. A version carries a remark, the key of a text: what
 * the library makes of it. `guess`: no document says whether this client has `openBusinessView`.
 */
export const clients = {
  ios: {
    options: { platform: 'ios' },
    versions: { '8.0.60': '', '7.0.5': 'first', '7.0.4': 'outdated', '6.5.7': 'outdated', '10.0.1': '' },
  },
  android: {
    options: { platform: 'android' },
    versions: { '8.0.63.2920': '', '7.0.5.1440': 'first', '7.0.4.1420': 'outdated', '6.5.7': 'outdated' },
  },
  harmony: { options: { platform: 'harmony' }, versions: { '8.0.10.41': 'madeUp', '1.0.3': '' }, guess: true },
  windows: { options: { platform: 'windows' }, versions: { '7.0.20.1781': 'madeUp' }, guess: true },
  macos: {
    options: { platform: 'macos' },
    versions: { '7.0.20.1781': 'madeUp', '6.8.0': 'madeUp' },
    guess: true,
  },
  wecom: { options: { platform: 'ios', app: 'wecom' }, versions: { '7.0.1': 'madeUp' }, guess: true },
  devtools: {
    options: { platform: 'ios', devtools: true },
    versions: { '8.0.5': 'madeUp', '7.0.4': 'madeUp' },
    guess: true,
  },
  browser: { options: { userAgent: SAFARI }, versions: {} },
};

/** What `simulateWeixin` takes for a choice. A user agent of one's own says everything. */
export function clientOptions({ client, version, ua }) {
  if (ua) return { userAgent: ua };
  return { ...clients[client].options, ...(version && { version }) };
}
