import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

/**
 * Bundles what the pages run, in memory, as a merchant's own build would: `weixin-js-sdk` becomes a chunk of its own, which
 * a page outside WeChat never fetches.
 *
 * @returns the scripts' text by their path on the server
 */
export async function bundleScripts() {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
    entryPoints: ['merchant/shop.js', 'phone/client.js', 'sample/sample.js', 'stage/stage.js'],
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    outdir: '/scripts',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2020',
    write: false,
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/scripts/')), text]));
}
