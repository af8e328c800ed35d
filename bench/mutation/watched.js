/** What the run of a test file is about: `runner.js` sets the mutant, the environment what was reached. */
export const current = { mutant: null, reached: [] };

/** An environment whose code has the current mutant, and that runs no further test once one has failed. */
export function watched(Environment) {
  return class extends Environment {
    #failed = false;

    async setup() {
      await super.setup();
      this.global.$mutant = current.mutant;
    }

    async handleTestEvent(event, state) {
      await super.handleTestEvent?.(event, state);
      if (event.name === 'test_start' && this.#failed) event.test.mode = 'skip';
      if (event.name === 'test_done' && event.test.errors.length > 0) this.#failed = true;
    }

    async teardown() {
      current.reached = [...(this.global.$reached ?? [])];
      await super.teardown();
    }
  };
}
