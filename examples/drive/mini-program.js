import { deepStrictEqual as equal, match } from 'node:assert';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  createPayScoreRoutes,
} from '../../dist/server.js';
import { createWeixinServices } from '../../dist/testing-server.js';

/**
 * Does what 构建 npm does, runs the mini program's own files with a `wx` whose requests reach a merchant's server, and taps.
 *
 * @param {string} folder the installed example
 */
export async function driveMiniProgram(folder) {
  buildNpm(folder);
  const services = createWeixinServices({ keyMode: 'public-key', notificationKey: 'public-key' });
  const { handler } = createMerchant(services);
  const asked = [];
  const views = [];

  const user = async (token) => services.openService(token, { openid: 'oUpF8uMiniProgram' });
  const wx = {
    request({ url, method, header, success, fail }) {
      asked.push(`${method} ${new URL(url).pathname}`);
      handler(new Request(url, { method, headers: header })).then(
        async (response) => success({ statusCode: response.status, data: await response.json() }),
        fail,
      );
    },
    openBusinessView({ businessType, extraData, success }) {
      views.push(businessType);
      user(extraData.apply_permissions_token).then(() => success({ errCode: 0, errMsg: 'openBusinessView:ok' }));
    },
  };

  const { app, page } = start(folder, wx);
  // Without a session the server says 401, and no view is opened.
  await page.rent();
  equal([views, { ...page.data }], [[], { busy: false, result: '暂时无法确认，请稍后查看' }]);
  match(app.complaints.join(), /POST \/payscore\/token: HTTP 401/);

  app.globalData.session = 'alice';
  await page.rent();
  equal([views, { ...page.data }], [['wxpayScoreEnable'], { busy: false, result: '免押成功' }]);
  equal(asked.slice(1), ['POST /payscore/token', 'GET /payscore/state']);
  // A user who has authorised is not asked again.
  await page.rent();
  equal([views.length, page.data.result], [1, '免押成功']);
}

/** The folder that `miniprogram` of package.json names becomes the package; where there is none, the tools would pack everything. */
function buildNpm(folder) {
  const installed = join(folder, 'node_modules/weixin-payscore');
  const { miniprogram } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  cpSync(join(installed, miniprogram), join(folder, 'miniprogram_npm/weixin-payscore'), { recursive: true });
}

function createMerchant({ credentials, fetch }) {
  const { appId, appSecret, apiV3Key, platformKeys } = credentials;
  const send = (url, init) => fetch(new Request(url, init));
  return createPayScoreRoutes({
    signer: createConfigSigner({ appId, appSecret, allowedOrigins: ['https://shop.example'], fetch: send }),
    permissions: createPayScoreClient({ ...credentials, fetch: send }).merchant,
    application: { service_id: '500001', appid: appId },
    userOf: (request) => request.headers.get('authorization') || null,
    notify: createNotificationHandler({ apiV3Key, platformKeys, onEvent() {} }),
  });
}

/** Runs app.js and the first page of app.json: CommonJS scripts in which `wx`, `App`, `Page` and `getApp` are there. */
function start(folder, wx) {
  const complaints = [];
  const context = createContext({
    setTimeout,
    clearTimeout,
    console: { error: (error) => complaints.push(String(error)) },
    wx,
    App: (options) => (context.app = Object.assign(options, { complaints })),
    getApp: () => context.app,
    Page(options) {
      context.page = Object.assign(options, {
        setData(changes) {
          Object.assign(this.data, changes);
        },
      });
    },
  });
  const modules = new Map();

  function load(path) {
    const file = [path, `${path}.js`, `${path}/index.js`].find(
      (name) => existsSync(join(folder, name)) && /\.js$/.test(name),
    );
    if (!file) throw new Error(`module '${path}' is not defined`);
    if (modules.has(file)) return modules.get(file).exports;
    const module = { exports: {} };
    modules.set(file, module);
    const require = (name) =>
      load(/^\./.test(name) ? posix.join(posix.dirname(file), name) : `miniprogram_npm/${name}`);
    const text = readFileSync(join(folder, file), 'utf8');
    runInContext(`(function (module, exports, require) {${text}\n})`, context)(module, module.exports, require);
    return module.exports;
  }

  load('app');
  load(JSON.parse(readFileSync(join(folder, 'app.json'), 'utf8')).pages[0]);
  return { app: context.app, page: context.page };
}
