import { parse } from 'acorn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import ts from 'typescript';
import { installPackage, ROOT } from './consumer';
import type { Consumer } from './consumer';
import { compileSnippets, differences, readMarkdown } from './markdown';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

const english = readMarkdown('README.md');
const chinese = readMarkdown('README.zh-CN.md');
const READMES = [
  ['README.md', english],
  ['README.zh-CN.md', chinese],
] as const;
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
  peerDependencies: Record<string, string>;
  scripts: Record<string, string>;
};

describe('both languages', () => {
  test('have the same headings in the same order', () => {
    expect(chinese.headings.map(({ level }) => level)).toEqual(english.headings.map(({ level }) => level));
  });

  test('have the same snippets, but for comments and words that the user sees', () => {
    expect(chinese.snippets.length).toBe(english.snippets.length);
    expect(english.snippets.flatMap((snippet, index) => differences(snippet, chinese.snippets[index]!))).toEqual([]);
  });

  test('have the same tables: as many rows, and the same code and numbers in each', () => {
    const facts = ({ tables }: typeof english) =>
      tables.map((rows) => rows.map((cells) => (cells.join('|').match(/`[^`]+`|\d+([.,]\d+)*/g) || []).sort()));
    expect(facts(chinese)).toEqual(facts(english));
  });

  test('point to each other', () => {
    expect(english.links).toContain('README.zh-CN.md');
    expect(chinese.links).toContain('README.md');
  });
});

describe.each(READMES)('%s', (_, { text, snippets, tables }) => {
  const of = (language: string) => snippets.filter((snippet) => snippet.language === language);

  test('has at most 250 lines, and says 微信支付分 in its first sentence', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(250);
    expect(text.split('\n')[2]).toMatch(/微信支付分/);
  });

  test('has its first code within 25 lines', () => {
    expect(text.split('\n').findIndex((line) => line.startsWith('```'))).toBeLessThan(25);
  });

  test('has TypeScript that compiles against the packed typings', () => {
    const files = of('ts').map(({ code }, index) => consumer.write(`snippet-${index + 1}.ts`, code));
    expect(files.length).toBe(1);
    expect(compileSnippets(files)).toEqual([]);
  });

  test('has JavaScript that parses; test/server runs it', () => {
    expect(of('js').length).toBe(2);
    for (const { code } of of('js')) {
      expect(() =>
        parse(code, { ecmaVersion: 2022, sourceType: 'module', allowAwaitOutsideFunction: true }),
      ).not.toThrow();
    }
  });

  test('names every variable of the server in .env, and no other', () => {
    const [server] = of('js').map(({ code }) => code);
    const read = [...server!.matchAll(/env\.(\w+)/g)].map((match) => match[1]!);
    const named = Object.keys(parseEnv(of('ini')[0]!.code));
    const ofTests = ['WECHATPAY_BASE_URL', 'WEIXIN_API_BASE'];
    expect(named.concat(ofTests).sort()).toEqual([...new Set(read)].sort());
  });

  test('runs scripts that exist, and installs what package.json knows', () => {
    expect(of('sh').flatMap(({ code }) => code.trim().split('\n'))).toEqual([
      'npm ci && npm run demo',
      'npm install weixin-payscore redis',
      'node --env-file=.env server.js',
    ]);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['demo', 'docs']));
    expect(Object.keys(manifest.peerDependencies)).toContain('redis');
  });

  test('has every entry of package.json in the table of entries, and no other', () => {
    const entries = Object.keys(manifest.exports).map((path) => path.replace(/^\./, 'weixin-payscore'));
    const table = tables.find(([, first]) => first![0] === '`weixin-payscore`')!;
    const listed = table.slice(1).map(([name]) => name!.replace(/`/g, ''));
    expect(listed.filter((name) => !name.startsWith('dist/')).sort()).toEqual(
      entries.filter((name) => !/\.js(on)?$/.test(name)).sort(),
    );
    for (const file of listed.filter((name) => name.startsWith('dist/'))) expect(consumer.files).toContain(file);
  });

  test('has a row for every error code, and no other', () => {
    const table = tables.find(([head]) => head![0] === '`code`')!;
    expect(table.slice(1).map(([code]) => code)).toEqual(members('WeixinErrorCode').map((code) => '`' + code + '`'));
  });

  test('has a row for every state, in the example too', () => {
    const states = [...members('AuthorizationState'), 'UNCONFIRMED'].sort();
    const table = tables.find(([head]) => head![0] === '`state`')!;
    expect(
      table
        .slice(1)
        .map(([state]) => state!.replace(/`/g, ''))
        .sort(),
    ).toEqual(states);
    for (const state of states) expect(of('ts')[0]!.code).toContain(`${state}: '`);
  });
});

/** The texts that a type of the packed declarations is made of. */
function members(type: string): string[] {
  const declarations = ts.createSourceFile(
    'index.d.ts',
    consumer.read('dist/index.d.ts'),
    ts.ScriptTarget.Latest,
    true,
  );
  const alias = declarations.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === type,
  ) as ts.TypeAliasDeclaration;
  const found = [...alias.type.getText().matchAll(/'(\w+)'/g)].map((match) => match[1]!);
  expect(found.length).toBeGreaterThan(2);
  return found;
}
