/** Ends a run with the number of tests that did not run, so that nobody takes a skipped test for a passed one. */
export default class SkippedReporter {
  onRunComplete(_contexts, { numPendingTests, testResults }) {
    const files = testResults
      .map(({ testFilePath, testResults }) => ({
        path: testFilePath.slice(testFilePath.lastIndexOf('/test/') + 1),
        skipped: testResults.filter(({ status }) => status === 'pending').length,
      }))
      .filter(({ skipped }) => skipped)
      .map(({ path, skipped }) => `  ${skipped} in ${path}\n`);
    // Jest prints its own summary after all other reporters.
    process.once('exit', () => process.stderr.write(`Skipped tests: ${numPendingTests}\n${files.join('')}`));
  }
}
