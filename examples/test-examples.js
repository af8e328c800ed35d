import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkLegacyChunks } from './drive/legacy-chunks.js';
import { driveMiniProgram } from './drive/mini-program.js';
import { run, withPackedPackage } from './drive/packed-package.js';
import { closeOldBrowser } from './drive/old-phone.js';
import { closeBrowser } from './drive/phone.js';
import { withRedis } from './drive/redis.js';
import { driveShop } from './drive/shop.js';

const ANDROID = [{ platform: 'android', signed: '/' }];
const BOTH = [{ platform: 'ios', signed: '/' }, ...ANDROID];
/** WeChat 7.0.5 for Android. */
const OLD = { platform: 'android', old: true };
/** What an old engine says about the files of @vitejs/plugin-legacy that are not for it, before it runs those that are. */
const NOT_CURRENT = ['SyntaxError: Unexpected token ?', 'Error: import.meta.resolve not supported'];

/**
 * Folders of this folder, and how each is driven. A shop has a page at `/` and the routes below `/payscore`, and listens on
 * PORT.
 */
const EXAMPLES = {
  'script-tag': (folder) => driveShop(folder, { phones: BOTH }),
  'mini-program': driveMiniProgram,
  express: (folder) => withRedis((url) => driveShop(folder, { phones: ANDROID, env: { REDIS_URL: url } })),
  'vite-react': async (folder) => {
    checkLegacyChunks(join(folder, 'dist/assets'));
    await driveShop(folder, { phones: [...BOTH, { ...OLD, signed: '/', complaints: NOT_CURRENT }] });
  },
  'vite-vue': (folder) =>
    driveShop(folder, {
      phones: [
        { platform: 'ios', path: ['雨伞'], signed: '/' },
        { platform: 'android', path: ['雨伞'], signed: '/rent/umbrella' },
        { ...OLD, path: ['雨伞'], signed: '/rent/umbrella' },
      ],
    }),
  hono: (folder) => driveShop(folder, { phones: ANDROID }),
  next: (folder) => driveShop(folder, { phones: ANDROID }),
  nuxt: (folder) => driveShop(folder, { phones: BOTH }),
};

/** Installs each example, or those that are named, with the packed package, builds it, starts it, and takes users through it. */
async function testExamples(names) {
  try {
    await withPackedPackage(async (install) => {
      for (const name of names.length ? names : Object.keys(EXAMPLES)) {
        const began = Date.now();
        const folder = install(`examples/${name}`);
        const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        if (scripts.build) run('npm', ['run', 'build'], folder);
        await EXAMPLES[name](folder);
        const seconds = Math.round((Date.now() - began) / 1000);
        console.log(`examples/${name} is installed, built, and takes its users to AVAILABLE (${seconds} s).`);
      }
    });
  } finally {
    await Promise.all([closeBrowser(), closeOldBrowser()]);
  }
}

await testExamples(process.argv.slice(2));
