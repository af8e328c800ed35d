import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { createProgram } from '../create-program';

const ROOT = resolve(__dirname, '../..');

/** A mini program project that installed the package: what it compiles against are the built typings. */
const project = mkdtempSync(join(tmpdir(), 'weixin-payscore-mini-program-'));
afterAll(() => rmSync(project, { recursive: true }));
mkdirSync(join(project, 'node_modules'));
symlinkSync(ROOT, join(project, 'node_modules/weixin-payscore'));
cpSync(join(__dirname, 'miniprogram'), project, { recursive: true });
const fixtures = readdirSync(join(__dirname, 'miniprogram')).map((name) => join(project, name));

const STRICT: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2018,
  // A mini program has no DOM, and neither may the typings.
  lib: ['lib.es2015.d.ts'],
  types: [],
  typeRoots: [],
};

/** What the compiler says, as `file:line message`. A `@ts-expect-error` without an error is reported too. */
function compile(files: string[], options: ts.CompilerOptions): string[] {
  return ts.getPreEmitDiagnostics(createProgram(files, options)).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file ? file.fileName.replace(/.*\//, '') : ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

const { Bundler, Node10, NodeNext } = ts.ModuleResolutionKind;
const { CommonJS, ESNext, NodeNext: NodeModules } = ts.ModuleKind;

test.each<[string, ts.CompilerOptions]>([
  ['a bundler', { moduleResolution: Bundler, module: ESNext }],
  [
    'a bundler and every strict option',
    {
      moduleResolution: Bundler,
      module: ESNext,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    },
  ],
  ['Node', { moduleResolution: NodeNext, module: NodeModules }],
  // The developer tools' own template.
  ['the developer tools', { moduleResolution: Node10, module: CommonJS, ignoreDeprecations: '6.0' }],
])('what must compile does, and what must not does not, with the settings of %s', (_name, options) => {
  expect(fixtures.length).toBe(4);
  expect(compile(fixtures, { ...STRICT, ...options })).toEqual([]);
});
