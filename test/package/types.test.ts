import { compile, type Problem } from '../compile';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

const SOURCE = `
import { createWeixin, isWeixinError } from 'weixin-payscore';
import type { Weixin } from 'weixin-payscore';
import { simulateWeixin } from 'weixin-payscore/testing';
export const weixin: Weixin = createWeixin({ getConfigSignature: () => Promise.reject(new Error('none')) });
export const guard: (value: unknown) => boolean = isWeixinError;
export const simulate: typeof simulateWeixin = simulateWeixin;
`;

/** Compiles a file of the consumer's and says what is wrong, and which typings it was given. */
function compileUse(file: string, settings: object): { problems: Problem[]; typings: string[] } {
  const { problems, sources } = compile([file], {
    strict: true,
    lib: ['es2018', 'dom'],
    target: 'es2022',
    ...settings,
  });
  const ours = sources.filter((name) => name.includes('/dist/')).map((name) => name.replace(/.*\/dist\//, ''));
  return { problems, typings: ours.sort() };
}

const NODE16 = { module: 'node16', moduleResolution: 'node16' };

test('import finds the ESM typings', () => {
  const file = consumer.write('esm.mts', SOURCE);
  expect(compileUse(file, NODE16)).toEqual({ problems: [], typings: ['index.d.ts', 'testing.d.ts'] });
});

test('require finds the CommonJS typings', () => {
  const file = consumer.write('cjs.cts', SOURCE);
  expect(compileUse(file, NODE16)).toEqual({ problems: [], typings: ['index.d.cts', 'testing.d.cts'] });
});

test('a bundler finds the ESM typings', () => {
  const file = consumer.write('bundled.ts', SOURCE);
  const options = { module: 'esnext', moduleResolution: 'bundler' };
  expect(compileUse(file, options)).toEqual({ problems: [], typings: ['index.d.ts', 'testing.d.ts'] });
});

test('the typings need no newer library than the code, and no option of ours', () => {
  const file = consumer.write('plain.mts', SOURCE);
  const options = { ...NODE16, strict: false, lib: ['es5', 'es2015.promise', 'dom'] };
  expect(compileUse(file, options).problems).toEqual([]);
});

test.each([
  ['mts', '.d.ts'],
  ['cts', '.d.cts'],
])('the entries for Node have their typings too, for .%s', (extension, typings) => {
  const file = consumer.write(
    `server.${extension}`,
    `import { createPayScoreClient } from 'weixin-payscore/server';
     import { createWeixinServices } from 'weixin-payscore/testing/server';
     const { credentials } = createWeixinServices();
     export const { merchant } = createPayScoreClient(credentials);`,
  );
  const options = { ...NODE16, lib: ['es2022'], types: ['node'] };
  expect(compileUse(file, options)).toEqual({
    problems: [],
    typings: [`server${typings}`, `testing-server${typings}`],
  });
});
