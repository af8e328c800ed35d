import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { ROOT } from './consumer';

interface Import {
  specifier: string;
  typeOnly: boolean;
}

/** Every source file by its path below `src/`, without extension, and the paths that it imports. */
const sources = new Map(
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => [
      path.replace(/\\/g, '/').replace(/\.ts$/, ''),
      ts.createSourceFile(path, readFileSync(join(ROOT, 'src', path), 'utf8'), ts.ScriptTarget.Latest, true),
    ]),
);

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** Static and dynamic imports, re-exports, and `import('…')` in types. */
function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node && ts.isStringLiteral(node)) found.push({ specifier: node.text, typeOnly });
  };
  visit(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
  });
  return found;
}

/** The file that a relative import means. */
function target(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), specifier.replace(/\.js$/, ''));
  return [path, `${path}/index`].find((candidate) => sources.has(candidate));
}

const edges = [...sources].flatMap(([from, source]) =>
  importsOf(source).map(({ specifier, typeOnly }) => ({ from, specifier, typeOnly, to: target(from, specifier) })),
);

/** Names of the page that a file uses: as globals, not as properties or as names of its own. */
function pageGlobals(source: ts.SourceFile): string[] {
  const own = new Set<string>();
  const used = new Set<string>();
  visit(source, (node) => {
    if (!ts.isIdentifier(node) || !/^(window|document|navigator|location|history|wx|WeixinJSBridge)$/.test(node.text))
      return;
    const { parent } = node;
    if (
      (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
      parent.name === node
    ) {
      own.add(node.text);
    } else if (
      !(ts.isPropertyAccessExpression(parent) && parent.name === node) &&
      !(
        (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent)) &&
        parent.name === node
      )
    ) {
      used.add(node.text);
    }
  });
  return [...used].filter((name) => !own.has(name));
}

/** The part of the package that a file belongs to. */
function folderOf(path: string): string {
  if (path.startsWith('testing/server/')) return 'testing/server';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

test('there are sources, and every relative import names one of them', () => {
  expect(sources.size).toBeGreaterThan(20);
  expect(edges.filter(({ specifier, to }) => specifier.startsWith('.') && !to)).toEqual([]);
});

test('no import goes round in a circle, type imports counted', () => {
  const circles: string[] = [];
  const finished = new Set<string>();
  function follow(file: string, path: string[]): void {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    else if (!finished.has(file)) {
      for (const { from, to } of edges) if (from === file && to) follow(to, [...path, file]);
      finished.add(file);
    }
  }
  for (const file of sources.keys()) follow(file, []);
  expect(circles).toEqual([]);
});

/** What a folder may import besides itself; `''` is the files directly in `src/`. Packages and `node:` are another test's. */
const ALLOWED: Record<string, (to: string, typeOnly: boolean) => boolean> = {
  protocol: (to) => to === 'errors',
  bridge: (to) => to === 'errors' || folderOf(to) === 'protocol',
  miniprogram: (to) => to === 'errors' || folderOf(to) === 'protocol',
  explain: (to) => to === 'errors',
  frameworks: (to) => to === 'index',
  server: (to) => to === 'errors',
  doctor: (to) => ['server', 'protocol'].includes(folderOf(to)),
  testing: (to, typeOnly) => typeOnly && folderOf(to) === 'protocol',
  'testing/server': () => false,
  '': (to) => ['', 'bridge', 'protocol', 'frameworks'].includes(folderOf(to)),
};

test('arrows run one way: protocol ← bridge ← verbs ← index', () => {
  const wrong = edges.filter(({ from, to, typeOnly }) => {
    if (!to || (folderOf(from) === folderOf(to) && folderOf(from) !== '')) return false;
    return !ALLOWED[folderOf(from)]!(to, typeOnly);
  });
  expect(wrong).toEqual([]);
  // Only what is built on the whole entry imports it.
  const onTop = edges.filter(({ to }) => to === 'index').map(({ from }) => from);
  expect([...new Set(onTop)].sort()).toEqual(['frameworks/pay-score-session', 'react', 'vue']);
  expect(edges.filter(({ from }) => from === 'errors')).toEqual([]);
});

test('only the bridge, the simulated client and the component of a framework touch the page', () => {
  const touching = [...sources].filter(
    ([path, source]) => !['bridge', 'testing', 'frameworks'].includes(folderOf(path)) && pageGlobals(source).length > 0,
  );
  expect(touching.map(([path, source]) => [path, pageGlobals(source)])).toEqual([]);
  // The same question finds the ones that do.
  expect(
    [...sources].filter(([path, source]) => folderOf(path) === 'bridge' && pageGlobals(source).length),
  ).not.toEqual([]);
});

/** The packages that a folder may import, besides `node:` where it runs in Node. */
const PACKAGES: Record<string, RegExp> = {
  react: /^react$/,
  vue: /^vue$/,
  doctor: /^node:\w+(\/\w+)*$/,
  bridge: /^weixin-js-sdk$/,
  server: /^node:\w+(\/\w+)*$/,
  'testing/server': /^node:\w+(\/\w+)*$/,
};

test('only the server folders import node:, and only the bridge imports jweixin', () => {
  const packages = edges.filter(({ specifier }) => !specifier.startsWith('.'));
  const wrong = packages.filter(({ from, specifier }) => !PACKAGES[folderOf(from) || from]?.test(specifier));
  expect(wrong).toEqual([]);
  expect(packages.map(({ specifier }) => specifier)).toEqual(expect.arrayContaining(['weixin-js-sdk', 'node:crypto']));
});

test('no file is a drawer for leftovers', () => {
  const drawers = [...sources.keys()].filter((path) =>
    [basename(path), basename(dirname(path))].some((name) =>
      /^(utils?|helpers?|common|managers?|shared|globals?|misc)$/.test(name),
    ),
  );
  expect(drawers).toEqual([]);
});

test('index.ts is named re-exports and nothing else', () => {
  const statements = [...sources.get('index')!.statements];
  for (const statement of statements) {
    expect(
      ts.isExportDeclaration(statement) && !!statement.exportClause && ts.isNamedExports(statement.exportClause),
    ).toBe(true);
  }
  const values = statements.filter((statement) => ts.isExportDeclaration(statement) && !statement.isTypeOnly);
  expect(values.length).toBeLessThanOrEqual(12);
  expect(statements.length).toBeLessThanOrEqual(30);
});

test('nothing is exported by default', () => {
  const defaults = [...sources].filter(([, source]) => {
    let found = false;
    visit(source, (node) => {
      found ||=
        ts.isExportAssignment(node) ||
        (node.kind === ts.SyntaxKind.DefaultKeyword && ts.isFunctionDeclaration(node.parent));
    });
    return found;
  });
  expect(defaults.map(([path]) => path)).toEqual([]);
});
