import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

/** @type {{ sizeLimits: Record<string, number> }} */
const { sizeLimits } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What package.json limits: a page that imports these names, in bytes after Brotli. */
export const BUNDLES = Object.entries(sizeLimits).map(([names, limit]) => ({
  names,
  limit,
  source: `export { ${names} } from 'weixin-payscore';`,
}));

/**
 * Bundles a module's text the way a page would, leaving jweixin out, and weighs it.
 *
 * @param {string} source
 * @param {string} resolveDir where its imports are looked up
 * @returns {{ minified: number; brotli: number; first: number }} bytes: of everything in one file, the same after Brotli, and
 * after Brotli what a page loads at once where the bundler splits off what is imported dynamically
 */
export function measure(source, resolveDir) {
  const whole = bundle(source, resolveDir, false).outputFiles[0].contents;
  const { outputFiles, metafile } = bundle(source, resolveDir, true);
  const atOnce = new Set([
    Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === '<stdin>'),
  ]);
  for (const path of atOnce) {
    const { imports } = metafile.outputs[path];
    imports
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .forEach((each) => atOnce.add(each.path));
  }
  return {
    minified: whole.length,
    brotli: compressed(whole),
    first: outputFiles
      .filter(({ path }) => [...atOnce].some((name) => path.endsWith(name.replace(/^.*\//, '/'))))
      .reduce((sum, { contents }) => sum + compressed(contents), 0),
  };
}

function bundle(contents, resolveDir, splitting) {
  return buildSync({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['weixin-js-sdk'],
    splitting,
    metafile: true,
    outdir: '/',
    write: false,
  });
}

function compressed(bytes) {
  return brotliCompressSync(bytes).length;
}
