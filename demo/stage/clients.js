const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

const RECENT = '';
const FIRST = '首个支持';
const OUTDATED = '版本过低';
const MADE_UP = '自报版本';

/**
 * The clients one can choose, by the word that stands in the page's address. A version carries a remark: what the library
 * makes of it.
 */
export const clients = {
  ios: {
    label: 'iPhone · 微信',
    options: { platform: 'ios' },
    versions: { '8.0.60': RECENT, '7.0.5': FIRST, '7.0.4': OUTDATED, '6.5.7': OUTDATED, '10.0.1': RECENT },
  },
  android: {
    label: 'Android · 微信',
    options: { platform: 'android' },
    versions: { '8.0.63.2920': RECENT, '7.0.5.1440': FIRST, '7.0.4.1420': OUTDATED, '6.5.7': OUTDATED },
  },
  harmony: {
    label: 'HarmonyOS · 微信',
    options: { platform: 'harmony' },
    versions: { '8.0.10.41': MADE_UP, '1.0.3': RECENT },
  },
  windows: { label: 'Windows · 微信', options: { platform: 'windows' }, versions: { '7.0.20.1781': MADE_UP } },
  macos: {
    label: 'macOS · 微信',
    options: { platform: 'macos' },
    versions: { '7.0.20.1781': MADE_UP, '6.8.0': MADE_UP },
  },
  wecom: { label: '企业微信 WeCom', options: { platform: 'ios', app: 'wecom' }, versions: { '7.0.1': MADE_UP } },
  devtools: {
    label: '微信开发者工具',
    options: { platform: 'ios', devtools: true },
    versions: { '8.0.5': MADE_UP, '7.0.4': MADE_UP },
  },
  browser: { label: '普通浏览器 Safari', options: { userAgent: SAFARI }, versions: {} },
};
