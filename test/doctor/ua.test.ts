import { compareVersions, parseUserAgent } from '../../src';
import userAgents from '../fixtures/user-agents.json';
import { report } from './support/run';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/VERSION NetType/WIFI Language/zh_CN';
const iphone = (version: string): string => IPHONE.replace('VERSION', version);

test.each(userAgents.map(({ userAgent }) => userAgent))('%s', async (userAgent) => {
  const client = parseUserAgent(userAgent);
  const { code, ok, checks, faults } = await report(['doctor', 'ua', userAgent]);
  expect(checks.map(({ id }) => id)).toEqual(['client', 'gate', 'scenario']);
  const gated = client?.app === 'weixin' && !client.devtools && /^(ios|android)$/.test(client.platform);
  const outdated = gated && compareVersions(client.version!, '7.0.5') < 0;
  expect(faults).toEqual(client ? (outdated ? ['gate'] : []) : ['client', 'gate']);
  expect({ code, ok }).toEqual({ code: faults.length > 0 ? 1 : 0, ok: faults.length === 0 });
  const link = new URL(checks[2]!.message);
  expect(link.searchParams.get('ua')).toBe(userAgent);
  expect(link.searchParams.get('version')).toBe(client?.version ?? null);
});

test.each([
  ['7.0.4', ['gate']],
  ['7.0.5', []],
  ['7.0.4.9999', ['gate']],
  ['10.0.0', []],
  ['8.0.', []],
  ['7..0', ['gate']],
])('WeChat %s on an iPhone', async (version, faults) => {
  expect((await report(['doctor', 'ua', iphone(version)])).faults).toEqual(faults);
});

test('the client is described, and the link is the demo’s', async () => {
  const { checks } = await report(['doctor', 'ua', iphone('8.0.49'), '--demo', 'http://127.0.0.1:8123/']);
  expect(checks.map(({ message }) => message)).toEqual([
    'app weixin, platform ios, version 8.0.49, context page, devtools false',
    'passes: 8.0.49 is new enough.',
    `http://127.0.0.1:8123/?${new URLSearchParams({ client: 'ios', version: '8.0.49', ua: iphone('8.0.49') })}`,
  ]);
});

test.each([
  ['devtools', `${iphone('8.0.5')} wechatdevtools/1.06.2209190 webview/`],
  ['wecom', `${iphone('7.0.1')} wxwork/4.0.12`],
  ['harmony', 'Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1.6.1 Mobile MicroMessenger/8.0.10.41(0xf3100a29)'],
  ['windows', 'Mozilla/5.0 (Windows NT 10.0) MicroMessenger/6.5.2.501 WindowsWechat'],
  ['browser', 'curl/8.0'],
  [null, 'Mozilla/5.0 (X11; Linux x86_64) MicroMessenger/7.0.20.1781 UnifiedPCLinuxWechat(0xf2741104)'],
])('the demo calls it %s', async (name, userAgent) => {
  const { checks } = await report(['doctor', 'ua', userAgent]);
  expect(new URL(checks[2]!.message).searchParams.get('client')).toBe(name);
});

test('a demo that is no address is wrong use', async () => {
  expect(await report(['doctor', 'ua', iphone('8.0.49'), '--demo', 'javascript:x'])).toMatchObject({ code: 2 });
  expect(await report(['doctor', 'ua', iphone('8.0.49'), '--demo', 'http://localhost:1/'])).toMatchObject({ code: 0 });
});
