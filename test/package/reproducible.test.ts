import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, TARBALL } from './consumer';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-packed-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packs what is in a folder, and answers the tarball's path. */
function pack(from: string, name: string): string {
  const to = join(folder, name);
  mkdirSync(to);
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', to], { cwd: from, stdio: 'ignore' });
  return join(to, readdirSync(to)[0]!);
}

const hash = (file: string): string => createHash('sha512').update(readFileSync(file)).digest('hex');

test('npm pack makes the same bytes again, also from another folder with files of another age', () => {
  // Without the times that are in the tarball.
  execFileSync('tar', ['-xzmf', TARBALL, '-C', folder]);
  expect(hash(pack(ROOT, 'again'))).toBe(hash(TARBALL));
  expect(hash(pack(join(folder, 'package'), 'elsewhere'))).toBe(hash(TARBALL));
});

test('a release is published with provenance, and its version heads the changelog', () => {
  const { version, publishConfig } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
    publishConfig: unknown;
  };
  expect(publishConfig).toEqual({ access: 'public', provenance: true });
  const [newest] = /^## .*$/m.exec(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'))!;
  expect(newest).toBe(`## ${version}`);
});
