import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** What `npm pack` made of the last build. */
export const TARBALL = process.env['TARBALL']!;

/** A folder outside of this repository, with the packed tarball and its one dependency installed, and nothing optional. */
export interface Consumer {
  /** The folder; `node_modules/weixin-payscore` is in it. */
  readonly folder: string;
  /** The installed package. */
  readonly installed: string;
  /** What was packed, sorted. */
  readonly files: readonly string[];
  /** A packed file's text. */
  read(file: string): string;
  /** Puts a file into the folder and answers its path. */
  write(file: string, text: string): string;
  /** Runs Node there, without this process's environment, and answers all that it printed, on stderr too. */
  node(...args: string[]): string;
  remove(): void;
}

/**
 * Installs the packed package without a registry.
 *
 * @param peers optional packages that this consumer has too
 */
export function installPackage({ peers = [] }: { peers?: string[] } = {}): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-consumer-'));
  execFileSync('tar', ['-xzf', TARBALL], { cwd: folder });
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'weixin-payscore');
  mkdirSync(modules);
  renameSync(join(folder, 'package'), installed);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), ...peers]) link(name, modules);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');

  return {
    folder,
    installed,
    files: readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
      .sort(),
    read: (file) => readFileSync(join(installed, file), 'utf8'),
    write(file, text) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    node(...args) {
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: {} });
      return stdout + stderr;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The package that `npm ci` installed here. */
function link(name: string, modules: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
}
