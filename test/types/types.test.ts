import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { createProgram } from '../create-program';

const ROOT = resolve(__dirname, '../..');
const FIXTURES = join(__dirname, 'fixtures');

const STRICT: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
  // The built typings, which are what a consumer gets.
  paths: {
    'weixin-payscore': [join(ROOT, 'dist/index.d.ts')],
    'weixin-payscore/testing': [join(ROOT, 'dist/testing.d.ts')],
  },
};

/** What the compiler says about these files, as `file:line message`. A `@ts-expect-error` without an error is reported too. */
function compile(files: string[], options: ts.CompilerOptions): string[] {
  const program = createProgram(files, options);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file ? file.fileName.replace(/.*\//, '') : ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const fixtures = readdirSync(FIXTURES).map((name) => join(FIXTURES, name));

test.each<[string, ts.CompilerOptions]>([
  ['strict', {}],
  ['strict with exactOptionalPropertyTypes', { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }],
  ['strict, one file at a time', { isolatedModules: true, verbatimModuleSyntax: true }],
])('what must compile does, and what must not does not, for a consumer who is %s', (_, options) => {
  expect(fixtures.length).toBeGreaterThan(4);
  expect(compile(fixtures, { ...STRICT, ...options })).toEqual([]);
});
