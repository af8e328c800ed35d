import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { runDoctor } from './run-doctor';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.exitCode = await runDoctor(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  now: () => Date.now(),
  readInput: () => text(process.stdin),
  print: (output) => void process.stdout.write(output),
  complain: (output) => void process.stderr.write(output),
  terminal: process.stdout.isTTY,
  locale: Intl.DateTimeFormat().resolvedOptions().locale,
  version,
});
