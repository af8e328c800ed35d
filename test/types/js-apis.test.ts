import { join, resolve } from 'node:path';
import ts from 'typescript';
import { createProgram } from '../create-program';

const ROOT = resolve(__dirname, '../..');
const MAP = join(ROOT, 'src/protocol/js-apis.ts');
const GENERATED = join(__dirname, 'generated.ts');

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

/** A program of the type map and a file that only exists here. */
function programOf(text: string): ts.Program {
  return createProgram([MAP, GENERATED], OPTIONS, (host) => {
    const { getSourceFile, fileExists } = host;
    host.getSourceFile = (name, ...rest) =>
      name === GENERATED ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
    host.fileExists = (name) => name === GENERATED || fileExists(name);
  });
}

/** What the compiler says about each line, `undefined` where it says nothing. */
function compile(lines: string[]): (string | undefined)[] {
  const head = [
    `import { createWeixin } from '../../src';`,
    `import type { ConfigSignature, JsApiName, JsApiParams, JsApiResult, Weixin } from '../../src';`,
    `declare const weixin: Weixin; declare const signed: ConfigSignature;`,
    `const { call } = weixin;`,
  ];
  const program = programOf([...head, ...lines].join('\n'));
  const said: (string | undefined)[] = lines.map(() => undefined);
  const file = program.getSourceFile(GENERATED)!;
  for (const { start, messageText } of ts.getPreEmitDiagnostics(program, file)) {
    const line = file.getLineAndCharacterOfPosition(start!).line - head.length;
    said[line] ??= ts.flattenDiagnosticMessageText(messageText, ' ');
  }
  return said;
}

/** The names in the type map, and the parameters that each must have. */
function readMap(): { name: string; required: string[] }[] {
  const program = programOf('');
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
  expect(compile(lines).filter(Boolean)).toEqual([]);
});

test('parameters can be left out where none is required, and nowhere else', () => {
  const without = ({ name }: (typeof map)[number]): string[] => [
    `void call('${name}');`,
    `void call('${name}', undefined, { timeout: 1 });`,
    `void call('${name}', {});`,
  ];
  const free = map.filter(({ required }) => !required.length).flatMap(without);
  expect(compile(free).filter(Boolean)).toEqual([]);
  const bound = map.filter(({ required }) => required.length).flatMap(without);
  expect(bound.length).toBeGreaterThan(75);
  const said = compile(bound);
  expect(bound.filter((_line, index) => !said[index])).toEqual([]);
});

test('an event needs no parameters: on may leave them out', () => {
  const events = map.filter(({ name }) => isEvent(name));
  expect(events.length).toBeGreaterThan(7);
  expect(events.filter(({ required }) => required.length)).toEqual([]);
});

test('no misspelt name does', () => {
  const lines = names.flatMap(slips).flatMap((slip) => [...uses(slip), `void call('${slip}', {});`]);
  const said = compile(lines);
  expect(lines.length).toBeGreaterThan(500);
  expect(lines.filter((_line, index) => !said[index])).toEqual([]);
});

test('no interface takes a field that it does not have', () => {
  // With everything that must be there, so that only the field that is too much is wrong.
  const lines = map.map(({ name, required }) => {
    const fields = filled({ name, required });
    return [`void call('${name}', { ${fields}});`, `void call('${name}', { ${fields}noSuchField: 1 });`];
  });
  expect(compile(lines.map(([right]) => right!)).filter(Boolean)).toEqual([]);
  const wrong = lines.map(([, line]) => line!);
  const said = compile(wrong);
  expect(wrong.filter((_line, index) => !said[index])).toEqual([]);
});

test('no interface has a result that is not documented', () => {
  const lines = map.map((api) => `void call('${api.name}', { ${filled(api)}}).then((result) => result.noSuchField);`);
  const said = compile(lines);
  expect(lines.filter((_line, index) => !said[index])).toEqual([]);
});
