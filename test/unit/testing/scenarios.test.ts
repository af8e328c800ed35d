import { applyScenario, scenarios, simulateWeixin } from '../../../src/testing';
import type { ApplyScenarioOptions, Scenario, SimulatedWeixin } from '../../../src/testing';

interface RealWx {
  config(options: object): void;
  ready(callback: () => void): void;
  error(callback: (result: { errMsg: string }) => void): void;
  checkJsApi(options: object): void;
  invoke(name: string, params: object, callback: (answer: unknown) => void): void;
}

/** What a page sees of a scenario, through the real jweixin. */
interface Seen {
  config: string[];
  supported?: boolean;
  /** What `openBusinessView` calls back with. */
  answers: unknown[];
  /** What happens to the page meanwhile. */
  signs: string[];
  decided: string[];
}

const VIEW = { businessType: 'wxpayScoreEnable', queryString: 'apply_permissions_token=t' };
const OK = { err_code: 0, err_msg: 'openBusinessView:ok', extraData: { appid: 'wxd8f3793ea3b935b8' } };
const CANCEL = { err_code: -3, err_msg: 'openBusinessView:fail cancel' };
const COVERED = ['hidden', 'visible'];
const TYPES = ['visibilitychange', 'touchstart', 'offline', 'online'];

let simulated: SimulatedWeixin;
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  simulated.dispose();
  jest.useRealTimers();
});

async function run(id: string | Scenario, options: ApplyScenarioOptions = {}): Promise<Seen> {
  const seen: Seen = { config: [], answers: [], signs: [], decided: [] };
  simulated = applyScenario(window, id, { onDecision: (does) => seen.decided.push(does), ...options });
  let wx: RealWx;
  jest.isolateModules(() => {
    wx = jest.requireActual<RealWx>('weixin-js-sdk');
  });
  wx!.error(({ errMsg }) => seen.config.push(errMsg));
  wx!.ready(() => seen.config.push('ready'));
  wx!.config({ appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList: ['openBusinessView'] });
  await pass(100);
  wx!.checkJsApi({
    jsApiList: ['openBusinessView'],
    success: (result: { checkResult: Record<string, boolean> }) =>
      (seen.supported = result.checkResult['openBusinessView']!),
  });
  await pass(100);
  const listener = ({ type }: Event): void =>
    void seen.signs.push(type === 'visibilitychange' ? document.visibilityState : type);
  for (const type of TYPES) window.addEventListener(type, listener);
  wx!.invoke('openBusinessView', { ...VIEW }, (answer) => seen.answers.push(answer));
  await pass(20_000);
  for (const type of TYPES) window.removeEventListener(type, listener);
  return seen;
}

const usual: Seen = { config: ['ready'], supported: true, answers: [OK], signs: COVERED, decided: ['agree'] };
const nothingOpens = { signs: [], decided: [] };

const expected: Record<string, Partial<Seen>> = {
  'agree-return': {},
  'agree-swipe': { answers: [{}] },
  'agree-told-cancel': { answers: [CANCEL] },
  'refused-told-ok': { decided: ['refused'] },
  cancel: { answers: [CANCEL], decided: ['cancel'] },
  'swipe-silent': { answers: [], decided: ['nothing'] },
  'swipe-empty': { answers: [{}], decided: ['nothing'] },
  'no-callback': { answers: [] },
  'no-reaction': { answers: [], ...nothingOpens },
  'page-not-hidden': { signs: [] },
  'page-not-hidden-silent': { signs: ['touchstart'], answers: [] },
  'config-invalid-signature': {
    config: ['config:invalid signature', 'ready'],
    answers: [{ err_msg: 'system:access_denied' }],
    ...nothingOpens,
  },
  'config-invalid-domain': {
    config: ['config:invalid url domain', 'ready'],
    answers: [{ err_msg: 'system:access_denied' }],
    ...nothingOpens,
  },
  'config-never': { config: [], answers: [{ err_msg: 'system:access_denied' }], ...nothingOpens },
  'interface-missing': { supported: false, answers: [{ err_msg: 'system:function_not_exist' }], ...nothingOpens },
  'too-old': { supported: false, answers: [{ err_msg: 'system:function_not_exist' }], ...nothingOpens },
  'query-lags': {},
  'notification-late': {},
  'notification-lost': {},
  'notification-tampered': {},
  'pay-500': {},
  'offline-tap': {},
  'offline-confirm': { signs: ['hidden', 'offline', 'visible', 'online'] },
};

test.each(scenarios)('$id: $label.en', async ({ id }) => {
  expect(expected).toHaveProperty(id);
  expect(await run(id)).toEqual({ ...usual, ...expected[id] });
});

describe('the list', () => {
  test('names every scenario once, in both languages, with its source or the word guess', () => {
    expect(scenarios.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
    for (const { id, label, source } of scenarios) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(label['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
      expect(label.en).toMatch(/^[ -~]+$/);
      expect(source).toMatch(/^(guess|https:\/\/\S+)$/);
    }
  });

  test('says what WeChat’s servers do, for code that simulates those', () => {
    const services = scenarios.filter((scenario) => scenario.services).map(({ id, services }) => [id, services]);
    expect(Object.fromEntries(services)).toEqual({
      'query-lags': { queryLag: 3000 },
      'notification-late': { notification: { is: 'late', by: 15000 } },
      'notification-lost': { notification: { is: 'lost' } },
      'notification-tampered': { notification: { is: 'tampered' } },
      'pay-500': { fault: { path: '/v3/payscore/', status: 500 } },
    });
  });

  test('is plain data, which JSON carries into a browser', () => {
    expect(JSON.parse(JSON.stringify(scenarios))).toEqual(scenarios);
  });
});

describe('applyScenario', () => {
  test('refuses a name that it does not have, and says where the names are', () => {
    simulated = simulateWeixin(window);
    expect(() => applyScenario(window, 'agre')).toThrow(
      new TypeError('There is no scenario "agre": see scenarios.map(({ id }) => id).'),
    );
  });

  test('runs in the client that was chosen, whose types it takes', async () => {
    const { answers } = await run('agree-return', { client: { platform: 'android', latency: 10 } });
    expect(navigator.userAgent).toContain('Android');
    expect(answers).toEqual([{ ...OK, err_code: '0', extraData: JSON.stringify(OK.extraData) }]);
  });

  test('tells what the page sent before the page is back, and waits until onDecision resolves', async () => {
    const order: unknown[] = [];
    document.addEventListener('visibilitychange', () => order.push(document.visibilityState), { once: true });
    const { answers } = await run('agree-return', {
      async onDecision(does, { queryString }) {
        order.push(does, queryString, document.hidden);
        await new Promise((resolve) => setTimeout(resolve, 500));
        order.push(document.hidden);
      },
    });
    expect(order).toEqual(['hidden', 'agree', 'apply_permissions_token=t', true, true]);
    expect(answers).toEqual([OK]);
  });

  test('takes a scenario of one’s own', async () => {
    const own: Scenario = {
      id: 'own',
      label: { 'zh-CN': '自定义', en: 'Own' },
      source: 'guess',
      user: { does: 'agree', back: 'swipe', answer: 'never' },
    };
    expect(await run(own)).toEqual({ ...usual, answers: [] });
  });

  test('lets a person decide in a view of one’s own, and knows what the scenario’s user would have done', async () => {
    const shown: unknown[] = [];
    const seen = await run('cancel', {
      async onView(params, user) {
        shown.push(params, user, document.hidden);
        await new Promise((resolve) => setTimeout(resolve, 3000));
        return { answer: 'ok', touches: 10 };
      },
    });
    expect(shown).toEqual([expect.objectContaining(VIEW), scenarios.find(({ id }) => id === 'cancel')!.user, true]);
    expect(seen).toEqual({ ...usual, signs: [...COVERED, 'touchstart'], decided: [] });
  });

  test('shows a view of one’s own where the scenario has no user', async () => {
    const seen = await run('config-invalid-signature', { onView: async () => ({ answer: {} }) });
    expect(seen.answers).toEqual([{ err_msg: 'system:access_denied' }]);
    const other: Scenario = { id: 'by-hand', label: { 'zh-CN': '手动', en: 'By hand' }, source: 'guess' };
    expect((await run(other, { onView: async () => ({ answer: {} }) })).answers).toEqual([{}]);
  });

  test('goes faster where that is asked for', async () => {
    const began = Date.now();
    let took = 0;
    await run('page-not-hidden', { timeScale: 0.01, onDecision: () => (took = Date.now() - began) });
    expect(took).toBeLessThan(400);
  });

  test('lets the user act while the page is frozen', async () => {
    const decided = jest.fn();
    simulated = applyScenario(window, 'agree-return', { onDecision: decided });
    const { WeixinJSBridge } = window as unknown as { WeixinJSBridge: RealWx };
    WeixinJSBridge.invoke('preVerifyJSAPI', { verifyJsApiList: ['openBusinessView'] }, () => undefined);
    WeixinJSBridge.invoke('openBusinessView', VIEW, () => undefined);
    simulated.freeze();
    await pass(1000);
    expect(decided).toHaveBeenCalledTimes(1);
  });

  test('ends with dispose: the user does nothing more, and the network is back', async () => {
    const decided = jest.fn();
    simulated = applyScenario(window, 'offline-tap', { onDecision: decided });
    const { WeixinJSBridge } = window as unknown as { WeixinJSBridge: RealWx };
    WeixinJSBridge.invoke('preVerifyJSAPI', { verifyJsApiList: ['openBusinessView'] }, () => undefined);
    WeixinJSBridge.invoke('openBusinessView', VIEW, () => undefined);
    simulated.touch();
    await pass(0);
    expect([navigator.onLine, document.hidden]).toEqual([false, true]);
    simulated.dispose();
    await pass(5000);
    expect(decided).not.toHaveBeenCalled();
    expect(navigator.onLine).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('offline at the tap', () => {
  function request(): Promise<string> {
    return new Promise((resolve) => {
      const xhr = new XMLHttpRequest();
      xhr.onload = () => resolve('load');
      xhr.onerror = () => resolve(`error ${xhr.readyState} ${xhr.status}`);
      xhr.open('GET', 'data:text/plain,x');
      xhr.send();
    });
  }

  test('requests fail from the first touch on, as without a network', async () => {
    const answer = {} as Response;
    window.fetch = () => Promise.resolve(answer);
    simulated = applyScenario(window, 'offline-tap');
    await expect(window.fetch('/')).resolves.toBe(answer);
    simulated.key();
    expect(navigator.onLine).toBe(false);
    await expect(window.fetch('/')).rejects.toThrow(TypeError);
    const requested = request();
    await pass(0);
    expect(await requested).toBe('error 4 0');
    simulated.dispose();
    await expect(window.fetch('/')).resolves.toBe(answer);
    Reflect.deleteProperty(window, 'fetch');
  });
});
