import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const external = [/^node:/, /^weixin-js-sdk$/, /^(react|vue)$/];

/** Types are checked by `npm run typecheck`, once for all entries. So the types of the page and of Node need not be read for each. */
const withoutCheck = { noCheck: true, noLib: true, types: [] };

const compile = (tsconfig, options) =>
  typescript({
    tsconfig,
    ...withoutCheck,
    // Each of our files is one of the program's already, and the code of others is left to Rollup.
    noResolve: true,
    noEmit: false,
    declaration: false,
    isolatedDeclarations: false,
    outDir: 'dist',
    ...options,
  });

/** Writes files next to the output, by name. */
const files = (sources) => ({
  name: 'files',
  generateBundle() {
    for (const fileName in sources) this.emitFile({ type: 'asset', fileName, source: sources[fileName] });
  },
});

/** What builds on the main entry imports it by the package's name, so that a page has one copy of it. */
const mainByName = {
  name: 'main-by-name',
  resolveId: {
    order: 'pre',
    handler: (source, importer) =>
      importer && resolve(dirname(importer), source) === resolve('src/index')
        ? { id: 'weixin-payscore', external: true }
        : null,
  },
};

/**
 * A folder named as the entry is, for tools that read no exports map: webpack 4, Jest 27, TypeScript's node10. It holds nothing
 * but where the entry's files are.
 */
function entryFolder(path, fileNames) {
  const dist = relative(path, 'dist');
  const places = Object.fromEntries(Object.entries(fileNames).map(([field, name]) => [field, `${dist}/${name}`]));
  return {
    name: 'entry-folder',
    writeBundle() {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'package.json'), JSON.stringify(places, null, 2) + '\n');
    },
  };
}

/** One entry of the package: ESM and CommonJS, each with its own types. */
function entry(name, input, tsconfig = './tsconfig.json') {
  const fileNames = { main: `${name}.cjs`, module: `${name}.js`, types: `${name}.d.ts` };
  const folder = name === 'index' ? [] : [entryFolder(name.replace('-', '/'), fileNames)];
  const output = (extension) => ({
    dir: 'dist',
    // A module of Next's server that imports the hook is told that it belongs into a client component.
    banner: name === 'react' ? "'use client';" : '',
    entryFileNames: name + extension,
    chunkFileNames: '[name]' + extension,
    hoistTransitiveImports: false,
  });
  return [
    {
      input,
      external,
      output: [
        { ...output('.js'), format: 'es' },
        { ...output('.cjs'), format: 'cjs', dynamicImportInCjs: false, interop: 'auto' },
      ],
      plugins: [mainByName, compile(tsconfig), ...folder],
    },
    {
      input,
      external,
      output: [{ file: `dist/${name}.d.ts` }, { file: `dist/${name}.d.cts` }],
      plugins: [mainByName, dts({ tsconfig, compilerOptions: withoutCheck })],
    },
  ];
}

/** The types of a script, which exports nothing and leaves one global. */
const typesOfGlobal = (file, name, entry) =>
  files(
    Object.fromEntries(
      [
        ['.d.ts', '.js'],
        ['.d.cts', '.cjs'],
      ].map(([types, code]) => [
        file + types,
        `declare global {\n  var ${name}: typeof import('./${entry}${code}');\n}\nexport {};\n`,
      ]),
    ),
  );

/** The script tag has no packages: there jweixin comes from the page or from an official script. */
const withoutPackages = {
  name: 'without-packages',
  resolveId: {
    order: 'pre',
    handler: (source) =>
      source.endsWith('/from-package') ? resolve('src/bridge/jweixin/from-official-hosts.ts') : null,
  },
};

/** Nothing that the oldest engines could not parse: WeChat 6.x on iOS 9 or Chrome 53. */
const oldEngines = { target: 'es5', ignoreDeprecations: '6.0', tslib: resolve('etc/es5-helpers.js') };

/** For the script tag: one file. */
const scriptTag = {
  input: 'src/index.ts',
  output: [
    { file: 'dist/weixin-payscore.umd.js' },
    { file: 'dist/weixin-payscore.umd.min.js', plugins: [terser({ ecma: 5 })] },
  ].map((output) => ({ ...output, format: 'umd', name: 'WeixinPayScore', inlineDynamicImports: true })),
  plugins: [
    withoutPackages,
    compile('./tsconfig.json', oldEngines),
    typesOfGlobal('weixin-payscore.umd.min', 'WeixinPayScore', 'index'),
  ],
};

/** For browser tests: one file that can be injected before the page's own scripts. */
const injectedTesting = {
  input: 'src/testing/browser.ts',
  output: { file: 'dist/weixin-payscore-testing.iife.js', format: 'iife' },
  plugins: [
    compile('./tsconfig.json'),
    typesOfGlobal('weixin-payscore-testing.iife', 'WeixinPayScoreTesting', 'testing'),
    entryFolder('testing/browser', {
      main: 'weixin-payscore-testing.iife.js',
      types: 'weixin-payscore-testing.iife.d.ts',
    }),
  ],
};

/**
 * For the mini program developer tools, whose 构建 npm copies this folder and nothing else of the package. They read every .js
 * file as CommonJS and know no exports map, so the folder repeats what the rest of package.json says.
 */
const miniProgramFolder = {
  input: 'src/miniprogram/index.ts',
  output: { file: 'dist/miniprogram/index.js', format: 'cjs' },
  plugins: [
    compile('./tsconfig.json', { ...oldEngines, outDir: 'dist/miniprogram' }),
    files({
      // The name that has the types, and that Node and the bundlers of cross-platform frameworks know.
      'miniprogram.js': "module.exports = require('./index.js');\n",
      'package.json': '{ "type": "commonjs" }\n',
    }),
  ],
};

/** The command: one ES module, which a shell runs by its first line. */
const command = {
  input: 'src/doctor/main.ts',
  external,
  output: { file: 'dist/doctor.js', format: 'es', banner: '#!/usr/bin/env node' },
  plugins: [compile('./src/doctor/tsconfig.json')],
};

export default [
  ...entry('index', 'src/index.ts'),
  ...entry('miniprogram', 'src/miniprogram/index.ts'),
  ...entry('explain', 'src/explain/index.ts'),
  ...entry('react', 'src/react.ts'),
  ...entry('vue', 'src/vue.ts'),
  ...entry('server', 'src/server/index.ts', './src/server/tsconfig.json'),
  ...entry('testing', 'src/testing/index.ts'),
  ...entry('testing-server', 'src/testing/server/index.ts', './src/testing/server/tsconfig.json'),
  scriptTag,
  injectedTesting,
  miniProgramFolder,
  command,
];
