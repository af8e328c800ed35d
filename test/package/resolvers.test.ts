import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../compile';
import { installPackage, ROOT, TARBALL } from './consumer';
import type { Consumer } from './consumer';

const USES = join(__dirname, 'fixtures/uses');
/** Entries that are scripts: they export nothing, and leave a global. */
const SCRIPTS = ['./testing/browser', './dist/weixin-payscore.umd.min.js'];

let consumer: Consumer;
beforeAll(() => {
  consumer = installPackage({ peers: ['react', 'vue', '@types/node', '@types/react', 'typescript'] });
});
afterAll(() => consumer.remove());

const uses = readdirSync(USES).map((file) => ({
  name: file.replace('.ts', ''),
  text: readFileSync(join(USES, file), 'utf8'),
}));

const SETTINGS = { strict: true, skipLibCheck: true, types: ['node'], lib: ['es2022', 'dom'] };

const NODE10 = { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' };
const NODE16 = { module: 'node16', moduleResolution: 'node16' };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };
const RESOLVERS: [name: string, type: string, settings: object, compiler: 6 | 7][] = [
  ['node10', 'ts', NODE10, 6],
  ['bundler', 'ts', BUNDLER, 7],
  ['node16, imported', 'mts', NODE16, 7],
  ['node16, required', 'cts', NODE16, 7],
];

test('the uses that are compiled import each entry of package.json', () => {
  const { exports } = JSON.parse(consumer.read('package.json')) as { exports: object };
  const imported = uses.flatMap(({ text }) =>
    [...text.matchAll(/'weixin-payscore(\/[^']+)?'/g)].map(([, path]) => '.' + (path || '')),
  );
  const entries = Object.keys(exports).filter((path) => path !== './package.json');
  expect([...new Set(imported)].sort()).toEqual(entries.sort());
});

test.each(RESOLVERS)(
  'every entry has its typings under %s, and what is no entry is reported',
  (_name, type, settings, compiler) => {
    const missing = { name: 'missing', text: "export * from 'weixin-payscore/mini-program';" };
    const files = [...uses, missing].map(({ name, text }) => consumer.write(`${type}/${name}.${type}`, text));
    const message = expect.stringMatching(/^Cannot find module 'weixin-payscore\/mini-program'/) as string;
    const { problems } = compile(files, { ...SETTINGS, ...settings }, compiler);
    expect(problems).toEqual([{ file: `missing.${type}`, line: 1, message }]);
  },
);

test('are the types wrong? finds nothing', () => {
  // Its file of settings leaves out the scripts, in which there is nothing to resolve.
  const settings = JSON.parse(readFileSync(join(ROOT, '.attw.json'), 'utf8')) as { excludeEntrypoints: string[] };
  expect(settings).toEqual({ excludeEntrypoints: SCRIPTS });
  const cli = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const { stdout, status } = spawnSync(process.execPath, [cli, TARBALL, '--format', 'json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const { analysis, problems } = JSON.parse(stdout) as { analysis: { entrypoints: object }; problems?: object };
  expect([status, problems]).toEqual([0, {}]);
  expect(Object.keys(analysis.entrypoints)).toEqual(
    expect.arrayContaining(['.', './miniprogram', './explain', './react', './vue', './server', './testing']),
  );
});

test('ts-jest compiles and runs the entries in CommonJS with node10, whose resolver reads no exports map', () => {
  consumer.write(
    'entries.spec.ts',
    `import { compareVersions } from 'weixin-payscore';
     import { explain } from 'weixin-payscore/explain';
     import { readReturn } from 'weixin-payscore/miniprogram';
     import { usePayScore as useInReact } from 'weixin-payscore/react';
     import { memoryStore } from 'weixin-payscore/server';
     import { scenarios } from 'weixin-payscore/testing';
     import { createWeixinServices } from 'weixin-payscore/testing/server';
     import { usePayScore as useInVue } from 'weixin-payscore/vue';
     declare const test: (name: string, run: () => void) => void;
     declare const expect: (value: unknown) => { toBe(value: unknown): void };
     test('they are all there', () => {
       expect(compareVersions('8.0.49', '7.0.5')).toBe(1);
       expect(typeof explain(null).title).toBe('string');
       expect(readReturn({ scene: 1001 })).toBe(null);
       for (const made of [useInReact, useInVue, memoryStore, createWeixinServices]) expect(typeof made).toBe('function');
       expect(Object.keys(scenarios).length > 5).toBe(true);
     });`,
  );
  consumer.write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        module: 'CommonJS',
        moduleResolution: 'node10',
        ignoreDeprecations: '6.0',
        target: 'ES2022',
        lib: ['ES2022', 'DOM'],
        rootDir: '.',
        strict: true,
        esModuleInterop: true,
        skipLibCheck: true,
      },
    }),
  );
  consumer.write(
    'jest.config.json',
    JSON.stringify({
      rootDir: '.',
      testMatch: ['<rootDir>/entries.spec.ts'],
      transform: { '^.+\\.ts$': join(ROOT, 'node_modules/ts-jest') },
    }),
  );
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const { stderr, status } = spawnSync(process.execPath, [jest, '--config', 'jest.config.json', '--no-cache'], {
    cwd: consumer.folder,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.stringContaining('they are all there')]);
});

test('require.resolve finds the file for the script tag by its path, and an import of it leaves the global', () => {
  consumer.write(
    'script.mjs',
    `import { createRequire } from 'node:module';
     import 'weixin-payscore/dist/weixin-payscore.umd.min.js';
     const path = createRequire(import.meta.url).resolve('weixin-payscore/dist/weixin-payscore.umd.min.js');
     process.stdout.write(path.replace(/.*node_modules/, '') + ' ' + typeof WeixinPayScore.createWeixin);`,
  );
  expect(consumer.node('script.mjs')).toBe('/weixin-payscore/dist/weixin-payscore.umd.min.js function');
});
