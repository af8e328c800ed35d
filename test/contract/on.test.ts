import { SAFARI, openPage, pass, settle } from './open-page';
import type { Page } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { JsApiEvent, WeixinError, WeixinOptions } from '../../src';

const SHARE: Partial<WeixinOptions> = {
  jsApiList: ['onMenuShareTimeline', 'onMenuShareAppMessage', 'onVoicePlayEnd', 'onVoiceRecordEnd'],
};

async function share(page: Page): Promise<void> {
  page.simulated.emit('menu:share:timeline');
  await pass(10);
}

test('a listener hears the event, until it stops', async () => {
  const page = openPage({}, SHARE);
  const listener = jest.fn();
  const stop = page.weixin.on('onMenuShareTimeline', listener, { title: 'Pay later', link: 'https://example.com/' });
  await pass(10);
  await share(page);
  expect(listener.mock.calls).toEqual([[expect.objectContaining({ errMsg: expect.stringMatching(/:ok$/) })]]);
  expect(page.sentTo('shareTimeline')[0]).toMatchObject({ title: 'Pay later', link: 'https://example.com/' });
  stop();
  await share(page);
  expect(listener).toHaveBeenCalledTimes(1);
  stop();
});

test('an event that carries a result hands it on', async () => {
  const page = openPage({}, SHARE);
  const listener = jest.fn();
  page.weixin.on('onVoicePlayEnd', listener);
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', { err_msg: 'onVoicePlayEnd:ok', localId: '7' });
  expect(listener).toHaveBeenCalledTimes(1);
  expect(listener).toHaveBeenCalledWith(expect.objectContaining({ localId: '7' }));
});

test('several listeners of an event each hear it once', async () => {
  const page = openPage({}, SHARE);
  const listeners = [jest.fn(), jest.fn(), jest.fn()];
  const stops = listeners.map((listener) => page.weixin.on('onVoicePlayEnd', listener));
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', { localId: '7' });
  expect(listeners.map((listener) => listener.mock.calls.length)).toEqual([1, 1, 1]);
  stops[1]!();
  page.simulated.emit('onVoicePlayEnd', { localId: '8' });
  expect(listeners.map((listener) => listener.mock.calls.length)).toEqual([2, 1, 2]);
});

test('one listener added twice is removed once', async () => {
  const page = openPage({}, SHARE);
  const listener = jest.fn();
  const stop = page.weixin.on('onVoicePlayEnd', listener);
  page.weixin.on('onVoicePlayEnd', listener);
  await pass(10);
  stop();
  stop();
  page.simulated.emit('onVoicePlayEnd', {});
  expect(listener).toHaveBeenCalledTimes(1);
});

test('listeners of different events do not hear each other’s', async () => {
  const page = openPage({}, SHARE);
  const played = jest.fn();
  const recorded = jest.fn();
  page.weixin.on('onVoicePlayEnd', played);
  page.weixin.on('onVoiceRecordEnd', recorded);
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', {});
  expect([played, recorded].map((listener) => listener.mock.calls.length)).toEqual([1, 0]);
});

test('a listener that stops before the page is ready hears nothing', async () => {
  const page = openPage({ bridge: { after: 500 } }, SHARE);
  const listener = jest.fn();
  page.weixin.on('onVoicePlayEnd', listener)();
  await pass(1000);
  page.simulated.emit('onVoicePlayEnd', {});
  expect(listener).not.toHaveBeenCalled();
});

test('the latest parameters are shared', async () => {
  const page = openPage({}, SHARE);
  page.weixin.on('onMenuShareTimeline', () => undefined, { title: 'old' });
  page.weixin.on('onMenuShareTimeline', () => undefined, { title: 'new' });
  await pass(10);
  await share(page);
  expect(page.sentTo('shareTimeline').pop()).toMatchObject({ title: 'new' });
});

test('the parameters of the caller stay as they are', async () => {
  const page = openPage({}, SHARE);
  const params = Object.freeze({ title: 'Pay later' });
  page.weixin.on('onMenuShareTimeline', () => undefined, params);
  await pass(10);
  await share(page);
  expect(page.sentTo('shareTimeline')).toHaveLength(1);
});

test('what the page changes in its parameters afterwards is not shared', async () => {
  const page = openPage({}, SHARE);
  const params = { title: 'Pay later' };
  page.weixin.on('onMenuShareTimeline', () => undefined, params);
  params.title = 'changed';
  await pass(10);
  params.title = 'changed again';
  await share(page);
  expect(page.sentTo('shareTimeline').pop()).toMatchObject({ title: 'Pay later' });
});

test('an event that jweixin does not know is told to onError once, however often the page is configured', async () => {
  const page = openPage({ platform: 'android' }, SHARE);
  const onError = jest.fn();
  page.weixin.on('onNoSuchThing' as JsApiEvent, () => undefined, {}, { onError });
  for (const route of ['/a', '/b', '/c']) {
    history.pushState(null, '', route);
    await settle(page.weixin.ready());
    await pass(1000);
  }
  expect(onError.mock.calls).toEqual([
    [expect.objectContaining({ code: 'API_UNSUPPORTED', api: 'onNoSuchThing', errMsg: '' })],
  ]);
});

test('an event that jweixin does not know causes no unhandled rejection', async () => {
  const page = openPage({}, SHARE);
  page.weixin.on('onNoSuchThing' as JsApiEvent, () => undefined)();
  await pass(1000);
  await settle(page.weixin.ready());
});

describe('the card that the page shares', () => {
  const card = (title: string): { title: string; link: string; imgUrl: string } => ({
    title,
    link: `https://example.com/${title}`,
    imgUrl: 'https://example.com/a.png',
  });
  const shared = (page: Page): Record<string, unknown> => page.sentTo('shareTimeline').pop()!;

  test('is the page’s own again once its listener stopped', async () => {
    document.title = 'Shop';
    const page = openPage({}, SHARE);
    const stop = page.weixin.on('onMenuShareTimeline', () => undefined, card('card'));
    await pass(10);
    await share(page);
    expect(shared(page)).toMatchObject({ title: 'card', link: 'https://example.com/card' });
    stop();
    await share(page);
    expect(JSON.stringify(shared(page))).not.toContain('https://example.com/');
    expect(shared(page)).toMatchObject({ title: 'Shop', link: location.href });
  });

  test('is kept by a listener without parameters', async () => {
    for (const params of [[], [undefined]]) {
      const page = openPage({}, SHARE);
      const listener = jest.fn();
      page.weixin.on('onMenuShareTimeline', () => undefined, card('card'));
      page.weixin.on('onMenuShareTimeline', listener, ...(params as []));
      await pass(10);
      await share(page);
      expect(shared(page)).toMatchObject({ title: 'card', link: 'https://example.com/card' });
      expect(listener).toHaveBeenCalledTimes(1);
    }
  });

  test('is kept when a listener without parameters stops', async () => {
    const page = openPage({}, SHARE);
    page.weixin.on('onMenuShareTimeline', () => undefined, card('card'));
    const stop = page.weixin.on('onMenuShareTimeline', () => undefined);
    await pass(10);
    stop();
    await share(page);
    expect(shared(page)).toMatchObject({ title: 'card' });
  });

  test('of the listener before is shared again once the later one stopped', async () => {
    const page = openPage({}, SHARE);
    page.weixin.on('onMenuShareTimeline', () => undefined, card('first'));
    const stop = page.weixin.on('onMenuShareTimeline', () => undefined, card('second'));
    await pass(10);
    await share(page);
    expect(shared(page)).toMatchObject({ title: 'second' });
    stop();
    await share(page);
    expect(shared(page)).toMatchObject({ title: 'first', link: 'https://example.com/first' });
  });

  test('of another listener stays when the one before stops', async () => {
    const page = openPage({}, SHARE);
    const stop = page.weixin.on('onMenuShareTimeline', () => undefined, card('first'));
    page.weixin.on('onMenuShareTimeline', () => undefined, card('second'));
    await pass(10);
    stop();
    await share(page);
    expect(shared(page)).toMatchObject({ title: 'second' });
  });

  test('comes back with a listener that is added later', async () => {
    const page = openPage({}, SHARE);
    page.weixin.on('onMenuShareTimeline', () => undefined, card('first'))();
    await pass(10);
    const listener = jest.fn();
    page.weixin.on('onMenuShareTimeline', listener, card('second'));
    await pass(10);
    await share(page);
    expect(shared(page)).toMatchObject({ title: 'second' });
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

test('a listener that throws does not keep the others from hearing, and the page hears of it', async () => {
  const page = openPage({}, SHARE);
  const heard = [jest.fn(), jest.fn()];
  page.weixin.on('onVoicePlayEnd', heard[0]!);
  page.weixin.on('onVoicePlayEnd', () => {
    throw new Error('the page is broken');
  });
  page.weixin.on('onVoicePlayEnd', heard[1]!);
  await pass(10);
  for (let told = 0; told < 2; told++) {
    page.simulated.emit('onVoicePlayEnd', { localId: '7' });
    // Not in the client's callback: a timer throws it, which the page's own error handler hears.
    await expect(pass(10)).rejects.toThrow('the page is broken');
  }
  expect(heard.map((listener) => listener.mock.calls.length)).toEqual([2, 2]);
});

test.each<[string, object]>([
  ['the bridge’s own name', { err_msg: 'onVoicePlayEnd:ok' }],
  ['jweixin’s name', { errMsg: 'onVoicePlayEnd:ok' }],
  ['nothing', {}],
  ['another word', { err_msg: 'onVoicePlayEnd:confirm' }],
])('errMsg is that of a call, whatever the client says: %s', async (_what, message) => {
  const page = openPage({}, SHARE);
  const listener = jest.fn();
  page.weixin.on('onVoicePlayEnd', listener);
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', { ...message, localId: '7' });
  expect(listener.mock.calls).toEqual([[{ errMsg: 'onVoicePlayEnd:ok', localId: '7' }]]);
});

test('errMsg of an event has the page’s name for it', async () => {
  const page = openPage({}, SHARE);
  const listener = jest.fn();
  page.weixin.on('onMenuShareTimeline', listener, { title: 't' });
  await pass(10);
  await share(page);
  expect(listener).toHaveBeenLastCalledWith(expect.objectContaining({ errMsg: 'onMenuShareTimeline:ok' }));
  for (const [said, told] of [
    ['cancel', 'cancel'],
    ['fail cancel', 'cancel'],
    ['fail system error', 'fail system error'],
  ]) {
    page.simulated.answer('shareTimeline', { err_msg: 'shareTimeline:' + said });
    await share(page);
    expect(listener).toHaveBeenLastCalledWith(expect.objectContaining({ errMsg: 'onMenuShareTimeline:' + told }));
  }
});

describe('a page that cannot be configured', () => {
  const CASES: [string, SimulateWeixinOptions, Partial<WeixinOptions>, string][] = [
    ['is refused', { config: 'invalid url domain' }, {}, 'CONFIG_REFUSED'],
    [
      'has a server that does not sign',
      {},
      { getConfigSignature: () => Promise.reject(new Error('503')) },
      'SIGNATURE_FAILED',
    ],
    ['has a silent client', { config: 'never' }, {}, 'TIMEOUT'],
    ['has no bridge', { bridge: 'never' }, {}, 'TIMEOUT'],
    ['is outside WeChat', { userAgent: SAFARI }, {}, 'NOT_IN_WEIXIN'],
  ];

  test.each(CASES)('tells onError when it %s', async (_how, client, options, code) => {
    const page = openPage(client, { ...SHARE, ...options });
    const onError: jest.Mock<void, [WeixinError]> = jest.fn();
    const listener = jest.fn();
    page.weixin.on('onVoicePlayEnd', listener, {}, { onError });
    await pass(60_000);
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ name: 'WeixinError', code })]]);
    expect(listener).not.toHaveBeenCalled();
  });

  test.each(CASES)('causes no unhandled rejection without onError when it %s', async (_how, client, options) => {
    const page = openPage(client, { ...SHARE, ...options });
    const stop = page.weixin.on('onVoicePlayEnd', () => undefined);
    await pass(60_000);
    stop();
  });

  test('does not tell one who stopped', async () => {
    const page = openPage({ config: 'invalid url domain', latency: 100 }, SHARE);
    const onError = jest.fn();
    page.weixin.on('onVoicePlayEnd', () => undefined, {}, { onError })();
    await pass(60_000);
    expect(onError).not.toHaveBeenCalled();
  });

  test.each([['with onError'], ['without']])('has its listener when a later configuration passes, %s', async (how) => {
    const page = openPage({ config: 'invalid url domain' }, SHARE);
    const listener = jest.fn();
    const onError = jest.fn();
    page.weixin.on('onVoicePlayEnd', listener, {}, how === 'without' ? {} : { onError });
    await pass(1000);
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
    await pass(100);
    page.simulated.emit('onVoicePlayEnd', { localId: '7' });
    expect(listener).toHaveBeenCalledTimes(1);
    expect(listener).toHaveBeenCalledWith(expect.objectContaining({ localId: '7' }));
    expect(onError.mock.calls.length).toBeLessThanOrEqual(1);
  });

  test('has its share card then too', async () => {
    const page = openPage({ config: 'invalid url domain' }, SHARE);
    page.weixin.on('onMenuShareTimeline', () => undefined, { title: 'Pay later' });
    await pass(1000);
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
    await pass(100);
    await share(page);
    expect(page.sentTo('shareTimeline')[0]).toMatchObject({ title: 'Pay later' });
  });

  test('does not have the listener that stopped meanwhile', async () => {
    const page = openPage({ config: 'invalid url domain' }, SHARE);
    const listener = jest.fn();
    const stop = page.weixin.on('onVoicePlayEnd', listener);
    await pass(1000);
    stop();
    page.simulated.answer('preVerifyJSAPI', 'ok');
    await settle(page.weixin.ready());
    await pass(100);
    page.simulated.emit('onVoicePlayEnd', {});
    expect(listener).not.toHaveBeenCalled();
  });
});

test('onError is not told where all is well', async () => {
  const page = openPage({}, SHARE);
  const onError = jest.fn();
  const listener = jest.fn();
  page.weixin.on('onVoicePlayEnd', listener, {}, { onError });
  await pass(60_000);
  page.simulated.emit('onVoicePlayEnd', {});
  expect([onError, listener].map((told) => told.mock.calls.length)).toEqual([0, 1]);
});

test('a listener that removes itself while it is told does not keep the next one from hearing', async () => {
  const page = openPage({}, SHARE);
  const next = jest.fn();
  let calls = 0;
  const stop = page.weixin.on('onVoicePlayEnd', () => {
    calls++;
    stop();
  });
  page.weixin.on('onVoicePlayEnd', next);
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', {});
  page.simulated.emit('onVoicePlayEnd', {});
  expect(calls).toBe(1);
  expect(next).toHaveBeenCalledTimes(2);
});

test('a listener that stops while the code for events is loading hears nothing, and its neighbour does', async () => {
  const page = openPage({}, SHARE);
  await settle(page.weixin.ready());
  const stopped = jest.fn();
  const onError = jest.fn();
  const heard = jest.fn();
  page.weixin.on('onVoicePlayEnd', stopped, undefined, { onError })();
  page.weixin.on('onVoicePlayEnd', heard);
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', {});
  expect([stopped, onError, heard].map((listener) => listener.mock.calls.length)).toEqual([0, 0, 1]);
});

test('a listener that an earlier one stops is not told of the same event any more', async () => {
  const page = openPage({}, SHARE);
  let stop = (): void => undefined;
  const stopped = jest.fn();
  page.weixin.on('onVoicePlayEnd', () => stop());
  stop = page.weixin.on('onVoicePlayEnd', stopped);
  await pass(10);
  page.simulated.emit('onVoicePlayEnd', {});
  expect(stopped).not.toHaveBeenCalled();
});

test.each(['chooseImage', 'chooseWXPay', 'checkJsApi', 'openBusinessView', 'config', 'ready', 'error', 'constructor'])(
  '%s is no event: onError is told, and neither the client nor jweixin is asked',
  async (name) => {
    const page = openPage({}, SHARE);
    await settle(page.weixin.ready());
    const sent = page.sent().length;
    const wx = (await page.library.loadJWeixin()) as unknown as Record<string, () => void>;
    const method = jest.fn();
    if (name !== 'constructor') wx[name] = method;
    const onError = jest.fn<void, [WeixinError]>();
    page.weixin.on(name as JsApiEvent, jest.fn() as never, undefined, { onError });
    await pass(10_000);
    expect(onError.mock.calls.map(([error]) => error.code)).toEqual(['API_UNSUPPORTED']);
    expect(method).not.toHaveBeenCalled();
    expect(page.sent()).toHaveLength(sent);
  },
);

test.each(['all', 'last'] as const)(
  'instances share a menu item: the card of the other is live again once one stops, where the client tells %s',
  async (listeners) => {
    const page = openPage({ listeners }, SHARE);
    const other = page.library.createWeixin({ getConfigSignature: page.getConfigSignature, ...SHARE });
    const heard = jest.fn();
    page.weixin.on('onMenuShareTimeline', heard, { title: 'first' });
    await pass(10);
    const stop = other.on('onMenuShareTimeline', jest.fn(), { title: 'second' });
    await pass(10);
    await share(page);
    stop();
    await share(page);
    expect(page.sentTo('shareTimeline').map(({ title }) => title)).toEqual(['second', 'first']);
    expect(heard).toHaveBeenCalledTimes(2);
  },
);
