import { parse } from 'acorn';
import { execFileSync } from 'node:child_process';
import type * as entry from '../../src/miniprogram';
import { readMiniProgramFolder, ROOT, startMiniProgram } from './mini-program';

const NAMES = [
  'WeixinError',
  'isWeixinError',
  'openBusinessView',
  'readReturn',
  'toMiniProgramView',
  'toNavigateToMiniProgram',
  'toOpenSdkRequest',
];
const VIEW = { businessType: 'wxpayScoreEnable', params: { apply_permissions_token: 't' } } as const;
const PAY_SCORE = 'wxd8f3793ea3b935b8';

const files = readMiniProgramFolder();

interface Request extends Record<string, unknown> {
  success(answer: object): void;
  fail(answer: object): void;
}

const start = (wx?: object) => startMiniProgram(files, wx).require('weixin-payscore/miniprogram') as typeof entry;
/** A `wx` with one way to open a view, which answers at once. */
const opening = (api: string, asked: unknown[], answer: (request: Request) => void) => ({
  [api](request: Request) {
    asked.push(request);
    answer(request);
  },
});

describe('the folder that 构建 npm copies', () => {
  test('holds the code, the name that has the types, and a word for Node', () => {
    expect(Object.keys(files).sort()).toEqual(['index.js', 'miniprogram.js', 'package.json']);
    expect(JSON.parse(files['package.json']!)).toEqual({ type: 'commonjs' });
  });

  test.each(Object.keys(files).filter((name) => name.endsWith('.js')))('%s is an ES5 script', (name) => {
    const options = { ecmaVersion: 5, sourceType: 'script' } as const;
    expect(() => parse(files[name]!, options)).not.toThrow();
    expect(() => parse(files[name] + '; () => 1', options)).toThrow();
  });

  test('requires nothing outside itself', () => {
    const required = [
      ...Object.values(files)
        .join('\n')
        .matchAll(/\brequire\(([^)]*)\)/g),
    ].map((match) => match[1]);
    expect(required).toEqual(["'./index.js'"]);
  });

  test.each(['weixin-payscore', 'weixin-payscore/index', 'weixin-payscore/miniprogram'])('answers to %s', (name) => {
    expect(Object.keys(startMiniProgram(files, {}).require(name)).sort()).toEqual(NAMES);
  });

  test('is one module under all its names, so that there is one WeixinError', () => {
    const { require } = startMiniProgram(files, {});
    expect(require('weixin-payscore')).toBe(require('weixin-payscore/miniprogram'));
  });
});

describe('the surroundings of these tests', () => {
  const { evaluate, require } = startMiniProgram({ 'index.js': 'exports.wx = typeof wx; exports.all = this' }, {});

  test.each(['window', 'document', 'navigator', 'location', 'process', 'console', 'global', 'globalThis', 'wx'])(
    'have no %s',
    (name) => expect(evaluate(`typeof ${name}`)).toBe('undefined'),
  );

  test.each(['Symbol', 'Map', 'AbortController', 'Object.assign', 'Object.entries', '[].includes', "''.startsWith"])(
    'are too old for %s',
    (name) => expect(evaluate(`typeof ${name}`)).toBe('undefined'),
  );

  test('have a wx in each module', () => expect(require('weixin-payscore')['wx']).toBe('object'));
  test('have timers and promises', () =>
    expect(evaluate('typeof setTimeout + typeof Promise')).toBe('functionfunction'));
});

describe('in a mini program', () => {
  test('a view opens over the wx of the module', async () => {
    const asked: unknown[] = [];
    const { openBusinessView } = start(opening('openBusinessView', asked, ({ success }) => success({ errCode: 0 })));
    expect(await openBusinessView(VIEW)).toMatchObject({ status: 'ok', errCode: 0 });
    expect(asked).toMatchObject([{ businessType: VIEW.businessType, extraData: VIEW.params }]);
  });

  test('below base library 2.6.0 it navigates', async () => {
    const asked: unknown[] = [];
    const { openBusinessView } = start(opening('navigateToMiniProgram', asked, ({ success }) => success({})));
    expect(await openBusinessView(VIEW)).toMatchObject({ status: 'unknown' });
    expect(asked).toMatchObject([{ appId: PAY_SCORE, path: 'pages/use/enable', extraData: VIEW.params }]);
  });

  test.each([
    [{ errCode: -3, errMsg: 'openBusinessView:fail cancel' }, 'cancelled'],
    [{ errCode: -1, errMsg: 'openBusinessView:fail system error' }, 'API_FAILED'],
    [{ errMsg: 'openBusinessView:fail another navigation is in progress' }, 'BUSY'],
  ])('fail with %j is %s', async (answer, expected) => {
    const { openBusinessView, isWeixinError } = start(opening('openBusinessView', [], ({ fail }) => fail(answer)));
    const ended = await openBusinessView(VIEW).then(
      ({ status }) => status,
      (error: unknown) => isWeixinError(error) && error.code,
    );
    expect(ended).toBe(expected);
  });

  test('an error is an Error, a WeixinError, and says why', async () => {
    const { openBusinessView, WeixinError } = start({});
    const error = await openBusinessView(VIEW).catch((thrown: unknown) => thrown as entry.WeixinError);
    expect(error).toBeInstanceOf(WeixinError);
    expect(error).toMatchObject({ name: 'WeixinError', code: 'API_UNSUPPORTED', api: 'openBusinessView' });
    expect(String(error)).toMatch(/^WeixinError: API_UNSUPPORTED: /);
  });

  test('without a wx it says so', async () => {
    await expect(start().openBusinessView(VIEW)).rejects.toMatchObject({ code: 'NOT_IN_WEIXIN' });
  });

  test('a wait ends with its timeout', async () => {
    const { openBusinessView } = start(opening('openBusinessView', [], () => {}));
    await expect(openBusinessView(VIEW, { timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('the return is read in App.onShow', () => {
    const { readReturn } = start({});
    const referrerInfo = { appId: PAY_SCORE, extraData: '{"query_id":"q"}' };
    expect(readReturn({ scene: 1038, referrerInfo })).toMatchObject({ status: 'ok', extraData: { query_id: 'q' } });
    expect(readReturn({ scene: 1001, referrerInfo })).toBeNull();
  });

  test('the writers write', () => {
    const { toMiniProgramView, toNavigateToMiniProgram, toOpenSdkRequest } = start({});
    expect(toMiniProgramView(VIEW)).toEqual({ businessType: VIEW.businessType, extraData: VIEW.params });
    expect(toNavigateToMiniProgram(VIEW)).toMatchObject({ appId: PAY_SCORE, path: 'pages/use/enable' });
    expect(toOpenSdkRequest(VIEW, { miniProgramType: 2 })).toEqual({
      businessType: 'wxpayScoreEnable',
      query: 'apply_permissions_token=t',
      extInfo: '{"miniProgramType":2}',
    });
    expect(() => toOpenSdkRequest({ ...VIEW, businessType: 'x'.repeat(17) } as never)).toThrow('INVALID_ARGUMENT');
  });
});

describe('in Node', () => {
  const node = (...args: string[]): string[] =>
    JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env: {} })) as string[];
  const IMPORT = "import * as entry from 'weixin-payscore/miniprogram'; ";

  test.each([
    ['import', ['--input-type=module', '-e', IMPORT + 'console.log(JSON.stringify(Object.keys(entry).sort()))']],
    ['require', ['-p', "JSON.stringify(Object.keys(require('weixin-payscore/miniprogram')).sort())"]],
    ['the folder itself', ['-p', "JSON.stringify(Object.keys(require('./dist/miniprogram')).sort())"]],
  ])('%s finds the same names', (_name, args) => {
    expect(node(...args)).toEqual(NAMES);
  });

  test('an error of one copy is known to the others and to the page', () => {
    const codes = `
      const copies = ['weixin-payscore/miniprogram', './dist/miniprogram', 'weixin-payscore'].map((name) => require(name));
      JSON.stringify(copies.map(({ isWeixinError }) =>
        copies.map(({ WeixinError }) => isWeixinError(new WeixinError('BUSY', 'Wait.'))).join()))`;
    expect(node('-p', codes)).toEqual(Array(3).fill('true,true,true'));
  });
});
