import { REQUEST, SIGNATURE, TOKEN, VIEW, after, deferred, openPage, pass, settle, time, watch } from './open-page';
import type { Page } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { PayScoreRequest, WaitOptions, WeixinOptions } from '../../src';

/** A wait that the test ends itself: what the page is opened with, and how the answer comes in the end. */
interface Wait {
  client?: SimulateWeixinOptions;
  options?: Partial<WeixinOptions>;
  request?: Partial<PayScoreRequest>;
  answer(page: Page): void;
}

const WAITS: [step: string, prepare: () => Wait][] = [
  [
    'jweixin',
    () => {
      const wx = deferred<never>();
      return {
        options: { wx: () => wx.promise },
        answer: ({ library }) => void library.loadJWeixin().then((real) => wx.resolve(real as never)),
      };
    },
  ],
  [
    'signature',
    () => {
      const signature = deferred<typeof SIGNATURE>();
      return { options: { getConfigSignature: () => signature.promise }, answer: () => signature.resolve(SIGNATURE) };
    },
  ],
  [
    'token',
    () => {
      const token = deferred<string>();
      return { request: { applyPermissionsToken: () => token.promise }, answer: () => token.resolve(TOKEN) };
    },
  ],
  [
    'config',
    () => ({ client: { config: 'never' }, answer: ({ simulated }) => simulated.reply('preVerifyJSAPI', 'ok') }),
  ],
  [
    'checkJsApi',
    () => ({
      client: { apis: { checkJsApi: 'never' } },
      answer: ({ simulated }) => simulated.reply('checkJsApi', 'ok'),
    }),
  ],
];

describe.each(WAITS)('a page that is frozen while it waits for %s', (step, prepare) => {
  async function tap(): Promise<{ page: Page; wait: Wait; journey: Promise<unknown>; state: { settled: boolean } }> {
    const wait = prepare();
    const page = openPage(wait.client, wait.options);
    const journey = page.weixin.authorizePayScore({ ...REQUEST, ...wait.request });
    const state = watch(journey);
    await pass(2000);
    return { page, wait, journey, state };
  }

  test.each([15_000, 60_000, 3_600_000])('goes on when it wakes after %d ms', async (asleep) => {
    const { page, wait, journey, state } = await tap();
    page.simulated.freeze({ bridge: true });
    await pass(asleep);
    page.simulated.thaw();
    await pass(500);
    expect(state.settled).toBe(false);
    wait.answer(page);
    expect(await settle(journey)).toMatchObject({ view: { status: 'ok' } });
  });

  test('goes on with what was answered meanwhile', async () => {
    const { page, wait, journey } = await tap();
    page.simulated.freeze({ bridge: true });
    await pass(60_000);
    wait.answer(page);
    page.simulated.thaw();
    expect(await settle(journey)).toMatchObject({ view: { status: 'ok' } });
  });

  test('gives up some time after it woke, where nothing comes', async () => {
    const { page, journey } = await tap();
    page.simulated.freeze({ bridge: true });
    await pass(60_000);
    page.simulated.thaw();
    const { took, error } = await time(journey);
    expect(error).toMatchObject({ code: 'TIMEOUT', step });
    expect(took).toBeLessThan(20_100);
  });

  test('gives up in time where it was not frozen', async () => {
    const { journey } = await tap();
    const { took, error } = await time(journey);
    expect(error).toMatchObject({ code: 'TIMEOUT', step });
    expect(took).toBeLessThan(18_100);
  });
});

test('a page that is frozen before its bridge came waits for it when it wakes', async () => {
  const page = openPage({ bridge: { after: 65_000 } });
  const journey = page.weixin.authorizePayScore(REQUEST);
  const state = watch(journey);
  await pass(1000);
  page.simulated.freeze();
  await pass(62_000);
  page.simulated.thaw();
  await pass(100);
  expect(state.settled).toBe(false);
  expect(await settle(journey)).toMatchObject({ view: { status: 'ok' } });
});

test('a page that is frozen during a call goes on when it wakes, and a silent call still ends', async () => {
  const page = openPage({ apis: { getNetworkType: 'never' } }, { jsApiList: ['getNetworkType'] });
  for (const answered of [true, false]) {
    const call = page.weixin.call('getNetworkType');
    const state = watch(call);
    await pass(2000);
    page.simulated.freeze({ bridge: true });
    await pass(60_000);
    page.simulated.thaw();
    await pass(500);
    expect(state.settled).toBe(false);
    if (answered) page.simulated.reply('getNetworkType', 'ok');
    if (answered) expect(await settle(call)).toMatchObject({ networkType: 'wifi' });
    else await expect(settle(call)).rejects.toMatchObject({ code: 'TIMEOUT', step: 'getNetworkType' });
  }
});

/** The verbs that share the configuration, each with a clock of its own. */
const VERBS: [string, (page: Page, wait: WaitOptions) => Promise<unknown>][] = [
  ['ready', ({ weixin }, wait) => weixin.ready(wait)],
  ['checkJsApi', ({ weixin }, wait) => weixin.checkJsApi(['getNetworkType'], wait)],
  ['call', ({ weixin }, wait) => weixin.call('getNetworkType', {}, wait)],
  ['openBusinessView', ({ weixin }, wait) => weixin.openBusinessView(VIEW, wait)],
  ['authorizePayScore', ({ weixin }, wait) => weixin.authorizePayScore(REQUEST, wait)],
];
const LISTED: Partial<WeixinOptions> = { jsApiList: ['getNetworkType', 'chooseImage'] };

describe.each(VERBS)('the patience of %s', (_verb, act) => {
  const slow = (): Promise<typeof SIGNATURE> => after(3000, SIGNATURE);

  test('does not cut short what others share', async () => {
    const page = openPage({ latency: 50 }, { ...LISTED, getConfigSignature: slow });
    const impatient = time(act(page, { timeout: 20 }));
    const ready = page.weixin.ready();
    watch(ready);
    expect(await impatient).toMatchObject({ error: { code: 'TIMEOUT' } });
    expect((await impatient).took).toBeLessThan(40);
    await settle(ready);
  });

  test('does not depend on who began', async () => {
    const page = openPage({ latency: 50 }, { ...LISTED, getConfigSignature: slow });
    const ready = page.weixin.ready();
    watch(ready);
    await pass(100);
    const { took, error } = await time(act(page, { timeout: 200 }));
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    expect(took).toBeLessThan(250);
    await settle(ready);
  });

  test('is as long as the caller says, however impatient the session is', async () => {
    const page = openPage({}, { ...LISTED, getConfigSignature: slow, timeout: 1000 });
    const ready = time(page.weixin.ready());
    const patient = act(page, { timeout: 10_000 });
    watch(patient);
    expect(await ready).toMatchObject({ error: { code: 'TIMEOUT', step: 'signature' }, took: 1000 });
    await settle(patient);
  });

  test('may be ended by a signal, while the others go on waiting', async () => {
    const page = openPage({}, { ...LISTED, getConfigSignature: slow });
    const caller = new AbortController();
    const mine = act(page, { signal: caller.signal });
    const ready = page.weixin.ready();
    watch(mine);
    watch(ready);
    await pass(100);
    caller.abort('enough');
    await expect(settle(mine)).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    await settle(ready);
  });

  test.each([0, -1, NaN, '10'])('may not be %p', async (timeout) => {
    const page = openPage({}, LISTED);
    await expect(settle(act(page, { timeout: timeout as number }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'timeout',
    });
  });
});

test('a caller’s patience is for that caller: the next one has the session’s again', async () => {
  const page = openPage({}, { ...LISTED, getConfigSignature: () => new Promise(() => undefined) });
  expect(await time(page.weixin.ready({ timeout: 100 }))).toMatchObject({ took: 100, error: { code: 'TIMEOUT' } });
  expect((await time(page.weixin.ready())).took).toBeGreaterThan(9000);
});

test.each<[string, Partial<WeixinOptions>, number]>([
  ['10 s where the page says nothing', {}, 10_000],
  ['what the page says', { timeout: 4000 }, 4000],
])('the session’s patience is %s', async (_what, options, took) => {
  const page = openPage({ config: 'never' }, options);
  expect(await time(page.weixin.ready())).toMatchObject({ took, error: { code: 'TIMEOUT', step: 'config' } });
});

describe('a timeout under a second', () => {
  test.each<[string, SimulateWeixinOptions, Partial<WeixinOptions>]>([
    ['signature', {}, { getConfigSignature: () => new Promise(() => undefined) }],
    ['config', { config: 'never' }, {}],
    ['checkJsApi', { apis: { checkJsApi: 'never' } }, {}],
  ])('ends a wait for %s as soon as it says, for the session and for a call', async (step, client, options) => {
    const session = openPage(client, { ...options, timeout: 300 });
    const byDefault = await time(session.weixin.openBusinessView(VIEW));
    expect(byDefault.error).toMatchObject({ code: 'TIMEOUT', step });
    expect(byDefault.took).toBeGreaterThanOrEqual(300);
    expect(byDefault.took).toBeLessThan(400);
    const own = await time(openPage(client, options).weixin.openBusinessView(VIEW, { timeout: 300 }));
    expect(own.error).toMatchObject({ code: 'TIMEOUT', step });
    expect(own.took).toBeLessThan(400);
  });

  test('is over when its timer fires 0.9 s late, because a busy page is not a frozen one', async () => {
    const page = openPage({ config: 'never' });
    const ready = page.weixin.ready({ timeout: 300 });
    const state = watch(ready);
    await pass(299);
    jest.setSystemTime(Date.now() + 900);
    await pass(1);
    expect(state.settled).toBe(true);
    await expect(ready).rejects.toMatchObject({ code: 'TIMEOUT', step: 'config' });
  });
});

test('a phone whose clock is set back does not lengthen the patience of one who is asked about again', async () => {
  const page = openPage();
  await settle(page.weixin.ready());
  const journey = watch(page.weixin.authorizePayScore({ ...REQUEST, confirm: () => 'UNBINDUSER' }));
  await pass(1000);
  jest.setSystemTime(Date.now() - 3_600_000);
  await pass(1000);
  page.simulated.hidePage();
  await pass(5000);
  page.simulated.showPage();
  await pass(15_000);
  expect(journey.settled).toBe(true);
});
