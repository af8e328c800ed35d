import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compile } from '../compile';

const ROOT = resolve(__dirname, '../..');
const FIXTURES = join(__dirname, 'fixtures');

const STRICT = {
  strict: true,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  lib: ['es2022', 'dom'],
  // The built typings, which are what a consumer gets.
  paths: {
    'weixin-payscore': [join(ROOT, 'dist/index.d.ts')],
    'weixin-payscore/testing': [join(ROOT, 'dist/testing.d.ts')],
  },
};

const fixtures = readdirSync(FIXTURES).map((name) => join(FIXTURES, name));

test.each<[name: string, settings: object]>([
  ['strict', {}],
  ['strict with exactOptionalPropertyTypes', { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }],
  ['strict, one file at a time', { isolatedModules: true, verbatimModuleSyntax: true }],
])('what must compile does, and what must not does not, for a consumer who is %s', (_name, settings) => {
  expect(fixtures.length).toBeGreaterThan(4);
  expect(compile(fixtures, { ...STRICT, ...settings }).problems).toEqual([]);
});
