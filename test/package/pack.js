import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Packs what the last build left, once for all tests of the package. They find the tarball's path in `TARBALL`. */
export default function pack(_settings, { rootDir }) {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-tarball-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: rootDir, stdio: 'ignore' });
  process.env.TARBALL = join(folder, readdirSync(folder)[0]);
}
