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
  /** Gives the page its own clock back. */
  restore(): void;
}

interface Timer {
  id: number;
  due: number;
  task: () => void;
}

/**
 * Gives the page a clock that moves by itself from timer to timer. Not jest's: that one runs timers of the same millisecond
 * without the promises in between, as no browser does.
 *
 * It comes before the simulation, which can freeze the page's timers but not those of the user and the network.
 *
 * @param frozen is told when the page stood still
 */
export function createClock(frozen: Span[]): Clock {
  const { setTimeout, clearTimeout } = window;
  const { now } = Date;
  const zero = now();
  let passed = 0;
  let turn = 0;
  let lastId = 0;
  let timers: Timer[] = [];
  const waits = new Set<object>();
  let held: (() => void)[] | undefined;

  function start(task: () => void, delay = 0): number {
    const id = ++lastId;
    timers.push({ id, due: passed + Math.max(delay, 0), task });
    return id;
  }

  function next(): Timer | undefined {
    return timers.reduce<Timer | undefined>(
      (first, each) => (first && first.due <= each.due ? first : each),
      undefined,
    );
  }

  Object.assign(window, {
    setTimeout: start,
    clearTimeout: (id: number) => {
      timers = timers.filter((each) => each.id !== id);
    },
  });
  Date.now = () => zero + passed;
  Object.defineProperty(performance, 'now', { configurable: true, value: () => passed });

  const clock: Clock = {
    moment: () => ({ at: passed, turn }),
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
      frozen.push({ from: passed, to: Infinity });
    },
    thaw() {
      if (!held) return;
      frozen[frozen.length - 1]!.to = passed;
      for (const task of held) clock.outside(0, task);
      held = undefined;
    },
    async run(limit, turned) {
      await drain();
      for (let timer = next(); timer && timer.due <= limit; timer = next()) {
        const { id, due, task } = timer;
        timers = timers.filter((each) => each.id !== id);
        passed = due;
        turn++;
        task();
        await drain();
        turned(waits.size);
      }
    },
    restore() {
      Object.assign(window, { setTimeout, clearTimeout });
      Date.now = now;
      Reflect.deleteProperty(performance, 'now');
    },
  };
  return clock;
}

/** Real time, of which Node needs a moment to run every promise's reactions. */
function drain(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
