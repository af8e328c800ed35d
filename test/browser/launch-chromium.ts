import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { findInstalledChromium, findWholeChromium } from '../prerequisites';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];

/**
 * Starts a current Chromium that can reach this machine only.
 *
 * @param hosts entries such as `MAP shop.example 127.0.0.1:8443`: a name of the outside for a port of this machine
 */
export async function launchChromium(hosts: string[] = []): Promise<Browser> {
  return launch(findInstalledChromium() ?? (await unpackChromium()), hosts);
}

/** Starts the one that people use, with a back-forward cache, which Playwright turns off by default. */
export async function launchWholeChromium(): Promise<Browser> {
  return launch(findWholeChromium() ?? (await unpackChromium()), [], ['--disable-back-forward-cache']);
}

function launch(executablePath: string, hosts: string[], ignoreDefaultArgs: string[] = []): Promise<Browser> {
  const rules = [...hosts, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'];
  const args = [...ARGUMENTS, `--host-resolver-rules=${rules.join(', ')}`];
  return chromium.launch({ executablePath, args, ignoreDefaultArgs });
}

/** The one out of npm. */
async function unpackChromium(): Promise<string> {
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}
