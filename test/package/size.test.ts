import { BUNDLES, measure } from '../../bench/bundle.js';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

test('package.json limits what every page loads, what a page inside WeChat loads then, and the user-agent check', () => {
  expect(BUNDLES.map(({ names, limits }) => [names, limits])).toEqual([
    ['createWeixin', { first: 3072, insideWeixin: 6600 }],
    ['parseUserAgent, compareVersions', { first: 620 }],
  ]);
});

test.each(BUNDLES)('a page that imports $names stays within its limits', ({ source, limits }) => {
  const { first, insideWeixin } = measure(source, consumer.folder);
  expect(first).toBeLessThanOrEqual(limits.first);
  expect(insideWeixin).toBeLessThanOrEqual(limits.insideWeixin || limits.first);
});
