import { simulateWeixin } from '../../../src/testing';
import type { SimulatedWeixin, SimulateWeixinOptions } from '../../../src/testing';

interface Bridge {
  on(event: string, listener: (payload: unknown) => void): void;
}

const TYPES = ['visibilitychange', 'pagehide', 'pageshow'];
let simulated: SimulatedWeixin;
let seen: unknown[];

function simulate(options?: SimulateWeixinOptions): SimulatedWeixin {
  simulated = simulateWeixin(window, options);
  (window as unknown as { WeixinJSBridge: Bridge }).WeixinJSBridge.on('onPageStateChange', (payload) =>
    seen.push(payload),
  );
  return simulated;
}

function onEvent(event: Event): void {
  seen.push(`${event.type}, hidden: ${document.hidden}`);
}

beforeEach(() => {
  seen = [];
  for (const type of TYPES) window.addEventListener(type, onEvent);
});
afterEach(() => {
  for (const type of TYPES) window.removeEventListener(type, onEvent);
  simulated.dispose();
});

describe('a view over the page', () => {
  test('gives visibilitychange and onPageStateChange in WeChat for iOS', () => {
    simulate({ platform: 'ios' });
    simulated.hidePage();
    simulated.showPage();
    expect(seen).toEqual([
      'visibilitychange, hidden: true',
      { active: 'false' },
      'visibilitychange, hidden: false',
      { active: 'true' },
    ]);
  });

  test.each<SimulateWeixinOptions>([
    { platform: 'android' },
    { platform: 'harmony' },
    { platform: 'windows' },
    { platform: 'macos' },
    { app: 'wecom' },
  ])('gives visibilitychange alone in %j', (options) => {
    simulate(options);
    simulated.hidePage();
    simulated.showPage();
    expect(seen).toEqual(['visibilitychange, hidden: true', 'visibilitychange, hidden: false']);
  });

  test('gives nothing in the developer tools', () => {
    simulate({ devtools: true });
    simulated.hidePage();
    expect(document.hidden).toBe(false);
    simulated.showPage();
    expect(seen).toEqual([]);
  });

  test('gives each sign once, however often it is opened and closed', () => {
    simulate();
    for (let times = 0; times < 2; times++) simulated.hidePage();
    expect(seen).toHaveLength(2);
    for (let times = 0; times < 2; times++) simulated.showPage();
    expect(seen).toHaveLength(4);
  });

  test('gives what the client was told to give', () => {
    simulate({ platform: 'android', signs: ['onPageStateChange'], pageState: 'boolean' });
    simulated.hidePage();
    expect(document.hidden).toBe(false);
    simulated.showPage();
    expect(seen).toEqual([{ active: false }, { active: true }]);
  });
});

describe('one call that names its signs', () => {
  test('gives exactly those, in that order, and the way back gives their counterparts', () => {
    simulate();
    simulated.hidePage({ signs: ['pagehide', 'visibilitychange'] });
    simulated.showPage();
    expect(seen).toEqual([
      'pagehide, hidden: false',
      'visibilitychange, hidden: true',
      'visibilitychange, hidden: false',
      'pageshow, hidden: false',
    ]);
  });

  test('may name none: the view does not hide the page', () => {
    simulate();
    simulated.hidePage({ signs: [] });
    expect([document.hidden, document.visibilityState]).toEqual([false, 'visible']);
    simulated.showPage();
    expect(seen).toEqual([]);
  });

  test('can show the page while document.hidden stays true', () => {
    simulate({ platform: 'android' });
    simulated.hidePage();
    simulated.showPage({ signs: ['pageshow'] });
    expect(seen).toEqual(['visibilitychange, hidden: true', 'pageshow, hidden: true']);
    simulated.showPage();
    expect(document.hidden).toBe(false);
  });

  test('can say twice that the page is inactive, as a client may', () => {
    simulate();
    simulated.hidePage({ signs: ['onPageStateChange'] });
    simulated.hidePage({ signs: ['onPageStateChange'] });
    expect(seen).toEqual([{ active: 'false' }, { active: 'false' }]);
  });

  test('fires visibilitychange for a change only', () => {
    simulate();
    simulated.showPage({ signs: ['visibilitychange'] });
    expect(seen).toEqual([]);
  });
});

test('pagehide and pageshow come from the back-forward cache', () => {
  simulate();
  const persisted: boolean[] = [];
  const listener = (event: PageTransitionEvent): void => void persisted.push(event.persisted);
  window.addEventListener('pagehide', listener);
  simulated.hidePage({ signs: ['pagehide'] });
  window.removeEventListener('pagehide', listener);
  expect(persisted).toEqual([true]);
});

describe('onPageStateChange', () => {
  const listen = (name: string): void =>
    (window as unknown as { WeixinJSBridge: Bridge }).WeixinJSBridge.on('onPageStateChange', () => seen.push(name));

  test('is heard by the last that asked, also in another copy of a library', () => {
    simulate({ signs: ['onPageStateChange'] });
    listen('first');
    listen('second');
    simulated.hidePage();
    expect(seen).toEqual(['second']);
  });
});

describe('a touch', () => {
  const fired: string[] = [];
  const record = ({ type }: Event): void => void fired.push(type);
  const types = ['pointerdown', 'touchstart', 'pointerup', 'touchend', 'mousedown', 'mouseup', 'click'];

  beforeEach(() => {
    fired.length = 0;
    for (const type of types) document.addEventListener(type, record);
  });
  afterEach(() => {
    for (const type of types) document.removeEventListener(type, record);
  });

  test('fires what a tap fires on a phone', () => {
    simulate();
    simulated.touch();
    expect(fired).toEqual(types);
  });

  test('is a click of the mouse on a desktop client', () => {
    simulate({ platform: 'windows' });
    simulated.touch();
    expect(fired).toEqual(['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']);
  });

  test('activates what it touches', () => {
    simulate();
    const button = document.body.appendChild(document.createElement('button'));
    const pay = jest.fn();
    button.onclick = pay;
    simulated.touch({ element: button });
    button.remove();
    expect(pay).toHaveBeenCalledTimes(1);
  });

  test('has no mouse events after a touch whose default is prevented', () => {
    simulate();
    const prevent = (event: Event): void => event.preventDefault();
    document.addEventListener('touchend', prevent, { once: true });
    simulated.touch();
    expect(fired).toEqual(['pointerdown', 'touchstart', 'pointerup', 'touchend']);
  });

  test('may be that of an engine without pointer events', () => {
    simulate();
    simulated.touch({ events: ['touchstart', 'touchend'] });
    expect(fired).toEqual(['touchstart', 'touchend']);
  });

  test('does not reach a page that a view hides, but one that it leaves visible', () => {
    simulate();
    simulated.hidePage();
    simulated.touch();
    expect(fired).toEqual([]);
    simulated.showPage();
    simulated.hidePage({ signs: [] });
    simulated.touch();
    expect(fired).toEqual(types);
  });

  test('fires nothing after dispose', () => {
    simulate();
    simulated.dispose();
    simulated.touch();
    simulated.key();
    expect(fired).toEqual([]);
  });
});

test('a key is pressed in the element that has the focus, and not on a hidden page', () => {
  simulate();
  const input = document.body.appendChild(document.createElement('input'));
  input.focus();
  const keys: string[] = [];
  const record = (event: KeyboardEvent): void => void keys.push(`${event.type} ${event.key}`);
  input.addEventListener('keydown', record);
  input.addEventListener('keyup', record);
  simulated.key();
  simulated.hidePage();
  simulated.key('Escape');
  input.remove();
  expect(keys).toEqual(['keydown Enter', 'keyup Enter']);
});
