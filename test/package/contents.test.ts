import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { installPackage, ROOT } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

/** Everything that can get into a page. */
const BROWSER_FILES = ['index', 'js-sdk', 'react', 'vue']
  .flatMap((name) => [`${name}.js`, `${name}.cjs`])
  .concat('weixin-payscore.umd.js', 'weixin-payscore.umd.min.js');

test('the tarball holds these files and no others', () => {
  expect(consumer.files).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'README.zh-CN.md',
    'SECURITY.md',
    'dist/doctor.js',
    'dist/explain.cjs',
    'dist/explain.d.cts',
    'dist/explain.d.ts',
    'dist/explain.js',
    'dist/index.cjs',
    'dist/index.d.cts',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/js-sdk.cjs',
    'dist/js-sdk.js',
    'dist/miniprogram.cjs',
    'dist/miniprogram.d.cts',
    'dist/miniprogram.d.ts',
    'dist/miniprogram.js',
    'dist/miniprogram/index.js',
    'dist/miniprogram/miniprogram.js',
    'dist/miniprogram/package.json',
    'dist/react.cjs',
    'dist/react.d.cts',
    'dist/react.d.ts',
    'dist/react.js',
    'dist/server.cjs',
    'dist/server.d.cts',
    'dist/server.d.ts',
    'dist/server.js',
    'dist/testing-server.cjs',
    'dist/testing-server.d.cts',
    'dist/testing-server.d.ts',
    'dist/testing-server.js',
    'dist/testing.cjs',
    'dist/testing.d.cts',
    'dist/testing.d.ts',
    'dist/testing.js',
    'dist/vue.cjs',
    'dist/vue.d.cts',
    'dist/vue.d.ts',
    'dist/vue.js',
    'dist/weixin-payscore-testing.iife.d.cts',
    'dist/weixin-payscore-testing.iife.d.ts',
    'dist/weixin-payscore-testing.iife.js',
    'dist/weixin-payscore.umd.js',
    'dist/weixin-payscore.umd.min.d.cts',
    'dist/weixin-payscore.umd.min.d.ts',
    'dist/weixin-payscore.umd.min.js',
    'explain/package.json',
    'miniprogram/package.json',
    'package.json',
    'react/package.json',
    'server/package.json',
    'testing/browser/package.json',
    'testing/package.json',
    'testing/server/package.json',
    'vue/package.json',
  ]);
});

test.each(BROWSER_FILES)('nothing of a server is in %s', (file) => {
  const text = consumer.read(`dist/${file}`);
  for (const secret of ['node:', 'api.mch.weixin.qq.com', 'api.weixin.qq.com', 'PRIVATE KEY', 'process.env']) {
    expect(text).not.toContain(secret);
  }
});

test.each(BROWSER_FILES)('jweixin itself is not bundled into %s', (file) => {
  // A word of jweixin that nothing else has a reason to hold.
  expect(consumer.read(`dist/${file}`)).not.toContain('wxlocalresource');
});

test('the simulated client is in the testing entry alone', () => {
  expect(consumer.read('dist/testing.js')).toContain('simulateWeixin');
  for (const file of BROWSER_FILES) expect(consumer.read(`dist/${file}`)).not.toContain('simulateWeixin');
});

test('every path that package.json names was packed', () => {
  const manifest = JSON.parse(consumer.read('package.json')) as Record<string, unknown>;
  const named = JSON.stringify([
    manifest['exports'],
    ...['main', 'module', 'types', 'unpkg', 'jsdelivr'].map((key) => manifest[key]),
  ]);
  const paths = [...named.matchAll(/"\.\/([^"]+\.[^"]+)"/g)].map((match) => match[1]!);
  expect(paths.length).toBeGreaterThan(12);
  expect(consumer.files).toEqual(expect.arrayContaining(paths.filter((path) => !/^(\w+)(\/\w+)*$/.test(path))));
});

test('publint finds nothing', () => {
  const cli = join(ROOT, 'node_modules/publint/src/cli.js');
  const said = execFileSync(process.execPath, [cli, 'run', consumer.installed, '--pack', 'false', '--strict'], {
    encoding: 'utf8',
  });
  expect(said).toContain('All good!');
});

test('the chunk js-sdk needs nothing of the entry, and imports nothing for its effects', () => {
  for (const extension of ['js', 'cjs']) {
    const text = consumer.read(`dist/js-sdk.${extension}`);
    expect(text).not.toMatch(/['"]\.\/index\./);
    expect(text).not.toMatch(/^import ['"]/m);
  }
});
