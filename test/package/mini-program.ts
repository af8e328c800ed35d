import { readFileSync, readdirSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';

export const ROOT = resolve(__dirname, '../..');

/** The folder that `miniprogram` of package.json names, as file name and text. */
export function readMiniProgramFolder(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { miniprogram: string };
  const folder = join(ROOT, manifest.miniprogram);
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** What ES5 names, as far as this package could want it, and `Promise`, which every base library brings. */
const ES5 = {
  globals: ['Array', 'Boolean', 'Date', 'Error', 'Function', 'JSON', 'Math', 'Number', 'Object', 'Promise', 'RegExp'],
  more: ['String', 'TypeError', 'Infinity', 'NaN', 'undefined', 'decodeURIComponent', 'encodeURIComponent', 'isNaN'],
  object: ['create', 'defineProperty', 'freeze', 'getOwnPropertyNames', 'getPrototypeOf', 'keys', 'prototype'],
  array: [
    'concat',
    'constructor',
    'every',
    'filter',
    'forEach',
    'indexOf',
    'join',
    'length',
    'map',
    'push',
    'slice',
    'some',
  ],
  string: [
    'charAt',
    'constructor',
    'indexOf',
    'length',
    'match',
    'replace',
    'slice',
    'split',
    'toLowerCase',
    'toString',
    'trim',
  ],
};

const KEEP_ONLY = `(function (owner, names) {
  Object.getOwnPropertyNames(owner).forEach(function (name) { if (names.indexOf(name) < 0) delete owner[name]; });
})`;

/** A mini program: its modules, and what surrounds them. */
export interface MiniProgram {
  require(name: string): Record<string, unknown>;
  /** Evaluates an expression where the modules run. */
  evaluate(expression: string): unknown;
}

/**
 * Runs a folder the way a mini program does once 构建 npm copied it: plain CommonJS scripts that only find each other, a `wx`
 * that is a parameter of each module and no global, timers, and no built-in newer than ES5 but `Promise`.
 */
export function startMiniProgram(files: Record<string, string>, wx: unknown): MiniProgram {
  const context = createContext({});
  const evaluate = (expression: string): unknown => runInContext(expression, context);
  const keepOnly = evaluate(KEEP_ONLY) as (owner: unknown, names: string[]) => void;
  keepOnly(evaluate('Array.prototype'), ES5.array);
  keepOnly(evaluate('String.prototype'), ES5.string);
  keepOnly(evaluate('Object'), ES5.object);
  keepOnly(evaluate('this'), [...ES5.globals, ...ES5.more]);
  Object.assign(context, { setTimeout, clearTimeout });

  const installed = Object.fromEntries(
    Object.entries(files).map(([name, text]) => ['miniprogram_npm/weixin-payscore/' + name, text]),
  );
  const modules = new Map<string, { exports: Record<string, unknown> }>();

  function load(path: string): Record<string, unknown> {
    const found = [path, path + '.js', path + '/index.js'].find((candidate) => candidate in installed);
    if (!found) throw new Error(`module '${path}' is not defined`);
    const known = modules.get(found);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(found, module);
    const run = evaluate(`(function (module, exports, require, wx) {${installed[found]}\n})`) as (
      ...args: unknown[]
    ) => void;
    run(module, module.exports, (name: string) => load(posix.join(posix.dirname(found), name)), wx);
    return module.exports;
  }

  return { require: (name) => load('miniprogram_npm/' + name), evaluate };
}
