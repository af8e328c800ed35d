/** The timers of a page, which can stand still, and those of the client, which never do. */
export interface PageTimers {
  setTimeout(task: () => void, delay: number): number;
  clearTimeout(timer: number): void;
  freeze(): void;
  /** Runs what became due meanwhile: late, in order, each in a task of its own. */
  thaw(): void;
  /** Thaws, and puts the page's own functions back. */
  restore(): void;
}

type TimerFunction = (this: unknown, ...values: unknown[]) => unknown;
type TimerName = 'setTimeout' | 'setInterval' | 'clearTimeout' | 'clearInterval';

interface Timer {
  repeats: boolean;
  /** Became due while the page was frozen. */
  held: boolean;
  cleared: boolean;
  run(): void;
}

const NAMES: TimerName[] = ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'];

/**
 * Puts a switch between the page and its timers. What was there stays underneath, a test's fake clock too, so install that
 * clock first; one that is installed later takes the page's timers away from `freeze`.
 *
 * Like a suspended web view, a frozen page runs no timer, while `Date` and `performance.now` go on. An interval that was due
 * several times runs once. Timers that were started before the simulation, and animation frames, are not held.
 */
export function simulateTimers(target: Window): PageTimers {
  const page = target as unknown as Record<TimerName, TimerFunction>;
  const saved = NAMES.map((name) => ({ name, descriptor: Object.getOwnPropertyDescriptor(target, name) }));
  const own = {} as Record<TimerName, TimerFunction>;
  for (const name of NAMES) own[name] = page[name];
  const timers = new Map<unknown, Timer>();
  let held: Timer[] = [];
  let frozen = false;

  function fire(timer: Timer): void {
    if (timer.cleared) return;
    if (!frozen) return timer.run();
    if (!timer.held) held.push(timer);
    timer.held = true;
  }

  function start(name: 'setTimeout' | 'setInterval'): TimerFunction {
    return function (handler, delay, ...values) {
      // Code given as text is left to the engine.
      if (typeof handler !== 'function') return own[name].call(target, handler, delay, ...values);
      const repeats = name === 'setInterval';
      const run = (): void => {
        if (!repeats) timers.delete(id);
        handler.apply(target, values);
      };
      const timer: Timer = { repeats, held: false, cleared: false, run };
      const id = own[name].call(target, () => fire(timer), delay);
      timers.set(id, timer);
      return id;
    };
  }

  function clear(name: 'clearTimeout' | 'clearInterval'): TimerFunction {
    return function (id) {
      const timer = timers.get(id);
      if (timer) timer.cleared = true;
      timers.delete(id);
      return own[name].call(target, id);
    };
  }

  const switched: Record<TimerName, TimerFunction> = {
    setTimeout: start('setTimeout'),
    setInterval: start('setInterval'),
    clearTimeout: clear('clearTimeout'),
    clearInterval: clear('clearInterval'),
  };
  for (const { name, descriptor } of saved) {
    // Test tools recognise a fake clock by the properties of its functions.
    for (const key of Object.getOwnPropertyNames(own[name])) {
      if (!(key in switched[name])) {
        Object.defineProperty(switched[name], key, Object.getOwnPropertyDescriptor(own[name], key)!);
      }
    }
    Object.defineProperty(target, name, {
      configurable: true,
      writable: true,
      enumerable: !descriptor || !!descriptor.enumerable,
      value: switched[name],
    });
  }

  /** The functions below the switch: those of a clock that was installed over it, if there is one. */
  const below = (name: TimerName): TimerFunction => (page[name] === switched[name] ? own : page)[name];

  function thaw(): void {
    frozen = false;
    const late = held;
    held = [];
    for (const timer of late) {
      below('setTimeout').call(
        target,
        () => {
          timer.held = false;
          fire(timer);
        },
        0,
      );
    }
  }

  return {
    setTimeout: (task, delay) => below('setTimeout').call(target, task, delay) as number,
    clearTimeout: (timer) => void below('clearTimeout').call(target, timer),
    freeze: () => void (frozen = true),
    thaw,
    restore() {
      thaw();
      for (const { name, descriptor } of saved) {
        // Somebody else's clock stays.
        if (page[name] !== switched[name]) continue;
        if (descriptor) Object.defineProperty(target, name, descriptor);
        else Reflect.deleteProperty(target, name);
      }
    },
  };
}
