import { parseUserAgent } from '../../../src/protocol/user-agent';
import type { WeixinClient } from '../../../src/protocol/user-agent';
import fixtures from '../../fixtures/user-agents.json';

const ANDROID = 'Mozilla/5.0 (Linux; Android 12; NOH-AN00 Build/HUAWEINOH-AN00; wv) AppleWebKit/537.36 Mobile';
const HARMONY = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36';

const label = ({ expected, quality, note }: (typeof fixtures)[number]): string =>
  [expected ? Object.values(expected).join(' ') : 'neither', quality, note].filter(Boolean).join(', ');

test.each(fixtures.map((fixture) => [label(fixture), fixture] as const))(
  '%s, case %$',
  (_label, { userAgent, expected }) => {
    expect(parseUserAgent(userAgent)).toEqual(expected);
  },
);

const client = (fields: Partial<WeixinClient>): WeixinClient => ({
  app: 'weixin',
  platform: 'ios',
  version: '8.0.60',
  context: 'page',
  devtools: false,
  ...fields,
});

test.each<[string, string, Partial<WeixinClient> | null]>([
  ['an iPhone', `${IPHONE} MicroMessenger/8.0.60(0x18003c31) NetType/WIFI`, {}],
  ['letters in another case', `${IPHONE} MicroMessenger/8.0.60`.toLowerCase(), {}],
  ['capitals', `${IPHONE} MicroMessenger/8.0.60`.toUpperCase(), {}],
  ['an iPod', `${IPHONE.replace('iPhone;', 'iPod touch;')} MicroMessenger/8.0.60`, {}],
  ['the token in front', `MicroMessenger/8.0.60 ${IPHONE}`, {}],
  ['two tokens: the first counts', `${IPHONE} MicroMessenger/8.0.60 MicroMessenger/6.8.0`, {}],
  ['a version 10', `${IPHONE} MicroMessenger/10.0.1`, { version: '10.0.1' }],
  ['Android, which also says Linux', `${ANDROID} MicroMessenger/8.0.60`, { platform: 'android' }],
  [
    'a Huawei phone with Android that says HarmonyOS',
    `Mozilla/5.0 (Linux; Android 10; HarmonyOS; NOH-AN00) AppleWebKit/537.36 MicroMessenger/8.0.60`,
    { platform: 'android' },
  ],
  [
    'a HarmonyOS phone',
    `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${HARMONY} MicroMessenger/8.0.60`,
    { platform: 'harmony' },
  ],
  [
    'a HarmonyOS tablet',
    `Mozilla/5.0 (Tablet; OpenHarmony 5.0; HarmonyOS 5.0) ${HARMONY} MicroMessenger/1.0.3`,
    { platform: 'harmony', version: '1.0.3' },
  ],
  ['a HarmonyOS PC', `Mozilla/5.0 (PC; HarmonyOS 5.0) ${HARMONY} MicroMessenger/8.0.60`, { platform: 'harmony' }],
  ['OpenHarmony without ArkWeb', 'Mozilla/5.0 (Phone; OpenHarmony 4.1) MicroMessenger/8.0.60', { platform: 'harmony' }],
  ['Windows', `${WINDOWS} MicroMessenger/8.0.60 WindowsWechat`, { platform: 'windows' }],
  [
    'a Mac, which also says WindowsWechat',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_16) MicroMessenger/8.0.60 MacWechat/3.0.1 WindowsWechat',
    { platform: 'macos' },
  ],
  [
    'a Mac that does not call itself Macintosh',
    'Mozilla/5.0 MicroMessenger/8.0.60 MacWechat/3.0.1 WindowsWechat',
    { platform: 'macos' },
  ],
  [
    'Linux, which also says WindowsWechat',
    'Mozilla/5.0 (X11; Linux x86_64) MicroMessenger/8.0.60 WindowsWechat',
    { platform: 'linux' },
  ],
  ['an unknown system', 'Mozilla/5.0 (Smart Fridge) MicroMessenger/8.0.60', { platform: 'unknown' }],
  ['WeCom', `${IPHONE} wxwork/4.0.12 MicroMessenger/7.0.1`, { app: 'wecom', version: '7.0.1' }],
  [
    'WeCom with the tokens in another order',
    `MicroMessenger/7.0.1 wxwork/4.0 ${IPHONE}`,
    { app: 'wecom', version: '7.0.1' },
  ],
  ['private WeCom', `${IPHONE} wxworklocal/2.5.8 MicroMessenger/7.0.1`, { app: 'wecom', version: '7.0.1' }],
  ['WeCom without a WeChat token', `${WINDOWS} wxwork/5.0.8`, { app: 'wecom', platform: 'windows', version: null }],
  [
    'WeCom with brackets around the token',
    `${WINDOWS} wxwork/4.1.10 (MicroMessenger/6.2) WindowsWechat`,
    { app: 'wecom', platform: 'windows', version: '6.2' },
  ],
  [
    'a page in a mini program',
    `${IPHONE} MicroMessenger/8.0.60 miniProgram/wxf13a8dee385f2258`,
    { context: 'web-view' },
  ],
  ['the bare word miniProgram at the end', `${IPHONE} MicroMessenger/8.0.60 miniProgram`, { context: 'web-view' }],
  ['the bare word miniProgram inside', `${IPHONE} MicroMessenger/8.0.60 miniProgram NetType`, { context: 'web-view' }],
  ['the mini program runtime', `${IPHONE} MicroMessenger/8.0.60 MiniProgramEnv/Mac`, { context: 'mini-program' }],
  ['the runtime in other letters', `${IPHONE} MicroMessenger/8.0.60 miniprogramenv/mac`, { context: 'mini-program' }],
  [
    'a web-view of the runtime, which carries both marks',
    `${IPHONE} MicroMessenger/8.0.60 MiniProgramEnv/Mac miniProgram/wxf13a8dee385f2258`,
    { context: 'web-view' },
  ],
  ['the developer tools', `${IPHONE} wechatdevtools/1.06 MicroMessenger/8.0.60 webview/`, { devtools: true }],
  ['MicroMessenger/Lite', `${ANDROID} MicroMessenger/Lite QQ/9.2.10 MiniProgramEnv/android`, null],
  ['MicroMessenger without a version', `${IPHONE} MicroMessenger`, null],
  ['a browser', `${IPHONE} Version/18.5 Safari/604.1`, null],
  ['nothing', '', null],
])('reads %s', (_name, userAgent, expected) => {
  expect(parseUserAgent(userAgent)).toEqual(expected && client(expected));
});

test.each([undefined, null, 8, {}, []])('refuses %p, which is no string', (userAgent) => {
  expect(() => parseUserAgent(userAgent as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', argument: 'userAgent' }),
  );
});
