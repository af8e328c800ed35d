import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

/** What the compiler says about one line. */
export interface Problem {
  /** Name of the file without its folders; empty where the compiler speaks of its settings. */
  file: string;
  line: number;
  message: string;
}

export interface Compiled {
  problems: Problem[];
  /** Paths of the files that were read, TypeScript's own libraries among them. */
  sources: string[];
}

/**
 * Checks files as `tsc` does for a consumer, and emits nothing. A `@ts-expect-error` without an error is a problem too.
 *
 * @param settings compilerOptions as in tsconfig.json; packages of types are looked up in this repository unless `typeRoots` says
 * otherwise
 * @param compiler TypeScript 7, which is several times as fast, or 6, which has what 7 removed (node10)
 */
export function compile(files: string[], settings: object, compiler: 6 | 7 = 7): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-compile-'));
  try {
    const project = join(folder, 'tsconfig.json');
    const compilerOptions = {
      noEmit: true,
      skipDefaultLibCheck: true,
      types: [],
      typeRoots: [join(ROOT, 'node_modules/@types')],
      ...settings,
    };
    writeFileSync(project, JSON.stringify({ files, compilerOptions }));
    const tsc = join(ROOT, 'node_modules', compiler === 7 ? 'typescript7' : 'typescript', 'bin/tsc');
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project, '--pretty', 'false', '--listFiles'], {
      encoding: 'utf8',
    });
    const compiled = read(stdout);
    if (!compiled.sources.length) throw new Error('tsc read no file: ' + stdout + stderr);
    return compiled;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(output: string): Compiled {
  const problems: Problem[] = [];
  const sources: string[] = [];
  for (const text of output.split('\n')) {
    const problem = /^(?:(.+)\((\d+),\d+\): )?error TS\d+: (.*)$/.exec(text);
    if (problem) {
      const [, file = '', line = 0, message] = problem;
      problems.push({ file: basename(file), line: Number(line), message: message! });
    } else if (/^ /.test(text)) problems[problems.length - 1]!.message += ' ' + text.trim();
    else if (text) sources.push(text);
  }
  return { problems, sources };
}
