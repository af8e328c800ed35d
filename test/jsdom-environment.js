import { setImmediate } from 'node:timers';
import { TestEnvironment } from 'jest-environment-jsdom';

/**
 * jsdom with a quick simulated time. Between two timers Jest lets promises go on for a turn of the event loop: by `setImmediate`, and
 * where the page has none, as in jsdom, by a `setTimeout`, which takes a millisecond each time. So it is made where there is one, and
 * the page does not see it.
 */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    const FakeTimers = this.fakeTimersModern.constructor;
    const fakeTimers = { ...config.projectConfig.fakeTimers, doNotFake: ['setImmediate', 'clearImmediate'] };
    this.global.setImmediate = setImmediate;
    this.fakeTimersModern = new FakeTimers({ config: { ...config.projectConfig, fakeTimers }, global: this.global });
    delete this.global.setImmediate;
  }
}
