import { startTimer } from '../../../src/protocol/timer';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** Starts a timer that fires some ms late, as where the page stood still meanwhile. */
function fireLate(delay: number, late: number): jest.Mock {
  const done = jest.fn();
  startTimer(delay, done);
  jest.advanceTimersByTime(delay - 1);
  jest.setSystemTime(Date.now() + late);
  expect(done).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  return done;
}

test.each([
  [300, 1000],
  [9_999, 1000],
  [60_000, 6_000],
  [600_000, 60_000],
])('a timer of %d ms is over when it fires up to %d ms late, and starts again when it fires later', (delay, late) => {
  expect(fireLate(delay, late)).toHaveBeenCalledTimes(1);
  const done = fireLate(delay, late + 1);
  expect(done).not.toHaveBeenCalled();
  jest.advanceTimersByTime(delay - 1);
  expect(done).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(done).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(10 * delay);
  expect(done).toHaveBeenCalledTimes(1);
});

test('a timer that was stopped never fires, also after it has started again', () => {
  const done = jest.fn();
  startTimer(300, done)();
  const stop = startTimer(300, done);
  jest.setSystemTime(Date.now() + 60_000);
  jest.advanceTimersByTime(300);
  stop();
  jest.advanceTimersByTime(10_000);
  expect(done).not.toHaveBeenCalled();
});

test('a timer of 0 ms never fires', () => {
  const done = jest.fn();
  startTimer(0, done)();
  startTimer(0, done);
  jest.advanceTimersByTime(10_000);
  expect(done).not.toHaveBeenCalled();
});
