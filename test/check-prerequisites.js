import { PREREQUISITES } from './prerequisites.js';

/** Says before a run which tests cannot run on this machine, and what would change that. With `CI` set that is a failure. */
const lacking = Object.values(PREREQUISITES)
  .map(({ missing, ...rest }) => ({ ...rest, what: missing() }))
  .filter(({ what }) => what);

if (lacking.length) {
  const packages = [...new Set(lacking.flatMap(({ install }) => install))].join(' ');
  const lines = lacking.map(({ what, tests }) => `  ${what}\n    without it ${fate()}: ${tests}`);
  console.log(
    `This machine lacks what some tests need:\n${lines.join('\n')}\nOn Debian: apt-get install ${packages}\n` +
      'Browsers on another system: see test/prerequisites.js for the paths, or set CHROMIUM_PATH.',
  );
  if (process.env.CI) process.exitCode = 1;
} else {
  console.log('This machine has all that the tests need; none is skipped.');
}

function fate() {
  return process.env.CI ? 'these cannot run' : 'these are skipped';
}
