import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
// A hook needs its framework; nothing else optional is needed to load an entry.
beforeAll(() => (consumer = installPackage({ peers: ['react', 'vue'] })));
afterAll(() => consumer.remove());

/** Prints, as the only thing that may be printed, what an entry exports and which globals it left. */
const REPORT = `
  // Vue's development build keeps its own under __VUE_.
  const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name) && !/^__VUE_/.test(name));
  process.stdout.write(JSON.stringify({ keys: Object.keys(entry).sort(), added }));
`;
const BEFORE = 'const before = Object.getOwnPropertyNames(globalThis);';

interface Report {
  keys: string[];
  added: string[];
}

function load(entry: string, how: 'import' | 'require'): Report {
  const file =
    how === 'import'
      ? consumer.write('load.mjs', `${BEFORE} const entry = await import('${entry}'); ${REPORT}`)
      : consumer.write('load.cjs', `${BEFORE} const entry = require('${entry}'); ${REPORT}`);
  return JSON.parse(consumer.node(file)) as Report;
}

const ENTRIES = {
  'weixin-payscore': [
    'WeixinError',
    'compareVersions',
    'createWeixin',
    'isWeixinError',
    'loadJWeixin',
    'parseUserAgent',
    'payScoreRoutes',
    'toQueryString',
  ],
  'weixin-payscore/server': [
    'ConfigSignerError',
    'DeliveryError',
    'NotificationError',
    'PayScoreRoutesError',
    'StoreError',
    'WechatPayError',
    'WeixinError',
    'buildCardExt',
    'buildPackage',
    'createConfigSigner',
    'createNotificationHandler',
    'createOnce',
    'createPayScoreClient',
    'createPayScoreRoutes',
    'isConfigSignerError',
    'isDeliveryError',
    'isNotificationError',
    'isPayScoreRoutesError',
    'isStoreError',
    'isWechatPayError',
    'isWeixinError',
    'memoryAuthorizations',
    'memoryStore',
    'parseNotification',
    'platformCertificates',
    'redisAuthorizations',
    'redisStore',
    'signAddress',
    'signCard',
    'signCardExt',
    'signConfig',
    'signPackage',
    'signView',
    'toNodeHandler',
  ],
  'weixin-payscore/explain': ['explain'],
  'weixin-payscore/react': ['usePayScore'],
  'weixin-payscore/vue': ['usePayScore'],
  'weixin-payscore/testing': ['applyScenario', 'scenarios', 'simulateWeixin'],
  'weixin-payscore/testing/server': ['createWeixinServices'],
};

describe.each(Object.entries(ENTRIES))('%s, in a bare Node', (entry, keys) => {
  test.each(['import', 'require'] as const)('%s gives its functions, silently, and leaves no global', (how) => {
    expect(load(entry, how)).toEqual({ keys, added: [] });
  });
});

test('package.json can be imported and required', () => {
  expect(load('weixin-payscore/package.json', 'require').keys).toContain('version');
  consumer.write(
    'manifest.mjs',
    `import manifest from 'weixin-payscore/package.json' with { type: 'json' }; process.stdout.write(manifest.name);`,
  );
  expect(consumer.node('--no-warnings', 'manifest.mjs')).toBe('weixin-payscore');
});

test.each(['weixin-payscore/dist/index.js', 'weixin-payscore/bridge', 'weixin-payscore/src'])(
  '%s is not for import',
  (path) => {
    const file = consumer.write(
      'closed.cjs',
      `try { require('${path}') } catch (error) { process.stdout.write(error.code) }`,
    );
    expect(consumer.node(file)).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  },
);

test('on a server a session can be made: it has no client and asks nothing', () => {
  consumer.write(
    'server.mjs',
    `import { createWeixin, isWeixinError, parseUserAgent } from 'weixin-payscore';
     let asked = 0;
     const weixin = createWeixin({ getConfigSignature: () => { asked += 1; } });
     const error = await weixin.ready().catch((error) => error);
     process.stdout.write(JSON.stringify([weixin.client, error.code, isWeixinError(error), asked, parseUserAgent('curl/8')]));`,
  );
  expect(JSON.parse(consumer.node('server.mjs'))).toEqual([null, 'NOT_IN_WEIXIN', true, 0, null]);
});

test.each(['weixin-payscore.umd.js', 'weixin-payscore.umd.min.js'])(
  '%s exports what ESM and CommonJS export',
  (file) => {
    // A copy named .cjs, because Node takes a .js file of this package for ESM.
    consumer.write('umd-copy.cjs', consumer.read(`dist/${file}`));
    const path = consumer.write('umd.cjs', `${BEFORE} const entry = require('./umd-copy.cjs'); ${REPORT}`);
    expect(JSON.parse(consumer.node(path))).toEqual({ keys: ENTRIES['weixin-payscore'], added: [] });
  },
);

test('an error of one copy is known to the other', () => {
  consumer.write('copies-umd.cjs', consumer.read('dist/weixin-payscore.umd.js'));
  consumer.write(
    'copies.mjs',
    `import * as esm from 'weixin-payscore';
     import { createRequire } from 'node:module';
     const require = createRequire(import.meta.url);
     const copies = [esm, require('weixin-payscore'), require('./copies-umd.cjs')];
     const known = [];
     for (const thrower of copies) {
       try { thrower.compareVersions('x', '1') } catch (error) { known.push(copies.map((copy) => copy.isWeixinError(error))) }
     }
     process.stdout.write(JSON.stringify(known));`,
  );
  const all = [true, true, true];
  expect(JSON.parse(consumer.node('copies.mjs'))).toEqual([all, all, all]);
});
