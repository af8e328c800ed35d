import { deepStrictEqual as equal, match } from 'node:assert';
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withPackedPackage } from '../../examples/drive/packed-package.js';

const USES = fileURLToPath(new URL('../package/fixtures/uses', import.meta.url));

const NODE10 = ['--module', 'commonjs', '--moduleResolution', 'node10'];
const NODE16 = ['--module', 'node16', '--moduleResolution', 'node16'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];

/** The oldest, the newest, and the last before the one that this package is built with. TypeScript 7 has no node10 any more. */
const COMPILERS = {
  'typescript-5.0': [NODE10, NODE16, BUNDLER],
  'typescript-5.9': [NODE10, NODE16, BUNDLER],
  'typescript-7.0': [NODE16, BUNDLER],
};

/** Uses that need no typings but those of this package, so that these are checked throughout. */
const OWN = ['page', 'mini-program', 'explain', 'testing', 'scripts'];

/** Compiles uses of every entry with other versions of TypeScript and every way to resolve them, and bundles with webpack 4. */
await withPackedPackage(async (install) => {
  const folder = install('test/toolchains');
  for (const type of ['ts', 'mts', 'cts']) {
    for (const file of readdirSync(USES)) {
      cpSync(join(USES, file), join(folder, `uses-${type}`, file.replace(/\.ts$/, `.${type}`)));
    }
  }
  for (const [name, resolvers] of Object.entries(COMPILERS)) {
    const compiled = resolvers.map((resolver) => compile(folder, name, resolver));
    equal(
      await Promise.all(compiled),
      resolvers.map(() => ''),
    );
    console.log(`${name} finds the typings of every entry in each of ${resolvers.length} ways.`);
  }
  const [oldest] = Object.keys(COMPILERS);
  equal(await compile(folder, oldest, BUNDLER, OWN, ['--typeRoots', 'none', '--skipLibCheck', 'false']), '');
  writeFileSync(join(folder, 'missing.ts'), "export * from 'weixin-payscore/mini-program';\n");
  match(await tsc(folder, oldest, [...BUNDLER, 'missing.ts']), /Cannot find module 'weixin-payscore\/mini-program'/);

  await bundle(folder);
  console.log('webpack 4 bundles every entry of a page.');
});

/** What the compiler prints, which is nothing where it finds no mistake. */
async function compile(folder, compiler, resolver, names, options = ['--skipLibCheck']) {
  const types = resolver === NODE16 ? ['mts', 'cts'] : ['ts'];
  const files = types.flatMap((type) =>
    readdirSync(join(folder, `uses-${type}`))
      .filter((file) => !names || names.includes(file.replace(/\.[mc]?ts$/, '')))
      .map((file) => `uses-${type}/${file}`),
  );
  return tsc(folder, compiler, [...resolver, ...options, ...files]);
}

async function tsc(folder, compiler, args) {
  const command = [join('node_modules', compiler, 'bin/tsc'), '--noEmit', '--strict', '--target', 'es2022', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder }).catch((error) => error);
  return stdout;
}

/** webpack 4 reads no exports map, and parses nothing newer than ES2019. */
async function bundle(folder) {
  const webpack = createRequire(join(folder, 'package.json'))('webpack');
  const run = async (name, text) => {
    writeFileSync(join(folder, `${name}.js`), text);
    const output = { path: join(folder, 'bundles', name), filename: 'main.cjs', libraryTarget: 'commonjs2' };
    const compiler = webpack({
      context: folder,
      entry: `./${name}.js`,
      target: 'node',
      mode: 'development',
      devtool: false,
      output,
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    return { ...stats.toJson('errors-warnings'), main: join(output.path, output.filename) };
  };

  const entries = ['', '/explain', '/miniprogram', '/react', '/testing', '/vue'];
  const names = entries.map((_, index) => `e${index}`);
  const imports = entries.map((path, index) => `import * as e${index} from 'weixin-payscore${path}';\n`).join('');
  const { errors, warnings, main } = await run('entries', `${imports}export { ${names.join(', ')} };\n`);
  equal([errors, warnings], [[], []]);
  const bundled = createRequire(main)(main);
  const functions = ['createWeixin', 'explain', 'openBusinessView', 'usePayScore', 'simulateWeixin', 'usePayScore'];
  equal(
    functions.map((name, index) => typeof bundled[`e${index}`][name]),
    functions.map(() => 'function'),
  );
  match((await run('missing', "import 'weixin-payscore/mini-program';\n")).errors.join(), /Can't resolve/);
}
