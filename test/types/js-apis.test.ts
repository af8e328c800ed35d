import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { compile } from '../compile';
import { CALLS, EVENTS } from '../contract/js-apis-table';

const ROOT = resolve(__dirname, '../..');
const MAP = join(ROOT, 'src/protocol/js-apis.ts');
const SRC = join(ROOT, 'src').replaceAll('\\', '/');
const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-js-apis-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the compiler says about each line, `undefined` where it says nothing. */
function compileLines(lines: string[]): (string | undefined)[] {
  const head = [
    `import { createWeixin } from '${SRC}';`,
    `import type { ConfigSignature, JsApiName, JsApiParams, JsApiResult, Weixin } from '${SRC}';`,
    `declare const weixin: Weixin; declare const signed: ConfigSignature;`,
    `const { call } = weixin;`,
  ];
  const file = join(folder, 'lines.ts');
  writeFileSync(file, [...head, ...lines].join('\n'));
  const { problems } = compile([file], {
    strict: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom'],
  });
  const said: (string | undefined)[] = lines.map(() => undefined);
  for (const { line, message } of problems) said[line - 1 - head.length] ??= message;
  return said;
}

/** The names in the type map, and the parameters that each must have. */
function readMap(): { name: string; required: string[] }[] {
  const program = ts.createProgram([MAP], { strict: true, types: [], lib: ['lib.es5.d.ts'] });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(MAP)!)!);
  const map = checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === 'JsApis')!);
  return checker.getPropertiesOfType(map).map((symbol) => {
    const params = checker.getTypeOfSymbol(checker.getPropertyOfType(checker.getTypeOfSymbol(symbol), 'params')!);
    const fields = checker.getPropertiesOfType(params).filter(({ flags }) => !(flags & ts.SymbolFlags.Optional));
    return { name: symbol.name, required: fields.map(({ name }) => name) };
  });
}

/** Slips of the keyboard: a letter too few, one too many, two swapped, and the wrong case. */
function slips(name: string): string[] {
  return [
    name.slice(0, -1),
    name + 's',
    name.slice(0, -2) + name.slice(-1) + name.slice(-2, -1),
    name[0]!.toUpperCase() + name.slice(1),
  ].filter((slip) => !names.includes(slip));
}

const map = readMap();
const names = map.map(({ name }) => name);
const isEvent = (name: string): boolean => /^on[A-Z]/.test(name);

/** The required parameters of an interface, as the members of an object. */
const filled = ({ name, required }: (typeof map)[number]): string =>
  required.map((field) => `${field}: {} as JsApiParams<'${name}'>['${field}'], `).join('');

/** What a page writes with a name. */
const uses = (name: string): string[] => [
  `void weixin.checkJsApi(['${name}']);`,
  `createWeixin({ getConfigSignature: () => signed, jsApiList: ['${name}'] });`,
  ...(isEvent(name) ? [`weixin.on('${name}', () => undefined);`] : []),
];

test('every name compiles in jsApiList, checkJsApi, call and on', () => {
  expect(names.length).toBeGreaterThan(50);
  const lines = [...names.flatMap(uses), ...map.map((api) => `void call('${api.name}', { ${filled(api)} });`)];
  expect(compileLines(lines).filter(Boolean)).toEqual([]);
});

test('parameters can be left out where none is required, and nowhere else', () => {
  const without = ({ name }: (typeof map)[number]): string[] => [
    `void call('${name}');`,
    `void call('${name}', undefined, { timeout: 1 });`,
    `void call('${name}', {});`,
  ];
  const free = map.filter(({ required }) => !required.length).flatMap(without);
  expect(compileLines(free).filter(Boolean)).toEqual([]);
  const bound = map.filter(({ required }) => required.length).flatMap(without);
  expect(bound.length).toBeGreaterThan(75);
  const said = compileLines(bound);
  expect(bound.filter((_line, index) => !said[index])).toEqual([]);
});

test('an event needs no parameters: on may leave them out', () => {
  const events = map.filter(({ name }) => isEvent(name));
  expect(events.length).toBeGreaterThan(7);
  expect(events.filter(({ required }) => required.length)).toEqual([]);
});

test('no misspelt name does', () => {
  const lines = names.flatMap(slips).flatMap((slip) => [...uses(slip), `void call('${slip}', {});`]);
  const said = compileLines(lines);
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.filter((_line, index) => !said[index])).toEqual([]);
});

test('no interface takes a field that it does not have', () => {
  // With everything that must be there, so that only the field that is too much is wrong.
  const lines = map.map(({ name, required }) => {
    const fields = filled({ name, required });
    return [`void call('${name}', { ${fields}});`, `void call('${name}', { ${fields}noSuchField: 1 });`];
  });
  expect(compileLines(lines.map(([right]) => right!)).filter(Boolean)).toEqual([]);
  const wrong = lines.map(([, line]) => line!);
  const said = compileLines(wrong);
  expect(wrong.filter((_line, index) => !said[index])).toEqual([]);
});

test('no interface has a result that is not documented', () => {
  const lines = map.map((api) => `void call('${api.name}', { ${filled(api)}}).then((result) => result.noSuchField);`);
  const said = compileLines(lines);
  expect(lines.filter((_line, index) => !said[index])).toEqual([]);
});

test('every interface is in the tables of the contract tests, and no other', () => {
  const covered = [...Object.keys(CALLS), ...Object.keys(EVENTS)];
  process.stdout.write(`${covered.length} interfaces covered, ${names.length} in the type map\n`);
  expect(covered.sort()).toEqual([...names].sort());
});
