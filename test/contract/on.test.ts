import { openPage, pass, settle } from './open-page';
import type { Page } from './open-page';
import type { JsApiEvent, WeixinOptions } from '../../src';

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

test('on a page that is refused nobody hears anything, and nothing is left unheard', async () => {
  const page = openPage({ config: 'invalid url domain' }, SHARE);
  const listener = jest.fn();
  const stop = page.weixin.on('onVoicePlayEnd', listener);
  await pass(60_000);
  page.simulated.emit('onVoicePlayEnd', {});
  stop();
  expect(listener).not.toHaveBeenCalled();
});

test('an event that jweixin does not know leaves no rejection unheard', async () => {
  const page = openPage({}, SHARE);
  page.weixin.on('onNoSuchThing' as JsApiEvent, () => undefined)();
  await pass(1000);
  await settle(page.weixin.ready());
});
