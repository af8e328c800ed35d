import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compile } from '../compile';

const ROOT = resolve(__dirname, '../..');

/** A mini program project that installed the package: what it compiles against are the built typings. */
const project = mkdtempSync(join(tmpdir(), 'weixin-payscore-mini-program-'));
afterAll(() => rmSync(project, { recursive: true }));
mkdirSync(join(project, 'node_modules'));
symlinkSync(ROOT, join(project, 'node_modules/weixin-payscore'));
cpSync(join(__dirname, 'miniprogram'), project, { recursive: true });
const fixtures = readdirSync(join(__dirname, 'miniprogram')).map((name) => join(project, name));

const STRICT = {
  strict: true,
  target: 'es2018',
  // A mini program has no DOM, and neither may the typings.
  lib: ['es2015'],
};

test.each<[name: string, settings: object, compiler: 6 | 7]>([
  ['a bundler', { moduleResolution: 'bundler', module: 'esnext' }, 7],
  [
    'a bundler and every strict option',
    {
      moduleResolution: 'bundler',
      module: 'esnext',
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    },
    7,
  ],
  ['Node', { moduleResolution: 'nodenext', module: 'nodenext' }, 7],
  // The developer tools' own template.
  ['the developer tools', { moduleResolution: 'node10', module: 'commonjs', ignoreDeprecations: '6.0' }, 6],
])('what must compile does, and what must not does not, with the settings of %s', (_name, settings, compiler) => {
  expect(fixtures.length).toBe(4);
  expect(compile(fixtures, { ...STRICT, ...settings }, compiler).problems).toEqual([]);
});
