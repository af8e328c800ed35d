import { scenarioLink } from '../../demo/real/desktop/scenario-link.js';
import { maskText, maskUrl } from '../../demo/real/page/mask.js';
import { readAddress } from '../../demo/stage/scenario-address.js';
import { parseUserAgent } from '../../src';
import userAgents from '../fixtures/user-agents.json';

const WORKBENCH = 'http://127.0.0.1:8080/';
const IOS =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003131) NetType/WIFI Language/zh_CN';

type Event = Record<string, unknown>;

function query(events: Event[], userAgent = IOS): Record<string, string> {
  const link = scenarioLink(WORKBENCH, { userAgent, client: parseUserAgent(userAgent), events });
  return Object.fromEntries(new URL(link).searchParams);
}

const error = (fields: Event): Event => ({ kind: 'error', step: 'authorizePayScore', ...fields });
const result = (state: string, status: string): Event => ({ kind: 'result', step: 'authorizePayScore', state, status });

test.each<[Event, Record<string, string>]>([
  [error({ code: 'CONFIG_REFUSED', reason: 'invalid signature' }), { fault: 'config-invalid-signature' }],
  [error({ code: 'CONFIG_REFUSED', reason: 'invalid url domain' }), { fault: 'config-invalid-domain' }],
  [error({ code: 'TIMEOUT', step: 'config' }), { fault: 'config-never' }],
  [error({ code: 'TIMEOUT', step: 'openBusinessView' }), { fault: 'no-reaction' }],
  [error({ code: 'API_UNSUPPORTED', api: 'openBusinessView' }), { fault: 'interface-missing' }],
  [error({ code: 'WEIXIN_OUTDATED' }), { fault: 'too-old' }],
  [
    error({ code: 'TOKEN_FAILED', cause: 'POST /payscore/token: HTTP 0 without JSON' }),
    { do: 'agree', fault: 'offline-tap' },
  ],
  [
    error({ code: 'TOKEN_FAILED', cause: 'POST /payscore/token: HTTP 502 SYSTEM_ERROR' }),
    { do: 'agree', fault: 'pay-500' },
  ],
  [error({ code: 'TOKEN_FAILED', cause: 'POST /payscore/token: HTTP 401 NOT_SIGNED_IN' }), {}],
  [error({ code: 'ABORTED' }), {}],
  [result('AVAILABLE', 'ok'), { do: 'agree', back: 'button' }],
  [result('AVAILABLE', 'unknown'), { do: 'agree', back: 'swipe' }],
  [result('AVAILABLE', 'cancelled'), { do: 'agree', back: 'button', fault: 'agree-told-cancel' }],
  [result('AVAILABLE', 'none'), {}],
  [result('UNBINDUSER', 'cancelled'), { do: 'cancel', back: 'button' }],
  [result('UNBINDUSER', 'unknown'), { do: 'nothing', back: 'swipe' }],
  [result('UNBINDUSER', 'ok'), { do: 'refused', back: 'button' }],
  [result('UNCONFIRMED', 'unknown'), { do: 'agree', back: 'swipe', fault: 'offline-confirm' }],
])('%j becomes %j', (event, expected) => {
  const found = query([{ kind: 'step', step: 'config', code: 'CONFIG_REFUSED' }, event]);
  expect(found).toEqual({ client: 'ios', version: '8.0.49', ua: IOS, ...expected });
  const read = readAddress(`?${new URLSearchParams(found)}`);
  expect(read).toMatchObject({ client: 'ios', version: '8.0.49', ua: IOS, unknownFaults: [] });
  expect([read.does, read.faults]).toEqual([expected['do'], [expected['fault'] ?? []].flat()]);
});

test('the last outcome counts, and a single interface that failed is none', () => {
  const failed = error({ code: 'WEIXIN_OUTDATED' });
  const call = { kind: 'call', api: 'chooseImage', code: 'API_UNSUPPORTED' };
  expect(query([failed, result('AVAILABLE', 'ok'), call])).toMatchObject({ do: 'agree' });
  expect(query([call])).not.toHaveProperty('fault');
  expect(query([])).toEqual({ client: 'ios', version: '8.0.49', ua: IOS });
});

test.each(userAgents.map(({ userAgent }) => userAgent))('keeps the user agent %j and names its client', (ua) => {
  const found = query([], ua);
  const client = parseUserAgent(ua);
  expect(found['ua']).toBe(ua);
  expect(found['version']).toBe(client?.version ?? undefined);
  const names = ['ios', 'android', 'harmony', 'windows', 'macos', 'wecom', 'devtools', 'browser', undefined];
  expect(names).toContain(found['client']);
  if (!client) expect(found['client']).toBe('browser');
});

test.each([
  ['preVerifyJSAPI:fail_invalid_url_domain', 'preVerifyJSAPI:fail_invalid_url_domain'],
  ['openProductSpecificView:fail', 'openProductSpecificView:fail'],
  ['fail: kgt8ON7yVITDhtdwci0qeZg4L-Dj1O5WF42Nog47n6aGF4WP', 'fail: ***'],
  ['signature=0f9de62fce790f9a083d5c99e95740ceb90c27ed', '***'],
  ['abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz', '***'],
  ['签名无效 [kgt8ON7yVITDhtdwci0qeZg4L]', '签名无效 [***]'],
])('of the text %j the desktop gets %j', (text, masked) => expect(maskText(text)).toBe(masked));

test.each([
  ['https://shop.example/a?b=1&c=2#key=x', 'https://shop.example/a?b=1&c=2'],
  ['https://shop.example/#key=x?y=1', 'https://shop.example/'],
  ['https://shop.example/a?code=081AbCdEf0GhIjK1LmNoPq&state=1', 'https://shop.example/a?code=***&state=1'],
])('of the address %j the desktop gets %j', (url, masked) => expect(maskUrl(url)).toBe(masked));
