import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

/** @type {{ sizeLimits: Record<string, { first: number; insideWeixin?: number }> }} */
const { sizeLimits } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What package.json limits: a page that imports these names, in bytes after Brotli. */
export const BUNDLES = Object.entries(sizeLimits).map(([names, limits]) => ({
  names,
  limits,
  source: `export { ${names} } from 'weixin-payscore';`,
}));

/**
 * Bundles a module's text the way a page would, with code splitting, leaving jweixin out, and weighs it.
 *
 * @param {string} source
 * @param {string} resolveDir where its imports are looked up
 * @returns {{ first: number; insideWeixin: number; whole: number }} bytes after Brotli: of what every page loads at once, of that
 * and what a page inside WeChat loads then, and of everything there is in one file
 */
export function measure(source, resolveDir) {
  const { outputFiles, metafile } = bundle(source, resolveDir, true);
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === '<stdin>');
  const first = withImports(metafile, [entry]);
  const then = withImports(
    metafile,
    [...first].flatMap((path) => imports(metafile, path, 'dynamic-import')),
  );
  const weigh = (paths) =>
    outputFiles
      .filter(({ path }) => [...paths].some((name) => path.endsWith(name.replace(/^.*\//, '/'))))
      .reduce((sum, { contents }) => sum + compressed(contents), 0);
  return {
    first: weigh(first),
    insideWeixin: weigh(new Set([...first, ...then])),
    whole: compressed(bundle(source, resolveDir, false).outputFiles[0].contents),
  };
}

function withImports(metafile, paths) {
  const all = new Set(paths);
  for (const path of all) imports(metafile, path, 'import-statement').forEach((each) => all.add(each));
  return all;
}

function imports(metafile, from, wanted) {
  return metafile.outputs[from].imports
    .filter(({ kind, external }) => kind === wanted && !external)
    .map(({ path }) => path);
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
    logLevel: 'error',
  });
}

function compressed(bytes) {
  return brotliCompressSync(bytes).length;
}
