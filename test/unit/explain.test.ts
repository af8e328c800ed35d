import { WeixinError } from '../../src';
import type { WeixinErrorCode, WeixinErrorFields } from '../../src';
import { explain } from '../../src/explain';
import type { Explanation, Language } from '../../src/explain';
import type {
  ConfigSignerErrorCode,
  DeliveryErrorCode,
  NotificationErrorCode,
  PayScoreRoutesErrorCode,
  StoreErrorCode,
  WechatPayErrorCode,
} from '../../src/server';

const LANGUAGES: Language[] = ['zh-CN', 'en'];
const UPGRADE_URL = 'https://support.weixin.qq.com/cgi-bin/readtemplate?t=page/common_page__upgrade';

// Records, so that a code that is added to a class must be added here.
const PAGE: Record<WeixinErrorCode, WeixinErrorFields> = {
  INVALID_ARGUMENT: { argument: 'jsApiList' },
  NOT_IN_WEIXIN: {},
  WEIXIN_OUTDATED: { required: '7.0.5', actual: '6.5.7', upgradeUrl: UPGRADE_URL },
  JWEIXIN_LOAD_FAILED: { sources: ['https://res.wx.qq.com/open/js/jweixin-1.6.0.js'] },
  SIGNATURE_FAILED: {},
  TOKEN_FAILED: {},
  CONFIG_REFUSED: { reason: 'invalid signature', errMsg: 'config:invalid signature' },
  API_UNSUPPORTED: { api: 'openBusinessView' },
  API_CANCELLED: { api: 'scanQRCode', errMsg: 'scanQRCode:cancel' },
  API_REFUSED: { api: 'chooseImage', reason: 'permission denied' },
  API_FAILED: { api: 'openBusinessView', errCode: -1 },
  BUSY: {},
  TIMEOUT: { step: 'openBusinessView' },
  ABORTED: {},
};
const WECHAT_PAY: Record<WechatPayErrorCode, true> = {
  SYSTEM_ERROR: true,
  PARAM_ERROR: true,
  NO_AUTH: true,
  FREQUENCY_LIMITED: true,
  INVALID_REQUEST: true,
  ORDER_NOT_EXIST: true,
  INVALID_ORDER_STATE: true,
  ORDER_CANCELED: true,
  ORDER_DONE: true,
  SIGN_ERROR: true,
  RATELIMIT_EXCEEDED: true,
  RESOURCE_NOT_EXISTS: true,
  TIMEOUT: true,
  NETWORK_ERROR: true,
  UNVERIFIED: true,
  MISSING_HEADER: true,
  STALE_TIMESTAMP: true,
  UNKNOWN_SERIAL: true,
  BAD_SIGNATURE: true,
  BAD_PAYLOAD: true,
  MISMATCHED_ANSWER: true,
};
const CONFIG_SIGNER: Record<ConfigSignerErrorCode, true> = {
  ORIGIN_NOT_ALLOWED: true,
  INVALID_URL: true,
  UPSTREAM_REFUSED: true,
  UPSTREAM_FAILED: true,
};
const NOTIFICATION: Record<NotificationErrorCode, true> = {
  MISSING_HEADER: true,
  STALE_TIMESTAMP: true,
  UNKNOWN_SERIAL: true,
  BAD_SIGNATURE: true,
  UNSUPPORTED_ALGORITHM: true,
  DECRYPT_FAILED: true,
  BAD_PAYLOAD: true,
};
const DELIVERY: Record<DeliveryErrorCode, true> = {
  METHOD_NOT_ALLOWED: true,
  BODY_TOO_LONG: true,
  BODY_TOO_SLOW: true,
  BODY_ALREADY_READ: true,
  UNHANDLED_EVENT: true,
  IN_PROGRESS: true,
  KEY_TIMEOUT: true,
};
const STORE: Record<StoreErrorCode, true> = { TIMEOUT: true, FULL: true };
const ROUTES: Record<PayScoreRoutesErrorCode, true> = {
  NOT_SIGNED_IN: true,
  ORIGIN_NOT_ALLOWED: true,
  NOT_APPLIED: true,
  NOT_FOUND: true,
  METHOD_NOT_ALLOWED: true,
};

/** An error as another copy of the package throws it: known by its name and code. */
function copy(name: string, code: string, fields: object = {}, message = ''): Error {
  return Object.assign(new Error(message), { name, code }, fields);
}

const page = (code: WeixinErrorCode, fields = PAGE[code]): WeixinError => new WeixinError(code, 'A hint.', fields);
const pageErrors = Object.keys(PAGE).map((code) => page(code as WeixinErrorCode));
const serverErrors = Object.entries({
  WechatPayError: WECHAT_PAY,
  ConfigSignerError: CONFIG_SIGNER,
  NotificationError: NOTIFICATION,
  DeliveryError: DELIVERY,
  StoreError: STORE,
  PayScoreRoutesError: ROUTES,
}).flatMap(([name, codes]) => Object.keys(codes).map((code) => copy(name, code)));

/** The classes whose codes are this package's own. */
const FAMILIES = [
  'WeixinError',
  'ConfigSignerError',
  'NotificationError',
  'DeliveryError',
  'StoreError',
  'PayScoreRoutesError',
];

/** Variants of one code that the documents tell apart. */
const reasons: Record<string, Error[]> = {
  'CONFIG_REFUSED by reason': [
    'invalid signature',
    'invalid url domain',
    'invalid appid',
    'permission denied',
    'the permission value is offline verifying',
    'too frequent',
    'something new',
  ].map((reason) => page('CONFIG_REFUSED', { reason })),
  'API_FAILED of openBusinessView by err_code': [-1, -2, -4, 7].map((errCode) =>
    page('API_FAILED', { api: 'openBusinessView', errCode, reason: '' }),
  ),
  'API_FAILED by reason': [
    'too frequent',
    'request cgi error',
    'invalid businesstype',
    'bluetooth power off',
    'something new',
  ].map((reason) => page('API_FAILED', { api: 'scanQRCode', errCode: null, reason })),
  'API_REFUSED by reason': ['permission denied', 'offline verifying'].map((reason) => page('API_REFUSED', { reason })),
  'API_UNSUPPORTED by interface': ['openBusinessView', 'scanQRCode'].map((api) => page('API_UNSUPPORTED', { api })),
  'TIMEOUT by step': [
    'openBusinessView',
    'jweixin',
    'bridge',
    'signature',
    'token',
    'config',
    'checkJsApi',
    'scanQRCode',
  ].map((step) => page('TIMEOUT', { step })),
  'INVALID_ARGUMENT by argument': ['confirm', 'applyPermissionsToken', 'jsApiList'].map((argument) =>
    page('INVALID_ARGUMENT', { argument }),
  ),
  'UPSTREAM_REFUSED by errcode': [40164, 40013, 40001, 45009, -1, 40002].map((errcode) =>
    copy('ConfigSignerError', 'UPSTREAM_REFUSED', { errcode }),
  ),
};

const everyError = [...pageErrors, ...serverErrors, ...Object.values(reasons).flat()];
const strangers: [what: string, value: unknown][] = [
  ['null', null],
  ['undefined', undefined],
  ['a text', 'no'],
  ['a number', 42],
  ['an empty object', {}],
  ['a function', () => undefined],
  ['an Error', new Error('boom')],
  ['a TypeError', new TypeError('x is not a function')],
  ['a DOMException', new DOMException('The operation is insecure.', 'SecurityError')],
  ['an Error with a code of Node', copy('Error', 'ECONNREFUSED')],
  ['an Error with a code that every object has', copy('WeixinError', 'constructor')],
  ['an Error named like a method of objects', copy('hasOwnProperty', 'BUSY_BEE')],
  ['a WeixinError with a newer code', copy('WeixinError', 'SOMETHING_NEW')],
  ['a WechatPayError with a newer code', copy('WechatPayError', 'SOMETHING_NEW')],
  ['an object without a prototype', Object.create(null)],
  [
    'an object that must not be read',
    new Proxy(
      {},
      {
        get() {
          throw new Error('Blocked a frame from accessing a cross-origin frame.');
        },
      },
    ),
  ],
];

/** What a Chinese text may hold in Latin letters: identifiers, and abbreviations that Chinese has no word for. */
const IDENTIFIER =
  /[a-z]+[A-Z]\w*|\w+[._]\w[\w./:]*|\b[A-Z][A-Z\d]+\b|[A-Z][a-z]+[A-Z]\w*|\b(jweixin|confirm|cause|sources|argument|signal|client|null|timeout|timestamp|nonce|signature|package|config|checkJsApi|wx|serial|mchid|store|url|message|stack|explain|doctor|web-view|weixin-payscore|Wechatpay(-Serial)?|Redis|https:\/\/shop\.example|err_code|object|undefined|string|number|function|APIv3|payscore|Error|AbortError|TimeoutError)\b/g;

function checkWords({ title, text, developer }: Explanation, language: Language): void {
  for (const [words, least] of [
    [title, 2],
    [text, 6],
    [developer, 20],
  ] as const) {
    expect(words.trim()).toBe(words);
    expect(words.length).toBeGreaterThanOrEqual(least);
    expect(words.replace(/^undefined: /, '')).not.toMatch(/undefined|\[object|\{|\}|NaN/);
  }
  if (language === 'en') {
    expect(title + text).toMatch(/^[\x20-\x7e’]+$/);
  } else {
    expect(title + text).not.toMatch(/[a-z]/i);
    const latin = developer
      .replace(/^[\w ]+: |\[.*\]/g, '')
      .replace(IDENTIFIER, '')
      .match(/[A-Za-z]{2,}/g);
    expect(latin).toBeNull();
    expect(developer).toMatch(/[\u4e00-\u9fff]/);
  }
}

describe.each(LANGUAGES)('in %s', (language) => {
  const explained = (error: unknown): Explanation => explain(error, language);

  test.each(everyError.map((error) => [(error as WeixinError).code, error.name, error] as const))(
    '%s of a %s is explained in that language, case %$',
    (_code, _name, error) => checkWords(explained(error), language),
  );

  test.each(strangers)('%s is explained in that language', (_what, value) => checkWords(explained(value), language));

  test('each code of the page is a different situation for its user', () => {
    const told = pageErrors.map(explained).map(({ title, text }) => title + text);
    expect(new Set(told).size).toBe(told.length);
  });

  test('each code gives its developer another thing to check', () => {
    const told = [...pageErrors, ...serverErrors]
      .map(explained)
      .map(({ developer }) => developer.replace(/^.*?: /, ''));
    expect(new Set(told).size).toBe(told.length);
  });

  test.each(Object.entries(reasons))('%s gives its developer another thing to check each time', (_what, errors) => {
    const told = errors.map(explained).map(({ developer }) => developer.replace(/ \[.*/, ''));
    expect(new Set(told).size).toBe(told.length);
  });

  test("a user's own no is not called a failure", () => {
    const { title, text } = explained(page('API_CANCELLED'));
    expect(title + text).not.toMatch(/失败|错误|异常|问题|未能|fail|error|wrong|problem|could not/i);
    expect(title).toMatch(/取消|cancel/i);
  });

  test.each([
    ...['openBusinessView', 'confirm', 'chooseWXPay', undefined].map(
      (step) => [`TIMEOUT of ${step}`, page('TIMEOUT', step ? { step } : {})] as const,
    ),
    ['ABORTED', page('ABORTED')],
    ["confirm's wrong answer, the cause of UNCONFIRMED", page('INVALID_ARGUMENT', { argument: 'confirm' })],
    ["confirm's HTTP 500, the cause of UNCONFIRMED", new Error('/payscore/state: HTTP 500')],
    ["confirm's DOMException of AbortSignal.timeout()", new DOMException('', 'TimeoutError')],
    ['an unknown Error', new Error('boom')],
    ['WechatPayError TIMEOUT', copy('WechatPayError', 'TIMEOUT')],
    ['WechatPayError NETWORK_ERROR', copy('WechatPayError', 'NETWORK_ERROR')],
    ['WechatPayError UNVERIFIED', copy('WechatPayError', 'UNVERIFIED')],
  ] as [string, unknown][])('%s does not tell the user "no", and warns of doing it twice', (_what, error) => {
    const { title, text } = explained(error);
    expect(title + text).not.toMatch(/失败|未授权|未成功|拒绝|没有授权|fail|not authori|refused|denied|declined/i);
    expect(text).toMatch(/无需重复操作|no need to do it again|look at the result/);
  });
});

/** What the user of a page reads, and which errors it is for. */
const TITLES: Record<string, Error[]> = {
  'Open this page in WeChat': [page('NOT_IN_WEIXIN')],
  'Update WeChat': [page('WEIXIN_OUTDATED')],
  'The page did not load completely': [page('JWEIXIN_LOAD_FAILED')],
  'There is a problem with this page': [
    page('INVALID_ARGUMENT'),
    page('INVALID_ARGUMENT', { argument: 'applyPermissionsToken' }),
  ],
  'The merchant cannot be reached': [
    page('SIGNATURE_FAILED'),
    copy('ConfigSignerError', 'UPSTREAM_FAILED'),
    ...[40164, 40013, 40001, 48001].map((errcode) => copy('ConfigSignerError', 'UPSTREAM_REFUSED', { errcode })),
    ...Object.keys(STORE).map((code) => copy('StoreError', code)),
    ...['NOT_FOUND', 'METHOD_NOT_ALLOWED', 'BAD_REQUEST', 'BODY_READ_BEFORE', 'INTERNAL_ERROR'].map((code) =>
      copy('', code),
    ),
  ],
  'Authorisation cannot start yet': [page('TOKEN_FAILED')],
  'WeChat does not accept this page': [
    ...[
      'invalid signature',
      'invalid url domain',
      'invalid appid',
      'permission denied',
      'offline verifying',
      'new',
    ].map((reason) => page('CONFIG_REFUSED', { reason })),
    copy('ConfigSignerError', 'ORIGIN_NOT_ALLOWED'),
    copy('ConfigSignerError', 'INVALID_URL'),
    copy('PayScoreRoutesError', 'ORIGIN_NOT_ALLOWED'),
  ],
  'Sign in first': [copy('PayScoreRoutesError', 'NOT_SIGNED_IN'), copy('', 'NOT_SIGNED_IN')],
  'Not available in this WeChat': [
    page('API_UNSUPPORTED', { api: 'openBusinessView' }),
    page('API_UNSUPPORTED', { api: 'scanQRCode' }),
    page('API_FAILED', { api: 'openBusinessView', errCode: -4 }),
    page('API_FAILED', { reason: 'invalid businesstype' }),
  ],
  Cancelled: [page('API_CANCELLED'), copy('WechatPayError', 'ORDER_CANCELED')],
  Done: [copy('WechatPayError', 'ORDER_DONE')],
  'Not permitted': [page('API_REFUSED'), page('API_REFUSED', { reason: 'offline verifying' })],
  'WeChat is busy': [
    page('API_FAILED', { api: 'openBusinessView', errCode: -1 }),
    copy('WechatPayError', 'SYSTEM_ERROR'),
    copy('ConfigSignerError', 'UPSTREAM_REFUSED', { errcode: -1 }),
  ],
  'Start again': [
    page('API_FAILED', { api: 'openBusinessView', errCode: -2 }),
    page('API_FAILED', { reason: 'request cgi error' }),
  ],
  'Too many tries': [
    page('CONFIG_REFUSED', { reason: 'too frequent' }),
    page('API_FAILED', { reason: 'too frequent' }),
    copy('WechatPayError', 'FREQUENCY_LIMITED'),
    copy('WechatPayError', 'RATELIMIT_EXCEEDED'),
    copy('ConfigSignerError', 'UPSTREAM_REFUSED', { errcode: 45009 }),
  ],
  'Turn on Bluetooth and location': [page('API_FAILED', { reason: 'bluetooth power off' })],
  'Not finished': [
    page('API_FAILED', { api: 'openBusinessView', errCode: 7 }),
    page('API_FAILED', { api: 'scanQRCode' }),
  ],
  'Already open': [page('BUSY')],
  'No longer waiting': [page('ABORTED')],
  'No answer yet': ['jweixin', 'bridge', 'signature', 'token', 'config', 'checkJsApi'].map((step) =>
    page('TIMEOUT', { step }),
  ),
  'Checking the result': [
    ...['openBusinessView', 'confirm', 'chooseWXPay'].map((step) => page('TIMEOUT', { step })),
    page('INVALID_ARGUMENT', { argument: 'confirm' }),
    ...[
      'TIMEOUT',
      'NETWORK_ERROR',
      'UNVERIFIED',
      'MISSING_HEADER',
      'STALE_TIMESTAMP',
      'UNKNOWN_SERIAL',
      'BAD_SIGNATURE',
    ]
      .concat('BAD_PAYLOAD', 'MISMATCHED_ANSWER')
      .map((code) => copy('WechatPayError', code)),
    ...Object.keys(NOTIFICATION).map((code) => copy('NotificationError', code)),
    ...Object.keys(DELIVERY).map((code) => copy('DeliveryError', code)),
    copy('', 'NOT_APPLIED'),
  ],
  'Not possible at the moment': ['PARAM_ERROR', 'NO_AUTH', 'INVALID_REQUEST', 'SIGN_ERROR', 'SOMETHING_NEW'].map(
    (code) => copy('WechatPayError', code),
  ),
  'No such authorisation': ['ORDER_NOT_EXIST', 'RESOURCE_NOT_EXISTS'].map((code) => copy('WechatPayError', code)),
  'Not possible in its present state': [copy('WechatPayError', 'INVALID_ORDER_STATE')],
  'Cannot continue yet': [copy('WeixinError', 'SOMETHING_NEW'), new Error('boom'), new Error('HTTP 503')],
};

test.each(Object.entries(TITLES))('"%s" is what the user of a page reads', (title, errors) => {
  for (const error of errors) expect([error, explain(error, 'en').title]).toEqual([error, title]);
});

test('every error has one of these titles', () => {
  const told = everyError.map((error) => explain(error, 'en').title);
  expect(Object.keys(TITLES)).toEqual(expect.arrayContaining(told));
});

describe('the action', () => {
  test('leads an outdated WeChat to the page for updates', () => {
    expect(explain(page('WEIXIN_OUTDATED'), 'zh-CN').action).toEqual({ label: '升级微信', url: UPGRADE_URL });
    expect(explain(page('WEIXIN_OUTDATED'), 'en').action).toEqual({ label: 'Update WeChat', url: UPGRADE_URL });
  });

  test('is missing everywhere else', () => {
    const others = everyError.filter((error) => (error as WeixinError).code !== 'WEIXIN_OUTDATED');
    for (const error of [...others, ...strangers.map(([, value]) => value)]) {
      expect(explain(error, 'en')).not.toHaveProperty('action');
    }
  });

  test('never leads to an address that is not https', () => {
    for (const upgradeUrl of ['javascript:alert(1)', 'http://support.weixin.qq.com/', '//evil.example', '']) {
      expect(explain(page('WEIXIN_OUTDATED', { upgradeUrl }), 'en')).not.toHaveProperty('action');
    }
  });
  test('of a mini program, whose error has no address, does not send the user there', () => {
    const error = { ...page('WEIXIN_OUTDATED'), api: 'navigateToMiniProgram', upgradeUrl: undefined };
    expect(explain(error, 'en').developer).toMatch(/base library/);
    expect(explain(error, 'zh-CN').developer).toMatch(/基础库/);
    expect(explain(error, 'en').developer).not.toMatch(/upgradeUrl/);
    expect(explain(page('WEIXIN_OUTDATED'), 'en').developer).toMatch(/upgradeUrl/);
  });
});

describe("what the merchant's server said", () => {
  test.each([
    ['in the cause', { cause: new Error('GET /payscore/config: HTTP 403 ORIGIN_NOT_ALLOWED: the server’s sentence') }],
    ['in the code of the cause', { cause: copy('Error', 'ORIGIN_NOT_ALLOWED') }],
    ['in the message alone', {}],
  ])('is explained to the developer of a SIGNATURE_FAILED, %s', (_where, fields) => {
    const message = 'SIGNATURE_FAILED: your server answered ORIGIN_NOT_ALLOWED';
    const error = copy('WeixinError', 'SIGNATURE_FAILED', fields, message);
    expect(explain(error, 'en').developer).toMatch(
      /getConfigSignature.* Caused by: ORIGIN_NOT_ALLOWED: .*allowedOrigins/,
    );
    expect(explain(error, 'zh-CN').developer).toMatch(
      /getConfigSignature.* 起因：ORIGIN_NOT_ALLOWED: .*allowedOrigins/,
    );
  });

  test('is explained to the developer of a TOKEN_FAILED', () => {
    const cause = new Error('POST /payscore/token: HTTP 502 NO_AUTH: 商户信息不合法');
    const { title, developer } = explain(copy('WeixinError', 'TOKEN_FAILED', { cause }), 'en');
    expect(developer).toMatch(/Caused by: NO_AUTH: .*service_id/);
    expect(title).toBe(explain(page('TOKEN_FAILED'), 'en').title);
  });

  test('is not repeated where it is no code of this package', () => {
    const cause = new Error('POST /payscore/token: HTTP 500 OUT_OF_COFFEE see internal page');
    const { title, developer } = explain(copy('WeixinError', 'TOKEN_FAILED', { cause }), 'en');
    expect(title).toBe(explain(page('TOKEN_FAILED'), 'en').title);
    expect(developer).toMatch(/ Caused by: HTTP 500: Your server did not answer as expected/);
    expect(developer).not.toMatch(/COFFEE|internal page/);
  });

  test('asks a user who is not signed in to do so', () => {
    const cause = new Error('POST /payscore/token: HTTP 401 NOT_SIGNED_IN Sign in first.');
    for (const error of [copy('WeixinError', 'TOKEN_FAILED', { cause }), cause]) {
      expect(explain(error, 'zh-CN').title).toBe('请先登录');
      expect(explain(error, 'en').title).toBe('Sign in first');
    }
    expect(explain(copy('WechatPayError', 'SIGN_ERROR', { status: 401 }), 'en').title).not.toBe('Sign in first');
  });

  test.each([
    ['NOT_APPLIED', 404, /same user/],
    ['NOT_FOUND', 404, /same base/],
    ['METHOD_NOT_ALLOWED', 405, /proxy/],
    ['BAD_REQUEST', 400, /proxy/],
    ['BODY_READ_BEFORE', 500, /before anything that parses bodies/],
    ['INTERNAL_ERROR', 500, /its log/],
  ])('is explained where the route itself answered %s', (code, status, advice) => {
    const cause = new Error(`POST /payscore/token: HTTP ${status} ${code} Some words.`);
    const error = copy('WeixinError', 'TOKEN_FAILED', { cause });
    expect(explain(error, 'en').developer).toMatch(advice);
    for (const language of LANGUAGES) checkWords(explain(error, language), language);
    for (const language of LANGUAGES) checkWords(explain(cause, language), language);
  });

  test.each([
    'POST /payscore/token: HTTP 0 without JSON ',
    'Failed to fetch',
    'Load failed',
    'NetworkError when attempting to fetch resource.',
    'fetch failed',
  ])('is nothing where the network failed with "%s"', (message) => {
    const cause = new TypeError(message);
    for (const error of [copy('WeixinError', 'SIGNATURE_FAILED', { cause }), cause]) {
      expect(explain(error, 'zh-CN').title).toBe('网络连接异常');
    }
  });
});

test('an error that came as JSON, without its class, is explained as the error itself', () => {
  for (const error of [...pageErrors, ...serverErrors]) {
    const sent: unknown = JSON.parse(JSON.stringify({ ...error, name: error.name, message: error.message }));
    expect(explain(sent, 'en')).toEqual(explain(error, 'en'));
  }
});

test('the body of an answer of the server, which has no name, is explained by its code', () => {
  expect(explain({ code: 'ORIGIN_NOT_ALLOWED', message: '' }, 'en').developer).toMatch(/allowedOrigins/);
  expect(explain({ code: 'PARAM_ERROR', message: '参数错误' }, 'zh-CN').developer).toMatch(
    /根据错误提示，传入正确参数/,
  );
});

test('the developer reads which argument, interface, step, version and number it was', () => {
  const told = (error: unknown): string => explain(error, 'en').developer;
  expect(told(page('INVALID_ARGUMENT', { argument: 'params.scene' }))).toMatch(/\[argument=params\.scene\]$/);
  expect(told(page('API_FAILED', { api: 'openBusinessView', errCode: -2 }))).toMatch(
    /^WeixinError API_FAILED: .*\[api=openBusinessView errCode=-2\]$/,
  );
  expect(told(page('WEIXIN_OUTDATED'))).toMatch(/\[required=7\.0\.5 actual=6\.5\.7\]$/);
  expect(told(copy('WechatPayError', 'NO_AUTH', { status: 403, requestId: '08E1-4A' }))).toMatch(
    /\[status=403 requestId=08E1-4A\]$/,
  );
  expect(told(copy('StoreError', 'TIMEOUT', { call: 'claim' }))).toMatch(/\[call=claim\]$/);
});

/** What the developer is told, without the fields that are shown behind it. */
const advice = (error: unknown): string => explain(error, 'en').developer.replace(/ \[.*/, '');

describe('a cause that has a text of its own', () => {
  test.each<[string, string, string, (string | number)[]]>([
    [
      'WeixinError',
      'CONFIG_REFUSED',
      'reason',
      ['invalid signature', 'Invalid Signature', 'fail, invalid signature [1]'],
    ],
    ['WeixinError', 'CONFIG_REFUSED', 'reason', ['invalid url domain', 'Invalid URL domain']],
    ['WeixinError', 'CONFIG_REFUSED', 'reason', ['invalid appid', 'invalid app_id', 'Invalid AppID']],
    ['WeixinError', 'CONFIG_REFUSED', 'reason', ['the permission value is offline verifying', 'Offline Verifying']],
    ['WeixinError', 'CONFIG_REFUSED', 'reason', ['permission denied', 'no permission', 'access denied', 'DENIED']],
    ['WeixinError', 'CONFIG_REFUSED', 'reason', ['too frequent', 'too_frequent', 'Too Frequent']],
    ['WeixinError', 'API_REFUSED', 'reason', ['the permission value is offline verifying', 'Offline Verifying']],
    ['WeixinError', 'API_FAILED', 'reason', ['request cgi error', 'request CGI error']],
    ['WeixinError', 'API_FAILED', 'reason', ['invalid businesstype', 'invalid businessType']],
    ['WeixinError', 'API_FAILED', 'reason', ['too frequent', 'too_frequent', 'Too Frequent']],
    [
      'WeixinError',
      'API_FAILED',
      'reason',
      ['bluetooth power off', 'Bluetooth Power Off', 'location service disable', 'Location Service disable'],
    ],
    ['WeixinError', 'INVALID_ARGUMENT', 'argument', ['applyPermissionsToken', 'params.apply_permissions_token']],
    ['WeixinError', 'TIMEOUT', 'step', ['openBusinessView', 'confirm', 'view']],
    ['ConfigSignerError', 'UPSTREAM_REFUSED', 'errcode', [40164, '61004']],
    ['ConfigSignerError', 'UPSTREAM_REFUSED', 'errcode', [40013, '40125']],
    ['ConfigSignerError', 'UPSTREAM_REFUSED', 'errcode', [40001, '40014', 42001]],
    ['ConfigSignerError', 'UPSTREAM_REFUSED', 'errcode', [45009, '45011']],
  ])('of a %s %s is known by each %s that means it, %j', (name, code, field, values) => {
    const told = values.map((value) => advice(copy(name, code, { [field]: value })));
    expect(new Set(told).size).toBe(1);
    expect(told[0]).not.toBe(advice(copy(name, code, { [field]: 'other' })));
  });

  test.each<[string, string, string, (string | number)[]]>([
    ['WeixinError', 'INVALID_ARGUMENT', 'argument', ['confirm', 'applyPermissionsToken']],
    ['WeixinError', 'API_UNSUPPORTED', 'api', ['openBusinessView']],
    ['WeixinError', 'API_FAILED', 'api', ['openBusinessView']],
    [
      'WeixinError',
      'TIMEOUT',
      'step',
      ['openBusinessView', 'confirm', 'view', 'jweixin', 'bridge', 'signature', 'token', 'config', 'checkJsApi'],
    ],
    [
      'ConfigSignerError',
      'UPSTREAM_REFUSED',
      'errcode',
      [40164, 61004, 40013, 40125, 40001, 40014, 42001, 45009, 45011, -1],
    ],
  ])('of a %s %s is not that of a longer %s than %j', (name, code, field, values) => {
    const other = advice(copy(name, code, { [field]: 'other' }));
    for (const value of values) {
      expect(advice(copy(name, code, { [field]: value }))).not.toBe(other);
      for (const longer of [`9${value}`, `${value}9`]) {
        expect([longer, advice(copy(name, code, { [field]: longer }))]).toEqual([longer, other]);
      }
    }
  });

  test.each([-1, -2, -4])('of openBusinessView with code %d is that of this interface and this code', (errCode) => {
    const of = (api: string, code: string | number): string =>
      advice(copy('WeixinError', 'API_FAILED', { api, errCode: code }));
    expect(of('openBusinessView', errCode)).not.toBe(of('openBusinessView', 7));
    for (const longer of [`9${errCode}`, `${errCode}9`])
      expect(of('openBusinessView', longer)).toBe(of('openBusinessView', 7));
    for (const api of ['scanQRCode', 'openBusinessViews', 'reopenBusinessView', '']) {
      expect(of(api, errCode)).toBe(of('scanQRCode', 7));
    }
  });

  test('is the text of every code that this package has', () => {
    for (const error of everyError)
      expect(explain(error, 'en').developer).not.toMatch(/is not listed here|not one of this package/);
  });

  test('is not that of a newer code, which the developer is told to look up or to update for', () => {
    expect(advice(copy('WechatPayError', 'SOMETHING_NEW'))).toMatch(/Look it up in the documents/);
    for (const name of FAMILIES) {
      expect(advice(copy(name, 'SOMETHING_NEW'))).toMatch(/update this package/);
    }
  });

  test('is that of the page for a code without a name that a server has too', () => {
    const { developer } = explain({ code: 'TIMEOUT' }, 'en');
    expect(developer).toBe('TIMEOUT: ' + advice(page('TIMEOUT', {})).replace(/^.*?: /, ''));
  });

  test('is the same for what an AbortSignal rejects with', () => {
    const told = (error: unknown): string => advice(error).replace(/^.*?: /, '');
    expect(told(new DOMException('', 'AbortError'))).toBe(told(page('ABORTED')));
    expect(told(new DOMException('', 'TimeoutError'))).toBe(told(page('TIMEOUT', {})));
  });
});

test.each<[string, unknown]>([
  ['null', null],
  ['undefined', undefined],
  ['string', 'no'],
  ['number', 42],
  ['object', { name: 'TypeError' }],
  ['TypeError', new TypeError('x')],
  ['Error', copy('', '')],
  ['Error', copy('two words', '')],
  ['n'.repeat(64), copy('n'.repeat(64), '')],
  ['Error', copy('n'.repeat(65), '')],
  ['WeixinError SOMETHING_NEW', copy('WeixinError', 'SOMETHING_NEW')],
  ['HTTP 503', new Error('GET /payscore/state: HTTP 503 without JSON ')],
  ['AbortError', new DOMException('', 'AbortError')],
  ['TimeoutError', new DOMException('', 'TimeoutError')],
  ['HTTP 401', new Error('GET /payscore/state: HTTP 401 NOT_SIGNED_IN Sign in first.')],
  ['HTTP 0', new Error('GET /payscore/state: HTTP 0 without JSON ')],
  ['NO_AUTH', { code: 'NO_AUTH' }],
  ['BUSY', { code: 'BUSY' }],
])('the developer reads what it was first: %s, case %$', (label, value) =>
  expect(explain(value, 'en').developer.split(': ')[0]).toBe(label),
);

test.each<[string, (string | number)[], (string | number)[]]>([
  ['argument', ['a', 'A'.repeat(64), 'params.list[0].x_1'], ['a'.repeat(65), '1a', '-a', 'a-b', 'a b']],
  ['api', ['a', 'A'.repeat(64), 'miniProgram.navigateTo'], ['a'.repeat(65), '1a', '/a', 'a/b']],
  ['step', ['a', 'A'.repeat(64), 'checkJsApi'], ['a'.repeat(65), '1a', '/a', 'a.b']],
  ['required', ['7', '7.0.5', '1'.repeat(20)], ['1'.repeat(21), 'v7', '7b']],
  ['actual', ['7', '7.0.5', '1'.repeat(20)], ['1'.repeat(21), 'v7', '7b']],
  ['errCode', [0, -1, '1234567890', '-1234567890'], ['12345678901', 'a1', '1a', '-', '--1']],
  ['errcode', [0, -1, '1234567890', '-1234567890'], ['12345678901', 'a1', '1a', '-', '--1']],
  ['status', [0, 200, '599'], [1000, -1, 'a1', '1a']],
  ['call', ['a', 'claim', 'a'.repeat(20)], ['a'.repeat(21), '1a', 'a1', 'Claim']],
  ['requestId', ['a', '08E1-4A_b', 'a'.repeat(64)], ['a'.repeat(65), '/a', 'a/', 'a b']],
])('%s is shown to the developer where it looks like one, and left out otherwise', (field, good, bad) => {
  for (const value of good) {
    expect(explain(copy('WeixinError', 'BUSY', { [field]: value }), 'en').developer).toContain(` [${field}=${value}]`);
  }
  expect(explain(page('BUSY'), 'en').developer).not.toContain('[');
  for (const value of [...bad, '', null, {}, [1]]) {
    expect(explain(copy('WeixinError', 'BUSY', { [field]: value }), 'en')).toEqual(explain(page('BUSY'), 'en'));
  }
});

test("the client's own words tell the reason where an error has none", () => {
  const error = page('CONFIG_REFUSED', {
    errMsg: 'config:fail,Error: 系统错误,错误码:63002,invalid signature [20260101]',
  });
  expect(explain(error, 'en').developer).toMatch(/Sign exactly error\.url/);
});

test('no text repeats a message, a hint, an address, or what a client or server said', () => {
  const secret = 'DCApqiTgTDwLm7Z4/ticket+f00d==';
  const poisoned = Object.fromEntries(
    ['message', 'hint', 'url', 'errMsg', 'reason', 'argument', 'api', 'step', 'required', 'actual', 'upgradeUrl']
      .concat('errCode', 'errcode', 'status', 'requestId', 'call', 'appId', 'detail', 'stack')
      .map((field) => [field, `https://shop.example/?token=${secret}`]),
  );
  const cause = Object.assign(new Error(secret), poisoned);
  for (const name of [...FAMILIES, 'WechatPayError', 'Error', secret]) {
    for (const code of [...everyError.map((error) => (error as WeixinError).code), secret]) {
      for (const language of LANGUAGES) {
        const { title, text, developer } = explain({ ...poisoned, name, code, cause }, language);
        expect(title + text + developer).not.toMatch(/DCApqi|f00d|shop\.example\/\?/);
      }
    }
  }
  expect(explain(secret, 'en').developer).not.toContain(secret);
});
