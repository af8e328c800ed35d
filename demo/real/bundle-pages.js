import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { build } from 'esbuild';

const options = {
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  bundle: true,
  write: false,
  logLevel: 'error',
};

/** What `import … from 'weixin-payscore'` is where the library comes from a script tag. */
const libraryFromScriptTag = {
  name: 'library-from-script-tag',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^weixin-payscore$/ }, ({ path }) => ({ path, namespace: 'script-tag' }));
    onLoad({ filter: /./, namespace: 'script-tag' }, () => ({ contents: 'module.exports = WeixinPayScore;' }));
  },
};

/**
 * Builds the page's scripts in memory: `module.js` as a merchant's bundler would, with `weixin-js-sdk` in a chunk of its own,
 * and `script-tag.js` in ES5, for pages that take the library from a script tag.
 *
 * @returns {Promise<Map<string, string>>} the scripts' text by their path on the server
 */
export async function bundlePages() {
  const [modules, oldEngines] = await Promise.all([
    build({
      ...options,
      entryPoints: ['page/module.js'],
      outdir: '/scripts',
      entryNames: '[name]',
      chunkNames: '[name]-[hash]',
      splitting: true,
      format: 'esm',
      target: 'es2018',
    }),
    build({
      ...options,
      entryPoints: ['page/script-tag.js'],
      outdir: '/scripts',
      format: 'iife',
      target: 'es2018',
      charset: 'utf8',
      plugins: [libraryFromScriptTag],
    }),
  ]);
  const scripts = new Map(
    modules.outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/scripts/')), text]),
  );
  const { code } = await transform(oldEngines.outputFiles[0].text, {
    isModule: false,
    // Only arrays are iterated, so nothing needs a Symbol.
    jsc: { target: 'es5', parser: { syntax: 'ecmascript' }, loose: true },
  });
  return scripts.set('/scripts/script-tag.js', code);
}

/** Builds the desktop's script in memory. */
export async function bundleDesktop() {
  const { outputFiles } = await build({
    ...options,
    entryPoints: ['desktop/desktop.js'],
    outdir: '/scripts',
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles[0].text;
}
