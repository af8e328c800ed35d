import { REQUEST, openPage, pass, settle, watch } from './open-page';

test('a bridge that never comes ends with TIMEOUT', async () => {
  const page = openPage({ bridge: 'never' }, { timeout: 3000 });
  await expect(settle(page.weixin.authorizePayScore(REQUEST))).rejects.toMatchObject({
    code: 'TIMEOUT',
    step: 'bridge',
  });
  expect(page.sent()).toEqual([]);
});

test('the wait for the bridge is 10 seconds by default', async () => {
  const page = openPage({ bridge: 'never' });
  const ready = watch(page.weixin.ready());
  await pass(9999);
  expect(ready.settled).toBe(false);
  await pass(1);
  expect(ready.settled).toBe(true);
});

test('the wait is the caller’s own where the caller says so', async () => {
  const page = openPage({ bridge: 'never' }, { timeout: 60_000 });
  const ready = watch(page.weixin.authorizePayScore(REQUEST, { timeout: 500 }));
  await pass(500);
  expect(ready.settled).toBe(true);
});

test.each(['ios', 'android', 'harmony'] as const)('a bridge that comes late on %s is waited for', async (platform) => {
  const page = openPage({ platform, bridge: { after: 4000 } });
  expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok' } });
  expect(page.sent()).toEqual(expect.arrayContaining(['preVerifyJSAPI', 'checkJsApi', 'openBusinessView']));
});

test('a bridge that comes too late does for the next try', async () => {
  const page = openPage({ bridge: { after: 4000 } }, { timeout: 1000 });
  await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT', step: 'bridge' });
  await pass(4000);
  expect(page.sent()).toEqual([]);
  await settle(page.weixin.ready());
});

test('nothing listens for the bridge any more once the wait is over', async () => {
  const page = openPage({ bridge: 'never' }, { timeout: 1000 });
  const removed = jest.spyOn(document, 'removeEventListener');
  await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(removed).toHaveBeenCalledWith('WeixinJSBridgeReady', expect.any(Function));
  removed.mockRestore();
});
