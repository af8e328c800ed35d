import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { resolve } from 'node:path';
import { dts } from 'rollup-plugin-dts';

const external = [/^node:/, /^weixin-js-sdk$/];

/** The script tag has no packages: there jweixin comes from the page or from an official script. */
const withoutPackages = {
  name: 'without-packages',
  resolveId: {
    order: 'pre',
    handler: (source) => (source.endsWith('/default-jweixin') ? resolve('src/bridge/default-jweixin.umd.ts') : null),
  },
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
      plugins: [
        typescript({ tsconfig, noEmit: false, declaration: false, isolatedDeclarations: false, outDir: 'dist' }),
      ],
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
    {
      file: 'dist/weixin-payscore.umd.min.js',
      format: 'umd',
      name: 'WeixinPayScore',
      plugins: [terser({ ecma: 5, ie8: false })],
    },
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

export default [...entry('index', 'src/index.ts'), ...entry('testing', 'src/testing/index.ts'), umd];
