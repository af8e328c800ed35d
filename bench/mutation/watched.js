import { TestEnvironment as Page } from 'jest-environment-jsdom';
import { TestEnvironment as Server } from 'jest-environment-node';

/** What the run of a test file is about: `runner.js` sets the mutant, the environment what was reached. */
export const current = { mutant: null, reached: [] };

/**
 * Gives the code of every test file the current mutant, and runs no further test once one has failed. The environments
 * themselves are changed, because a file may name its own (`@jest-environment node`).
 */
export function watchEnvironments() {
  for (const { prototype } of [Page, Server]) {
    const { setup, handleTestEvent, teardown } = prototype;
    let failed = false;

    Object.assign(prototype, {
      async setup() {
        failed = false;
        await setup.call(this);
        this.global.$mutant = current.mutant;
      },

      async handleTestEvent(event, state) {
        await handleTestEvent?.call(this, event, state);
        if (event.name === 'test_start' && failed) event.test.mode = 'skip';
        if (event.name === 'test_done' && event.test.errors.length > 0) failed = true;
      },

      async teardown() {
        current.reached = [...(this.global.$reached ?? [])];
        await teardown.call(this);
      },
    });
  }
}
