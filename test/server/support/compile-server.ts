import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface Compiled {
  /** Path of the ES module. */
  path: string;
  remove(): void;
}

/** Compiles `src/server` for processes of its own. It lies in the repository, so that they find the packages it needs. */
export async function compileServer(): Promise<Compiled> {
  const root = join(__dirname, '../../..');
  const folder = mkdtempSync(join(root, 'node_modules/.server-under-test-'));
  const path = join(folder, 'server.mjs');
  await build({
    entryPoints: [join(root, 'src/server/index.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
