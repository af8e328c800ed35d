import { REQUEST, TOKEN, VIEW, openPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';

/** A page whose view stays open for a second. */
function openSlowPage(): Page {
  return openPage({
    apis: { openBusinessView: () => new Promise((resolve) => setTimeout(resolve, 1000, 'ok')) },
  });
}

const other = { businessType: 'wxpayScoreUse', params: { package: 'p' } } as const;
const fresh = (): { applyPermissionsToken: () => string } => ({ applyPermissionsToken: () => TOKEN });

describe.each([
  ['at once', 0],
  ['while the view is open', 500],
])('a second tap %s', (_when, after) => {
  test.each<[string, (page: Page) => Promise<unknown>, (page: Page) => Promise<unknown>]>([
    [
      'the same request',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
    ],
    [
      'an equal request',
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST }),
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST }),
    ],
    [
      'a request with a token function of its own',
      ({ weixin }) => weixin.authorizePayScore(fresh()),
      ({ weixin }) => weixin.authorizePayScore(fresh()),
    ],
    ['the same view', ({ weixin }) => weixin.openBusinessView(VIEW), ({ weixin }) => weixin.openBusinessView(VIEW)],
    [
      'an equal view',
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, params: { ...VIEW.params } }),
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, params: { ...VIEW.params } }),
    ],
  ])('for %s shares the first one’s view and result', async (_what, first, second) => {
    const page = openSlowPage();
    await settle(page.weixin.ready());
    const one = first(page);
    await pass(after);
    const [a, b] = await settle(Promise.all([one, second(page)]));
    expect(a).toEqual(b);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });

  test.each<[string, (page: Page) => Promise<unknown>, (page: Page) => Promise<unknown>]>([
    [
      'another token',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore({ applyPermissionsToken: 'another' }),
    ],
    [
      'another scene',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST, scene: 'ORDER' }),
    ],
    ['another view', ({ weixin }) => weixin.openBusinessView(VIEW), ({ weixin }) => weixin.openBusinessView(other)],
    [
      'other params',
      ({ weixin }) => weixin.openBusinessView(VIEW),
      ({ weixin }) => weixin.openBusinessView({ ...VIEW, params: { apply_permissions_token: 'another' } }),
    ],
    [
      'a view during a journey',
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
      ({ weixin }) => weixin.openBusinessView(other),
    ],
    [
      'a journey during a view',
      ({ weixin }) => weixin.openBusinessView(other),
      ({ weixin }) => weixin.authorizePayScore(REQUEST),
    ],
  ])('for %s is BUSY, and the first is not disturbed', async (_what, first, second) => {
    const page = openSlowPage();
    await settle(page.weixin.ready());
    const one = first(page);
    await pass(after);
    await expect(settle(second(page))).rejects.toMatchObject({ code: 'BUSY' });
    expect(await settle(one)).toBeDefined();
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
    await settle(second(page));
    expect(page.sentTo('openBusinessView')).toHaveLength(2);
  });
});

test('two taps on a page that is not ready ask for everything once', async () => {
  const page = openPage({ latency: 50, bridge: { after: 200 } });
  const token = jest.fn(() => TOKEN);
  const tap = (): Promise<unknown> => page.weixin.authorizePayScore({ applyPermissionsToken: token });
  await settle(Promise.all([tap(), tap()]));
  expect(token).toHaveBeenCalledTimes(1);
  expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  expect(page.sent().sort()).toEqual(['checkJsApi', 'openBusinessView', 'preVerifyJSAPI']);
});

test.each<[string, object]>([
  ['failed', { apis: { openBusinessView: { err_code: -1 } } }],
  ['was refused', { config: 'invalid url domain' }],
  ['was cancelled', { apis: { openBusinessView: 'cancel' } }],
])('after a view that %s another may open', async (_how, client) => {
  const page = openPage(client);
  await settle(page.weixin.openBusinessView(VIEW).catch(() => undefined));
  page.simulated.answer('openBusinessView', 'ok');
  page.simulated.answer('preVerifyJSAPI', 'ok');
  expect(await settle(page.weixin.openBusinessView(other))).toMatchObject({ status: 'ok' });
});

test('a second caller who gives up leaves the view to the first', async () => {
  const page = openSlowPage();
  const first = page.weixin.openBusinessView(VIEW);
  const caller = new AbortController();
  const second = page.weixin.openBusinessView(VIEW, { signal: caller.signal });
  watch(second);
  await pass(100);
  caller.abort('gone');
  await expect(settle(second)).rejects.toMatchObject({ code: 'ABORTED', cause: 'gone' });
  expect(await settle(first)).toMatchObject({ status: 'ok' });
});

test('another view may open while the server is still asked about the first', async () => {
  const page = openPage();
  const first = page.weixin.authorizePayScore({ ...REQUEST, confirm: () => 'UNBINDUSER' });
  watch(first);
  await pass(1000);
  expect(await settle(page.weixin.openBusinessView(other))).toMatchObject({ status: 'ok' });
  expect(await settle(first)).toMatchObject({ state: 'UNBINDUSER' });
});
