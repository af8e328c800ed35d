import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import swc from '@swc/jest';
import { isIn } from './folders.js';
import { makeMutants } from './make-mutants.js';

const compiler = swc.createTransformer({
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
});
const folder = process.env.MUTATED_FOLDER;
const own = readFileSync(new URL('make-mutants.js', import.meta.url), 'utf8');

/** Compiles the mutants of the chosen folder in. */
export default {
  process(text, path, options) {
    const file = relative(options.config.rootDir, path);
    return compiler.process(isIn(folder, file) ? makeMutants(file, text).code : text, path, options);
  },
  getCacheKey(text, path) {
    return createHash('sha256').update([text, path, folder, own].join('\0')).digest('hex');
  },
};
