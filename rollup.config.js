import { resolve } from 'node:path';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const external = [/^node:/, /^weixin-js-sdk$/, /^(@hono\/node-server|hono|redis|wechatpay-axios-plugin)$/];

const compile = (tsconfig, options) =>
  typescript({ tsconfig, noEmit: false, declaration: false, isolatedDeclarations: false, outDir: 'dist', ...options });

/** One entry of the package: ESM and CommonJS, each with its own types. */
function entry(name, input, tsconfig = './tsconfig.json') {
  const files = (extension) => ({
    dir: 'dist',
    entryFileNames: name + extension,
    chunkFileNames: '[name]' + extension,
    hoistTransitiveImports: false,
    // Apart, so that the chunk that is only loaded inside WeChat needs nothing of the entry.
    manualChunks: (id) => (/bridge.(page-wx|default-jweixin)\.ts$/.test(id) ? 'jweixin' : null),
  });
  return [
    {
      input,
      external,
      output: [
        { ...files('.js'), format: 'es' },
        { ...files('.cjs'), format: 'cjs', dynamicImportInCjs: false, interop: 'auto' },
      ],
      plugins: [compile(tsconfig)],
    },
    {
      input,
      external,
      output: [{ file: `dist/${name}.d.ts` }, { file: `dist/${name}.d.cts` }],
      plugins: [dts({ tsconfig })],
    },
  ];
}

/** The script tag has no packages: there jweixin comes from the page or from an official script. */
const withoutPackages = {
  name: 'without-packages',
  resolveId: {
    order: 'pre',
    handler: (source) => (source.endsWith('/default-jweixin') ? resolve('src/bridge/default-jweixin.umd.ts') : null),
  },
};

/** For the script tag: one file, and nothing in it that WeChat 6.x on iOS 9 or Chrome 53 could not parse. */
const scriptTag = {
  input: 'src/index.ts',
  output: [
    { file: 'dist/weixin-payscore.umd.js' },
    { file: 'dist/weixin-payscore.umd.min.js', plugins: [terser({ ecma: 5 })] },
  ].map((output) => ({ ...output, format: 'umd', name: 'WeixinPayScore', inlineDynamicImports: true })),
  plugins: [withoutPackages, compile('./tsconfig.json', { target: 'es5', ignoreDeprecations: '6.0' })],
};

export default [
  ...entry('index', 'src/index.ts'),
  ...entry('server', 'src/server/index.ts', './src/server/tsconfig.json'),
  ...entry('testing', 'src/testing/index.ts'),
  ...entry('testing-server', 'src/testing/server/index.ts', './src/testing/server/tsconfig.json'),
  scriptTag,
];
