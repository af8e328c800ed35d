import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
/** After so many runs a process is replaced: what mutants leave running makes it slow. */
const RUNS = 300;

/**
 * A process of Jest over the tests of one folder, which is started when it is needed and again where it died.
 *
 * @param {string} folder
 * @returns `run` resolves to `{ failure?, reached, took }`; a run that takes longer than `longest` ms, or ends the process, has
 *   failed
 */
export function createWorker(folder) {
  let child;
  let files;
  let runs = 0;

  async function start() {
    const options = ['--config', join(root, 'bench/mutation/jest.config.js'), '--runInBand', '--silent'];
    child = fork(join(root, 'node_modules/jest/bin/jest.js'), options, {
      cwd: root,
      env: { ...process.env, MUTATED_FOLDER: folder },
      stdio: 'ignore',
    });
    [{ files }] = await once(child, 'message');
    runs = 0;
  }

  function stop() {
    child?.kill('SIGKILL');
    child = undefined;
  }

  async function run(order, longest) {
    if (runs === RUNS) stop();
    if (!child) await start();
    runs += 1;
    child.send(order);
    const answer = await new Promise((done) => {
      const clock = setTimeout(() => done({ failure: 'It never ends.' }), longest);
      const died = () => done({ failure: 'The process ended.' });
      child.once('exit', died);
      child.once('message', (message) => {
        clearTimeout(clock);
        child.off('exit', died);
        done(message);
      });
    });
    if (!answer.reached) stop();
    return answer;
  }

  return { run, stop, files: async () => (await start(), files) };
}
