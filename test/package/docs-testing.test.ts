/**
 * @jest-environment jsdom
 */
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './consumer';
import { readMarkdown } from './markdown';

/** The built files, as a reader's jest takes them from the package. */
const PACKAGES: Record<string, string> = {
  'weixin-payscore': 'dist/index.cjs',
  'weixin-payscore/testing': 'dist/testing.cjs',
};

// The snippet is a test; evaluated here, it runs as one of this file.
describe('the test in docs/testing.md', () => {
  const { code } = readMarkdown('docs/testing.md').snippets.find((snippet) => /^test\(/m.test(snippet.code))!;
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
  const { outputText } = ts.transpileModule(code, { compilerOptions: options });
  const evaluate = new Function('require', 'exports', outputText) as (
    load: (name: string) => unknown,
    exports: object,
  ) => void;
  evaluate((name) => jest.requireActual(join(ROOT, PACKAGES[name]!)), {});
});
