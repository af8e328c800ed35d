import { LANDING, SIGNATURE, VIEW, after, openPage, pass, settle, watch } from './open-page';
import type { ConfigRequest, SimulateWeixinOptions } from '../../src/testing';

const ORDER = '/order?id=1';

/** A client that takes the signature of one address only; the page's server puts the address it signed into `nonceStr`. */
const wants =
  (address: (request: ConfigRequest) => string, refusal: object | string = 'invalid signature') =>
  (request: ConfigRequest): object | string =>
    request.nonceStr === address(request) ? 'ok' : refusal;
const landing = ({ entryUrl }: ConfigRequest): string => entryUrl;
const current = ({ url }: ConfigRequest): string => url;
const nothing = (): string => 'https://elsewhere.example/';

const PHONES: [string, SimulateWeixinOptions, string[]][] = [
  ['iOS', {}, [LANDING, ORDER]],
  ['iOS 10.x', { version: '10.0.1' }, [LANDING, ORDER]],
  ['Android', { platform: 'android' }, [ORDER, LANDING]],
  ['Android 10.x', { platform: 'android', version: '10.0.1' }, [ORDER, LANDING]],
  ['HarmonyOS 8.x', { platform: 'harmony' }, [ORDER, LANDING]],
  ['HarmonyOS 1.x', { platform: 'harmony', version: '1.0.3' }, [ORDER, LANDING]],
  ['Windows', { platform: 'windows' }, [ORDER, LANDING]],
  ['WeCom', { app: 'wecom' }, [ORDER, LANDING]],
];

describe.each(PHONES)('after pushState on %s', (_name, client, order) => {
  test.each([
    ['the landing address', landing, LANDING],
    ['the present address', current, ORDER],
  ])('a client that wants %s gets it, with at most one retry', async (_which, address, wanted) => {
    const page = openPage({ ...client, config: wants(address) });
    history.pushState(null, '', ORDER + '#pay');
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.signed()).toEqual(order.slice(0, order.indexOf(wanted) + 1));
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.getConfigSignature).toHaveBeenCalledTimes(order.indexOf(wanted) + 1);
  });

  test('a client that wants neither has refused after one retry', async () => {
    const page = openPage({ ...client, config: wants(nothing) });
    history.pushState(null, '', ORDER);
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({
      code: 'CONFIG_REFUSED',
      reason: 'invalid signature',
    });
    expect(page.signed()).toEqual(order);
  });

  test('another refusal is not tried again', async () => {
    const page = openPage({ ...client, config: 'invalid url domain' });
    history.pushState(null, '', ORDER);
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(page.getConfigSignature).toHaveBeenCalledTimes(1);
  });

  test.each(['http%3A%2F%2Flocalhost%2Fnamed', 'httpd', '/named', '', null, 'weixin://named', {}])(
    'a realAuthUrl that is no address (%j) is not signed, but the other of the two',
    async (realAuthUrl) => {
      const refusal = { err_msg: 'preVerifyJSAPI:fail_invalid_signature', realAuthUrl };
      const other = `http://localhost${order[1]}`;
      const page = openPage({ ...client, config: (request) => (request.nonceStr === other ? 'ok' : refusal) });
      history.pushState(null, '', ORDER);
      await settle(page.weixin.ready());
      expect(page.signed()).toEqual(order);
    },
  );

  test('an address that only the host names is asked for once, not again at every use', async () => {
    const named = 'http://localhost/named';
    const refusal = { err_msg: 'preVerifyJSAPI:fail_invalid_signature', realAuthUrl: named };
    const page = openPage({ ...client, config: (request) => (request.nonceStr === named ? 'ok' : refusal) });
    await settle(page.weixin.ready());
    expect(page.getConfigSignature).toHaveBeenCalledTimes(2);
    await settle(page.weixin.ready());
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
    expect(page.getConfigSignature).toHaveBeenCalledTimes(2);
  });

  const WANTED = 'http://localhost/wanted?a=1&b=2';
  test.each<[string, object | string]>([
    ['a list in the text', `config:fail,Error: 系统错误,错误码:63002,invalid signature [], realAuthUrl:["${WANTED}"]`],
    ['the text', `config:invalid signature, realAuthUrl: ${WANTED}`],
    ['a field', { err_msg: 'preVerifyJSAPI:fail_invalid_signature', realAuthUrl: WANTED }],
    [
      'a field with a list',
      { err_msg: 'preVerifyJSAPI:fail_invalid_signature', realAuthUrl: [WANTED, 'http://localhost/b'] },
    ],
    ['a field of JSON text', { errMsg: 'config:invalid signature', realAuthUrl: JSON.stringify([WANTED]) }],
    ['a field with a hash', { errMsg: 'config:invalid signature', realAuthUrl: WANTED + '#top' }],
  ])('a client that names the address in %s gets it', async (_where, refusal) => {
    const page = openPage({ ...client, config: wants(() => WANTED, refusal) });
    history.pushState(null, '', ORDER);
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual([order[0], '/wanted?a=1&b=2']);
  });

  test('a client that names the address it refused gets the other one', async () => {
    const page = openPage({
      ...client,
      config: (request) =>
        request.nonceStr.endsWith(order[1]!)
          ? 'ok'
          : { errMsg: 'config:invalid signature', realAuthUrl: [request.nonceStr] },
    });
    history.pushState(null, '', ORDER);
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual(order);
  });
});

describe.each<[string, SimulateWeixinOptions]>([
  ['iOS', {}],
  ['Android', { platform: 'android' }],
])('an engine without navigation timing on %s', (_name, client) => {
  test.each([
    ['the landing address', landing],
    ['the present address', current],
  ])('finds %s too, as long as the library was there before the route changed', async (_which, address) => {
    const page = openPage({ ...client, config: wants(address) }, {}, { navigationTiming: false });
    history.pushState(null, '', ORDER);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  });
});

test('where both addresses are the same there is nothing to try again', async () => {
  const page = openPage({ config: 'invalid signature' });
  await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
  expect(page.signed()).toEqual([LANDING]);
});

test.each<[string, SimulateWeixinOptions, string[]]>([
  ['iOS keeps its signature', {}, [LANDING]],
  ['Android signs again', { platform: 'android' }, [LANDING, ORDER]],
  ['HarmonyOS signs again', { platform: 'harmony' }, [LANDING, ORDER]],
])('on a route change %s, on the next use', async (_name, client, signed) => {
  const page = openPage(client);
  await settle(page.weixin.ready());
  history.pushState(null, '', ORDER);
  expect(page.signed()).toEqual([LANDING]);
  expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  expect(page.signed()).toEqual(signed);
});

test.each<[string, SimulateWeixinOptions, typeof landing, string[]]>([
  ['iOS that follows the router', {}, current, [LANDING, ORDER, '/pay']],
  ['Android that keeps the landing address', { platform: 'android' }, landing, [ORDER, LANDING]],
])('what %s accepted after a refusal comes first on the next route', async (_name, client, address, signed) => {
  const page = openPage({ ...client, config: wants(address) });
  for (const route of [ORDER, '/pay']) {
    history.pushState(null, '', route);
    await settle(page.weixin.ready());
  }
  expect(page.signed()).toEqual(signed);
});

test('an address that is left while the client verifies it teaches nothing about the next', async () => {
  const page = openPage({ platform: 'android', latency: 100, config: wants(current) });
  const ready = page.weixin.ready();
  await pass(50);
  expect(page.signed()).toEqual([LANDING]);
  history.pushState(null, '', ORDER);
  await settle(ready.catch(() => undefined));
  await settle(page.weixin.ready());
  expect(page.signed()[1]).toBe(ORDER);
});

test('going back to a route signs it again, because the client only keeps the last one', async () => {
  const page = openPage({ platform: 'android', config: wants(current) });
  for (const route of [LANDING, ORDER, LANDING]) {
    history.pushState(null, '', route);
    expect(await settle(page.weixin.openBusinessView(VIEW))).toMatchObject({ status: 'ok' });
  }
  expect(page.signed()).toEqual([LANDING, ORDER, LANDING]);
});

describe('a library that is loaded after the route changed', () => {
  /** Loads the library anew, as a page does with its route's own bundle. */
  async function signedLate(client: SimulateWeixinOptions, engine = {}): Promise<string[]> {
    const page = openPage(client, {}, engine);
    history.pushState(null, '', ORDER);
    jest.resetModules();
    const late = jest.requireActual<typeof page.library>('../../src');
    await settle(late.createWeixin({ getConfigSignature: page.getConfigSignature }).ready());
    return page.signed();
  }

  test('knows the landing address from the navigation timing', async () =>
    expect(await signedLate({})).toEqual([LANDING]));

  test('knows nothing better than the present address without it', async () =>
    expect(await signedLate({}, { navigationTiming: false })).toEqual([ORDER]));

  test('has the present address signed where the client follows the router', async () =>
    expect(await signedLate({ platform: 'android' })).toEqual([ORDER]));
});

describe('getSignatureUrl', () => {
  test('has the last word, but for the hash', async () => {
    const page = openPage({}, { getSignatureUrl: () => 'https://shop.example/pay?a=1#top' });
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual(['https://shop.example/pay?a=1']);
  });

  test('is asked at each use, and a new address is signed', async () => {
    let url = 'https://shop.example/a';
    const page = openPage({}, { getSignatureUrl: () => url });
    await settle(page.weixin.ready());
    await settle(page.weixin.ready());
    url = 'https://shop.example/b';
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual(['https://shop.example/a', 'https://shop.example/b']);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no router');
      },
    ],
    ['answers with nothing', () => undefined],
  ])('that %s is an error of ours, and nothing is asked', async (_how, getSignatureUrl) => {
    const page = openPage({}, { getSignatureUrl: getSignatureUrl as () => string });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ name: 'WeixinError' });
    expect(page.getConfigSignature).not.toHaveBeenCalled();
    expect(page.sent()).toEqual([]);
  });
});

describe('an address that is another one each time', () => {
  test('is signed all the same, and not asked for without end', async () => {
    const getSignatureUrl = jest.fn(() => {
      // An endless loop would otherwise stop this process, as it would stop a page.
      if (getSignatureUrl.mock.calls.length > 1000) throw new Error('asked without end');
      return `https://shop.example/?n=${getSignatureUrl.mock.calls.length}`;
    }) as jest.Mock<string, []>;
    const page = openPage({}, { getSignatureUrl });
    const ready = page.weixin.ready();
    const state = watch(ready);
    await pass(30_000);
    expect(getSignatureUrl.mock.calls.length).toBeLessThan(100);
    expect(state.settled).toBe(true);
    expect(page.getConfigSignature.mock.calls.length).toBeLessThan(20);
  });

  test.each([
    ['with the time in it', () => (): string => `https://shop.example/?t=${Date.now()}`],
    [
      'because the router does not come to rest',
      () => {
        let route = 0;
        setInterval(() => history.replaceState(null, '', `/route/${++route}`), 50);
        return undefined;
      },
    ],
  ])('does not hold up a call for ever: %s', async (_why, start) => {
    const page = openPage({ platform: 'android' });
    const getSignatureUrl = start();
    const weixin = page.library.createWeixin({
      getConfigSignature: () => after(100, SIGNATURE),
      ...(getSignatureUrl && { getSignatureUrl }),
    });
    const state = watch(weixin.ready());
    await pass(30_000);
    expect(state.settled).toBe(true);
  });
});

test.each(['document', ''])(
  'an engine whose navigation timing calls the entry %j has the address at import signed',
  async (name) => {
    const page = openPage();
    Object.defineProperty(performance, 'getEntriesByType', { configurable: true, value: () => [{ name }] });
    history.pushState(null, '', ORDER);
    await settle(page.weixin.ready());
    expect(page.signed()).toEqual([LANDING]);
  },
);
