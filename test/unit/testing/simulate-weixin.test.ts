import { simulateWeixin } from '../../../src/testing';
import type { SimulatedWeixin } from '../../../src/testing';

interface BridgeWindow {
  WeixinJSBridge?: { invoke(api: string, params: object, callback: (answer: unknown) => void): void };
}

const page = window as unknown as BridgeWindow;
let simulated: SimulatedWeixin;
afterEach(() => {
  simulated.dispose();
  delete page.WeixinJSBridge;
});

function descriptors(): unknown {
  return [window, navigator, document].map((owner) => Object.getOwnPropertyDescriptors(owner));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('dispose', () => {
  test('puts every property back, those of the prototypes included', () => {
    const before = descriptors();
    const { userAgent, platform } = navigator;
    simulated = simulateWeixin(window, { platform: 'android' });
    expect(descriptors()).not.toEqual(before);
    simulated.dispose();
    expect(descriptors()).toEqual(before);
    expect([navigator.userAgent, navigator.platform]).toEqual([userAgent, platform]);
    expect('WeixinJSBridge' in window).toBe(false);
  });

  test('hides a bridge that the page already has, and puts it back', () => {
    const own = { invoke: () => undefined };
    page.WeixinJSBridge = own;
    simulated = simulateWeixin(window, { bridge: 'never' });
    expect('WeixinJSBridge' in window).toBe(false);
    simulated.dispose();
    expect(page.WeixinJSBridge).toBe(own);
  });

  test('may be called twice', () => {
    simulated = simulateWeixin(window);
    simulated.dispose();
    const after = descriptors();
    simulated.dispose();
    expect(descriptors()).toEqual(after);
  });

  test('drops the bridge that is still to arrive', async () => {
    simulated = simulateWeixin(window, { bridge: { after: 5 } });
    simulated.dispose();
    await pause(20);
    expect('WeixinJSBridge' in window).toBe(false);
  });

  test('drops answers that are under way, promised or held back', async () => {
    const answers: unknown[] = [];
    let reply: ((answer?: unknown) => void) | undefined;
    let promise: ((answer: unknown) => void) | undefined;
    simulated = simulateWeixin(window, {
      apis: {
        checkJsApi: () => new Promise((resolve) => (promise = resolve)),
        getNetworkType: (_params, answer) => void (reply = answer),
      },
    });
    const bridge = page.WeixinJSBridge!;
    bridge.invoke('checkJsApi', {}, (answer) => answers.push(answer));
    bridge.invoke('getNetworkType', {}, (answer) => answers.push(answer));
    await pause(5);
    bridge.invoke('preVerifyJSAPI', {}, (answer) => answers.push(answer));
    simulated.dispose();
    promise!('ok');
    reply!('ok');
    await pause(20);
    expect(answers).toEqual([]);
  });

  test('shows a hidden page again without an event', () => {
    simulated = simulateWeixin(window);
    simulated.hidePage();
    const changes = jest.fn();
    document.addEventListener('visibilitychange', changes);
    simulated.dispose();
    simulated.showPage();
    expect(document.hidden).toBe(false);
    expect(changes).not.toHaveBeenCalled();
    document.removeEventListener('visibilitychange', changes);
  });
});

describe('a second simulation of the same page', () => {
  test('takes the place of the first, and gives back what was there before both', () => {
    const before = descriptors();
    simulateWeixin(window, { platform: 'android' });
    simulated = simulateWeixin(window, { platform: 'windows' });
    expect(navigator.userAgent).toContain('WindowsWechat');
    simulated.dispose();
    expect(descriptors()).toEqual(before);
  });

  test('is not harmed by the first one being disposed of late', () => {
    const first = simulateWeixin(window, { platform: 'android' });
    simulated = simulateWeixin(window, { platform: 'windows' });
    const changes = jest.fn();
    document.addEventListener('visibilitychange', changes);
    first.dispose();
    first.hidePage();
    expect(navigator.userAgent).toContain('WindowsWechat');
    expect(document.hidden).toBe(false);
    expect(changes).not.toHaveBeenCalled();
    document.removeEventListener('visibilitychange', changes);
  });

  test('finds the first one made by another copy of this module', () => {
    const before = descriptors();
    jest.isolateModules(() => {
      jest.requireActual<{ simulateWeixin: typeof simulateWeixin }>('../../../src/testing').simulateWeixin(window);
    });
    simulated = simulateWeixin(window);
    simulated.dispose();
    expect(descriptors()).toEqual(before);
  });
});

describe('the page', () => {
  test('sees itself covered and uncovered, once each', () => {
    simulated = simulateWeixin(window);
    const seen: string[] = [];
    const onChange = (): void => void seen.push(document.visibilityState + ' ' + document.hidden);
    window.addEventListener('visibilitychange', onChange);
    simulated.hidePage();
    simulated.hidePage();
    simulated.showPage();
    simulated.showPage();
    window.removeEventListener('visibilitychange', onChange);
    expect(seen).toEqual(['hidden true', 'visible false']);
  });

  test('may be that of a frame, which leaves its parent alone', async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const target = frame.contentWindow!;
    simulated = simulateWeixin(target, { platform: 'android' });
    expect(target.navigator.userAgent).toContain('Android');
    expect(navigator.userAgent).not.toContain('Android');
    expect('WeixinJSBridge' in window).toBe(false);
    const answer = await new Promise((resolve) =>
      (target as unknown as Required<BridgeWindow>).WeixinJSBridge.invoke('getNetworkType', {}, resolve),
    );
    expect(answer).toEqual({ err_msg: 'network_type:wifi' });
    frame.remove();
  });
});

test('importing the module changes nothing', () => {
  const before = descriptors();
  jest.isolateModules(() => void jest.requireActual('../../../src/testing'));
  expect(descriptors()).toEqual(before);
});
