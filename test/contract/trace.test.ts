import { SAFARI, SIGNATURE, VIEW, openPage, pass, settle, watch } from './open-page';
import type { Page } from './open-page';
import type { SimulateWeixinOptions } from '../../src/testing';
import type { PayScoreRequest, WeixinOptions } from '../../src';

test('each step of a journey is reported, with its duration', async () => {
  const page = openPage({ latency: 40, bridge: { after: 30 } });
  await settle(page.weixin.authorizePayScore({ applyPermissionsToken: () => 't', confirm: () => 'AVAILABLE' }));
  const steps = page.traced.map(({ step }) => step);
  expect(steps).toEqual(
    expect.arrayContaining([
      'bridge',
      'checkJsApi',
      'config',
      'confirm',
      'jweixin',
      'openBusinessView',
      'signature',
      'token',
    ]),
  );
  expect(new Set(steps).size).toBe(steps.length);
  expect(steps.slice(-2)).toEqual(['openBusinessView', 'confirm']);
  for (const event of page.traced) {
    expect(event).toMatchObject({
      step: expect.any(String),
      duration: expect.any(Number),
      startedAt: expect.any(Number),
      verdict: expect.any(String),
      code: undefined,
    });
  }
  const duration = (step: string): number => page.traced.find((event) => event.step === step)!.duration;
  expect(duration('bridge')).toBeGreaterThanOrEqual(30);
  expect(duration('config')).toBeGreaterThanOrEqual(40);
  expect(duration('openBusinessView')).toBeGreaterThanOrEqual(40);
  expect(duration('openBusinessView')).toBeLessThan(50);
});

test.each<[string, SimulateWeixinOptions, Partial<PayScoreRequest>, object]>([
  ['the bridge', { bridge: 'never' }, {}, { step: 'bridge', code: 'TIMEOUT' }],
  ['the configuration', { config: 'never' }, {}, { step: 'config', code: 'TIMEOUT' }],
  ['the view', { apis: { openBusinessView: 'never' } }, {}, { step: 'openBusinessView', code: 'TIMEOUT' }],
  ['a refused configuration', { config: 'invalid url domain' }, {}, { step: 'config', code: 'CONFIG_REFUSED' }],
  [
    'a refused configuration of Android 10.x',
    { platform: 'android', version: '10.0.1', config: 'fail' },
    {},
    { step: 'config', code: 'CONFIG_REFUSED' },
  ],
  ['a refused view', { apis: { openBusinessView: 'denied' } }, {}, { step: 'openBusinessView', code: 'API_REFUSED' }],
  [
    'a failed view',
    { apis: { openBusinessView: { err_code: '-2' } } },
    {},
    { step: 'openBusinessView', code: 'API_FAILED' },
  ],
  [
    'an unknown interface',
    { apis: { openBusinessView: { err_msg: 'system:function_not_exist' } } },
    {},
    { step: 'openBusinessView', code: 'API_UNSUPPORTED' },
  ],
  ['the token', {}, { applyPermissionsToken: () => '' }, { step: 'token', code: 'TOKEN_FAILED' }],
  ['a missing view', { apis: { checkJsApi: 'unsupported' } }, {}, { step: 'checkJsApi', code: 'API_UNSUPPORTED' }],
])('a step that fails is reported with its code: %s', async (_step, client, request, expected) => {
  const page = openPage(client);
  await expect(settle(page.weixin.authorizePayScore({ applyPermissionsToken: 't', ...request }))).rejects.toMatchObject(
    { name: 'WeixinError' },
  );
  expect(page.traced).toContainEqual(expect.objectContaining(expected));
});

test('a call that fails is reported with its code', async () => {
  const page = openPage({ apis: { chooseImage: 'cancel' } }, { jsApiList: ['chooseImage'] });
  await expect(settle(page.weixin.call('chooseImage', {}))).rejects.toMatchObject({ code: 'API_CANCELLED' });
  expect(page.traced).toContainEqual(expect.objectContaining({ step: 'chooseImage', code: 'API_CANCELLED' }));
});

test('a cancelled view is no failure', async () => {
  const page = openPage({ apis: { openBusinessView: 'cancel' } });
  await settle(page.weixin.authorizePayScore({ applyPermissionsToken: 't' }));
  expect(page.traced).toContainEqual(
    expect.objectContaining({ step: 'openBusinessView', code: undefined, verdict: 'cancelled' }),
  );
});

test('startedAt is in ms since the page began, and duration from there', async () => {
  const page = openPage({ latency: 40 });
  await pass(5000);
  const began = performance.now();
  await settle(page.weixin.authorizePayScore({ applyPermissionsToken: () => 't', confirm: () => 'AVAILABLE' }));
  const ended = performance.now();
  for (const { step, startedAt, duration } of page.traced.filter(({ step }) => step !== 'chunk')) {
    expect([step, startedAt >= began - 1]).toEqual([step, true]);
    expect([step, startedAt + duration <= ended + 1]).toEqual([step, true]);
  }
  const of = (step: string): { startedAt: number; duration: number } =>
    page.traced.find((event) => event.step === step)!;
  expect(of('openBusinessView').startedAt).toBeGreaterThanOrEqual(of('config').startedAt + 39);
});

test('a chunk is reported once, however much is used', async () => {
  const page = openPage({}, { jsApiList: ['getNetworkType', 'onVoicePlayEnd'] });
  page.weixin.on('onVoicePlayEnd', () => undefined);
  await settle(Promise.all([page.weixin.call('getNetworkType'), page.weixin.checkJsApi(['getNetworkType'])]));
  await settle(page.weixin.call('getNetworkType'));
  await settle(page.weixin.authorizePayScore({ applyPermissionsToken: 't' }));
  expect(page.traced.filter(({ step }) => step === 'chunk')).toHaveLength(1);
  expect(page.traced.filter(({ step }) => step === 'jweixin')).toHaveLength(1);
});

test('other interfaces are reported by name', async () => {
  const page = openPage({}, { jsApiList: ['chooseImage'] });
  await settle(page.weixin.call('chooseImage', {}));
  expect(page.traced.map(({ step }) => step)).toContain('chooseImage');
});

test('a trace that throws is harmless', async () => {
  const onTrace = jest.fn(() => {
    throw new Error('the logger is broken');
  });
  const page = openPage({}, { onTrace });
  expect(
    await settle(page.weixin.authorizePayScore({ applyPermissionsToken: () => 't', confirm: () => 'AVAILABLE' })),
  ).toMatchObject({ state: 'AVAILABLE' });
  expect(onTrace.mock.calls.length).toBeGreaterThan(5);
});

test('without onTrace nothing is reported, not to the console either', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => jest.spyOn(console, name));
  const page = openPage({ apis: { openBusinessView: { err_code: -1 } } });
  const weixin = page.library.createWeixin({ getConfigSignature: page.getConfigSignature });
  await expect(settle(weixin.authorizePayScore({ applyPermissionsToken: 't' }))).rejects.toMatchObject({
    code: 'API_FAILED',
  });
  for (const spy of spies) {
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  }
});

describe('no secret is in an error or a trace', () => {
  const SECRETS = {
    token: 'S3CRET-TOKEN',
    signature: 'S3CRET-SIGNATURE',
    nonceStr: 'S3CRET-NONCE',
    ticket: 'S3CRET-TICKET',
  };
  const signature = { ...SIGNATURE, signature: SECRETS.signature, nonceStr: SECRETS.nonceStr, ticket: SECRETS.ticket };
  const leak = (): Promise<never> => Promise.reject(new Error(Object.values(SECRETS).join()));
  const long = SECRETS.token.repeat(400);
  const ECHO = `fail ${SECRETS.token} ${SECRETS.signature}`;

  /** The host's own text is a field of its own, which a page may keep out of its logs. */
  const withoutHostText = (error: object): string =>
    JSON.stringify(error, (key, value: unknown) => (key === 'errMsg' || key === 'reason' ? undefined : value));

  async function journey(page: Page, request: Partial<PayScoreRequest> = {}): Promise<Error> {
    const promise = page.weixin.authorizePayScore({
      applyPermissionsToken: SECRETS.token,
      ...request,
    } as PayScoreRequest);
    return settle(
      promise.then(
        () => {
          throw new Error('The journey was meant to fail.');
        },
        (error: Error) => error,
      ),
    );
  }

  test.each<[string, SimulateWeixinOptions, Partial<WeixinOptions>, Partial<PayScoreRequest>]>([
    ['outside WeChat', { userAgent: SAFARI }, {}, {}],
    ['an old client', { version: '7.0.4' }, {}, {}],
    ['a refused configuration', { config: 'invalid signature' }, {}, {}],
    ['a client that echoes the signature', { config: `config:fail,invalid signature [${SECRETS.signature}]` }, {}, {}],
    ['a configuration that is never answered', { config: 'never' }, {}, {}],
    ['a server whose error tells all', {}, { getConfigSignature: leak }, {}],
    ['a signature without an appId', {}, { getConfigSignature: () => ({ ...signature, appId: '' }) }, {}],
    ['a token function whose error tells all', {}, {}, { applyPermissionsToken: leak }],
    ['a token that is too long', {}, {}, { applyPermissionsToken: long }],
    ['a token from a function that is too long', {}, {}, { applyPermissionsToken: () => long }],
    ['a bad scene', {}, {}, { scene: SECRETS.token as 'ORDER' }],
    ['an unsupported client', { apis: { openBusinessView: 'unsupported' } }, {}, {}],
    ['a failed view', { apis: { openBusinessView: { err_code: -1, err_msg: 'openBusinessView:fail' } } }, {}, {}],
    [
      'a view that echoes the token',
      { apis: { openBusinessView: { err_code: -1, err_msg: 'openBusinessView:' + ECHO } } },
      {},
      {},
    ],
    ['a native exception that tells all', { apis: { openBusinessView: new Error(ECHO) } }, {}, {}],
    ['a silent view', { apis: { openBusinessView: 'never' } }, {}, {}],
    ['a confirm whose error tells all', { apis: { openBusinessView: { err_code: -1 } } }, {}, { confirm: leak }],
  ])('%s', async (_what, client, options, request) => {
    const page = openPage(client, { getConfigSignature: () => signature, ...options });
    const error = await journey(page, request);
    const texts = [
      error.message,
      error.stack,
      String(error),
      (error as unknown as { hint: string }).hint,
      withoutHostText(error),
      JSON.stringify(page.traced),
    ];
    // Verdicts are in small letters.
    expect(texts.join('\n').toLowerCase()).not.toContain('s3cret');
    expect(error).toMatchObject({ name: 'WeixinError' });
    expect(Object.keys(error)).not.toContain('cause');
  });

  test('nor in the trace of a journey that goes well', async () => {
    const page = openPage({}, { getConfigSignature: () => signature });
    const well = page.weixin.authorizePayScore({ applyPermissionsToken: SECRETS.token, confirm: () => 'AVAILABLE' });
    watch(well);
    await pass(1000);
    expect(await well).toMatchObject({ state: 'AVAILABLE' });
    expect(JSON.stringify(page.traced).toLowerCase()).not.toContain('s3cret');
  });
});

describe('what a client says in words of its own is not traced', () => {
  const SECRETS = ['0f9de62fce790f9a083d5c99e95740ceb90c27ed', 'dcapqitgtdwlm7z4', 'sm3hoqmpqwlqnwpsqgjxpq'];

  test.each(SECRETS)('of a view that echoes %s', async (secret) => {
    for (const said of [`fail ${secret}`, `fail invalid token ${secret}`, `fail token ${secret} is too old`, secret]) {
      const page = openPage({ apis: { openBusinessView: { err_code: -1, err_msg: `openBusinessView:${said}` } } });
      await expect(settle(page.weixin.openBusinessView(VIEW))).rejects.toMatchObject({ code: 'API_FAILED' });
      expect(JSON.stringify(page.traced)).not.toContain(secret);
    }
  });

  test.each(SECRETS)('of a configuration that echoes %s', async (secret) => {
    const page = openPage({ config: `config:fail signature ${secret} does not fit` });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(JSON.stringify(page.traced)).not.toContain(secret);
    expect(page.traced.find(({ step }) => step === 'config')).toMatchObject({ verdict: 'CONFIG_REFUSED' });
  });

  test('but the words that WeChat documents are', async () => {
    const page = openPage({ config: 'config:fail,Error: invalid signature' });
    await expect(settle(page.weixin.ready())).rejects.toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(page.traced.find(({ step }) => step === 'config')).toMatchObject({ verdict: 'invalid signature' });
  });
});
