import { REQUEST, SAFARI, TOKEN, openPage, pass, watch } from './open-page';
import type { Page } from './open-page';
import { react, vue } from './use-pay-score';
import type { Framework, Mounted } from './use-pay-score';
import type { PayScoreAuthorization, PayScoreRequest, WeixinOptions } from '../../src';
import type { SimulateWeixinOptions } from '../../src/testing';

const OTHER_TOKEN = 'another-users-token';
const AVAILABLE = { state: 'AVAILABLE' };

interface HookPage extends Page {
  component: Mounted;
  framework: Framework;
  options: WeixinOptions;
  /** Lets time pass, and lets the component show what happened. */
  pass(ms: number): Promise<void>;
}

// What a framework has to complain about goes to the console: updates outside act(), mismatches, effects that must not update.
let complaints: unknown[][];
beforeEach(() => {
  complaints = [];
  for (const level of ['error', 'warn'] as const) {
    jest.spyOn(console, level).mockImplementation((...words) => void complaints.push(words));
  }
  jest.spyOn(console, 'info').mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
  expect(complaints).toEqual([]);
});

/** The client shows the view for so many ms. */
const viewFor =
  (ms: number, answer: unknown = 'ok') =>
  (): Promise<never> =>
    new Promise((resolve) => setTimeout(resolve, ms, answer as never));

describe.each([
  ['React 18', react(18)],
  ['React 18 in StrictMode', react(18, { strict: true })],
  ['React 19', react(19)],
  ['React 19 in StrictMode', react(19, { strict: true })],
  ['Vue 3', vue],
])('%s', (_name, load) => {
  async function openHook(client: SimulateWeixinOptions = {}, more: Partial<WeixinOptions> = {}): Promise<HookPage> {
    const page = openPage(client);
    const options: WeixinOptions = { getConfigSignature: page.getConfigSignature, ...more };
    const framework = await load();
    const component = await framework.mount(options);
    return { ...page, framework, component, options, pass: (ms) => framework.act(() => pass(ms)) };
  }

  /** Starts an authorisation in this component. */
  function tap(page: HookPage, request: Partial<PayScoreRequest> = {}): Promise<Promise<PayScoreAuthorization>[]> {
    // In an array, so that it is not waited for.
    return page.framework.act(() => {
      const promise = page.component.authorize({ ...REQUEST, ...request });
      watch(promise);
      return [promise];
    });
  }

  test('renders no client at first, as a server does, and the client once mounted', async () => {
    const { component } = await openHook({ platform: 'ios', version: '8.0.50' });
    expect(component.rendered[0]).toMatchObject({ client: null, phase: 'idle', result: null, error: null });
    expect(component.shown()).toMatchObject({
      client: { app: 'weixin', platform: 'ios', version: '8.0.50' },
      phase: 'idle',
      result: null,
      error: null,
    });
  });

  test('takes a user through the phases to the result', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(5000) } });
    const onPhase = jest.fn();
    const confirm = (): Promise<'AVAILABLE'> => new Promise((resolve) => setTimeout(resolve, 1000, 'AVAILABLE'));
    const [promise] = await tap(page, { confirm, onPhase });
    expect(page.component.shown().phase).toBe('preparing');
    await page.pass(1000);
    expect(page.component.shown().phase).toBe('open');
    await page.pass(4500);
    expect(page.component.shown()).toMatchObject({ phase: 'confirming', result: null, error: null });
    await page.pass(1000);
    const result = await promise!;
    expect(result).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
    expect(page.component.shown()).toMatchObject({ phase: 'idle', error: null });
    expect(page.component.shown().result).toBe(result);
    expect(onPhase.mock.calls).toEqual([['preparing'], ['open'], ['confirming']]);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test('outside WeChat there is no client, nothing is asked for, and a tap is NOT_IN_WEIXIN', async () => {
    const page = await openHook({ userAgent: SAFARI, bridge: 'never' });
    await page.pass(100);
    expect(page.component.shown()).toMatchObject({ client: null, phase: 'idle', error: null });
    const [promise] = await tap(page);
    await expect(promise).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
    await page.pass(0);
    expect(page.component.shown()).toMatchObject({ phase: 'idle', result: null, error: { code: 'NOT_IN_WEIXIN' } });
    expect(page.getConfigSignature).not.toHaveBeenCalled();
  });

  test('rejects and shows the same error, which the next tap clears', async () => {
    const page = await openHook({
      apis: { openBusinessView: { err_code: -1, err_msg: 'openBusinessView:fail system error' } },
    });
    const [failing] = await tap(page);
    await page.pass(100);
    const error: unknown = await failing!.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'API_FAILED', errCode: -1 });
    expect(page.component.shown()).toMatchObject({ phase: 'idle', result: null });
    expect(page.component.shown().error).toBe(error);

    page.simulated.answer('openBusinessView', 'ok');
    const [succeeding] = await tap(page, { applyPermissionsToken: OTHER_TOKEN });
    expect(page.component.shown()).toMatchObject({ error: null, result: null });
    expect(page.component.shown().phase).not.toBe('idle');
    await page.pass(100);
    expect(page.component.shown()).toMatchObject({ phase: 'idle', error: null });
    expect(page.component.shown().result).toBe(await succeeding);
  });

  test('a result goes when the next tap begins', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(1000) } });
    await tap(page);
    await page.pass(2000);
    expect(page.component.shown().result).toMatchObject({ state: 'UNCONFIRMED' });
    await tap(page);
    expect(page.component.shown().result).toBeNull();
    expect(page.component.shown().phase).not.toBe('idle');
  });

  test('configures the page when it is mounted, once, so that a tap costs one call', async () => {
    const page = await openHook();
    await page.pass(100);
    expect(page.signed()).toHaveLength(1);
    const before = page.sent();
    expect(before).toContain('preVerifyJSAPI');
    await page.component.render();
    await page.component.render();
    await page.pass(100);
    await tap(page);
    await page.pass(100);
    expect(page.signed()).toHaveLength(1);
    expect(page.sent().slice(before.length)).toEqual(['openBusinessView']);
  });

  test('configures the page again when it renders after a change of route', async () => {
    const page = await openHook({ platform: 'android' });
    await page.pass(100);
    history.pushState(null, '', '/order/1');
    await page.component.render();
    await page.pass(100);
    expect(page.signed()).toEqual(['/landing?from=menu', '/order/1']);
    await page.component.render();
    await page.pass(100);
    expect(page.signed()).toHaveLength(2);
  });

  test('configures the page again when the user goes back, without being rendered', async () => {
    const page = await openHook({ platform: 'android' });
    await page.pass(100);
    history.replaceState(null, '', '/order/2');
    await page.framework.act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
    await page.pass(100);
    expect(page.signed()).toEqual(['/landing?from=menu', '/order/2']);
  });

  test('a tap after a change of route that nothing told of is signed for the new address', async () => {
    const page = await openHook({ platform: 'android' });
    await page.pass(100);
    history.pushState(null, '', '/order/3');
    const [promise] = await tap(page);
    await page.pass(100);
    await promise;
    expect(page.signed()).toEqual(['/landing?from=menu', '/order/3']);
  });

  test('a page that cannot be configured is quiet until the tap, which tries again', async () => {
    const page = await openHook({ config: 'invalid url domain' });
    await page.pass(100);
    expect(page.component.shown()).toMatchObject({ client: { app: 'weixin' }, error: null });
    const [promise] = await tap(page);
    await page.pass(100);
    await expect(promise).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(page.component.shown().error).toMatchObject({ code: 'CONFIG_REFUSED', reason: 'invalid url domain' });
  });

  test('calls the functions of the latest render, and keeps its instance', async () => {
    const first = { getSignatureUrl: jest.fn(() => 'https://shop.example/first'), onTrace: jest.fn() };
    const page = await openHook({ platform: 'android' }, first);
    await page.pass(100);
    const latest = jest.fn(page.getConfigSignature.getMockImplementation());
    const getSignatureUrl = jest.fn(() => 'https://shop.example/latest');
    const onTrace = jest.fn();
    for (const called of [page.getConfigSignature, first.getSignatureUrl, first.onTrace]) {
      expect(called).toHaveBeenCalled();
      called.mockClear();
    }
    history.pushState(null, '', '/order/4');
    await page.component.render({ ...page.options, getConfigSignature: latest, getSignatureUrl, onTrace });
    await page.pass(100);
    for (const called of [page.getConfigSignature, first.getSignatureUrl, first.onTrace]) {
      expect(called).not.toHaveBeenCalled();
    }
    expect(latest.mock.calls.map(([url]) => url)).toEqual(['https://shop.example/latest']);
    expect(onTrace).toHaveBeenCalledWith(expect.objectContaining({ step: 'signature' }));
    await tap(page);
    await page.pass(100);
    expect(latest).toHaveBeenCalledTimes(1);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test('a function that a later render leaves out is the first one', async () => {
    const getSignatureUrl = jest.fn(() => 'https://shop.example/first');
    const page = await openHook({ platform: 'android' }, { getSignatureUrl });
    await page.pass(100);
    getSignatureUrl.mockClear();
    history.pushState(null, '', '/order/5');
    const { getConfigSignature } = page.options;
    await page.component.render({ getConfigSignature });
    await page.pass(100);
    expect(getSignatureUrl).toHaveBeenCalled();
    const [promise] = await tap(page);
    await page.pass(100);
    expect(await promise).toMatchObject({ view: { status: 'ok' } });
  });

  test('options and requests may be of a class, and the functions of both keep their this', async () => {
    const page = openPage();
    class Options {
      sign = page.getConfigSignature;
      getConfigSignature(url: string): unknown {
        return this.sign(url);
      }
    }
    class Request {
      readonly phases: string[] = [];
      token = TOKEN;
      applyPermissionsToken(): string {
        return this.token;
      }
      confirm(): string {
        return this.token && 'AVAILABLE';
      }
      onPhase(phase: string): void {
        this.phases.push(phase);
      }
    }
    const framework = await load();
    const component = await framework.mount(new Options() as unknown as WeixinOptions);
    const request = new Request();
    const [promise] = await framework.act(() => [component.authorize(request as unknown as PayScoreRequest)]);
    watch(promise!);
    await framework.act(() => pass(100));
    expect(await promise).toMatchObject(AVAILABLE);
    expect(request.phases).toEqual(['preparing', 'open', 'confirming']);
  });

  test('wrong options are an error from the start, and a tap rejects with it', async () => {
    const page = await openHook({}, { getConfigSignature: 'https://shop.example/sign' as never });
    expect(page.component.shown().error).toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'getConfigSignature' });
    const [promise] = await tap(page);
    await expect(promise).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'getConfigSignature' });
    await page.component.render();
    expect(page.component.shown()).toMatchObject({ phase: 'idle', error: { code: 'INVALID_ARGUMENT' } });
  });

  test.each([
    ['no request', undefined, 'applyPermissionsToken'],
    ['an empty token', { applyPermissionsToken: '' }, 'applyPermissionsToken'],
    ['an onPhase that is no function', { ...REQUEST, onPhase: 'log' }, 'onPhase'],
  ])('%s is refused before the client is asked', async (_what, request, argument) => {
    const page = await openHook();
    await page.pass(100);
    const error = await page.framework.act(() =>
      page.component.authorize(request as PayScoreRequest).catch((reason: unknown) => reason),
    );
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
    expect(page.component.shown()).toMatchObject({ phase: 'idle', error: { argument } });
    expect(page.sentTo('openBusinessView')).toEqual([]);
  });

  test('a double tap shows the one view, and both promises have its result', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(5000) } });
    const [first] = await tap(page);
    await page.pass(1000);
    const [second] = await tap(page);
    expect(page.component.shown().phase).toBe('open');
    await page.pass(5000);
    expect(page.component.shown()).toMatchObject({ phase: 'idle', result: { state: 'UNCONFIRMED' }, error: null });
    expect(await second).toEqual(await first);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test('another request while the view is open is BUSY, and the open one still has its result', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(5000) } });
    const [first] = await tap(page, { confirm: () => 'AVAILABLE' });
    await page.pass(1000);
    const [second] = await tap(page, { applyPermissionsToken: OTHER_TOKEN });
    await expect(second).rejects.toMatchObject({ code: 'BUSY' });
    await page.pass(0);
    expect(page.component.shown()).toMatchObject({ phase: 'open', result: null, error: { code: 'BUSY' } });
    await page.pass(5000);
    expect(await first).toMatchObject(AVAILABLE);
    expect(page.component.shown()).toMatchObject({ phase: 'idle', result: AVAILABLE, error: null });
  });

  test('an error of the newest tap stays when an earlier one ends, unless it was BUSY', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(5000) } });
    const [first] = await tap(page);
    await page.pass(1000);
    await tap(page, { applyPermissionsToken: '' });
    await page.pass(5000);
    expect(await first).toMatchObject({ state: 'UNCONFIRMED' });
    expect(page.component.shown()).toMatchObject({ phase: 'idle', result: null, error: { code: 'INVALID_ARGUMENT' } });
  });

  test('a late result of an earlier tap does not replace that of a newer one', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(1000) } });
    let answerFirst: (state: 'UNAVAILABLE') => void;
    const slow = (): Promise<'UNAVAILABLE'> => new Promise((resolve) => (answerFirst = resolve));
    const [first] = await tap(page, { confirm: slow, confirmTimeout: 2000 });
    await page.pass(1500);
    expect(page.component.shown().phase).toBe('confirming');

    const [second] = await tap(page, { applyPermissionsToken: OTHER_TOKEN, confirm: () => 'AVAILABLE' });
    await page.pass(100);
    expect(page.component.shown().phase).toBe('open');
    await page.pass(1500);
    expect(await second).toMatchObject(AVAILABLE);
    expect(page.component.shown()).toMatchObject({ result: AVAILABLE });

    answerFirst!('UNAVAILABLE');
    await page.pass(5000);
    expect((await first!).state).not.toBe('AVAILABLE');
    expect(page.component.shown()).toMatchObject({ phase: 'idle', result: AVAILABLE, error: null });
  });

  test('unmounting ends its own wait and shows nothing more; another component keeps the view', async () => {
    const page = await openHook({ apis: { openBusinessView: viewFor(5000) } });
    const neighbour = await page.framework.mount(page.options);
    await page.pass(100);
    const [mine] = await tap(page);
    await page.pass(1000);
    const [theirs] = await tap({ ...page, component: neighbour });
    const rendered = page.component.rendered.length;

    await page.component.unmount();
    await expect(mine).rejects.toMatchObject({ code: 'ABORTED' });
    await page.pass(6000);
    expect(page.component.rendered).toHaveLength(rendered);
    expect(page.component.shown()).toMatchObject({ phase: 'open', result: null, error: null });
    expect(await theirs).toMatchObject({ state: 'UNCONFIRMED' });
    expect(neighbour.shown()).toMatchObject({ phase: 'idle', result: { state: 'UNCONFIRMED' } });
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test('a tap that comes after unmounting opens nothing', async () => {
    const page = await openHook();
    await page.pass(100);
    await page.component.unmount();
    await expect(page.component.authorize(REQUEST)).rejects.toMatchObject({ code: 'ABORTED' });
    await page.pass(100);
    expect(page.sentTo('openBusinessView')).toEqual([]);
    expect(page.component.shown().error).toBeNull();
  });

  test('going back after unmounting configures nothing', async () => {
    const page = await openHook({ platform: 'android' });
    await page.pass(100);
    await page.component.unmount();
    history.replaceState(null, '', '/order/6');
    window.dispatchEvent(new PopStateEvent('popstate'));
    await page.pass(100);
    expect(page.signed()).toEqual(['/landing?from=menu']);
  });

  test('works in an engine without AbortController', async () => {
    const { AbortController } = globalThis;
    Reflect.deleteProperty(globalThis, 'AbortController');
    try {
      const page = await openHook();
      const [promise] = await tap(page, { applyPermissionsToken: () => TOKEN });
      await page.pass(100);
      expect(await promise).toMatchObject({ state: 'UNCONFIRMED' });
      await page.component.unmount();
    } finally {
      Object.assign(globalThis, { AbortController });
    }
  });
});
