import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeMutants } from './make-mutants.js';

/**
 * Changes the code one small thing at a time, and sees whether a test notices.
 *
 * `npm run mutation` takes hours; `npm run mutation -- config-signer 50` takes a sample of 50 in one folder, always the same.
 */
const FOLDERS = {
  protocol: { source: 'src/protocol', tests: ['test/unit/protocol', 'test/contract'] },
  bridge: { source: 'src/bridge', tests: ['test/unit/bridge', 'test/contract'] },
  notifications: { source: 'src/server/notifications', tests: ['test/server/notifications'] },
  'config-signer': { source: 'src/server/config-signer', tests: ['test/server/config-signer', 'test/server/security'] },
  wechatpay: { source: 'src/server/wechatpay', tests: ['test/server/wechatpay', 'test/server/security'] },
};
/** Ends a run in which a change made the code loop or wait, in ms. */
const LONGEST = 300_000;

const root = resolve(import.meta.dirname, '../..');
const [chosen, sample = Infinity] = process.argv.slice(2);
const copy = mkdtempSync(join(tmpdir(), 'weixin-payscore-mutation-'));
const OWN = ['node_modules', '.git', 'dist', 'coverage'].map((name) => join(root, name));
cpSync(root, copy, { recursive: true, filter: (path) => !OWN.includes(path) });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

try {
  for (const folder of chosen ? [chosen] : Object.keys(FOLDERS)) await mutate(folder);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function mutate(folder) {
  const { source, tests } = FOLDERS[folder];
  const files = readdirSync(join(root, source), { recursive: true }).filter((file) => file.endsWith('.ts'));
  const all = files.sort().flatMap((file) => {
    const path = join(source, file);
    return makeMutants(path, readFileSync(join(root, path), 'utf8'));
  });
  if (!(await pass(tests))) throw new Error(`The tests of ${folder} fail without any change.`);

  const every = Math.max(1, all.length / Number(sample));
  const mutants = Array.from({ length: Math.floor(all.length / every) }, (_, index) => all[Math.floor(index * every)]);
  const survivors = [];
  for (const mutant of mutants) {
    const path = join(copy, mutant.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end));
    if (await pass(tests)) {
      survivors.push(mutant);
      console.log(`  survives  ${mutant.file}:${mutant.line}  ${mutant.what}`);
    }
    writeFileSync(path, text);
  }
  const killed = mutants.length - survivors.length;
  console.log(
    `${folder}: ${killed} of ${mutants.length} noticed (${Math.round((100 * killed) / mutants.length)} %), of ${all.length} possible changes`,
  );
}

/** Runs the tests, the quick ones first, until one fails. */
async function pass(tests) {
  for (const folder of tests) if (!(await runJest(folder))) return false;
  return true;
}

function runJest(folder) {
  const options = ['--bail', '--reporters', 'default', '--testPathPatterns', folder];
  const child = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...options], {
    cwd: copy,
    stdio: 'ignore',
  });
  const patience = setTimeout(() => child.kill(), LONGEST);
  return new Promise((done) =>
    child.once('exit', (code) => {
      clearTimeout(patience);
      done(code === 0);
    }),
  );
}
