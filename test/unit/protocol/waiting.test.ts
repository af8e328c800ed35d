import { createShared, createTasks, runAsCaller } from '../../../src/protocol/waiting';
import type { Start, StartTask, Task, TraceEvent, Wait } from '../../../src/protocol/waiting';

let traced: TraceEvent[];
let task: StartTask;

beforeEach(() => {
  jest.useFakeTimers();
  traced = [];
  task = createTasks((event) => traced.push(event));
});
afterEach(() => jest.useRealTimers());

/** A step that the test ends, and whether it was stopped. */
function openStep(): { begin: () => Task<string>; answer(value: string): void; stopped: jest.Mock } {
  let answer!: (value: string) => void;
  const stopped = jest.fn();
  const start: Start<string> = (_wait, resolve) => {
    answer = resolve;
    return () => void stopped();
  };
  return { begin: createShared(() => task('step', start)), answer: (value) => answer(value), stopped };
}

/** Runs for one caller, and notes what becomes of it. */
function call(verb: (wait: Wait) => Promise<unknown>, timeout = 1000, signal?: AbortSignal): { ended: unknown } {
  const caller: { ended: unknown } = { ended: 'waits' };
  runAsCaller(task, timeout, signal, verb).then(
    (value) => (caller.ended = value),
    (error: { code: string }) => (caller.ended = error.code),
  );
  return caller;
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('a task that several callers wait for', () => {
  test('keeps each caller’s clock apart, and goes on while one is left', async () => {
    const { begin, answer, stopped } = openStep();
    const patient = call((wait) => wait(begin), 1000);
    const impatient = call((wait) => wait(begin), 20);
    await pass(20);
    expect([patient.ended, impatient.ended]).toEqual(['waits', 'TIMEOUT']);
    answer('answered');
    await pass(0);
    expect(patient.ended).toBe('answered');
    expect(stopped).toHaveBeenCalledTimes(1);
  });

  test('gives up as the last of them did, and is begun anew', async () => {
    const { begin, stopped } = openStep();
    const caller = new AbortController();
    const first = begin();
    const aborted = call((wait) => wait(begin), 1000, caller.signal);
    caller.abort();
    await pass(0);
    expect(aborted.ended).toBe('ABORTED');
    expect(stopped).toHaveBeenCalledTimes(1);
    expect(traced).toMatchObject([{ step: 'step', code: 'ABORTED', verdict: 'ABORTED' }]);
    expect(begin()).not.toBe(first);
  });

  test('goes on where nobody joined it', async () => {
    const { begin, answer } = openStep();
    const own = begin();
    await pass(100_000);
    answer('late');
    expect(await own.result).toBe('late');
  });
});

describe('a task that is made of others', () => {
  test('takes a caller who joins late to the part that is under way, with a clock of its own', async () => {
    const { begin, answer } = openStep();
    const whole = createShared(() => task('', (wait) => wait(begin)));
    const first = call((wait) => wait(whole), 100);
    await pass(90);
    const late = call((wait) => wait(whole), 100);
    await pass(10);
    expect([first.ended, late.ended]).toEqual(['TIMEOUT', 'waits']);
    answer('answered');
    await pass(0);
    expect(late.ended).toBe('answered');
  });

  test('does not begin the next part once everybody left', async () => {
    const { begin } = openStep();
    const next = jest.fn(begin);
    const whole = createShared(() =>
      task('', (wait) => wait(() => task('', () => Promise.resolve())).then(() => wait(next))),
    );
    const caller = new AbortController();
    const aborted = call((wait) => wait(whole), 1000, caller.signal);
    caller.abort();
    await pass(100);
    expect(aborted.ended).toBe('ABORTED');
    expect(next).not.toHaveBeenCalled();
  });

  test('may be joined by another task, which leaves when it ends', async () => {
    const { begin, answer } = openStep();
    const whole = task('', (wait) => wait(begin));
    const keeper = openStep();
    whole.join(keeper.begin());
    const caller = call((wait) => wait(() => whole), 20);
    await pass(20);
    expect([caller.ended, whole.lost]).toEqual(['TIMEOUT', false]);
    keeper.answer('over');
    expect(whole.lost).toBe(true);
    answer('too late');
    await expect(whole.result).rejects.toBeUndefined();
  });
});

test('a step without any clock outlasts its callers’ patience', async () => {
  const waiting = call((wait) => wait(() => task('step', () => undefined, 0)), 20);
  await pass(100_000);
  expect(waiting.ended).toBe('waits');
});

test('a step with a limit is over for everybody, also for nobody', async () => {
  const own = task('step', () => undefined, 50);
  await pass(50);
  await expect(own.result).rejects.toMatchObject({ code: 'TIMEOUT', step: 'step' });
});

test('what resolves with nothing, and what has no name, is not traced', async () => {
  call((wait) => wait(() => task('turn', () => Promise.resolve())));
  call((wait) => wait(() => task('', () => Promise.resolve('something'))));
  call((wait) => wait(() => task('step', () => Promise.resolve('something'))));
  await pass(0);
  expect(traced.map(({ step, verdict }) => [step, verdict])).toEqual([['step', 'ok']]);
});
