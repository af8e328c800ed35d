import { relative } from 'node:path';
import JestRunner from 'jest-runner';
import { current, watchEnvironments } from './watched.js';

const watcher = { isInterrupted: () => false };
watchEnvironments();

/**
 * Runs a test file as `index.js` asks: `{ mutant, file }` is answered with the first test that fails, what the file reached,
 * and how long it took. The process stays, so that Jest starts once and not for each mutant.
 */
export default class extends JestRunner {
  async runTests(tests) {
    const byFile = new Map(tests.map((test) => [relative(test.context.config.rootDir, test.path), test]));
    let failure;
    this.on('test-file-success', ([, { testResults, failureMessage }]) => {
      failure = testResults.find(({ status }) => status === 'failed')?.fullName ?? failureMessage ?? undefined;
    });
    this.on('test-file-failure', ([, error]) => (failure = String(error?.message)));
    // What one mutant left running must not end the process during the next.
    process.on('unhandledRejection', () => undefined);
    process.on('disconnect', () => process.exit());
    process.on('message', async ({ mutant, file }) => {
      const start = performance.now();
      failure = undefined;
      Object.assign(current, { mutant, reached: [] });
      await super.runTests([byFile.get(file)], watcher, { serial: true });
      process.send({ failure, reached: current.reached, took: performance.now() - start });
    });
    process.send({ files: [...byFile.keys()] });
    await new Promise(() => undefined);
  }
}
