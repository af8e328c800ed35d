import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's places. */
export const WEBKIT = {
  display: '/usr/bin/Xvfb',
  driver: '/usr/bin/WebKitWebDriver',
  browser: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
};
const CHROMIUM = '/usr/bin/chromium';
/** The same engine without a window, which takes a third less of a machine; it has no back-forward cache. */
const CHROMIUM_SHELL = '/usr/bin/chromium-headless-shell';
/** What the Chromium 66 out of npm loads, and what Debian calls the packages. Chromium 143 out of npm loads the same. */
const LIBRARIES = { 'libnss3.so': 'libnss3', 'libplc4.so': 'libnspr4', 'libexpat.so.1': 'libexpat1' };

/**
 * What some tests need and `npm ci` does not bring.
 *
 * `missing` answers with what this machine lacks, or nothing; `install` names Debian packages; `tests` is what is skipped.
 */
export const PREREQUISITES = {
  chromium: {
    tests: 'test/browser: what runs in a current Chromium',
    install: ['chromium'],
    missing() {
      const named = process.env.CHROMIUM_PATH;
      if (named) return existsSync(named) ? '' : `a Chromium at CHROMIUM_PATH, ${named}`;
      return findInstalledChromium() ? '' : unusableFromNpm('Chromium');
    },
  },
  'back-forward cache': {
    tests: 'test/browser/esm: the back-forward cache',
    install: ['chromium'],
    missing: () => (findWholeChromium() ? '' : 'an installed Chromium, because the one out of npm has no such cache'),
  },
  'chromium 66': {
    tests: 'test/browser: what runs in Chromium 66',
    install: Object.values(LIBRARIES),
    missing: () => unusableFromNpm('Chromium 66'),
  },
  webkit: {
    tests: 'test/browser: what runs in WebKit',
    install: ['webkit2gtk-driver', 'xvfb'],
    missing: () =>
      Object.values(WEBKIT)
        .filter((path) => !existsSync(path))
        .join(', '),
  },
  redis: {
    tests: 'test/server: what runs on a real Redis',
    install: ['redis-server'],
    missing: () => (runs('redis-server', ['--version']) ? '' : 'redis-server'),
  },
  postgresql: {
    tests: 'test/server: what runs on a real PostgreSQL',
    install: ['postgresql'],
    missing() {
      if (findPostgres() === undefined) return 'the commands postgres and initdb';
      // It refuses to run as root; Debian's package brings a user for it.
      return process.getuid?.() === 0 && !runs('id', ['postgres']) ? 'the user postgres' : '';
    },
  },
};

/** The Chromium to use, unless it is the one out of npm. */
export function findInstalledChromium() {
  const named = process.env.CHROMIUM_PATH;
  return (named ? [named] : [CHROMIUM_SHELL, CHROMIUM]).find((path) => existsSync(path));
}

/** One with everything that people use. */
export function findWholeChromium() {
  return [process.env.CHROMIUM_PATH || CHROMIUM].find((path) => existsSync(path));
}

/** The folder of PostgreSQL's commands: empty where they are on the PATH, else where Debian puts the newest version. */
export function findPostgres() {
  if (runs('postgres', ['--version']) && runs('initdb', ['--version'])) return '';
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return undefined;
  return readdirSync(versions)
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(versions, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')));
}

/** Why a browser that npm brings cannot run here. */
function unusableFromNpm(name) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return `Linux on x64, which ${name} out of npm needs`;
  const known = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout || '';
  return Object.keys(LIBRARIES)
    .filter((library) => !known.includes(`\t${library} `))
    .join(', ');
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
