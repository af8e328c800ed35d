import { watchAbsence } from '../../../src/bridge/visibility';

let hidden = false;
const told: string[] = [];
let stop: () => void;

beforeAll(() => void Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }));
afterAll(() => void Reflect.deleteProperty(document, 'hidden'));
beforeEach(() => {
  jest.useFakeTimers();
  hidden = false;
  told.length = 0;
});
afterEach(() => {
  stop();
  jest.useRealTimers();
});

function start(): void {
  stop = watchAbsence(
    1000,
    () => void told.push('stayed'),
    () => void told.push('returned'),
  );
}

/** What a page sees when it is covered or uncovered. */
function see(event: string): void {
  const [type, state] = event.split(' ');
  if (state) hidden = state === 'hidden';
  (type === 'visibilitychange' ? document : window).dispatchEvent(new Event(type!));
}

test('a page that stays on screen is told after the timeout, not before', () => {
  start();
  jest.advanceTimersByTime(999);
  expect(told).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(told).toEqual(['stayed']);
});

test.each([
  ['visibilitychange hidden', 'visibilitychange visible'],
  ['pagehide', 'pageshow'],
  ['pagehide', 'visibilitychange visible'],
  ['visibilitychange hidden', 'pageshow'],
])('%s and %s are an absence, however long', (leave, comeBack) => {
  start();
  see(leave);
  jest.advanceTimersByTime(3_600_000);
  expect(told).toEqual([]);
  see(comeBack);
  jest.advanceTimersByTime(2999);
  expect(told).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(told).toEqual(['returned']);
});

test('both kinds of events together are one absence', () => {
  start();
  see('visibilitychange hidden');
  see('pagehide');
  jest.advanceTimersByTime(60_000);
  see('pageshow visible');
  jest.advanceTimersByTime(1000);
  see('visibilitychange visible');
  jest.advanceTimersByTime(2000);
  expect(told).toEqual(['returned']);
});

test('a page that leaves again has not returned', () => {
  start();
  see('visibilitychange hidden');
  see('visibilitychange visible');
  jest.advanceTimersByTime(2000);
  see('visibilitychange hidden');
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  see('visibilitychange visible');
  jest.advanceTimersByTime(3000);
  expect(told).toEqual(['returned']);
});

test('a page that was covered from the start is told nothing until it is back', () => {
  hidden = true;
  start();
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  see('visibilitychange visible');
  jest.advanceTimersByTime(3000);
  expect(told).toEqual(['returned']);
});

test('pageshow alone, as after the first load, is no return', () => {
  start();
  see('pageshow');
  jest.advanceTimersByTime(1000);
  expect(told).toEqual(['stayed']);
});

test('nothing is told after the watch was stopped', () => {
  start();
  see('visibilitychange hidden');
  see('visibilitychange visible');
  stop();
  see('visibilitychange hidden');
  see('visibilitychange visible');
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});
