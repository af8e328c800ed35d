import { BUNDLES, measure } from '../../bench/bundle.js';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

test('package.json sets a limit for the whole entry and for the user-agent check', () => {
  expect(BUNDLES.map(({ names, limit }) => [names, limit])).toEqual([
    ['createWeixin', 3072],
    ['parseUserAgent, compareVersions', 620],
  ]);
});

test.each(BUNDLES)('a page that imports $names pays at most $limit bytes', ({ source, limit }) => {
  expect(measure(source, consumer.folder).brotli).toBeLessThanOrEqual(limit);
});
