/** Ends a run with the number of tests that did not run, so that nobody takes a skipped test for a passed one. */
export default class SkippedReporter {
  onRunComplete(_contexts, { numPendingTests, testResults }) {
    const files = testResults
      .map(({ testFilePath, testResults }) => [
        testFilePath,
        testResults.filter(({ status }) => status === 'pending').length,
      ])
      .filter(([, count]) => count)
      .map(([path, count]) => `  ${count} in ${path.slice(path.lastIndexOf('/test/') + 1)}\n`);
    process.stderr.write(`Skipped tests: ${numPendingTests}\n${files.join('')}`);
  }
}
