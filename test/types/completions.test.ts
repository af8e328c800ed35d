import { join } from 'node:path';
import ts from 'typescript';

const PAGE = join(__dirname, 'page.ts');
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

/** Keeps TypeScript's own libraries from one question to the next. */
const registry = ts.createDocumentRegistry();

/** What an editor offers where the text says `|`. */
function completions(line: string): string[] {
  const text = [
    `import type { Weixin } from '../../src';`,
    `declare const weixin: Weixin;`,
    `const { openBusinessView: open, call } = weixin;`,
    `import * as miniProgram from '../../src/miniprogram';`,
    line,
  ].join('\n');
  const files = ts.createLanguageService(
    {
      getCompilationSettings: () => OPTIONS,
      getCurrentDirectory: () => __dirname,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      getScriptFileNames: () => [PAGE],
      getScriptVersion: (name) => (name === PAGE ? text : '1'),
      getScriptSnapshot: (name) => {
        const read = name === PAGE ? text.replace('|', '') : ts.sys.readFile(name);
        return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
      },
      fileExists: (name) => name === PAGE || ts.sys.fileExists(name),
      readFile: (name) => ts.sys.readFile(name),
    },
    registry,
  );
  const offered = files.getCompletionsAtPosition(PAGE, text.indexOf('|'), {});
  return (offered ? offered.entries : []).map(({ name }) => name);
}

const VIEWS = ['wxpayScoreEnable', 'wxpayScoreUse', 'wxpayScoreDetail', 'wxpayScorePlan'];

test('businessType completes to the four documented names, also before params are written', () => {
  expect(completions(`open({ businessType: '|' });`)).toEqual(expect.arrayContaining(VIEWS));
  expect(completions(`open({ businessType: '|', params: { package: 'p' } });`)).toEqual(expect.arrayContaining(VIEWS));
});

test.each(['openBusinessView', 'toMiniProgramView', 'toOpenSdkRequest'])(
  'so it does in %s of the mini program and the App',
  (name) => {
    expect(completions(`miniProgram.${name}({ businessType: '|' });`)).toEqual(expect.arrayContaining(VIEWS));
  },
);

test('params complete to the fields of the view', () => {
  expect(completions(`open({ businessType: 'wxpayScoreEnable', params: { | } });`)).toEqual([
    'apply_permissions_token',
    'scene',
  ]);
});

test('a call completes its name, and then its parameters', () => {
  expect(completions(`call('|');`)).toEqual(expect.arrayContaining(['chooseImage', 'miniProgram.navigateTo']));
  expect(completions(`call('uploadImage', { | });`)).toEqual(['localId', 'isShowProgressTips']);
});
