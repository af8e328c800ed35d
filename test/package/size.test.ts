import { CLIENT_CHECK, JOURNEY, LIMITS, compressed, measure } from '../../bench/bundle.js';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

test('package.json limits every figure', () => {
  expect(Object.keys(LIMITS)).toEqual([
    'inside WeChat',
    'outside WeChat',
    'parseUserAgent, compareVersions',
    'script tag',
    'JS-SDK chunk',
  ]);
});

test('a page has the whole journey after one request, inside WeChat and outside', () => {
  const { first } = measure(JOURNEY, consumer.folder);
  expect(first.requests).toBe(1);
  expect(first.bytes).toBeLessThanOrEqual(LIMITS['inside WeChat']!);
  expect(first.bytes).toBeLessThanOrEqual(LIMITS['outside WeChat']!);
});

test('call, on and checkJsApi cost one request more', () => {
  const { later } = measure(JOURNEY, consumer.folder);
  expect(later.requests).toBe(1);
  expect(later.bytes).toBeLessThanOrEqual(LIMITS['JS-SDK chunk']!);
});

test('a page that only looks at the client stays small', () => {
  const { first, later } = measure(CLIENT_CHECK, consumer.folder);
  expect(first.requests).toBe(1);
  expect(first.bytes).toBeLessThanOrEqual(LIMITS['parseUserAgent, compareVersions']!);
  expect(later).toEqual({ bytes: 0, requests: 0 });
});

test('the script tag stays small', () => {
  const file = Buffer.from(consumer.read('dist/weixin-payscore.umd.min.js'));
  expect(compressed(file)).toBeLessThanOrEqual(LIMITS['script tag']!);
});
