import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Starts a current Chromium that can reach this machine only. Where there is none, it says what to install. */
export async function launchChromium(ignoreDefaultArgs: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: ARGUMENTS, ignoreDefaultArgs });
}

async function findChromium(): Promise<string> {
  const installed = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';
  if (existsSync(installed)) return installed;
  if (!process.env['CHROMIUM_PATH'] && process.platform === 'linux' && process.arch === 'x64') {
    const { default: packed } = await import('@sparticuz/chromium');
    return packed.executablePath();
  }
  throw new Error(`There is no Chromium at ${installed}: install one, or name it with CHROMIUM_PATH.`);
}
