/** Prints the titles that two tests of a file share, because a failure would not say which of them it is. */
export default class TitlesReporter {
  #repeated = [];

  onTestFileResult(_test, { testFilePath, testResults }) {
    const titles = testResults.map(({ fullName }) => fullName);
    const repeated = new Set(titles.filter((title, index) => titles.indexOf(title) < index));
    for (const title of repeated) this.#repeated.push(`${testFilePath}: ${title}`);
  }

  onRunComplete() {
    if (this.#repeated.length) console.log(`Titles of more than one test:\n${this.#repeated.join('\n')}`);
  }
}
