import { parse } from 'acorn';
import { runInContext } from 'node:vm';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';
import { addJWeixin, ANDROID_5, IOS_9, openOldPage } from './old-page';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

describe.each(['weixin-payscore.umd.js', 'weixin-payscore.umd.min.js'])('%s', (file) => {
  test('is ES5 all through', () => {
    expect(() => parse(consumer.read(`dist/${file}`), { ecmaVersion: 5, sourceType: 'script' })).not.toThrow();
  });

  test('adds one name to the page', () => {
    const page = openOldPage(`${IOS_9} MicroMessenger/7.0.5`);
    const before = Object.getOwnPropertyNames(page);
    runInContext(consumer.read(`dist/${file}`), page);
    expect(Object.getOwnPropertyNames(page).filter((name) => !before.includes(name))).toEqual(['WeixinPayScore']);
  });

  test.each([
    [`${IOS_9} MicroMessenger/6.5.7`, '6.5.7'],
    [`${ANDROID_5} MicroMessenger/6.5.7.1041`, '6.5.7.1041'],
    [`${IOS_9} MicroMessenger/7.0.4(0x17000428)`, '7.0.4'],
    [`${ANDROID_5} MicroMessenger/7.0.4.1420(0x27000437)`, '7.0.4.1420'],
  ])('rejects %s', async (userAgent, actual) => {
    const page = openOldPage(userAgent);
    runInContext(consumer.read(`dist/${file}`), page);
    await runInContext(
      `WeixinPayScore.createWeixin({ getConfigSignature: function () { throw 'asked'; } })
        .authorizePayScore({ applyPermissionsToken: function () { throw 'asked'; } })
        .then(null, function (error) { window.error = error; });`,
      page,
    );
    expect(page['error']).toMatchObject({ code: 'WEIXIN_OUTDATED', required: '7.0.5', actual });
    expect(page['error'].upgradeUrl).toMatch(/^https:\/\/support\.weixin\.qq\.com\/\S+text005\S+btn_text_0$/);
    expect(page['called']).toEqual([]);
    const relations = runInContext(
      '[error instanceof WeixinPayScore.WeixinError, error instanceof Error, WeixinPayScore.isWeixinError(error), String(error)]',
      page,
    );
    expect([...relations]).toEqual([true, true, true, expect.stringContaining('WeixinError: WEIXIN_OUTDATED')]);
  });

  test.each([`${IOS_9} MicroMessenger/7.0.5(0x17000523)`, `${ANDROID_5} MicroMessenger/7.0.5.1440(0x27000536)`])(
    'takes %s through the journey with the page’s own jweixin',
    async (userAgent) => {
      const page = openOldPage(userAgent);
      addJWeixin(page);
      runInContext(consumer.read(`dist/${file}`), page);
      await runInContext(
        `WeixinPayScore.createWeixin({
          getConfigSignature: function () { return { appId: 'wx1', timestamp: 1, nonceStr: 'n', signature: 's' }; },
        }).authorizePayScore({
          applyPermissionsToken: function () { return Promise.resolve('token'); },
          confirm: function () { return 'AVAILABLE'; },
        }).then(function (result) { window.result = result; });`,
        page,
      );
      expect(page['result']).toEqual({
        state: 'AVAILABLE',
        view: {
          status: 'ok',
          errCode: 0,
          errMsg: 'openBusinessView:ok',
          extraData: { appid: 'wxd8f3793ea3b935b8' },
        },
      });
      expect(page['called']).toEqual(expect.arrayContaining(['preVerifyJSAPI', 'checkJsApi', 'openBusinessView']));
    },
  );
});

test('the realm of these tests really lacks what is newer', () => {
  const page = openOldPage(IOS_9);
  expect(
    runInContext(
      `[typeof Map, typeof Set, typeof Symbol, typeof Reflect, typeof Proxy, typeof Object.assign, typeof Object.setPrototypeOf,
        typeof Array.from, typeof [].includes, typeof ''.startsWith, typeof Promise.prototype.finally, typeof AbortController,
        typeof URL].join()`,
      page,
    ),
  ).toBe(Array(13).fill('undefined').join());
});

test.each(['index.js', 'index.cjs', 'js-sdk.js', 'js-sdk.cjs'])('%s is ES2018, but for import()', (file) => {
  const text = consumer.read(`dist/${file}`).replace(/\bimport\(/g, 'load(');
  const sourceType = file.endsWith('.cjs') ? 'script' : 'module';
  expect(() => parse(text, { ecmaVersion: 2018, sourceType })).not.toThrow();
});
