import { simulateWeixin } from '../../../src/testing';
import type { SimulatedWeixin, SimulateWeixinOptions } from '../../../src/testing';

let simulated: SimulatedWeixin;
afterEach(() => simulated.dispose());

function userAgentOf(options: SimulateWeixinOptions): string {
  simulated = simulateWeixin(window, options);
  return navigator.userAgent;
}

/** The shape of captured user agents: numbers of build, engine and device are theirs to change. */
const shapes: [string, SimulateWeixinOptions, RegExp][] = [
  [
    'iOS',
    {},
    /^Mozilla\/5\.0 \(iPhone; CPU iPhone OS \d+_\d+ like Mac OS X\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\) Mobile\/15E148 MicroMessenger\/8\.0\.60\(0x18003c31\) NetType\/WIFI Language\/zh_CN$/,
  ],
  [
    'iOS 6.5.20, which has no code in hex',
    { platform: 'ios', version: '6.5.20' },
    / Mobile\/15E148 MicroMessenger\/6\.5\.20 NetType\/WIFI Language\/zh_CN$/,
  ],
  ['iOS 7.0.4', { platform: 'ios', version: '7.0.4' }, / MicroMessenger\/7\.0\.4\(0x17000431\) /],
  ['iOS 10.0.1', { platform: 'ios', version: '10.0.1' }, / MicroMessenger\/10\.0\.1\(0x1a000131\) /],
  [
    'Android',
    { platform: 'android' },
    /^Mozilla\/5\.0 \(Linux; Android \d+; .+; wv\) .+ XWEB\/\d+ MMWEBSDK\/\d+ MMWEBID\/\d+ MicroMessenger\/8\.0\.63\.2920\(0x28003F3A\) WeChat\/arm64 Weixin NetType\/WIFI Language\/zh_CN ABI\/arm64$/,
  ],
  ['Android 6.5.7', { platform: 'android', version: '6.5.7.1041' }, / MicroMessenger\/6\.5\.7\.1041 WeChat/],
  [
    'HarmonyOS',
    { platform: 'harmony' },
    /^Mozilla\/5\.0 \(Phone; OpenHarmony 5\.1\) .+ ArkWeb\/[\d.]+ Mobile MicroMessenger\/8\.0\.10\.41\(0xf3100a29\) Weixin NetType\/WIFI/,
  ],
  ['HarmonyOS 1.0.3', { platform: 'harmony', version: '1.0.3' }, / MicroMessenger\/1\.0\.3\(0xf3100300\) /],
  [
    'Windows, with a version that is not its own',
    { platform: 'windows' },
    /^Mozilla\/5\.0 \(Windows NT 10\.0; Win64; x64\) .+ NetType\/WIFI MicroMessenger\/7\.0\.20\.1781\(0x6700143B\) WindowsWechat\(0x63090a13\) UnifiedPCWindowsWechat\(0xf2541411\) XWEB\/16965 Flue$/,
  ],
  [
    'macOS 4, with a version that is not its own',
    { platform: 'macos' },
    /^Mozilla\/5\.0 \(Macintosh; .+ Chrome\/.+ MicroMessenger\/7\.0\.20\.1781\(0x6700143B\) MacWechat\/3\.8\.7\(0x13080712\) UnifiedPCMacWechat\(/,
  ],
  [
    'macOS 3, in the engine of Safari',
    { platform: 'macos', version: '6.8.0' },
    /^Mozilla\/5\.0 \(Macintosh; (?!.*Chrome).+ MicroMessenger\/6\.8\.0\(0x16080000\) MacWechat\/3\.[\d.]+\(0x\w+\) NetType\/WIFI WindowsWechat$/,
  ],
  ['WeCom on iOS', { app: 'wecom' }, /iPhone.+ Mobile\/15E148 wxwork\/[\d.]+ MicroMessenger\/7\.0\.1 Language\/zh/],
  ['WeCom on Android', { app: 'wecom', platform: 'android' }, /Android.+ wxwork\/[\d.]+ MicroMessenger\/7\.0\.1 /],
  ['WeCom on Windows', { app: 'wecom', platform: 'windows' }, /Windows.+ wxwork\/[\d.]+ \(MicroMessenger\/6\.2\) /],
  [
    'the developer tools as an iPhone',
    { devtools: true, version: '7.0.4' },
    /iPhone.+ wechatdevtools\/[\d.]+ MicroMessenger\/7\.0\.4 Language\/zh_CN webview\/$/,
  ],
  [
    'the developer tools as an Android phone',
    { devtools: true, platform: 'android' },
    /Android.+ wechatdevtools\/[\d.]+ MicroMessenger\/8\.0\.5 /,
  ],
];

test.each(shapes)('the user agent has the shape of %s', (_name, options, shape) => {
  expect(userAgentOf(options)).toMatch(shape);
});

test('a given user agent wins over every other option', () => {
  expect(userAgentOf({ userAgent: 'Mine MicroMessenger/Lite', platform: 'android', version: '7.0.4' })).toBe(
    'Mine MicroMessenger/Lite',
  );
});

test.each<[SimulateWeixinOptions, string]>([
  [{ platform: 'ios' }, 'iPhone'],
  [{ platform: 'android' }, 'Linux aarch64'],
  [{ platform: 'windows' }, 'Win32'],
  [{ platform: 'macos' }, 'MacIntel'],
  [{ userAgent: 'Mozilla/5.0 (iPad; CPU OS 18_2 like Mac OS X) MicroMessenger/8.0.57' }, 'iPhone'],
])('navigator.platform, which jweixin reads, fits %j', (options, platform) => {
  simulated = simulateWeixin(window, options);
  expect(navigator.platform).toBe(platform);
});

test('navigator.platform stays the own one where the user agent says nothing', () => {
  const own = navigator.platform;
  simulated = simulateWeixin(window, { userAgent: 'MicroMessenger/Lite' });
  expect(navigator.platform).toBe(own);
});

test('an ordinary browser has no bridge', () => {
  simulated = simulateWeixin(window, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/66.0' });
  expect('WeixinJSBridge' in window).toBe(false);
});

test('an ordinary browser gets a bridge when told to', () => {
  simulated = simulateWeixin(window, { userAgent: 'Chrome/66.0', bridge: 'present' });
  expect('WeixinJSBridge' in window).toBe(true);
});
