import { REQUEST, VIEW, away, openPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';
import { merchantServer } from './merchant-server';
import type { SimulatedWeixin, SimulateWeixinOptions } from '../../src/testing';
import type { BusinessViewOutcome, WaitOptions } from '../../src';

const MINUTE = 60_000;
const SILENT: SimulateWeixinOptions = { apis: { openBusinessView: 'never' } };
const NOTHING_SAID = { status: 'unknown', errCode: null, errMsg: '', extraData: null };

interface Opened {
  page: Page;
  view: Promise<BusinessViewOutcome>;
  opened: { settled: boolean };
}

/** A page whose view is open since 10 ms. The client says nothing of its own accord. */
async function openView(client: SimulateWeixinOptions = {}, wait: WaitOptions = {}): Promise<Opened> {
  const page = openPage({ ...SILENT, ...client });
  await settle(page.weixin.ready());
  await pass(1000);
  const view = page.weixin.openBusinessView(VIEW, wait);
  const opened = watch(view);
  await pass(10);
  expect(page.sentTo('openBusinessView')).toHaveLength(1);
  return { page, view, opened };
}

/** Clients in which a view covers the page without any sign of it. */
const UNHIDDEN: [string, SimulateWeixinOptions][] = [
  ['the developer tools', { devtools: true }],
  ['an Android web view that stays visible', { platform: 'android', signs: [] }],
  ['a half-screen sheet on iOS', { signs: [] }],
  ['HarmonyOS', { platform: 'harmony', signs: [] }],
  ['Windows', { platform: 'windows', signs: [] }],
];

describe.each(UNHIDDEN)('a view that does not hide the page (%s)', (_name, client) => {
  test.each([9_000, 12_000, MINUTE, 9.9 * MINUTE])('is waited for while the user reads for %d ms', async (reading) => {
    for (const [answer, status] of [
      ['ok', 'ok'],
      ['cancel', 'cancelled'],
    ]) {
      const { page, view, opened } = await openView(client);
      await pass(reading);
      expect(opened.settled).toBe(false);
      page.simulated.reply('openBusinessView', answer);
      expect(await settle(view)).toMatchObject({ status });
    }
  });

  test('lets a failure through, however late it comes', async () => {
    const { page, view } = await openView(client);
    await pass(5 * MINUTE);
    page.simulated.reply('openBusinessView', { err_code: -1, err_msg: 'openBusinessView:fail system error' });
    await expect(settle(view)).rejects.toMatchObject({ code: 'API_FAILED', errCode: -1 });
  });

  test('ends the journey with the server’s AVAILABLE', async () => {
    const page = openPage({ ...SILENT, ...client });
    const { confirm, askedAt } = merchantServer('AVAILABLE');
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    const state = watch(journey);
    await pass(MINUTE);
    expect([state.settled, askedAt]).toEqual([false, []]);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE', view: { status: 'ok' } });
  });

  test('without a callback is over with the next touch after the timeout', async () => {
    const { page, view, opened } = await openView(client);
    await pass(15_000);
    page.simulated.touch();
    await pass(2900);
    expect(opened.settled).toBe(false);
    await pass(200);
    expect(opened.settled).toBe(true);
    expect(await view).toEqual(NOTHING_SAID);
  });

  test.each([100, 5000, 9900])('is not over with an impatient tap after %d ms', async (impatience) => {
    const { page, view, opened } = await openView(client);
    await pass(impatience);
    page.simulated.touch();
    await pass(MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('after an impatient tap is over with the next touch after the timeout', async () => {
    const { page, view, opened } = await openView(client);
    await pass(2000);
    page.simulated.touch();
    await pass(20_000);
    expect(opened.settled).toBe(false);
    page.simulated.touch();
    await pass(3100);
    expect(opened.settled).toBe(true);
    expect(await view).toEqual(NOTHING_SAID);
  });

  test('is asked about within those 3 s after a touch, and AVAILABLE counts', async () => {
    const page = openPage({ ...SILENT, ...client });
    const { confirm, askedAt } = merchantServer('AVAILABLE');
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    watch(journey);
    await pass(30_000);
    page.simulated.touch();
    await pass(50);
    expect(askedAt).toHaveLength(1);
    expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE' });
  });
});

describe('the sign that somebody sees the page', () => {
  const TOUCHES: [string, (simulated: SimulatedWeixin) => void][] = [
    ['a tap', (simulated) => simulated.touch()],
    [
      'a tap of an engine without pointer events',
      (simulated) => simulated.touch({ events: ['touchstart', 'touchend'] }),
    ],
    ['a pointer', (simulated) => simulated.touch({ events: ['pointerdown', 'pointerup'] })],
    [
      'a click of a mouse in an engine without pointer events',
      (simulated) => simulated.touch({ events: ['mousedown', 'mouseup', 'click'] }),
    ],
    ['a key', (simulated) => simulated.key()],
    ['a tap on a button that keeps the event for itself', (simulated) => tapPrivately(simulated)],
  ];

  function tapPrivately(simulated: SimulatedWeixin): void {
    const button = document.body.appendChild(document.createElement('button'));
    for (const type of ['pointerdown', 'touchstart', 'pointerup', 'touchend', 'mousedown', 'mouseup', 'click'])
      button.addEventListener(type, (event) => event.stopPropagation());
    simulated.touch({ element: button });
    button.remove();
  }

  test.each(TOUCHES)('is %s', async (_what, act) => {
    const { page, view } = await openView({ signs: [] });
    await pass(12_000);
    act(page.simulated);
    await pass(3100);
    expect(await settle(view)).toEqual(NOTHING_SAID);
  });

  test.each(['scroll', 'resize', 'focus', 'orientationchange'])('is not the event %s', async (type) => {
    const { page, view, opened } = await openView({ signs: [] });
    await pass(12_000);
    window.dispatchEvent(new Event(type));
    document.dispatchEvent(new Event(type));
    await pass(MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test.each([
    [2000, 1500, false],
    [2000, 2500, true],
    [30_000, 15_000, false],
    [30_000, 31_000, true],
  ])('with a timeout of %d ms a touch after %d ms counts: %p', async (timeout, at, counts) => {
    const { page, opened, view } = await openView({ signs: [] }, { timeout });
    await pass(at);
    page.simulated.touch();
    await pass(4000);
    expect(opened.settled).toBe(counts);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: counts ? 'unknown' : 'ok' });
  });

  test('leaves the callback 3 s to come', async () => {
    const { page, view } = await openView({ signs: [] });
    await pass(20_000);
    page.simulated.touch();
    await pass(2000);
    page.simulated.reply('openBusinessView', 'cancel');
    expect(await settle(view)).toMatchObject({ status: 'cancelled' });
  });

  test('may be the second tap on the button itself, which shares the view', async () => {
    const { page, view } = await openView({ signs: [] });
    await pass(20_000);
    page.simulated.touch();
    const again = page.weixin.openBusinessView(VIEW);
    expect(await settle(Promise.all([view, again]))).toEqual([NOTHING_SAID, NOTHING_SAID]);
    expect(page.sentTo('openBusinessView')).toHaveLength(1);
  });
});

describe('without any sign', () => {
  test.each([undefined, 4000])('the wait ends after 10 minutes with TIMEOUT (timeout %p)', async (timeout) => {
    const { view, opened } = await openView({ signs: [] }, timeout ? { timeout } : {});
    await pass(10 * MINUTE - 1000);
    expect(opened.settled).toBe(false);
    await pass(2000);
    expect(opened.settled).toBe(true);
    await expect(view).rejects.toMatchObject({ code: 'TIMEOUT', step: 'openBusinessView' });
  });

  test('the journey asks the server before it ends with TIMEOUT', async () => {
    const page = openPage({ ...SILENT, signs: [] });
    const { confirm, askedAt } = merchantServer('UNBINDUSER');
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    await expect(settle(journey)).rejects.toMatchObject({ code: 'TIMEOUT', step: 'openBusinessView' });
    expect(askedAt[0]).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  test('AVAILABLE counts then too', async () => {
    const page = openPage({ ...SILENT, signs: [] });
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm: merchantServer('AVAILABLE').confirm });
    expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE', view: { status: 'unknown' } });
  });

  test('another view may open afterwards', async () => {
    const { page, view } = await openView({ signs: [] });
    await expect(settle(view)).rejects.toMatchObject({ code: 'TIMEOUT' });
    page.simulated.answer('openBusinessView', 'ok');
    const other = { businessType: 'wxpayScoreUse', params: { package: 'p' } } as const;
    expect(await settle(page.weixin.openBusinessView(other))).toMatchObject({ status: 'ok' });
  });
});

const SIGNS: [string, SimulateWeixinOptions][] = [
  ['document.hidden', { signs: ['visibilitychange'] }],
  ['pagehide', { signs: ['pagehide'] }],
  ['onPageStateChange, as text', { signs: ['onPageStateChange'], pageState: 'text' }],
  ['onPageStateChange, as a boolean', { signs: ['onPageStateChange'], pageState: 'boolean' }],
  ['all of them', { signs: ['visibilitychange', 'pagehide', 'onPageStateChange'] }],
  ['all of them, in another order', { signs: ['onPageStateChange', 'pagehide', 'visibilitychange'] }],
];

describe.each(SIGNS)('a page that left and came back, by %s,', (_name, client) => {
  test('has all the time there is, then 3 s for the callback', async () => {
    const { page, view, opened } = await openView(client);
    page.simulated.hidePage();
    await pass(30 * MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.showPage();
    await pass(2900);
    expect(opened.settled).toBe(false);
    await pass(200);
    expect(opened.settled).toBe(true);
    expect(await view).toEqual(NOTHING_SAID);
  });

  test('counts the callback that comes within those 3 s', async () => {
    const { page, view } = await openView(client);
    await away(page, 5 * MINUTE);
    await pass(2500);
    page.simulated.reply('openBusinessView', 'cancel');
    expect(await settle(view)).toMatchObject({ status: 'cancelled' });
  });

  test('and left again within those 3 s is waited for again', async () => {
    const { page, view, opened } = await openView(client);
    await away(page, MINUTE);
    await pass(1000);
    page.simulated.hidePage();
    await pass(10 * MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('asks the server at once, during those 3 s', async () => {
    const page = openPage({ ...SILENT, ...client });
    await settle(page.weixin.ready());
    const { confirm, askedAt } = merchantServer('UNBINDUSER', 'AVAILABLE');
    const journey = page.weixin.authorizePayScore({ ...REQUEST, confirm });
    watch(journey);
    await pass(100);
    page.simulated.hidePage();
    await pass(MINUTE);
    expect(askedAt).toEqual([]);
    const back = Date.now();
    page.simulated.showPage();
    await pass(20);
    expect(askedAt).toHaveLength(1);
    expect(await settle(journey)).toMatchObject({ state: 'AVAILABLE' });
    expect(Date.now() - back).toBeLessThan(3200);
  });
});

test('the client is asked for onPageStateChange once, because nothing takes a listener back', async () => {
  const page = openPage();
  await settle(page.weixin.ready());
  const { WeixinJSBridge } = window as unknown as { WeixinJSBridge: { on(event: string): void } };
  const on = jest.spyOn(WeixinJSBridge, 'on');
  for (let views = 0; views < 3; views++) await settle(page.weixin.openBusinessView(VIEW));
  expect(on.mock.calls.filter(([event]) => event === 'onPageStateChange')).toHaveLength(1);
});

describe('a sign of the return', () => {
  test.each<[string, (simulated: SimulatedWeixin) => void]>([
    ['pageshow', (simulated) => simulated.showPage({ signs: ['pageshow'] })],
    ['onPageStateChange, as text', (simulated) => simulated.emit('onPageStateChange', { active: 'true' })],
    ['onPageStateChange, as a boolean', (simulated) => simulated.emit('onPageStateChange', { active: true })],
    ['visibilitychange', () => void document.dispatchEvent(new Event('visibilitychange'))],
  ])('without one of leaving is none: %s', async (_sign, give) => {
    const { page, view, opened } = await openView();
    give(page.simulated);
    await pass(MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('by touch is taken back where the page leaves within the 3 s', async () => {
    const { page, view, opened } = await openView({ platform: 'android' });
    await pass(12_000);
    page.simulated.touch();
    await pass(1000);
    page.simulated.hidePage();
    await pass(5 * MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test.each([[{}], [null], [undefined], [{ active: 1 }], ['true']])(
    'that says nothing (%j) is none',
    async (payload) => {
      const { page, view, opened } = await openView();
      page.simulated.emit('onPageStateChange', payload);
      await pass(MINUTE);
      expect(opened.settled).toBe(false);
      page.simulated.reply('openBusinessView', 'ok');
      expect(await settle(view)).toMatchObject({ status: 'ok' });
    },
  );
});

describe('a page that is still hidden', () => {
  test.each([['pageshow'], ['onPageStateChange']] as const)('is not back with %s', async (sign) => {
    const { page, view, opened } = await openView({ platform: 'android' });
    page.simulated.hidePage({ signs: ['visibilitychange'] });
    await pass(1000);
    page.simulated.showPage({ signs: [sign] });
    await pass(15 * MINUTE);
    expect(opened.settled).toBe(false);
    page.simulated.showPage();
    expect(await settle(view)).toEqual(NOTHING_SAID);
  });

  test('may be told the answer meanwhile', async () => {
    const { page, view } = await openView();
    page.simulated.hidePage();
    await pass(MINUTE);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('when its view is asked for, and stays so, ends', async () => {
    const page = openPage(SILENT);
    await settle(page.weixin.ready());
    page.simulated.hidePage();
    const view = page.weixin.openBusinessView(VIEW);
    const opened = watch(view);
    await pass(11 * MINUTE);
    expect(opened.settled).toBe(true);
    await expect(view).rejects.toMatchObject({ code: 'TIMEOUT', step: 'openBusinessView' });
  });

  test('when its view is asked for may come back to the answer', async () => {
    const page = openPage(SILENT);
    await settle(page.weixin.ready());
    page.simulated.hidePage();
    const view = page.weixin.openBusinessView(VIEW);
    watch(view);
    await pass(MINUTE);
    page.simulated.showPage();
    await pass(1000);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });
});

describe('a page that is frozen', () => {
  test.each([2 * MINUTE, 11 * MINUTE, 60 * MINUTE])(
    'before any hide event wakes after %d ms to its view, not to TIMEOUT',
    async (asleep) => {
      const { page, view, opened } = await openView();
      await pass(5000);
      page.simulated.freeze({ bridge: true });
      await pass(asleep);
      page.simulated.thaw();
      await pass(1000);
      expect(opened.settled).toBe(false);
      page.simulated.reply('openBusinessView', 'ok');
      expect(await settle(view)).toMatchObject({ status: 'ok' });
    },
  );

  test('and told the answer meanwhile has it when it wakes', async () => {
    const { page, view } = await openView();
    page.simulated.freeze({ bridge: true });
    await pass(20 * MINUTE);
    page.simulated.reply('openBusinessView', 'cancel');
    page.simulated.thaw();
    expect(await settle(view)).toMatchObject({ status: 'cancelled' });
  });

  test('within the 3 s after the way back leaves the callback its time', async () => {
    const { page, view, opened } = await openView();
    await away(page, MINUTE);
    await pass(1000);
    page.simulated.freeze({ bridge: true });
    await pass(MINUTE);
    page.simulated.thaw();
    await pass(100);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('and silent afterwards ends all the same', async () => {
    const { page, view, opened } = await openView({ signs: [] });
    page.simulated.freeze({ bridge: true });
    await pass(20 * MINUTE);
    page.simulated.thaw();
    await pass(1000);
    expect(opened.settled).toBe(false);
    await pass(21 * MINUTE);
    expect(opened.settled).toBe(true);
    await expect(view).rejects.toMatchObject({ code: 'TIMEOUT', step: 'openBusinessView' });
  });
});

describe('a callback after the end', () => {
  test('is ignored, also by the next view', async () => {
    const replies: ((answer: unknown) => void)[] = [];
    const { page, view } = await openView({
      apis: { openBusinessView: (_params, reply) => void replies.push(reply) },
    });
    await away(page, 1000);
    expect(await settle(view)).toEqual(NOTHING_SAID);
    const next = page.weixin.openBusinessView({ businessType: 'wxpayScoreUse', params: { package: 'p' } });
    const opened = watch(next);
    await pass(100);
    replies[0]!({ err_code: -1 });
    await pass(100);
    expect(opened.settled).toBe(false);
    replies[1]!('ok');
    expect(await settle(next)).toMatchObject({ status: 'ok' });
  });

  test.each<[string, SimulateWeixinOptions]>([
    ['iOS', {}],
    ['an Android web view that stays visible', { platform: 'android', signs: [] }],
  ])('finds no timer and no listener left on %s', async (_name, client) => {
    const page = openPage({ ...SILENT, ...client });
    await settle(page.weixin.ready());
    await pass(5000);
    const before = jest.getTimerCount();
    const spies = ([document, window] as EventTarget[]).flatMap((target) => [
      jest.spyOn(target, 'addEventListener'),
      jest.spyOn(target, 'removeEventListener'),
    ]);
    const view = page.weixin.openBusinessView(VIEW);
    watch(view);
    await pass(20_000);
    page.simulated.reply('openBusinessView', 'ok');
    await settle(view);
    await pass(5000);
    const [added, removed] = [0, 1].map((kind) =>
      spies
        .filter((_spy, index) => index % 2 === kind)
        .flatMap((spy) => spy.mock.calls.map(([type]) => String(type)))
        // jweixin's own.
        .filter((type) => !/^(WeixinJSBridgeReady|load|error)$/.test(type))
        .sort(),
    );
    expect(jest.getTimerCount()).toBe(before);
    expect([...new Set(added)]).toEqual([...new Set(removed)]);
    spies.forEach((spy) => spy.mockRestore());
  });
});

describe.each(['chooseImage', 'scanQRCode', 'chooseWXPay'] as const)(
  'a silent call of %s, which a person answers,',
  (api) => {
    const PARAMS: object = { timestamp: 1, nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' };
    const NATIVE = { chooseImage: 'chooseImage', scanQRCode: 'scanQRCode', chooseWXPay: 'getBrandWCPayRequest' }[api];

    async function call(client: SimulateWeixinOptions = {}): Promise<Opened> {
      const page = openPage({ ...client, apis: { [NATIVE]: 'never' } }, { jsApiList: [api] });
      await settle(page.weixin.ready());
      const view = page.weixin.call(api, PARAMS as never) as Promise<never>;
      const opened = watch(view);
      await pass(100);
      expect(page.sentTo(NATIVE)).toHaveLength(1);
      return { page, view, opened };
    }

    test('is waited for while nothing says that the person is back', async () => {
      const { page, view, opened } = await call({ signs: [] });
      await pass(9 * MINUTE);
      expect(opened.settled).toBe(false);
      page.simulated.reply(NATIVE, 'ok');
      expect(await settle(view)).toMatchObject({ errMsg: api + ':ok' });
    });

    test('ends 3 s after the person is back', async () => {
      const { page, view, opened } = await call();
      page.simulated.hidePage();
      await pass(20 * MINUTE);
      expect(opened.settled).toBe(false);
      page.simulated.showPage();
      await pass(2900);
      expect(opened.settled).toBe(false);
      await pass(200);
      expect(opened.settled).toBe(true);
      await expect(view).rejects.toMatchObject({ code: 'TIMEOUT', step: api });
    });

    test('ends with the next touch after the timeout', async () => {
      const { page, view, opened } = await call({ signs: [] });
      await pass(9800);
      page.simulated.touch();
      await pass(200);
      expect(opened.settled).toBe(false);
      page.simulated.touch();
      await pass(3100);
      expect(opened.settled).toBe(true);
      await expect(view).rejects.toMatchObject({ code: 'TIMEOUT', step: api });
    });

    test('ends after 10 minutes', async () => {
      const { view, opened } = await call({ signs: [] });
      await pass(10 * MINUTE + 1000);
      expect(opened.settled).toBe(true);
      await expect(view).rejects.toMatchObject({ code: 'TIMEOUT', step: api });
    });
  },
);

describe.each<[string, () => unknown]>([
  ['has no on', () => undefined],
  [
    'throws in on',
    () => () => {
      throw new Error('No such event.');
    },
  ],
])('a bridge that %s', (_what, on) => {
  const change = (): void => void Object.assign((window as { WeixinJSBridge?: object }).WeixinJSBridge!, { on: on() });

  test('has its view waited for all the same', async () => {
    const page = openPage(SILENT);
    await settle(page.weixin.ready());
    change();
    const view = page.weixin.openBusinessView(VIEW);
    const opened = watch(view);
    await pass(100);
    expect(opened.settled).toBe(false);
    page.simulated.reply('openBusinessView', 'ok');
    expect(await settle(view)).toMatchObject({ status: 'ok' });
  });

  test('has a call that waits for a person waited for all the same', async () => {
    const page = openPage({ apis: { chooseImage: 'never' } }, { jsApiList: ['chooseImage'] });
    await settle(page.weixin.ready());
    change();
    const images = page.weixin.call('chooseImage', {});
    const chosen = watch(images);
    await pass(100);
    expect(chosen.settled).toBe(false);
    page.simulated.reply('chooseImage', { err_msg: 'chooseImage:ok', localIds: ['weixin://resourceid/1'] });
    expect(await settle(images)).toMatchObject({ localIds: ['weixin://resourceid/1'] });
  });
});

describe('a touch on a page whose view several callers share, without another sign,', () => {
  test.each([
    ['the impatient one came first', 4000, 30_000],
    ['the patient one came first', 30_000, 4000],
  ])('is the way back once the most patient of them has waited: %s', async (_who, ...timeouts) => {
    const page = openPage({ ...SILENT, signs: [] });
    await settle(page.weixin.ready());
    const callers = timeouts.map((timeout) => watch(page.weixin.openBusinessView(VIEW, { timeout })));
    await pass(10_000);
    page.simulated.touch();
    await pass(3500);
    expect(callers.map(({ settled }) => settled)).toEqual([false, false]);
    await pass(20_000);
    page.simulated.touch();
    await pass(3500);
    expect(callers.map(({ settled }) => settled)).toEqual([true, true]);
  });

  test('does not depend on one who gave up', async () => {
    const page = openPage({ ...SILENT, signs: [] });
    await settle(page.weixin.ready());
    const patient = new AbortController();
    watch(page.weixin.openBusinessView(VIEW, { timeout: 60_000, signal: patient.signal }));
    const other = watch(page.weixin.openBusinessView(VIEW, { timeout: 5000 }));
    await pass(100);
    patient.abort();
    await pass(10_000);
    page.simulated.touch();
    await pass(3500);
    expect(other.settled).toBe(true);
  });
});
