import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findInstalledChromium } from '../prerequisites';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/**
 * Starts a current Chromium that can reach this machine only.
 *
 * @param hosts entries such as `MAP shop.example 127.0.0.1:8443`: a name of the outside for a port of this machine
 */
export async function launchChromium(ignoreDefaultArgs: string[] = [], hosts: string[] = []): Promise<Browser> {
  const rules = [...hosts, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'];
  const args = [...ARGUMENTS, `--host-resolver-rules=${rules.join(', ')}`];
  return chromium.launch({ executablePath: await findChromium(), args, ignoreDefaultArgs });
}

async function findChromium(): Promise<string> {
  const installed = findInstalledChromium();
  if (installed) return installed;
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}
