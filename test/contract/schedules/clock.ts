import { setImmediate } from 'node:timers';
import type { Moment, Span } from './played';

/** The time of one page, in turns of its event loop: after each timer every promise that can settle does. */
export interface Clock {
  moment(): Moment;
  /** Runs what belongs to the page, as an answer of the network does: while the page stands still it waits. */
  after(delay: number, task: () => void): void;
  /** Runs what no page can hold up. */
  outside(delay: number, task: () => void): void;
  /** Begins a wait for somebody outside of the library; the returned function ends it. */
  await(): () => void;
  freeze(): void;
  thaw(): void;
  /**
   * Runs until no timer is left, or until `limit` in ms.
   *
   * @param turned is called after each turn, and told for how many the page waits
   */
  run(limit: number, turned: (waits: number) => void): Promise<void>;
}

/**
 * Takes the timers as they are now: before the simulation, which can freeze those of the page.
 *
 * @param frozen is told when the page stood still
 */
export function createClock(frozen: Span[]): Clock {
  const { setTimeout: start } = window;
  const zero = performance.now();
  let turn = 0;
  const waits = new Set<object>();
  let held: (() => void)[] | undefined;

  const clock: Clock = {
    moment: () => ({ at: Math.round(performance.now() - zero), turn }),
    outside: (delay, task) => void start(task, delay),
    after(delay, task) {
      clock.outside(delay, () => {
        if (held) held.push(task);
        else task();
      });
    },
    await() {
      const wait = {};
      waits.add(wait);
      return () => void waits.delete(wait);
    },
    freeze() {
      if (held) return;
      held = [];
      frozen.push({ from: clock.moment().at, to: Infinity });
    },
    thaw() {
      if (!held) return;
      frozen[frozen.length - 1]!.to = clock.moment().at;
      for (const task of held) clock.outside(0, task);
      held = undefined;
    },
    async run(limit, turned) {
      await drain();
      while (jest.getTimerCount() > 0 && clock.moment().at < limit) {
        turn++;
        jest.advanceTimersToNextTimer();
        await drain();
        turned(waits.size);
      }
    },
  };
  return clock;
}

/** Real time, of which Node needs a moment to run every promise's reactions; `node:timers` is not faked. */
function drain(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
