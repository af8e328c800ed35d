import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Packs the package and lays it out as this repository is, in a temporary folder that is removed after `use`. There `file:../..`
 * of a folder means what is published; in the repository it means the sources.
 *
 * @param {(install: (path: string) => string) => Promise<void>} use gets a function that copies a folder of the repository there,
 *   installs what its lock file says, and answers where it is
 */
export async function withPackedPackage(use) {
  const packed = mkdtempSync(join(tmpdir(), 'weixin-payscore-packed-'));
  try {
    run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', packed], ROOT);
    const tarball = readdirSync(packed).find((name) => name.endsWith('.tgz'));
    run('tar', ['-xzf', tarball, '--strip-components', '1'], packed);
    await use((path) => {
      const from = join(ROOT, path);
      const isMade = (file) =>
        /^(node_modules|miniprogram_npm|dist|\.next|\.nuxt|\.output)$/.test(file.slice(from.length + 1));
      cpSync(from, join(packed, path), { recursive: true, filter: (file) => !isMade(file) });
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], join(packed, path));
      return join(packed, path);
    });
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

/** Runs a command that must succeed. Only what it complains about is printed. */
export function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
