import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { userInstalls } from './user-installs.js';

const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  encoding: 'utf8',
});
const { vulnerabilities, message } = JSON.parse(stdout);
const names = [...new Set([...userInstalls().values()].map(({ name }) => name))].sort();

if (!vulnerabilities) {
  console.log(`Known vulnerabilities were not checked: the registry has no audit endpoint (${message}).`);
} else {
  const known = names.filter((name) => vulnerabilities[name]);
  for (const name of known) {
    const reasons = vulnerabilities[name].via.map((via) => via.title ?? `through ${via}`);
    console.error(`${name} (${vulnerabilities[name].severity}): ${reasons.join('; ')}`);
  }
  console.log(`${known.length} known vulnerabilities in the ${names.length} packages that a user installs.`);
  process.exitCode = known.length ? 1 : 0;
}
