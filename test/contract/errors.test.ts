import { LANDING, REQUEST, SAFARI, SIGNATURE, TOKEN, VIEW, openPage, settle, time, watch } from './open-page';
import type { Page } from './open-page';
import type { ApiAnswer, ConfigRequest, SimulateWeixinOptions } from '../../src/testing';
import type { JsApiEvent, WeixinError, WeixinOptions } from '../../src';

/** What a promise rejects with. */
async function reasonOf(promise: Promise<unknown>): Promise<WeixinError> {
  return settle(
    promise.then(
      () => {
        throw new Error('It was meant to fail.');
      },
      (error: WeixinError) => error,
    ),
  );
}

const authorize = (page: Page, token: unknown = TOKEN): Promise<unknown> =>
  page.weixin.authorizePayScore({ applyPermissionsToken: token as string });

describe('a signature that could not be had', () => {
  const sign = (getConfigSignature: unknown): Promise<WeixinError> =>
    reasonOf(openPage({}, { getConfigSignature: getConfigSignature as never }).weixin.ready());
  const here = (): string => location.href.split('#')[0]!;

  test.each(['appId', 'timestamp', 'nonceStr', 'signature'] as const)(
    'is told by the field that is missing: %s',
    async (field) => {
      for (const value of [undefined, null, '']) {
        const error = await sign(() => ({ ...SIGNATURE, [field]: value }));
        expect(error).toMatchObject({ code: 'SIGNATURE_FAILED', url: here() });
        expect(error.message).toContain(field);
        for (const other of ['appId', 'timestamp', 'nonceStr'].filter((name) => name !== field)) {
          expect(error.message.replace(/getConfigSignature/g, '')).not.toMatch(new RegExp(`\\b${other}\\b`));
        }
      }
    },
  );

  test('names the manual’s other spelling as missing too', async () => {
    const { nonceStr, ...rest } = SIGNATURE;
    const error = await sign(() => ({ ...rest, noncestr: nonceStr }));
    expect(error.message).toContain('nonceStr');
  });

  test.each([
    ['FAIL', 'https://other.example is not in allowedOrigins'],
    ['ORIGIN_NOT_ALLOWED', 'This origin is not allowed.'],
    ['UPSTREAM_REFUSED', 'WeChat refused: 40164 invalid ip'],
    [403, 'This origin is not allowed.'],
  ])('repeats what the server says of it: %s', async (code, message) => {
    for (const answer of [() => ({ code, message }), () => Promise.resolve({ code, message })]) {
      const error = await sign(answer);
      expect(error).toMatchObject({ code: 'SIGNATURE_FAILED', url: here() });
      expect(error.message).toContain(String(code));
      expect(error.message).toContain(message);
    }
  });

  test('repeats what a rejection with a code says: that of payScoreRoutes', async () => {
    const message = 'GET /payscore/config: HTTP 401 NOT_SIGNED_IN Sign in first.';
    const error = await sign(() => Promise.reject(Object.assign(new Error(message), { code: 'NOT_SIGNED_IN' })));
    expect(error).toMatchObject({ code: 'SIGNATURE_FAILED', message: expect.stringContaining(message) });
  });

  test('leaves out what looks like a secret in it', async () => {
    const secret = '7_qWErTyUiOpAsDfGhJkL0123456789abcdefABCDEF';
    const error = await sign(() => ({ code: 'UPSTREAM_FAILED', message: `access_token=${secret} was refused` }));
    expect(error.message).toContain('UPSTREAM_FAILED');
    expect(error.message).toContain('was refused');
    expect(error.message).not.toContain(secret);
  });

  test.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(new TypeError('Failed to fetch'))],
    [
      'throws',
      () => {
        throw new TypeError('Failed to fetch');
      },
    ],
  ])('has the cause where the function %s, and does not blame its answer', async (_how, answer) => {
    const error = await sign(answer);
    expect(error).toMatchObject({ code: 'SIGNATURE_FAILED', url: here(), cause: { message: 'Failed to fetch' } });
    expect(error.message).not.toMatch(/must answer with appId/);
    for (const field of ['timestamp', 'nonceStr']) expect(error.message).not.toContain(field);
  });

  test.each<[string, unknown]>([
    ['a page of HTML', '<!doctype html><title>404</title>'],
    ['nothing', undefined],
    ['null', null],
    ['a Response that was not read', { ok: false, status: 404 }],
  ])('is told for %s too', async (_what, answer) => {
    expect(await sign(() => answer)).toMatchObject({ code: 'SIGNATURE_FAILED', url: here() });
  });
});

describe('a refused configuration', () => {
  test.each<[string, SimulateWeixinOptions, string]>([
    ['invalid signature', { config: 'invalid signature' }, 'invalid signature'],
    ['invalid url domain', { config: 'invalid url domain' }, 'invalid url domain'],
    ['any other', { config: 'fail' }, 'fail'],
  ])('says which address and appId were signed: %s', async (_what, client, reason) => {
    const error = await reasonOf(openPage(client).weixin.ready());
    expect(error).toMatchObject({
      code: 'CONFIG_REFUSED',
      reason,
      url: location.origin + LANDING,
      appId: SIGNATURE.appId,
    });
  });

  test('says so in words, for a phone without developer tools', async () => {
    const error = await reasonOf(openPage({ config: 'invalid signature' }).weixin.ready());
    expect(error.message).toContain(location.origin + LANDING);
    expect(error.message).toContain(SIGNATURE.appId);
  });

  test('says which one was tried last', async () => {
    const page = openPage({ platform: 'android', config: 'invalid signature' });
    history.pushState(null, '', '/order');
    expect(await reasonOf(page.weixin.ready())).toMatchObject({
      code: 'CONFIG_REFUSED',
      url: location.origin + page.signed().pop()!,
    });
  });
});

describe('getSignatureUrl', () => {
  const thrown = (): string => {
    throw new Error('no router');
  };

  test('that throws is an argument of ours, with its cause', async () => {
    const page = openPage({}, { getSignatureUrl: thrown });
    const error = await reasonOf(page.weixin.openBusinessView(VIEW));
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'getSignatureUrl',
      cause: { message: 'no router' },
    });
    expect(error.message).not.toMatch(/client threw/i);
    expect(page.getConfigSignature).not.toHaveBeenCalled();
  });

  test.each([undefined, null, '', 5])('that answers with %p is one too', async (answer) => {
    const page = openPage({}, { getSignatureUrl: () => answer as never });
    expect(await reasonOf(page.weixin.ready())).toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'getSignatureUrl',
    });
  });

  test('that answers is used', async () => {
    const page = openPage({}, { getSignatureUrl: () => 'https://shop.example/pay' });
    await settle(page.weixin.ready());
    expect(page.getConfigSignature).toHaveBeenCalledWith('https://shop.example/pay');
  });
});

describe('the hint for a view that WeChat’s server refused', () => {
  test.each<[string, ApiAnswer]>([
    ['as a number', { err_code: -2, err_msg: 'openBusinessView:fail request CGI error' }],
    ['as text', { err_code: '-2', err_msg: 'openBusinessView:fail request CGI error' }],
    ['without its words', { err_code: -2 }],
  ])('says that a token lives for one hour (%s)', async (_form, openBusinessView) => {
    const page = openPage({ apis: { openBusinessView } });
    const error = await reasonOf(authorize(page));
    expect(error).toMatchObject({ code: 'API_FAILED', errCode: -2 });
    expect(error.hint).toMatch(/(one|1|an) hour/i);
  });

  test('says so too where the client sends no code', async () => {
    const page = openPage({ apis: { openBusinessView: { err_msg: 'openBusinessView:fail CGI error' } } });
    const error = await reasonOf(authorize(page));
    expect(error).toMatchObject({ code: 'API_FAILED', errCode: null });
    expect(error.hint).toMatch(/(one|1|an) hour/i);
  });

  test('does not say so of another failure', async () => {
    const page = openPage({
      apis: { openBusinessView: { err_code: -4, err_msg: 'openBusinessView:fail invalid businessType' } },
    });
    expect((await reasonOf(authorize(page))).hint).not.toMatch(/hour/i);
  });
});

describe('the cause of an error', () => {
  const Native = Error;
  afterEach(() => void (globalThis.Error = Native));

  /** As engines before 2021 do, such as Chromium 66 and iOS 14. */
  const ErrorWithoutCause = new Proxy(Native, {
    construct: (target, [message]: unknown[], newTarget) => Reflect.construct(target, [message], newTarget) as Error,
    apply: (target, self, [message]: unknown[]) => Reflect.apply(target, self, [message]) as unknown,
  });

  test.each<[string, ErrorConstructor]>([
    ['that ignores the second argument of Error', ErrorWithoutCause],
    ['that knows causes', Native],
  ])('is there in an engine %s', async (_name, engine) => {
    globalThis.Error = engine;
    const cause = new Native('503');
    const fails = (): Promise<never> => Promise.reject(cause);
    const page = openPage({}, { getConfigSignature: fails });
    const errors = [
      await reasonOf(page.weixin.ready()),
      await reasonOf(authorize(openPage(), fails)),
      await reasonOf(openPage({}, { wx: fails }).weixin.ready()),
    ];
    expect(errors.map(({ code }) => code)).toEqual(['SIGNATURE_FAILED', 'TOKEN_FAILED', 'JWEIXIN_LOAD_FAILED']);
    for (const error of errors) {
      expect(error.cause).toBe(cause);
      // A logger that serialises an error must not find what the merchant's own code threw.
      expect(Object.keys(error)).not.toContain('cause');
      expect(JSON.stringify(error)).not.toContain('503');
    }
  });
});

describe('a part of the page that does not arrive', () => {
  const CHUNK = '../../src/bridge/js-sdk';
  const FROM_PACKAGE = '../../src/bridge/jweixin/from-package';
  afterEach(() => void ['weixin-js-sdk', CHUNK, FROM_PACKAGE].forEach((part) => jest.dontMock(part)));

  test('is named before the session’s own clock ends, where it is the script of a script-tag build', async () => {
    // The build replaces the one by the other.
    jest.doMock(FROM_PACKAGE, () => jest.requireActual<object>('../../src/bridge/jweixin/from-official-hosts'));
    const { took, error } = await time(openPage({}, { timeout: 4000 }).weixin.ready());
    expect(error).toMatchObject({
      code: 'JWEIXIN_LOAD_FAILED',
      sources: ['https://res.wx.qq.com/open/js/jweixin-1.6.0.js', 'https://res2.wx.qq.com/open/js/jweixin-1.6.0.js'],
    });
    expect(took).toBeGreaterThan(3000);
    expect(took).toBeLessThan(4000);
  });

  test('is named, and may arrive at the next try, where it is the chunk of call and on', async () => {
    const page = openPage({}, { jsApiList: ['getNetworkType'] });
    jest.doMock(CHUNK, () => {
      throw new Error('Loading chunk 7 failed.');
    });
    expect(await reasonOf(page.weixin.call('getNetworkType'))).toMatchObject({
      code: 'JWEIXIN_LOAD_FAILED',
      sources: ['weixin-payscore'],
      cause: { message: 'Loading chunk 7 failed.' },
    });
    jest.dontMock(CHUNK);
    jest.resetModules();
    expect(await settle(page.weixin.call('getNetworkType'))).toMatchObject({ networkType: 'wifi' });
  });

  test('is JWEIXIN_LOAD_FAILED, and the hint advises a reload', async () => {
    const page = openPage();
    jest.doMock('weixin-js-sdk', () => {
      throw new Error('Loading chunk 7 failed.');
    });
    const error = await reasonOf(page.weixin.ready());
    expect(error).toMatchObject({ code: 'JWEIXIN_LOAD_FAILED', cause: { message: 'Loading chunk 7 failed.' } });
    expect(error.hint).toMatch(/reload/i);
  });

  test('may arrive at the next try', async () => {
    const page = openPage();
    jest.doMock('weixin-js-sdk', () => {
      throw new Error('Loading chunk 7 failed.');
    });
    await reasonOf(page.weixin.ready());
    jest.dontMock('weixin-js-sdk');
    jest.resetModules();
    expect(await settle(page.weixin.authorizePayScore(REQUEST))).toMatchObject({ view: { status: 'ok' } });
  });
});

test.each<[string, SimulateWeixinOptions, Partial<WeixinOptions>, unknown]>([
  ['SIGNATURE_FAILED', {}, { getConfigSignature: () => Promise.reject(new Error('503')) }, TOKEN],
  ['TOKEN_FAILED', {}, {}, () => ''],
  ['CONFIG_REFUSED', { config: 'invalid url domain' }, {}, TOKEN],
  ['API_UNSUPPORTED', { apis: { openBusinessView: 'unsupported' } }, {}, TOKEN],
  ['API_REFUSED', { apis: { openBusinessView: 'denied' } }, {}, TOKEN],
  ['API_FAILED', { apis: { openBusinessView: { err_code: -1 } } }, {}, TOKEN],
  ['WEIXIN_OUTDATED', { version: '7.0.4' }, {}, TOKEN],
  ['TIMEOUT', { config: 'never' }, {}, TOKEN],
  ['INVALID_ARGUMENT', {}, {}, ''],
])('%s has a hint of one or two sentences', async (code, client, options, token) => {
  const error = await reasonOf(authorize(openPage(client, options), token));
  expect(error).toMatchObject({ name: 'WeixinError', code });
  expect(error.hint.length).toBeGreaterThan(10);
  expect(error.message).toContain(error.hint);
  expect(error.message).toContain(code);
});

describe('the hint of', () => {
  const SILENT: SimulateWeixinOptions = { signs: [], apis: { openBusinessView: 'never' } };
  const view = (fields: object) => (page: Page) => page.weixin.openBusinessView({ ...VIEW, ...fields } as never);
  const call =
    (name: string, params = {}) =>
    (page: Page): Promise<unknown> =>
      page.weixin.call(name as 'chooseImage', params);

  test.each<[string, RegExp, (page: Page) => Promise<unknown>, SimulateWeixinOptions?, Partial<WeixinOptions>?]>([
    ['NOT_IN_WEIXIN', /in WeChat/, ({ weixin }) => weixin.ready(), { userAgent: SAFARI }],
    ['WEIXIN_OUTDATED', /upgradeUrl/, view({}), { version: '7.0.4' }],
    [
      'BUSY',
      /Wait until the user is back/,
      (page) => (watch(view({})(page)), view({ envVersion: 'trial' })(page)),
      SILENT,
    ],
    ['ABORTED', /caller gave up/, ({ weixin }) => weixin.ready({ signal: AbortSignal.abort() })],
    ['TIMEOUT', /config gave no answer in time/, ({ weixin }) => weixin.ready(), { config: 'never' }],
    ['TIMEOUT', /view did not open/, view({}), SILENT],
    [
      'TIMEOUT',
      /uploadImage gave no answer in time/,
      call('uploadImage', { localId: '1' }),
      { apis: { uploadImage: 'never' } },
      { jsApiList: ['uploadImage'] },
    ],
    [
      'CONFIG_REFUSED',
      /appId, its ticket .* Signed: http:.* for wx0123456789abcdef/,
      view({}),
      { config: 'config:fail' },
    ],
    ['API_UNSUPPORTED', /lacks it; offer another way/, view({}), { apis: { openBusinessView: 'unsupported' } }],
    ['API_FAILED', /client threw/, view({}), { apis: { openBusinessView: new Error('native') } }],
    ['API_FAILED', /errMsg and errCode/, view({}), { apis: { openBusinessView: { err_code: 7 } } }],
    ['API_REFUSED', /in the jsApiList of createWeixin/, call('chooseImage')],
    ['JWEIXIN_LOAD_FAILED', /wx option/, ({ weixin }) => weixin.ready(), {}, { wx: () => ({}) as never }],
    ['INVALID_ARGUMENT', /^name: listen to it with on/, call('onVoicePlayEnd')],
    [
      'INVALID_ARGUMENT',
      /^params.localId: uploadImage needs it/,
      call('uploadImage'),
      {},
      { jsApiList: ['uploadImage'] },
    ],
    ['INVALID_ARGUMENT', /^getSignatureUrl: .*an address/, view({}), {}, { getSignatureUrl: () => '' }],
    ['INVALID_ARGUMENT', /^businessType: pass 1 to 32 characters/, view({ businessType: '' })],
    ['INVALID_ARGUMENT', /^params: pass an object of strings/, view({ params: null })],
    ['INVALID_ARGUMENT', /^params.a: it may not be empty/, view({ params: { a: '' } })],
    ['INVALID_ARGUMENT', /^params: at most 2048 characters once encoded/, view({ params: { a: 'x'.repeat(2048) } })],
    ['INVALID_ARGUMENT', /^params.a: pass well-formed text/, view({ params: { a: '\ud83d' } })],
    ['INVALID_ARGUMENT', /^envVersion: release, trial or develop/, view({ envVersion: 'beta' })],
    ['INVALID_ARGUMENT', /^timeout: pass milliseconds/, ({ weixin }) => weixin.ready({ timeout: 0 })],
    ['INVALID_ARGUMENT', /^names: pass a list of names/, ({ weixin }) => weixin.checkJsApi('x' as never)],
    [
      'INVALID_ARGUMENT',
      /^confirm: pass a function/,
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST, confirm: 5 } as never),
    ],
    [
      'INVALID_ARGUMENT',
      /^scene: leave it out or pass ORDER/,
      ({ weixin }) => weixin.authorizePayScore({ ...REQUEST, scene: 5 } as never),
    ],
    [
      'INVALID_ARGUMENT',
      /^confirm: answer with AVAILABLE, UNAVAILABLE or UNBINDUSER/,
      ({ weixin }) =>
        weixin
          .authorizePayScore({ ...REQUEST, confirm: () => 'YES' as never })
          .then(({ cause }) => Promise.reject(cause)),
    ],
    [
      'API_UNSUPPORTED',
      /jweixin has no such event/,
      ({ weixin }) =>
        new Promise((_, reject) => weixin.on('onNothing' as JsApiEvent, () => undefined, {}, { onError: reject })),
    ],
  ])('%s says %p', async (code, hint, act, ...opened) => {
    const error = await reasonOf(act(openPage(...opened)));
    expect(error).toMatchObject({ name: 'WeixinError', code, hint: expect.stringMatching(hint) });
    expect(error.message).toBe(`${code}: ${error.hint}`);
  });
});

describe('an address that the host names after "invalid signature"', () => {
  const WANTED = 'http://localhost/wanted?ids=1,2,3&next=a%2Cb';
  const escaped = WANTED.replace(/\//g, '\\/');
  const wrap = (text: string): string =>
    `config:fail,Error: 系统错误,错误码:63002,invalid signature [], realAuthUrl:${text}`;

  test.each<[string, object | string]>([
    ['with a comma, in a list in the text', wrap(`["${WANTED}"]`)],
    ['with escaped slashes, in a list in the text', wrap(`["${escaped}"]`)],
    ['with an escaped ampersand, in a list in the text', wrap(`["${escaped.replace('&', '\\u0026')}"]`)],
    ['with a comma, alone in the text', wrap(`"${WANTED}"`)],
    ['in a list of two', wrap(`["${WANTED}","http://localhost/other"]`)],
    ['with a comma, in a field', { errMsg: 'config:invalid signature', realAuthUrl: WANTED }],
    ['with a comma, in a list in a field', { errMsg: 'config:invalid signature', realAuthUrl: [WANTED] }],
    ['with a comma, in JSON text', { errMsg: 'config:invalid signature', realAuthUrl: JSON.stringify([WANTED]) }],
    ['with escaped slashes, in JSON text', { errMsg: 'config:invalid signature', realAuthUrl: `["${escaped}"]` }],
    ['with escaped slashes, in a field', { errMsg: 'config:invalid signature', realAuthUrl: escaped }],
  ])('%s is signed as it is', async (_form, refusal) => {
    for (const platform of ['ios', 'android'] as const) {
      const page = openPage({
        platform,
        config: ({ nonceStr }: ConfigRequest) => (nonceStr === WANTED ? 'ok' : refusal),
      });
      await settle(page.weixin.ready());
      expect(page.signed()).toEqual([LANDING, WANTED.replace('http://localhost', '')]);
    }
  });

  test.each([
    'http://localhost/wanted?ids=[1,2]',
    "http://localhost/it's?x=it's",
    'http://localhost/a;b=1?x=1|2',
    'http://localhost/%E6%94%AF%E4%BB%98?q=%22x%22',
    'http://localhost/wanted?next=http://localhost/other,http://localhost/third',
  ])('keeps what it holds: %s', async (wanted) => {
    for (const realAuthUrl of [wanted, [wanted], JSON.stringify([wanted])]) {
      const page = openPage({
        config: ({ nonceStr }: ConfigRequest) =>
          nonceStr === wanted ? 'ok' : { errMsg: 'config:invalid signature', realAuthUrl },
      });
      await settle(page.weixin.ready());
      expect(page.getConfigSignature).toHaveBeenLastCalledWith(wanted);
    }
  });

  test.each<[string, unknown]>([
    ['no address', 'none'],
    ['empty', ''],
    ['an empty list', '[]'],
    ['a script', 'javascript:alert(1)'],
  ])('that is none (%s) is not signed', async (_what, realAuthUrl) => {
    const page = openPage({ config: { errMsg: 'config:invalid signature', realAuthUrl } });
    expect(await reasonOf(page.weixin.ready())).toMatchObject({ code: 'CONFIG_REFUSED' });
    expect(page.signed()).toEqual([LANDING]);
  });
});
