import sparticuz from '@sparticuz/chromium';
import { existsSync } from 'node:fs';

const DEBIAN = '/usr/bin/chromium';

/** How to launch a Chromium: the one in `CHROMIUM_PATH`, Debian's, or the one that comes from npm (Linux x64 only). */
export async function findChromium() {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
  const installed = process.env.CHROMIUM_PATH || (existsSync(DEBIAN) && DEBIAN);
  if (installed) return { executablePath: installed, args };
  return { executablePath: await sparticuz.executablePath(), args: sparticuz.args };
}
