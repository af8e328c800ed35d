import { REQUEST, SIGNATURE, TOKEN, VIEW, after, openPage, pass, settle, watch } from './open-page';

test('jweixin, the signature, the token and the bridge are waited for at the same time', async () => {
  const started: string[] = [];
  const page = openPage(
    { bridge: { after: 300 } },
    {
      getConfigSignature: () => {
        started.push('signature');
        return after(300, SIGNATURE);
      },
      wx: () => {
        started.push('jweixin');
        return after(300, real);
      },
    },
  );
  const real = await page.library.loadJWeixin();
  const applyPermissionsToken = (): Promise<string> => {
    started.push('token');
    return after(300, TOKEN);
  };
  const began = Date.now();
  const journey = page.weixin.authorizePayScore({ applyPermissionsToken });
  watch(journey);
  await pass(100);
  expect(started.slice().sort()).toEqual(['jweixin', 'signature', 'token']);
  expect(page.sent()).toEqual([]);
  expect(await settle(journey)).toMatchObject({ view: { status: 'ok' } });
  expect(Date.now() - began).toBeLessThan(350);
});

test('the capabilities are asked at the same time as the verdict', async () => {
  const page = openPage({ latency: 100 });
  await settle(page.weixin.openBusinessView(VIEW));
  const at = (api: string): number => page.simulated.calls.find((call) => call.api === api)!.at;
  expect(at('checkJsApi')).toBe(at('preVerifyJSAPI'));
  expect(at('openBusinessView')).toBeLessThan(150);
});

test('a token that takes longer than the page does not hold the page up', async () => {
  const page = openPage({ latency: 10 });
  const journey = page.weixin.authorizePayScore({ applyPermissionsToken: () => after(5000, TOKEN) });
  watch(journey);
  await pass(1000);
  expect([...new Set(page.sent())]).toEqual(['preVerifyJSAPI', 'checkJsApi']);
  expect(await settle(journey)).toMatchObject({ view: { status: 'ok' } });
});

describe.each(['ios', 'android', 'harmony', 'windows'] as const)('after ready() on %s', (platform) => {
  test.each([0, 40])('a tap makes exactly one bridge call, with a latency of %d ms', async (latency) => {
    const page = openPage({ platform, latency });
    await settle(page.weixin.ready());
    await pass(1000);
    const { length } = page.simulated.calls;
    const began = Date.now();
    const token = jest.fn(() => TOKEN);
    await settle(page.weixin.authorizePayScore({ applyPermissionsToken: token }));
    expect(page.simulated.calls.slice(length).map(({ api }) => api)).toEqual(['openBusinessView']);
    expect(Date.now() - began).toBeLessThan(latency + 10);
    expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  });

  test('a second tap makes one more', async () => {
    const page = openPage({ platform });
    await settle(page.weixin.authorizePayScore(REQUEST));
    const { length } = page.simulated.calls;
    await settle(page.weixin.authorizePayScore(REQUEST));
    expect(page.simulated.calls.slice(length).map(({ api }) => api)).toEqual(['openBusinessView']);
  });
});
