import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

/** What package.json limits, in bytes after Brotli. @type {Record<string, number>} */
export const LIMITS = JSON.parse(readFileSync('package.json', 'utf8')).sizeLimits;

/** What a page that opens a view imports, and one that only looks at the client. */
export const JOURNEY = `export { createWeixin } from 'weixin-payscore';`;
export const CLIENT_CHECK = `export { parseUserAgent, compareVersions } from 'weixin-payscore';`;

/**
 * Bundles a module's text the way a page would, with code splitting, leaving jweixin out, and weighs it.
 *
 * @param {string} source
 * @param {string} resolveDir where its imports are looked up
 * @returns {{ first: Part; later: Part; whole: number }} what every page loads at once, what it loads on demand, and the bytes of
 * everything in one file
 *
 * @typedef {{ bytes: number; requests: number }} Part bytes after Brotli, and the files they come in
 */
export function measure(source, resolveDir) {
  const { outputFiles, metafile } = bundle(source, resolveDir, true);
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === '<stdin>');
  const first = withImports(metafile, [entry]);
  const later = withImports(
    metafile,
    [...first].flatMap((path) => imports(metafile, path, 'dynamic-import')),
  );
  const part = (paths) => {
    const files = outputFiles.filter(({ path }) => paths.some((name) => path.endsWith(name.replace(/^.*\//, '/'))));
    return { bytes: files.reduce((sum, { contents }) => sum + compressed(contents), 0), requests: files.length };
  };
  return {
    first: part([...first]),
    later: part([...later].filter((path) => !first.has(path))),
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
    // As long as a hash, but the same each time: Brotli's result swings by 40 bytes with the characters of one.
    chunkNames: '[name]-AAAAAAAA',
    write: false,
    logLevel: 'error',
  });
}

/** Bytes after Brotli. */
export function compressed(bytes) {
  return brotliCompressSync(bytes).length;
}
