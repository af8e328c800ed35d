import { simulateWeixin } from '../../../src/testing';
import type { ApiAnswer, SimulatedWeixin, SimulateWeixinOptions } from '../../../src/testing';

interface Bridge {
  invoke(api: string, params?: object, callback?: (answer: unknown) => void): void;
  call(api: string): void;
  on(event: string, listener: (payload: unknown) => void): void;
}

const VIEW = { businessType: 'wxpayScoreEnable', queryString: 'apply_permissions_token=t' };
let simulated: SimulatedWeixin;
afterEach(() => simulated.dispose());

function simulate(options?: SimulateWeixinOptions): SimulatedWeixin {
  return (simulated = simulateWeixin(window, options));
}

function bridge(): Bridge {
  return (window as unknown as { WeixinJSBridge: Bridge }).WeixinJSBridge;
}

function invoke(api: string, params?: object): Promise<unknown> {
  return new Promise((resolve) => bridge().invoke(api, params, resolve));
}

/** Every answer that comes within some turns of the clock, however long a busy machine takes for each. */
async function collect(api: string, params?: object): Promise<unknown[]> {
  const answers: unknown[] = [];
  bridge().invoke(api, params, (answer) => answers.push(answer));
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setTimeout(resolve, 4));
  return answers;
}

function configure(verifyJsApiList: string[] = ['openBusinessView']): Promise<unknown> {
  return invoke('preVerifyJSAPI', { verifyJsApiList, verifyAppId: 'wx1', verifySignature: 's' });
}

async function view(options: SimulateWeixinOptions, params: object = VIEW): Promise<unknown> {
  simulate(options);
  await configure();
  return invoke('openBusinessView', params);
}

async function viewAnswers(answer: ApiAnswer): Promise<unknown[]> {
  simulate({ apis: { openBusinessView: answer } });
  await configure();
  return collect('openBusinessView', VIEW);
}

describe('the bridge', () => {
  test('is there at once by default', () => {
    simulate();
    expect(typeof bridge().invoke).toBe('function');
  });

  test('arrives late with WeixinJSBridgeReady, and not before', async () => {
    simulate({ bridge: { after: 20 } });
    expect(bridge()).toBeUndefined();
    await new Promise((resolve) => document.addEventListener('WeixinJSBridgeReady', resolve, { once: true }));
    expect(typeof bridge().invoke).toBe('function');
  });

  test('never arrives when told so', async () => {
    simulate({ bridge: 'never' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect('WeixinJSBridge' in window).toBe(false);
  });

  test('never answers inside the call', () => {
    simulate();
    let answered = false;
    bridge().invoke('getNetworkType', {}, () => (answered = true));
    expect(answered).toBe(false);
  });

  test('answers after the latency', async () => {
    simulate({ latency: 40 });
    const asked = performance.now();
    await invoke('getNetworkType');
    expect(performance.now() - asked).toBeGreaterThanOrEqual(38);
  });

  test('takes calls without parameters and without a callback', async () => {
    simulate();
    bridge().call('closeWindow');
    bridge().invoke('getNetworkType');
    await invoke('getNetworkType');
    expect(simulated.calls.map((call) => call.params)).toEqual([{}, {}, {}]);
  });

  test('records calls as they were when they were made', () => {
    simulate();
    const params = { jsApiList: ['openBusinessView'] };
    bridge().invoke('checkJsApi', params);
    params.jsApiList.push('later');
    expect(simulated.calls).toEqual([
      { api: 'checkJsApi', params: { jsApiList: ['openBusinessView'] }, at: expect.any(Number) },
    ]);
    expect(simulated.calls[0]!.at).toBeGreaterThanOrEqual(0);
  });

  test('tells every listener of an event, each with a copy', () => {
    simulate();
    const heard: unknown[] = [];
    const listener = (payload: unknown): void => void heard.push(Object.assign(payload as object, { seen: true }));
    bridge().on('onVoicePlayEnd', listener);
    bridge().on('onVoicePlayEnd', listener);
    const payload = { localId: '1' };
    simulated.emit('onVoicePlayEnd', payload);
    expect(heard).toEqual([
      { localId: '1', seen: true },
      { localId: '1', seen: true },
    ]);
    expect(payload).toEqual({ localId: '1' });
  });

  test('sends an event without listeners to no one, and does not throw', () => {
    simulate();
    expect(() => simulated.emit('onVoicePlayEnd')).not.toThrow();
  });
});

describe('permission', () => {
  const DENIED = { err_msg: 'system:access_denied' };
  const UNKNOWN = { err_msg: 'system:function_not_exist' };

  test('a listed interface is allowed', async () => {
    simulate();
    await configure(['openBusinessView']);
    expect(await invoke('openBusinessView', VIEW)).toMatchObject({ err_msg: 'openBusinessView:ok' });
  });

  test('an interface that is not listed is denied', async () => {
    simulate();
    await configure(['chooseImage']);
    expect(await invoke('openBusinessView', VIEW)).toEqual(DENIED);
  });

  test('before a configuration only what jweixin itself needs is allowed', async () => {
    simulate();
    expect(await invoke('openBusinessView', VIEW)).toEqual(DENIED);
    expect(await invoke('getNetworkType')).toEqual({ err_msg: 'network_type:wifi' });
    expect(await invoke('checkJsApi', { jsApiList: [] })).toMatchObject({ err_msg: 'checkJsApi:ok' });
  });

  test('an interface with an answer of its own must be listed too', async () => {
    simulate({ apis: { requestMerchantTransfer: 'ok' } });
    expect(await invoke('requestMerchantTransfer')).toEqual(DENIED);
    await configure(['requestMerchantTransfer']);
    expect(await invoke('requestMerchantTransfer')).toEqual({ err_msg: 'requestMerchantTransfer:ok' });
  });

  test('a later configuration replaces the list', async () => {
    simulate();
    await configure(['openBusinessView']);
    await configure(['chooseImage']);
    expect(await invoke('openBusinessView', VIEW)).toEqual(DENIED);
    expect(await invoke('chooseImage')).toMatchObject({ err_msg: 'chooseImage:ok' });
  });

  test('a refused configuration allows nothing', async () => {
    simulate();
    await configure();
    simulated.answer('preVerifyJSAPI', 'invalid signature');
    await configure();
    expect(await invoke('openBusinessView', VIEW)).toEqual(DENIED);
  });

  test('a client that verifies nothing allows everything', async () => {
    simulate({ config: 'function_not_exist' });
    expect(await configure()).toEqual(UNKNOWN);
    expect(await invoke('openBusinessView', VIEW)).toMatchObject({ err_msg: 'openBusinessView:ok' });
  });

  test('sharing is allowed by the name of its event', async () => {
    simulate();
    await configure(['menu:share:timeline']);
    expect(await invoke('shareTimeline')).toEqual({ err_msg: 'shareTimeline:ok' });
    expect(await invoke('sendAppMessage')).toEqual(DENIED);
  });

  test.each(['openBusinesView', 'chooseWXPay', 'constructor', '__proto__'])(
    '%s is no name of the bridge',
    async (api) => {
      simulate();
      await configure([api]);
      expect(await invoke(api)).toEqual(UNKNOWN);
    },
  );
});

describe('the configuration', () => {
  test('is seen with what was signed and the addresses to sign for', async () => {
    const requests: unknown[] = [];
    const landing = location.href;
    simulate({
      config: (request) => {
        requests.push(request);
        return 'ok';
      },
    });
    history.pushState(null, '', '/order?id=1#top');
    await invoke('preVerifyJSAPI', {
      verifyJsApiList: ['openBusinessView'],
      verifyOpenTagList: ['wx-open-launch-app'],
      appId: 'wx1',
      verifyAppId: 'wx1',
      verifyTimestamp: '1',
      verifyNonceStr: 'n',
      verifySignature: 's',
    });
    expect(requests).toEqual([
      {
        appId: 'wx1',
        timestamp: '1',
        nonceStr: 'n',
        signature: 's',
        jsApiList: ['openBusinessView'],
        openTagList: ['wx-open-launch-app'],
        url: location.origin + '/order?id=1',
        entryUrl: landing.split('#')[0],
      },
    ]);
    history.replaceState(null, '', landing);
  });

  test('asks the address when the page asked, not when the client gets to it', async () => {
    const urls: string[] = [];
    const landing = location.href;
    simulate({ latency: 10, config: ({ url }) => (urls.push(url), 'ok') });
    const configured = configure();
    history.replaceState(null, '', '/later');
    await configured;
    expect(urls).toEqual([landing]);
    history.replaceState(null, '', landing);
  });

  test.each<[string, unknown]>([
    ['ok', { err_msg: 'preVerifyJSAPI:ok' }],
    ['invalid signature', { err_msg: 'preVerifyJSAPI:fail_invalid_signature' }],
    ['fail', { err_msg: 'preVerifyJSAPI:fail' }],
    ['function_not_exist', { err_msg: 'system:function_not_exist' }],
    ['config:fail,Error: invalid signature [x]', { errMsg: 'config:fail,Error: invalid signature [x]' }],
  ])('%s is said in the words of the bridge', async (config, answer) => {
    simulate({ config });
    expect(await configure()).toEqual(answer);
  });

  test('is answered with an object as it is, which allows what it says', async () => {
    simulate({ config: { err_msg: 'config:ok', realAuthUrl: ['https://example.com/'] } });
    expect(await configure()).toEqual({ err_msg: 'config:ok', realAuthUrl: ['https://example.com/'] });
    expect(await invoke('openBusinessView', VIEW)).toMatchObject({ err_msg: 'openBusinessView:ok' });
  });

  test('may be answered by a promise', async () => {
    simulate({ config: ({ appId }) => Promise.resolve(appId === 'wx1' ? 'ok' : 'invalid url domain') });
    expect(await configure()).toEqual({ err_msg: 'preVerifyJSAPI:ok' });
  });

  test('may never be answered', async () => {
    simulate({ config: 'never' });
    expect(await collect('preVerifyJSAPI')).toEqual([]);
  });

  test('may make the bridge throw', () => {
    simulate({ config: new Error('native') });
    expect(() => bridge().invoke('preVerifyJSAPI', {})).toThrow('native');
  });
});

describe('checkJsApi', () => {
  const names = { jsApiList: ['openBusinessView', 'getBrandWCPayRequest', 'noSuchThing'] };

  test('says yes to what the client has, as an object on iOS', async () => {
    simulate({ platform: 'ios' });
    expect(await invoke('checkJsApi', names)).toEqual({
      err_msg: 'checkJsApi:ok',
      checkResult: { openBusinessView: true, getBrandWCPayRequest: true, noSuchThing: false },
    });
  });

  test('says the same as text on Android', async () => {
    simulate({ platform: 'android' });
    expect(await invoke('checkJsApi', names)).toEqual({
      err_msg: 'checkJsApi:ok',
      checkResult: '{"openBusinessView":true,"getBrandWCPayRequest":true,"noSuchThing":false}',
    });
  });

  test.each<[SimulateWeixinOptions, boolean]>([
    [{ platform: 'ios', version: '7.0.4' }, false],
    [{ platform: 'ios', version: '7.0.5' }, true],
    [{ platform: 'ios', version: '10.0.1' }, true],
    [{ platform: 'android', version: '7.0.4.1420' }, false],
    [{ platform: 'android', version: '7.0.10' }, true],
    [{ platform: 'macos', version: '6.8.0' }, true],
    [{ platform: 'harmony', version: '1.0.3' }, true],
    [{ app: 'wecom', version: '7.0.1' }, true],
    [{ devtools: true, version: '7.0.4' }, true],
    [{ apis: { openBusinessView: 'unsupported' } }, false],
    [{ version: '7.0.4', apis: { openBusinessView: 'ok' } }, true],
  ])('%j has openBusinessView: %s', async (options, has) => {
    simulate(options);
    await configure();
    const { checkResult } = (await invoke('checkJsApi', names)) as { checkResult: unknown };
    const result = typeof checkResult === 'string' ? JSON.parse(checkResult) : checkResult;
    expect(result.openBusinessView).toBe(has);
    const { err_msg } = (await invoke('openBusinessView', VIEW)) as { err_msg: string };
    expect(err_msg).toBe(has ? 'openBusinessView:ok' : 'system:function_not_exist');
  });

  test('may be answered differently', async () => {
    simulate({ apis: { checkJsApi: { checkResult: 'broken {' } } });
    expect(await invoke('checkJsApi', names)).toEqual({ checkResult: 'broken {' });
    simulated.answer('checkJsApi', (params: object) => params);
    expect(await invoke('checkJsApi', names)).toEqual(names);
    simulated.answer('checkJsApi', 'never');
    expect(await collect('checkJsApi', names)).toEqual([]);
  });
});

describe('openBusinessView', () => {
  const extraData = { appid: 'wxd8f3793ea3b935b8' };

  test.each(['ios', 'harmony', 'windows', 'macos'] as const)(
    'succeeds with a number and an object on %s',
    async (platform) => {
      expect(await view({ platform })).toEqual({ err_code: 0, err_msg: 'openBusinessView:ok', extraData });
    },
  );

  test('succeeds with text on Android', async () => {
    expect(await view({ platform: 'android' })).toEqual({
      err_code: '0',
      err_msg: 'openBusinessView:ok',
      extraData: JSON.stringify(extraData),
    });
  });

  test('has a query_id after an order was confirmed', async () => {
    expect(await view({}, { businessType: 'wxpayScoreUse' })).toMatchObject({
      extraData: { ...extraData, query_id: expect.any(String) },
    });
  });

  test('fails without a businessType', async () => {
    expect(await view({}, {})).toEqual({ err_code: -4, err_msg: 'openBusinessView:fail invalid businessType' });
  });

  test('is cancelled in the types of the client', async () => {
    const apis = { openBusinessView: 'cancel' };
    expect(await view({ apis })).toEqual({ err_code: -3, err_msg: 'openBusinessView:fail cancel' });
    expect(await view({ platform: 'android', apis })).toEqual({
      err_code: '-3',
      err_msg: 'openBusinessView:fail cancel',
    });
  });
});

describe('an answer', () => {
  test.each<[string, ApiAnswer]>([
    ['an empty object', {}],
    ['text that is no number', { err_code: '0abc', err_msg: 'openBusinessView:ok' }],
    ['a null', { err_code: null }],
    ['a field that is undefined', { err_code: undefined }],
    ['nothing', undefined],
    ['a bare null', null],
    ['bare text', 'open_business_view:ok'],
    ['a number', 0],
  ])('that is %s is called back with as it is', async (_name, answer) => {
    const answers = await viewAnswers(answer);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toStrictEqual(answer);
  });

  test('is copied each time, so that what a page does to it stays with that call', async () => {
    const given = { err_msg: 'openBusinessView:ok', extraData: { appid: 'a' } };
    const [first] = (await viewAnswers(given)) as [typeof given];
    first.extraData.appid = 'changed';
    expect(await invoke('openBusinessView', VIEW)).toEqual(given);
    expect(given.extraData.appid).toBe('a');
  });

  test('may be denied, whatever is listed', async () => {
    expect(await viewAnswers('denied')).toEqual([{ err_msg: 'system:access_denied' }]);
  });

  test('may never come', async () => {
    expect(await viewAnswers('never')).toEqual([]);
  });

  test('that is an error is thrown by the bridge', async () => {
    simulate({ apis: { openBusinessView: new TypeError('native') } });
    await configure();
    expect(() => bridge().invoke('openBusinessView', VIEW)).toThrow(TypeError);
    expect(simulated.calls).toHaveLength(2);
  });

  test('of a function is what it returns for the parameters', async () => {
    expect(await viewAnswers((params: Record<string, unknown>) => ({ echo: params }))).toEqual([{ echo: VIEW }]);
  });

  test('of a function may be a keyword, nothing, or a promise of either', async () => {
    const cancelled = { err_code: -3, err_msg: 'openBusinessView:fail cancel' };
    expect(await viewAnswers(() => 'cancel')).toEqual([cancelled]);
    simulated.answer('openBusinessView', () => undefined);
    expect(await collect('openBusinessView')).toEqual([undefined]);
    simulated.answer('openBusinessView', () => Promise.resolve('cancel'));
    expect(await collect('openBusinessView')).toEqual([cancelled]);
    simulated.answer('openBusinessView', () => 'never');
    expect(await collect('openBusinessView')).toEqual([]);
  });

  test('of a function with reply comes as often as it replies', async () => {
    const answers = await viewAnswers((_params, reply) => {
      reply('cancel');
      reply({ err_code: 0 });
      reply();
    });
    expect(answers).toEqual([{ err_code: -3, err_msg: 'openBusinessView:fail cancel' }, { err_code: 0 }, undefined]);
  });

  test('of a function with reply is not what it returns', async () => {
    expect(await viewAnswers((_params, reply) => ({ err_code: 0, used: !reply }))).toEqual([]);
  });

  test('may change while the page runs', async () => {
    simulate();
    await configure();
    simulated.answer('openBusinessView', { err_code: -1 });
    expect(await invoke('openBusinessView', VIEW)).toEqual({ err_code: -1 });
  });

  test.each<[string, unknown]>([
    ['chooseImage', { err_msg: 'chooseImage:cancel' }],
    ['getBrandWCPayRequest', { err_msg: 'get_brand_wcpay_request:cancel' }],
  ])('of %s says cancel in its own name', async (api, answer) => {
    simulate({ apis: { [api]: 'cancel' } });
    await configure([api]);
    expect(await invoke(api)).toEqual(answer);
  });
});

describe('an answer at given times', () => {
  const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
  let heard: unknown[];

  beforeEach(async () => {
    jest.useFakeTimers();
    simulate();
    heard = [];
    void configure();
    await pass(0);
  });
  afterEach(() => {
    simulated.dispose();
    jest.useRealTimers();
  });
  const open = (): void => bridge().invoke('openBusinessView', VIEW, (answer) => heard.push(answer));

  test('comes late, and again', async () => {
    simulated.answer('openBusinessView', {
      replies: [
        { after: 500, answer: {} },
        { after: 900, answer: 'cancel' },
      ],
    });
    open();
    await pass(499);
    expect(heard).toEqual([]);
    await pass(1);
    expect(heard).toEqual([{}]);
    await pass(400);
    expect(heard).toEqual([{}, { err_code: -3, err_msg: 'openBusinessView:fail cancel' }]);
  });

  test('never comes where there are no replies', async () => {
    simulated.answer('openBusinessView', { replies: [] });
    open();
    await pass(60_000);
    expect(heard).toEqual([]);
  });

  test('may be what a function returns', async () => {
    simulated.answer('openBusinessView', () => ({ replies: [{ after: 10, answer: {} }] }));
    open();
    await pass(10);
    expect(heard).toEqual([{}]);
  });

  test('of wx.config allows from then on', async () => {
    simulated.answer('preVerifyJSAPI', {
      replies: [
        { after: 10, answer: 'invalid signature' },
        { after: 20, answer: 'ok' },
      ],
    });
    void configure();
    await pass(10);
    open();
    await pass(0);
    await pass(10);
    open();
    await pass(0);
    expect(heard).toEqual([{ err_msg: 'system:access_denied' }, expect.objectContaining({ err_code: 0 })]);
  });

  test('is given by hand, while the page is hidden and more than once', async () => {
    simulated.answer('openBusinessView', 'never');
    open();
    await pass(0);
    simulated.hidePage();
    simulated.reply('openBusinessView', 'ok');
    expect(document.hidden).toBe(true);
    expect(heard).toHaveLength(1);
    simulated.reply('openBusinessView', {});
    expect(heard).toEqual([expect.objectContaining({ err_code: 0 }), {}]);
  });

  test('cannot be given to a call that was not made', () => {
    expect(() => simulated.reply('openBusinessView', 'ok')).toThrow('There was no call of openBusinessView.');
  });
});

describe('words and types that some client uses', () => {
  test('confirm is a success in the name of the interface', async () => {
    simulate({ apis: { sendAppMessage: 'confirm', getBrandWCPayRequest: 'confirm' } });
    await configure(['menu:share:appmessage', 'getBrandWCPayRequest']);
    expect(await invoke('sendAppMessage')).toEqual({ err_msg: 'sendAppMessage:confirm' });
    expect(await invoke('getBrandWCPayRequest')).toEqual({ err_msg: 'get_brand_wcpay_request:confirm' });
  });

  test.each([
    ['ios', [expect.objectContaining({ heading: '265.3' })]],
    ['android', expect.stringContaining('"heading":"265.3"')],
  ] as const)('a beacon on %s has its heading as text', (platform, beacons) => {
    simulate({ platform });
    const heard: unknown[] = [];
    bridge().on('onBeaconsInRange', (payload) => heard.push(payload));
    simulated.emit('onBeaconsInRange');
    expect(heard).toEqual([{ beacons }]);
  });
});

describe('what the bridge drops', () => {
  test('a call without a name', () => {
    simulate();
    bridge().invoke('');
    (bridge() as { invoke(api: unknown): void }).invoke(undefined);
    expect(simulated.calls).toEqual([]);
  });

  test('parameters that are no object', () => {
    simulate();
    bridge().invoke('getNetworkType', 'text' as unknown as object);
    expect(simulated.calls).toEqual([{ api: 'getNetworkType', params: {}, at: expect.any(Number) }]);
  });

  test('a listener that is no function, and on older clients all but the last', () => {
    simulate({ listeners: 'last' });
    const heard: string[] = [];
    bridge().on('onVoicePlayEnd', () => heard.push('first'));
    bridge().on('onVoicePlayEnd', () => heard.push('last'));
    bridge().on('onVoicePlayEnd', undefined as unknown as () => void);
    simulated.emit('onVoicePlayEnd');
    expect(heard).toEqual(['last']);
  });
});

describe('a page in a mini program', () => {
  const WEB_VIEW = 'Mozilla/5.0 (iPhone) Mobile MicroMessenger/8.0.60(0x18003c31) Language/zh_CN miniProgram/wx123';
  const environment = () => (window as { __wxjs_environment?: unknown }).__wxjs_environment;

  test('reaches it without a configuration, and is told where it is', async () => {
    simulate({ userAgent: WEB_VIEW });
    expect(await invoke('invokeMiniProgramAPI', { name: 'navigateBack' })).toEqual({
      err_msg: 'invokeMiniProgramAPI:ok',
    });
    expect(environment()).toBe('miniprogram');
    simulated.dispose();
    expect(environment()).toBeUndefined();
  });

  test('is not one where the mini program itself runs, nor an ordinary page', async () => {
    for (const userAgent of [WEB_VIEW.replace('miniProgram/wx123', 'MiniProgramEnv/Mac'), undefined]) {
      simulate({ ...(userAgent && { userAgent }) });
      expect(await invoke('invokeMiniProgramAPI')).toEqual({ err_msg: 'system:function_not_exist' });
      expect(environment()).toBeUndefined();
    }
  });
});
