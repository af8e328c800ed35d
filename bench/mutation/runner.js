import { relative } from 'node:path';
import JestRunner from 'jest-runner';
import { current } from './watched.js';

const watcher = { isInterrupted: () => false };

/**
 * Runs test files as `index.js` asks: `{ mutant, files }` is answered with the first test that fails, what the last file
 * reached, and how long all took. The process stays, so that Jest starts once and not for each mutant.
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
    process.on('message', async ({ mutant, files }) => {
      const start = performance.now();
      failure = undefined;
      for (const file of files) {
        Object.assign(current, { mutant, reached: [] });
        await super.runTests([byFile.get(file)], watcher, { serial: true });
        if (failure) break;
      }
      process.send({ failure, reached: current.reached, took: performance.now() - start });
    });
    process.send({ files: [...byFile.keys()] });
    await new Promise(() => undefined);
  }
}
