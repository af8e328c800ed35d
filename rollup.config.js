import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const external = [/^node:/, /^weixin-js-sdk$/, /^(@hono\/node-server|hono|redis|wechatpay-axios-plugin)$/];

/** The script tag has no packages: there jweixin only comes from the page or from an official script. */
const withoutPackages = {
  name: 'without-packages',
  transform: (code, id) => (id.endsWith('jweixin-package.ts') ? 'export const importJWeixin = null;' : null),
};

/** One entry of the package: ESM and CommonJS, each with its own types. */
function entry(name, input, tsconfig = './tsconfig.json') {
  return [
    {
      input,
      external,
      output: [
        { file: `dist/${name}.js`, format: 'es' },
        { file: `dist/${name}.cjs`, format: 'cjs', dynamicImportInCjs: false, interop: 'auto' },
      ],
      plugins: [typescript({ tsconfig, noEmit: false, declaration: false, outDir: 'dist' })],
    },
    {
      input,
      external,
      output: [{ file: `dist/${name}.d.ts` }, { file: `dist/${name}.d.cts` }],
      plugins: [dts({ tsconfig })],
    },
  ];
}

const umd = {
  input: 'src/index.ts',
  output: [
    { file: 'dist/weixin-payscore.umd.js', format: 'umd', name: 'WeixinPayScore' },
    { file: 'dist/weixin-payscore.umd.min.js', format: 'umd', name: 'WeixinPayScore', plugins: [terser({ ecma: 5, ie8: false })] },
  ],
  plugins: [
    withoutPackages,
    typescript({
      tsconfig: './tsconfig.json',
      target: 'es5',
      ignoreDeprecations: '6.0',
      noEmit: false,
      declaration: false,
      isolatedDeclarations: false,
      outDir: 'dist',
    }),
  ],
};

export default [
  ...entry('index', 'src/index.ts'),
  ...entry('server', 'src/server/index.ts', './src/server/tsconfig.json'),
  ...entry('testing', 'src/testing/index.ts'),
  ...entry('testing-server', 'src/testing/server/index.ts', './src/testing/server/tsconfig.json'),
  umd,
];
