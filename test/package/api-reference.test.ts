import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './consumer';

let folder: string;
let pages: string[];

// Whatever typedoc warns about, a link to no export or an undeclared hole, fails it: typedoc.config.js.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-reference-'));
  const typedoc = join(ROOT, 'node_modules/typedoc/bin/typedoc');
  execFileSync(process.execPath, [typedoc, '--out', folder], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  exports: Record<string, string | { import: { types: string } }>;
};
const ENTRIES = Object.entries(exports).flatMap(([path, entry]): [string, string][] =>
  // Scripts have typed globals and export nothing.
  typeof entry === 'string' || /^\.\/(dist|testing\/browser)/.test(path)
    ? []
    : [[path.replace(/^\./, 'weixin-payscore'), entry.import.types]],
);

const program = ts.createProgram(
  ENTRIES.map(([, file]) => join(ROOT, file)),
  { types: ['node'], lib: ['lib.es5.d.ts'], moduleResolution: ts.ModuleResolutionKind.Bundler },
);

/** What a declaration file exports. */
function exportsOf(file: string): string[] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(ROOT, file))!)!;
  return checker.getExportsOfModule(module).map(({ name }) => name);
}

test('there are entries to look for', () => {
  expect(ENTRIES.length).toBeGreaterThan(6);
});

test.each(ENTRIES)('every export of %s has a page with a summary', (entry, file) => {
  const names = exportsOf(file);
  expect(names.length).toBeGreaterThan(0);
  const without = names.filter((name) => {
    const page = pages.find((each) => each.endsWith(`/${entry.replaceAll('/', '_')}.${name}.html`));
    return !page || !/class="tsd-comment[^]*?<p>./.test(readFileSync(join(folder, page), 'utf8'));
  });
  expect(without).toEqual([]);
});

test('no page links to something that is missing', () => {
  expect(pages.length).toBeGreaterThan(100);
  const dead: string[] = [];
  for (const page of pages) {
    const text = readFileSync(join(folder, page), 'utf8');
    for (const [, link] of text.matchAll(/(?:href|src)="([^"#]*)(?:#[^"]*)?"/g)) {
      if (!link || /^(https?|data):/.test(link)) continue;
      if (!existsSync(join(folder, dirname(page), decodeURIComponent(link)))) dead.push(`${page}: ${link}`);
    }
  }
  expect(dead).toEqual([]);
});
