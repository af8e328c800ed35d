/** The clients that can be simulated. */
export type ClientPlatform = 'ios' | 'android' | 'harmony' | 'windows' | 'macos';

/** The client to simulate. */
export interface ClientProfileOptions {
  /** Default `ios`, or what `userAgent` says. It decides which answers are text, as on Android. */
  platform?: ClientPlatform;
  /** What the client reports as `MicroMessenger/…`, such as `7.0.4`. Default: a recent one of the platform. */
  version?: string;
  /** `wecom`: WeCom (企业微信). Default `weixin`. */
  app?: 'weixin' | 'wecom';
  /** The WeChat developer tools, imitating `platform`. */
  devtools?: boolean;
  /** The whole user agent, instead of one made from the options above. */
  userAgent?: string;
}

/** What a page can tell about a client, and what the client's answers depend on. */
export interface ClientProfile {
  userAgent: string;
  /** `navigator.platform`, which jweixin reads too; `undefined`: the page's own stays. */
  navigatorPlatform: string | undefined;
  platform: ClientPlatform | undefined;
  /** Neither WeChat nor WeCom, so the page gets no bridge. */
  browser: boolean;
  devtools: boolean;
  wecom: boolean;
  /** Whether the client has `openBusinessView`. */
  businessView: boolean;
  /** A page in a mini program's web-view, which has the bridge's way to the mini program. */
  webView: boolean;
  /** Whether results that are objects and numbers elsewhere come as text. */
  text: boolean;
}

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';

/** The part of the user agent that the system's web view writes, in the shape of captured ones. */
const ENGINES: Record<ClientPlatform, string> = {
  ios: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${APPLE} Mobile/15E148`,
  android: `Mozilla/5.0 (Linux; Android 15; 23049RAD8C Build/AQ3A.241006.001; wv) ${BLINK} Version/4.0 Chrome/138.0.7204.180 Mobile Safari/537.36`,
  harmony: `Mozilla/5.0 (Phone; OpenHarmony 5.1) ${BLINK} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
  windows: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${BLINK} Chrome/132.0.0.0 Safari/537.36`,
  macos: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${BLINK} Chrome/132.0.0.0 Safari/537.36`,
};

/** Desktop clients name a phone's version that is not theirs. */
const VERSIONS: Record<ClientPlatform, string> = {
  ios: '8.0.60',
  android: '8.0.63.2920',
  harmony: '8.0.10.41',
  windows: '7.0.20.1781',
  macos: '7.0.20.1781',
};

/** For HarmonyOS a guess: Blink on Android reports the processor like this. */
const NAVIGATOR_PLATFORMS: Record<ClientPlatform, string> = {
  ios: 'iPhone',
  android: 'Linux aarch64',
  harmony: 'Linux aarch64',
  windows: 'Win32',
  macos: 'MacIntel',
};

/** Describes the wanted client. A given `userAgent` is used as it is, and the platform is read from it unless `platform` is given. */
export function createClientProfile(options: ClientProfileOptions): ClientProfile {
  const userAgent = options.userAgent === undefined ? buildUserAgent(options) : options.userAgent;
  const platform = options.platform || (options.userAgent === undefined ? 'ios' : platformOf(userAgent));
  const devtools = /wechatdevtools\//i.test(userAgent);
  const wecom = /wxwork(local)?\//i.test(userAgent);
  const version = /MicroMessenger\/([\d.]+)/i.exec(userAgent);
  const phone = (platform === 'ios' || platform === 'android') && !wecom && !devtools;
  return {
    userAgent,
    // A guess for the developer tools, which run on a desktop whatever phone they imitate.
    navigatorPlatform: devtools ? 'MacIntel' : platform && NAVIGATOR_PLATFORMS[platform],
    platform,
    browser: !wecom && !/MicroMessenger/i.test(userAgent),
    devtools,
    wecom,
    // WeChat for iOS and Android has it since 7.0.5. For desktop, HarmonyOS, WeCom and the developer tools a guess: whether
    // they have it is documented nowhere. `apis: { openBusinessView: 'unsupported' }` simulates the other case.
    businessView: !phone || !version || isAtLeast705(version[1]!),
    // Not MiniProgramEnv, which marks the mini program itself.
    webView: /\bminiProgram(\/wx|\s|$)/.test(userAgent),
    // A guess for all but iOS and Android, for which the documents name the types: like iOS.
    text: platform === 'android',
  };
}

function buildUserAgent({ platform = 'ios', app = 'weixin', devtools = false, version }: ClientProfileOptions): string {
  const engine = ENGINES[platform];
  const desktop = platform === 'windows' || platform === 'macos';
  if (devtools) {
    const wecom = app === 'wecom' ? ' wxwork/4.1.10' : '';
    return `${engine}${wecom} wechatdevtools/1.06.2504010 MicroMessenger/${version || '8.0.5'} Language/zh_CN webview/`;
  }
  if (app === 'wecom') {
    // For HarmonyOS a guess: no captured user agent is known.
    const token = desktop ? `(MicroMessenger/${version || '6.2'})` : `MicroMessenger/${version || '7.0.1'}`;
    return `${engine} wxwork/4.1.10 ${token} Language/zh`;
  }
  const reported = version || VERSIONS[platform];
  const token = `MicroMessenger/${reported}${buildCode(platform, reported)}`;
  switch (platform) {
    case 'ios':
      return `${engine} ${token} NetType/WIFI Language/zh_CN`;
    case 'android':
      return `${engine} XWEB/1380215 MMWEBSDK/20250804 MMWEBID/8106 ${token} WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64`;
    case 'harmony':
      return `${engine} ${token} Weixin NetType/WIFI Language/zh_CN MMWEBID/9424 MMWEBSDK/202508070004 XWEB/1140319`;
    case 'windows':
      return `${engine} NetType/WIFI ${token} WindowsWechat(0x63090a13) UnifiedPCWindowsWechat(0xf2541411) XWEB/16965 Flue`;
    case 'macos':
      // WeChat 2 and 3 for Mac run in Safari's engine, and say WindowsWechat.
      return /^[0-6]\./.test(reported)
        ? `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} ${token} MacWechat/3.2.1(0x13020111) NetType/WIFI WindowsWechat`
        : `${engine} NetType/WIFI ${token} MacWechat/3.8.7(0x13080712) UnifiedPCMacWechat(0xf26411f0) XWEB/16512 Flue`;
  }
}

/** `(0x18003c31)`: the version once more in hex. Phones had none before 7. */
function buildCode(platform: ClientPlatform, version: string): string {
  const [major = 0, minor = 0, patch = 0, build = 0] = version.split('.').map(Number);
  const byte = (value: number): string => ('0' + (value % 256).toString(16)).slice(-2);
  const nibble = (value: number): string => (value % 16).toString(16);
  switch (platform) {
    case 'ios':
      return major < 7 ? '' : `(0x1${nibble(major)}${byte(minor)}${byte(patch)}31)`;
    case 'android':
      return major < 7 ? '' : `(0x2${nibble(major)}${(byte(minor) + byte(patch)).toUpperCase()}3A)`;
    case 'harmony':
      // Its code says 1.0.10 where its text says 8.0.10.
      return `(0xf31${nibble(minor)}${byte(patch)}${byte(build)})`;
    case 'windows':
      return `(0x6${nibble(major)}${byte(minor)}${byte(patch)}3B)`;
    case 'macos':
      return major < 7
        ? `(0x1${nibble(major)}${byte(minor)}${byte(patch)}00)`
        : `(0x6${nibble(major)}${byte(minor)}${byte(patch)}3B)`;
  }
}

function platformOf(userAgent: string): ClientPlatform | undefined {
  if (/OpenHarmony|ArkWeb/i.test(userAgent)) return 'harmony';
  if (/iPhone|iPad/i.test(userAgent)) return 'ios';
  if (/Android/i.test(userAgent)) return 'android';
  if (/Macintosh|MacWechat/i.test(userAgent)) return 'macos';
  return /Windows/i.test(userAgent) ? 'windows' : undefined;
}

function isAtLeast705(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return major > 7 || (major === 7 && (minor > 0 || patch >= 5));
}
