import { parse } from 'acorn';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { runInContext } from 'node:vm';
import ts from 'typescript';
import { installPackage, ROOT } from './consumer';
import type { Consumer } from './consumer';
import { compileSnippets, differences, readMarkdown } from './markdown';
import { addJWeixin, ANDROID_5, openOldPage } from './old-page';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .sort();
const PAGES = pagesIn('docs');
const FILES = [
  ...['README.md', 'README.zh-CN.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...PAGES.flatMap((page) => [`docs/${page}`, `docs/zh/${page}`]),
];
/** Their components have a test of their own: frameworks-docs.test.ts. */
const OF_FRAMEWORKS = ['react.md', 'vue.md'];

test('every page is there in both languages', () => {
  expect(PAGES.length).toBeGreaterThan(12);
  expect(pagesIn('docs/zh')).toEqual(PAGES);
});

test.each(PAGES)(
  'docs/%s and its Chinese version have the same structure and code, and point to each other',
  (page) => {
    const [en, zh] = [readMarkdown(`docs/${page}`), readMarkdown(`docs/zh/${page}`)];
    expect(zh.headings.map(({ level }) => level)).toEqual(en.headings.map(({ level }) => level));
    expect(zh.tables.map((rows) => rows.length)).toEqual(en.tables.map((rows) => rows.length));
    expect(en.links).toContain(`zh/${page}`);
    expect(zh.links).toContain(`../${page}`);
    if (OF_FRAMEWORKS.includes(page)) return;
    expect(zh.snippets.length).toBe(en.snippets.length);
    expect(en.snippets.flatMap((snippet, index) => differences(snippet, zh.snippets[index]!))).toEqual([]);
  },
);

test.each(FILES)('%s links to nothing that is missing', (file) => {
  const missing = readMarkdown(file).links.filter((link) => {
    if (/^https:/.test(link)) return false;
    const [path, anchor] = link.split('#') as [string, string?];
    const target = path ? normalize(join(dirname(file), path)) : file;
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !readMarkdown(target).anchors.includes('#' + decodeURIComponent(anchor));
  });
  expect(missing).toEqual([]);
});

const SNIPPETS = PAGES.filter((page) => !OF_FRAMEWORKS.includes(page)).flatMap((page) =>
  [`docs/${page}`, `docs/zh/${page}`].flatMap((file) =>
    readMarkdown(file).snippets.map((snippet, index) => ({ ...snippet, name: `${file.replace(/\W/g, '-')}-${index}` })),
  ),
);

test('every TypeScript snippet compiles against the packed typings', () => {
  const files = SNIPPETS.filter(({ language }) => language === 'ts').map(({ name, code }) =>
    consumer.write(`${name}.ts`, code),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(compileSnippets(files)).toEqual([]);
});

test('every JavaScript snippet parses; test/server runs those of the server', () => {
  const modules = SNIPPETS.filter(({ language }) => language === 'js');
  expect(modules.length).toBeGreaterThan(20);
  const options = { ecmaVersion: 2022, sourceType: 'module', allowAwaitOutsideFunction: true } as const;
  for (const { code } of modules) expect(() => parse(code, options)).not.toThrow();
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
    const table = readMarkdown('docs/page.md').tables.find((rows) => rows[0]![0] === head)!;
    expect(table.slice(1).map(([name]) => name!.replace(/`/g, ''))).toEqual(names);
  }
});

test('the sizes that it promises are the limits that are tested', () => {
  const { sizeLimits } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    sizeLimits: Record<string, number>;
  };
  for (const file of ['docs/benchmarks.md', 'docs/zh/benchmarks.md']) {
    const limits = readMarkdown(file)
      .tables[0]!.map((row) => /[\d,]*$/.exec(row[2]!)![0])
      .filter((limit) => limit);
    expect(limits.map((limit) => Number(limit.replace(',', '')))).toEqual(Object.values(sizeLimits));
  }
});

describe('the script-tag snippet', () => {
  const { code } = readMarkdown('docs/recipes.md').snippets.find(({ code }) => code.includes('weixin-payscore.umd'))!;
  const script = /<script>([\s\S]*)<\/script>/.exec(code)![1]!;
  afterEach(() => jest.useRealTimers());

  test('is ES5, as the engines it is for', () => {
    expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow();
  });

  test('names a file that is packed', () => {
    expect(consumer.files).toContain('dist' + /<script src="([^"]+)"/.exec(code)![1]!);
  });

  test.each([
    ['7.0.5.1440', { authorization_state: 'AVAILABLE' }, '已授权，可以免押租借'],
    ['7.0.5.1440', { authorization_state: 'UNAVAILABLE' }, '未授权，您可以选择支付押金'],
    ['7.0.5.1440', { authorization_state: 'UNBINDUSER' }, '尚未授权，您可以重新发起'],
    [
      '7.0.4.1420',
      { authorization_state: 'AVAILABLE' },
      expect.stringMatching(/^https:\/\/support\.weixin\.qq\.com\//) as unknown,
    ],
  ])('in WeChat %s, and the server says %o, shows %s', async (version, state, expected) => {
    jest.useFakeTimers();
    const page = openOldPage(`${ANDROID_5} MicroMessenger/${version}`);
    addJWeixin(page);
    runInContext(consumer.read('dist/weixin-payscore.umd.min.js'), page);
    const answers: Record<string, unknown> = {
      '/payscore/config': { appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' },
      '/payscore/token': { apply_permissions_token: 'token' },
      '/payscore/state': state,
    };
    Object.assign(page, { answerOf: (path: string) => JSON.stringify(answers[path.split('?')[0]!]) });
    const arrived = new Promise((resolve) => Object.assign(page, { arrive: resolve }));
    runInContext(
      `var button = {}, status = { set innerHTML(text) { arrive(text); } };
       document.getElementById = function (id) { return id === 'pay' ? button : id === 'status' ? status : null; };
       location = { get href() { return 'https://shop.example/'; }, set href(address) { arrive(address); } };
       function XMLHttpRequest() {}
       XMLHttpRequest.prototype.setRequestHeader = function () {};
       XMLHttpRequest.prototype.open = function (method, path) { this.path = path; };
       XMLHttpRequest.prototype.send = function () {
         var request = this;
         setTimeout(function () { request.status = 200; request.responseText = answerOf(request.path); request.onload(); }, 0);
       };`,
      page,
    );
    runInContext(script, page);
    runInContext('button.onclick()', page);
    // As long as a page asks a server that does not say AVAILABLE.
    await jest.advanceTimersByTimeAsync(10_500);
    expect(await arrived).toEqual(expected);
  });
});
