import { simulateWeixin } from '../../../src/testing';
import type { SimulatedWeixin } from '../../../src/testing';

interface BridgeWindow {
  WeixinJSBridge: { invoke(api: string, params: object, callback: (answer: unknown) => void): void };
}

let simulated: SimulatedWeixin;
let ran: string[];
const run =
  (name: string): (() => void) =>
  () =>
    void ran.push(name);
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  jest.useFakeTimers();
  simulated = simulateWeixin(window);
  ran = [];
});
afterEach(() => {
  simulated.dispose();
  jest.useRealTimers();
});

describe('a frozen page', () => {
  test('runs no timer until it thaws, then each that is due, in order', async () => {
    setTimeout(run('second'), 200);
    setTimeout(run('first'), 100);
    setTimeout(run('later'), 5000);
    simulated.freeze();
    await pass(1000);
    expect(ran).toEqual([]);
    simulated.thaw();
    expect(ran).toEqual([]);
    await pass(0);
    expect(ran).toEqual(['first', 'second']);
    await pass(4000);
    expect(ran).toEqual(['first', 'second', 'later']);
  });

  test('runs an interval that was due several times once, and goes on with it', async () => {
    const timer = setInterval(run('tick'), 100);
    simulated.freeze();
    await pass(1000);
    simulated.thaw();
    await pass(0);
    expect(ran).toEqual(['tick']);
    await pass(200);
    expect(ran).toEqual(['tick', 'tick', 'tick']);
    clearInterval(timer);
    await pass(1000);
    expect(ran).toHaveLength(3);
  });

  test('does not stop the clocks', async () => {
    const [began, started] = [Date.now(), performance.now()];
    simulated.freeze();
    await pass(1000);
    expect([Date.now() - began, performance.now() - started]).toEqual([1000, 1000]);
  });

  test('forgets a timer that is cleared while it waits, also by another that ran late', async () => {
    const dropped = setTimeout(run('dropped'), 100);
    setTimeout(() => void Promise.resolve().then(() => clearTimeout(beaten)), 100);
    const beaten = setTimeout(run('beaten'), 200);
    simulated.freeze();
    await pass(1000);
    clearTimeout(dropped);
    simulated.thaw();
    await pass(1000);
    expect(ran).toEqual([]);
  });

  test('that freezes again before its late timers ran keeps them', async () => {
    setTimeout(run('late'), 100);
    simulated.freeze();
    await pass(1000);
    simulated.thaw();
    simulated.freeze();
    await pass(1000);
    expect(ran).toEqual([]);
    simulated.thaw();
    await pass(0);
    expect(ran).toEqual(['late']);
  });

  test('starts timers that wait like the others', async () => {
    simulated.freeze();
    setTimeout(run('started frozen'), 100);
    await pass(1000);
    simulated.thaw();
    await pass(0);
    expect(ran).toEqual(['started frozen']);
  });

  test('thaws with dispose, and loses nothing', async () => {
    setTimeout(run('late'), 100);
    simulated.freeze();
    await pass(1000);
    simulated.dispose();
    await pass(0);
    expect(ran).toEqual(['late']);
  });

  test('is told what the client says, unless the client waits too', async () => {
    const { WeixinJSBridge } = window as unknown as BridgeWindow;
    simulated.freeze();
    WeixinJSBridge.invoke('getNetworkType', {}, run('told'));
    await pass(10);
    expect(ran).toEqual(['told']);
    simulated.freeze({ bridge: true });
    WeixinJSBridge.invoke('getNetworkType', {}, run('told late'));
    simulated.reply('getNetworkType', 'ok');
    await pass(10);
    expect(ran).toEqual(['told']);
    simulated.thaw();
    await pass(0);
    expect(ran).toEqual(['told', 'told late', 'told late']);
  });
});

describe('the timers of a page', () => {
  test('pass arguments, count in the clock below and can be cleared', async () => {
    setTimeout((...values: unknown[]) => ran.push(values.join()), 10, 'a', 'b');
    const timer = setTimeout(run('cleared'), 10);
    expect(jest.getTimerCount()).toBe(2);
    clearTimeout(timer);
    expect(jest.getTimerCount()).toBe(1);
    await pass(10);
    expect(ran).toEqual(['a,b']);
  });

  test('are known for a fake clock by the same property', () => {
    expect(setTimeout).toHaveProperty('clock');
  });

  test('become the ones that were there before', () => {
    simulated.dispose();
    const before = [setTimeout, setInterval, clearTimeout, clearInterval];
    simulated = simulateWeixin(window);
    expect([setTimeout, setInterval, clearTimeout, clearInterval]).not.toEqual(before);
    simulated.dispose();
    expect([setTimeout, setInterval, clearTimeout, clearInterval]).toEqual(before);
  });

  test('stay with a clock that was installed after the simulation', () => {
    simulated.dispose();
    jest.useRealTimers();
    simulated = simulateWeixin(window);
    jest.useFakeTimers();
    const fake = setTimeout;
    simulated.dispose();
    expect(setTimeout).toBe(fake);
  });
});
