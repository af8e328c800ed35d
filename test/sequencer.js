import Sequencer from '@jest/test-sequencer';

/** Files that wait most of their time, for users and servers. Jest would begin with the largest files, and these would be last. */
const WAITS = /\/test\/browser\/demo|\/test\/server\/(.*\/)?(processes|snippets)\./;

/** Begins early with what waits, each next to one that computes, so that no core is idle at the end. */
export default class EarlyWaits extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const waits = sorted.filter(({ path }) => WAITS.test(path));
    const computes = sorted.filter(({ path }) => !WAITS.test(path));
    return computes
      .flatMap((test, index) => [...waits.slice(index, index + 1), test])
      .concat(waits.slice(computes.length));
  }
}
