import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';

const SCHEDULES = 100_000;

/** Runs the property of test/contract/schedules.test.ts from one seed; what it prints on a failure goes to the terminal. */
function runProcess(schedules, seed) {
  const jest = spawn(
    process.execPath,
    ['node_modules/jest/bin/jest.js', '--selectProjects', 'contract', '--testPathPatterns', 'contract/schedules.test'],
    {
      env: { ...process.env, SCHEDULES: String(schedules), SCHEDULES_SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [jest.stdout, jest.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => jest.on('close', (status) => resolve({ status, output })));
}

/**
 * Plays 100,000 random schedules, from other seeds each time: the tests play 2,000 that stay the same.
 *
 * Also runs alone: node bench/schedules.js [seed]
 */
export async function playSchedules(seed = Date.now() % 2 ** 31) {
  const processes = availableParallelism();
  const began = performance.now();
  const seeds = Array.from({ length: processes }, (_, index) => seed + index);
  const results = await Promise.all(seeds.map((each) => runProcess(Math.ceil(SCHEDULES / processes), each)));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const failed = results.filter(({ status }) => status !== 0);
  for (const { output } of failed) console.error(output);
  if (failed.length > 0) process.exitCode = 1;
  const outcome = failed.length > 0 ? 'a promise of the contract was broken' : 'every promise of the contract was kept';
  console.log(`${SCHEDULES} random schedules from seed ${seed}, in ${seconds} s: ${outcome}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await playSchedules(process.argv[2] && Number(process.argv[2]));
}
