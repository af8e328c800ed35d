import { parse } from 'acorn';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInContext } from 'node:vm';
import ts from 'typescript';
import { installPackage, ROOT } from './consumer';
import type { Consumer } from './consumer';
import { readMarkdown } from './markdown';
import { addJWeixin, ANDROID_5, openOldPage } from './old-page';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

const english = readMarkdown('README.md');
const chinese = readMarkdown('README.zh-CN.md');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
  peerDependencies: Record<string, string>;
  scripts: Record<string, string>;
  sizeLimits: Record<string, number>;
};

/** What is the reader's own in the snippets. */
const READERS_FILES = {
  'credentials.ts': `export const [apiV3Key, appId, appSecret, mchid, privateKey, serial] = ['', '', '', '', '', ''] as const;
    export const platformKeys: Record<string, string> = {};`,
  'database.ts': 'export async function onEvent(): Promise<void> {}',
  'session.ts':
    'export const userOf = async (request: Request): Promise<string | null> => request.headers.get("x-user");',
};

describe('both languages', () => {
  test('have the same headings in the same order', () => {
    expect(chinese.headings.map(({ level }) => level)).toEqual(english.headings.map(({ level }) => level));
  });

  test('have the same snippets', () => {
    const code = ({ snippets }: typeof english) => snippets.map(({ language, code }) => [language, code]);
    const [diagram, diagramInChinese] = [code(english).pop()!, code(chinese).pop()!];
    expect(code(chinese).slice(0, -1)).toEqual(code(english).slice(0, -1));
    // The last one describes the folders in words.
    const folders = (text: string) => text.match(/^\S+\/\S*/gm);
    expect(folders(diagramInChinese[1]!)).toEqual(folders(diagram[1]!));
  });

  test('have the same tables: as many rows, and the same code and numbers in each', () => {
    const facts = ({ tables }: typeof english) =>
      tables.map((rows) => rows.map((cells) => (cells.join('|').match(/`[^`]+`|\d+([.,]\d+)*/g) || []).sort()));
    expect(facts(chinese)).toEqual(facts(english));
  });

  test('point to each other and to nothing that is missing', () => {
    expect(english.links).toContain('README.zh-CN.md');
    expect(chinese.links).toContain('README.md');
    for (const { links, headings } of [english, chinese]) {
      const anchors = headings.map(
        ({ title }) =>
          '#' +
          title
            .toLowerCase()
            .replace(/[^\p{L}\p{N} -]/gu, '')
            .replace(/ /g, '-'),
      );
      const missing = links.filter((link) =>
        link.startsWith('#') ? !anchors.includes(link) : !/^https:/.test(link) && !existsSync(join(ROOT, link)),
      );
      expect(missing).toEqual([]);
    }
  });
});

test('the first code is within 25 lines', () => {
  for (const { text } of [english, chinese])
    expect(text.split('\n').findIndex((line) => line.startsWith('```'))).toBeLessThan(25);
});

test('every TypeScript snippet compiles against the packed typings', () => {
  for (const [file, text] of Object.entries(READERS_FILES)) consumer.write(file, text);
  const files = english.snippets
    .filter(({ language }) => language === 'ts')
    .map(({ code }, index) => consumer.write(`snippet-${index + 1}.ts`, code));
  expect(files.length).toBeGreaterThan(4);
  const program = ts.createProgram(files, {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: ['jest', 'node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName.replace(/.*\//, '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  expect(problems).toEqual([]);
});

test('every JavaScript snippet parses; test/server runs those of the server', () => {
  const modules = english.snippets.filter(({ language }) => language === 'js');
  expect(modules.length).toBeGreaterThan(4);
  for (const { code } of modules) {
    expect(() =>
      parse(code, { ecmaVersion: 2022, sourceType: 'module', allowAwaitOutsideFunction: true }),
    ).not.toThrow();
  }
});

test('every shell snippet runs scripts that exist and installs what package.json knows', () => {
  const lines = english.snippets
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.trim().split('\n'));
  expect(lines).toEqual(['npm ci && npm run demo', 'npm cit', 'npm install weixin-payscore redis']);
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['demo', 'test']));
  expect(Object.keys(manifest.peerDependencies)).toEqual(expect.arrayContaining(['redis']));
});

describe('the script-tag snippet', () => {
  const { code } = english.snippets.find(({ language }) => language === 'html')!;
  const script = /<script>([\s\S]*)<\/script>/.exec(code)![1]!;

  test('is ES5, as the engines it is for', () => {
    expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow();
  });

  test('names a file that is packed', () => {
    expect(consumer.files).toContain('dist' + /<script src="([^"]+)"/.exec(code)![1]!);
  });

  test.each([
    ['7.0.5.1440', 'AVAILABLE', '/rent'],
    ['7.0.5.1440', 'UNBINDUSER', '/deposit'],
    ['7.0.4.1420', 'AVAILABLE', expect.stringMatching(/^https:\/\/support\.weixin\.qq\.com\//) as unknown],
  ])('in WeChat %s, and the server says %s, ends up at %s', async (version, state, expected) => {
    const page = openOldPage(`${ANDROID_5} MicroMessenger/${version}`);
    addJWeixin(page);
    runInContext(consumer.read('dist/weixin-payscore.umd.min.js'), page);
    const answers: Record<string, unknown> = {
      '/api/jssdk': { appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' },
      '/api/payscore/token': 'token',
      '/api/payscore/state': state,
    };
    Object.assign(page, { answerOf: (path: string) => JSON.stringify(answers[path.split('?')[0]!]) });
    const arrived = new Promise((resolve) => Object.assign(page, { arrive: resolve }));
    runInContext(
      `var button = {};
       document.getElementById = function (id) { return id === 'pay' ? button : null; };
       location = { get href() { return 'https://shop.example/'; }, set href(address) { arrive(address); } };
       function XMLHttpRequest() {}
       XMLHttpRequest.prototype.open = function (method, path) { this.path = path; };
       XMLHttpRequest.prototype.send = function () {
         var request = this;
         setTimeout(function () { request.status = 200; request.responseText = answerOf(request.path); request.onload(); }, 0);
       };`,
      page,
    );
    runInContext(script, page);
    runInContext('button.onclick()', page);
    expect(await arrived).toEqual(expected);
  });
});

test('every entry of package.json is in the table of entries, and the other way round', () => {
  const entries = Object.keys(manifest.exports).map((path) => path.replace(/^\./, 'weixin-payscore'));
  const table = english.tables[0]!.slice(1).map(([name]) => name!.replace(/`/g, ''));
  expect(table.filter((name) => !name.startsWith('dist/')).sort()).toEqual(
    entries.filter((name) => !name.endsWith('.json')).sort(),
  );
  for (const file of table.filter((name) => name.startsWith('dist/'))) expect(consumer.files).toContain(file);
});

test('every error code has its row, and no other has', () => {
  const declared = /type WeixinErrorCode\s*=([^;]+);/.exec(consumer.read('dist/index.d.ts'))![1]!;
  const codes = [...declared.matchAll(/'(\w+)'/g)].map((match) => match[1]!);
  const table = english.tables.find(([head]) => head![0] === '`code`')!;
  expect(codes.length).toBeGreaterThan(10);
  expect(table.slice(1).map(([code]) => code)).toEqual(codes.map((code) => '`' + code + '`'));
});

test('every option has its row', () => {
  const declarations = ts.createSourceFile('index.d.ts', consumer.read('dist/index.d.ts'), ts.ScriptTarget.Latest);
  for (const [type, head] of [
    ['WeixinOptions', '`createWeixin`'],
    ['PayScoreRequest', '`authorizePayScore`'],
  ]) {
    const declaration = declarations.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === type,
    ) as ts.InterfaceDeclaration;
    const names = declaration.members.map((member) => (member.name as ts.Identifier).text);
    const table = english.tables.find((rows) => rows[0]![0] === head)!;
    expect(table.slice(1).map(([name]) => name!.replace(/`/g, ''))).toEqual(names);
  }
});

test('the sizes it promises are the limits that are tested', () => {
  const table = english.tables.find(([head]) => head![1] === 'Bytes')!;
  const promised = table.map(([, bytes]) => /^at most ([\d,]+)$/.exec(bytes!)).filter((match) => match);
  expect(promised.map((match) => Number(match![1]!.replace(',', '')))).toEqual(Object.values(manifest.sizeLimits));
});
