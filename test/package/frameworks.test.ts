import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { compile } from '../compile';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage({ peers: ['react', 'vue'] })));
afterAll(() => consumer.remove());

const ENTRIES = ['react', 'vue'] as const;

test.each(ENTRIES)('weixin-payscore/%s costs a page less than 1 kB on top of the main entry', (entry) => {
  const { outputFiles } = buildSync({
    entryPoints: [join(consumer.installed, `dist/${entry}.js`)],
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['weixin-payscore', 'react', 'vue'],
    write: false,
  });
  expect(brotliCompressSync(outputFiles[0]!.contents).length).toBeLessThan(1000);
});

test.each(ENTRIES)('a page that imports weixin-payscore and weixin-payscore/%s has one copy of it', (entry) => {
  const contents = `export { usePayScore } from 'weixin-payscore/${entry}'; export { createWeixin } from 'weixin-payscore';`;
  const { metafile } = buildSync({
    stdin: { contents, resolveDir: consumer.folder },
    bundle: true,
    format: 'esm',
    external: ['react', 'vue', 'weixin-js-sdk'],
    metafile: true,
    write: false,
  });
  const own = Object.keys(metafile.inputs).map((path) => path.replace(/.*\/dist\//, ''));
  expect(own.filter((path) => /^index\./.test(path))).toEqual(['index.js']);
  expect(own).toContain(`${entry}.js`);
});

test.each(ENTRIES)('weixin-payscore/%s names its framework and the package, and imports nothing else', (entry) => {
  const esm = [...consumer.read(`dist/${entry}.js`).matchAll(/^import .* from '(.*)';$/gm)].map((match) => match[1]);
  const cjs = [...consumer.read(`dist/${entry}.cjs`).matchAll(/require\('(.*)'\)/g)].map((match) => match[1]);
  for (const imports of [esm, cjs]) expect(imports.sort()).toEqual([entry, 'weixin-payscore'].sort());
});

test('a module of a React server is told that the hook is for the client', () => {
  for (const extension of ['js', 'cjs']) expect(consumer.read(`dist/react.${extension}`)).toMatch(/^'use client';\n/);
});

const REACT = `
import { usePayScore } from 'weixin-payscore/react';
import type { WeixinError } from 'weixin-payscore';
export function useButton(): [string, (token: string) => Promise<string>, WeixinError | null] {
  const { client, phase, authorize, result, error } = usePayScore({ getConfigSignature: () => Promise.reject(new Error('none')) });
  const platform: string = client ? client.platform : phase;
  return [platform + (result ? result.state : ''), async (token) => (await authorize({ applyPermissionsToken: token })).state, error];
}`;
const VUE = `
import { usePayScore } from 'weixin-payscore/vue';
export function useButton() {
  const { client, phase, authorize, result, error } = usePayScore({ getConfigSignature: () => Promise.reject(new Error('none')) });
  const words: string = client.value ? client.value.platform : phase.value;
  const state: string | null = error.value ? error.value.code : result.value && result.value.state;
  return { words, state, authorize };
}`;
const EXPLAIN = `
import { explain } from 'weixin-payscore/explain';
import type { Explanation } from 'weixin-payscore/explain';
export const { title, text, action, developer }: Explanation = explain(new Error('x'), 'zh-CN');
export const link: string | undefined = action && action.url;`;

test.each<[name: string, settings: object, compiler: 6 | 7]>([
  ['node10', { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' }, 6],
  ['node16', { module: 'node16', moduleResolution: 'node16' }, 7],
  ['bundler', { module: 'esnext', moduleResolution: 'bundler' }, 7],
])('TypeScript finds the typings of all three entries with moduleResolution %s', (_name, settings, compiler) => {
  const files = Object.entries({ REACT, VUE, EXPLAIN }).map(([name, text]) => consumer.write(`${name}.ts`, text));
  const { problems } = compile(
    files,
    { strict: true, skipLibCheck: true, lib: ['es2022', 'dom'], ...settings },
    compiler,
  );
  expect(problems).toEqual([]);
});
