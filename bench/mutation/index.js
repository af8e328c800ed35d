import { readFileSync, readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { FOLDERS, isIn } from './folders.js';
import { makeMutants } from './make-mutants.js';
import { UNNOTICEABLE } from './unnoticeable.js';
import { createWorker } from './worker.js';

/**
 * Changes the code one small thing at a time, and sees whether a test notices.
 *
 * `npm run mutation` takes the same 100 changes of each folder every time, evenly spread;
 * `npm run mutation -- src/server/wechatpay 400` so many of one folder or file, `npm run mutation -- src/bridge all` all of it.
 */
const [chosen, count = '100'] = process.argv.slice(2);
const WORKERS = 2;
/** Ends a test file in which a change made the code loop or wait: so many ms, and so many times what it took without the change. */
const LONGEST = 60_000;
const SLOWER = 5;
/** How often a test file is tried that fails without a change, as on a busy machine. */
const TRIES = 3;

const root = resolve(import.meta.dirname, '../..');
setPriority(15);
const folders = Object.keys(FOLDERS);
for (const folder of folders.filter((each) => !chosen || each === chosen || isIn(each, chosen))) {
  await mutate(folder, chosen ?? folder);
}

/** @param name the folder, or the file or folder in it that was chosen */
async function mutate(folder, name) {
  const began = performance.now();
  const all = mutantsOf(folder).filter((mutant) => mutant.file.startsWith(name));
  const sample = count === 'all' ? all : spread(all, Number(count));
  const workers = Array.from({ length: WORKERS }, () => createWorker(folder));
  try {
    const tests = await watchTests(workers);
    const survivors = [];
    // Every tenth first, so that a run that is broken off has seen all files.
    const inTurns = Array.from({ length: 10 }, (_, turn) => sample.filter((__, at) => at % 10 === turn)).flat();
    await share(workers, inTurns, async (worker, mutant) => {
      if (!(await isNoticed(worker, mutant, tests))) survivors.push(mutant);
    });
    report(name, { all, sample, survivors, minutes: (performance.now() - began) / 60_000 });
  } finally {
    for (const worker of workers) worker.stop();
  }
}

async function isNoticed(worker, { id, file, line, what }, tests) {
  let failure;
  for (const test of tests) {
    if (!failure && test.reached.has(id)) {
      ({ failure } = await worker.run({ mutant: id, file: test.file }, LONGEST + SLOWER * test.took));
    }
  }
  if (process.env.VERBOSE) console.log(`${failure ? 'noticed' : 'SURVIVES'} ${file}:${line} ${what} | ${failure}`);
  return Boolean(failure);
}

function mutantsOf(folder) {
  const files = readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name));
  return files
    .filter((file) => file.endsWith('.ts') && isIn(folder, file))
    .sort()
    .flatMap((file) => makeMutants(file, readFileSync(join(root, file), 'utf8')).mutants);
}

function spread(all, length) {
  const step = Math.max(1, all.length / length);
  return Array.from({ length: Math.min(length, all.length) }, (_, index) => all[Math.floor(index * step)]);
}

/** Runs every test file without a change: how long it takes and which mutants it reaches. The quickest come first. */
async function watchTests(workers) {
  const tests = [];
  const [files] = await Promise.all(workers.map((worker) => worker.files()));
  await share(workers, files, async (worker, file) => {
    let answer;
    for (let n = 0; n < TRIES && (!answer || answer.failure); n += 1) {
      answer = await worker.run({ mutant: null, file }, 10 * LONGEST);
    }
    const { failure, reached, took } = answer;
    if (failure) throw new Error(`${file} fails without a change: ${failure}`);
    tests.push({ file, reached: new Set(reached), took });
  });
  return tests.sort((one, other) => one.took - other.took);
}

/** Gives each worker the next item when it is free. */
async function share(workers, items, work) {
  const left = [...items];
  await Promise.all(
    workers.map(async (worker) => {
      while (left.length > 0) await work(worker, left.shift());
    }),
  );
}

function report(name, { all, sample, survivors, minutes }) {
  const left = survivors.filter(({ file, what }) => !UNNOTICEABLE.has(`${file}: ${what}`));
  const killed = sample.length - survivors.length;
  const noticeable = killed + left.length;
  for (const { file, line, what } of left.sort((one, other) => all.indexOf(one) - all.indexOf(other))) {
    console.log(`  survives  ${file}:${line}  ${what}`);
  }
  console.log(
    `${name}: ${killed} of ${noticeable} noticed (${((100 * killed) / noticeable).toFixed(1)} %), ` +
      `${sample.length - noticeable} that no user can notice; ${sample.length} of ${all.length} changes, ${minutes.toFixed(1)} min`,
  );
}
