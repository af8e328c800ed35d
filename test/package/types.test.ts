import { join } from 'node:path';
import ts from 'typescript';
import { createProgram } from '../create-program';
import { installPackage, ROOT } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

const SOURCE = `
import { createWeixin, isWeixinError } from 'weixin-payscore';
import type { Weixin } from 'weixin-payscore';
import { simulateWeixin } from 'weixin-payscore/testing';
export const weixin: Weixin = createWeixin({ getConfigSignature: () => Promise.reject(new Error('none')) });
export const guard: (value: unknown) => boolean = isWeixinError;
export const simulate: typeof simulateWeixin = simulateWeixin;
`;

/** Compiles a file of the consumer's and says what is wrong, and which typings it was given. */
function compile(file: string, options: ts.CompilerOptions): { problems: string[]; typings: string[] } {
  const program = createProgram([file], {
    strict: true,
    noEmit: true,
    types: [],
    lib: ['lib.es2018.d.ts', 'lib.dom.d.ts'],
    target: ts.ScriptTarget.ES2022,
    ...options,
  });
  return {
    problems: ts
      .getPreEmitDiagnostics(program)
      .map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n')),
    typings: program
      .getSourceFiles()
      .map((source) => source.fileName)
      .filter((name) => name.includes('/dist/'))
      .map((name) => name.replace(/.*\/dist\//, ''))
      .sort(),
  };
}

const NODE16: ts.CompilerOptions = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 };

test('import finds the ESM typings', () => {
  const file = consumer.write('esm.mts', SOURCE);
  expect(compile(file, NODE16)).toEqual({ problems: [], typings: ['index.d.ts', 'testing.d.ts'] });
});

test('require finds the CommonJS typings', () => {
  const file = consumer.write('cjs.cts', SOURCE);
  expect(compile(file, NODE16)).toEqual({ problems: [], typings: ['index.d.cts', 'testing.d.cts'] });
});

test('a bundler finds the ESM typings', () => {
  const file = consumer.write('bundled.ts', SOURCE);
  const options = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  expect(compile(file, options)).toEqual({ problems: [], typings: ['index.d.ts', 'testing.d.ts'] });
});

test('the typings need no newer library than the code, and no option of ours', () => {
  const file = consumer.write('plain.mts', SOURCE);
  const options = { ...NODE16, strict: false, lib: ['lib.es5.d.ts', 'lib.es2015.promise.d.ts', 'lib.dom.d.ts'] };
  expect(compile(file, options).problems).toEqual([]);
});

test.each([
  ['mts', '.d.ts'],
  ['cts', '.d.cts'],
])('the entries for Node have their typings too, for .%s', (extension, typings) => {
  const file = consumer.write(
    `server.${extension}`,
    `import { createPayScoreClient } from 'weixin-payscore/server';
     import { createWeixinServices } from 'weixin-payscore/testing/server';
     const { credentials } = createWeixinServices();
     export const { merchant } = createPayScoreClient(credentials);`,
  );
  const options = {
    ...NODE16,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  };
  expect(compile(file, options)).toEqual({ problems: [], typings: [`server${typings}`, `testing-server${typings}`] });
});
