import { watchWayBack } from '../../../src/bridge/visibility';

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

/** Follows a view whose first second proves nothing. */
function start(): void {
  stop = watchWayBack(
    undefined,
    () => 1000,
    () => void told.push('back'),
    () => void told.push('returned'),
    () => void told.push('lost'),
  );
}

/** What a page sees when it is covered or uncovered. */
function see(event: string): void {
  const [type, state] = event.split(' ');
  if (state) hidden = state === 'hidden';
  (type === 'visibilitychange' ? document : window).dispatchEvent(new Event(type!));
}

test('a page that gives no sign at all is given up after 10 minutes', () => {
  start();
  jest.advanceTimersByTime(599_999);
  expect(told).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(told).toEqual(['lost']);
});

test.each(['touchstart', 'pointerdown', 'mousedown', 'keydown'])(
  '%s is the way back once the second is over',
  (type) => {
    start();
    document.body.dispatchEvent(new Event(type, { bubbles: true }));
    jest.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
    document.body.dispatchEvent(new Event(type, { bubbles: true }));
    expect(told).toEqual(['back']);
    jest.advanceTimersByTime(3000);
    expect(told).toEqual(['back', 'returned']);
  },
);

test.each([
  ['visibilitychange hidden', 'visibilitychange visible'],
  ['pagehide', 'pageshow'],
  ['pagehide', 'visibilitychange visible'],
  ['visibilitychange hidden', 'pageshow visible'],
])('%s and %s are an absence, however long', (leave, comeBack) => {
  start();
  see(leave);
  jest.advanceTimersByTime(3_600_000);
  expect(told).toEqual([]);
  see(comeBack);
  expect(told).toEqual(['back']);
  jest.advanceTimersByTime(2999);
  expect(told).toEqual(['back']);
  jest.advanceTimersByTime(1);
  expect(told).toEqual(['back', 'returned']);
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
  expect(told).toEqual(['back', 'returned']);
});

test('a page that leaves again has not returned', () => {
  start();
  see('visibilitychange hidden');
  see('visibilitychange visible');
  jest.advanceTimersByTime(2000);
  see('visibilitychange hidden');
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual(['back']);
  see('visibilitychange visible');
  jest.advanceTimersByTime(3000);
  expect(told).toEqual(['back', 'back', 'returned']);
});

test('a page that was covered from the start is told nothing until it is back', () => {
  hidden = true;
  start();
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  see('visibilitychange visible');
  jest.advanceTimersByTime(3000);
  expect(told).toEqual(['back', 'returned']);
});

test.each(['pageshow', 'visibilitychange visible'])('%s of a page that never left is no return', (event) => {
  start();
  see(event);
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

test('pageshow of a page that is still hidden is no return', () => {
  start();
  see('visibilitychange hidden');
  see('pageshow');
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

test('nothing is told after the watch was stopped', () => {
  start();
  see('visibilitychange hidden');
  see('visibilitychange visible');
  stop();
  told.length = 0;
  see('visibilitychange hidden');
  see('visibilitychange visible');
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});
