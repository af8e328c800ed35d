import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { driveMiniProgram } from './drive/mini-program.js';
import { closeBrowser } from './drive/phone.js';
import { withRedis } from './drive/redis.js';
import { driveShop } from './drive/shop.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const ANDROID = [{ platform: 'android', signed: '/' }];
const BOTH = [{ platform: 'ios', signed: '/' }, ...ANDROID];

/**
 * Folders of this folder, and how each is driven. A shop has a page at `/` and the routes below `/payscore`, and listens on
 * PORT.
 */
const EXAMPLES = {
  'script-tag': (folder) => driveShop(folder, { phones: BOTH }),
  'mini-program': driveMiniProgram,
  express: (folder) => withRedis((url) => driveShop(folder, { phones: ANDROID, env: { REDIS_URL: url } })),
  'vite-react': (folder) => driveShop(folder, { phones: BOTH }),
  'vite-vue': (folder) =>
    driveShop(folder, {
      phones: [
        { platform: 'ios', path: ['雨伞'], signed: '/' },
        { platform: 'android', path: ['雨伞'], signed: '/rent/umbrella' },
      ],
    }),
  hono: (folder) => driveShop(folder, { phones: ANDROID }),
  next: (folder) => driveShop(folder, { phones: ANDROID }),
};

/** Installs each example, or those that are named, with the packed package, builds it, starts it, and takes users through it. */
async function testExamples(names) {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-examples-'));
  try {
    // What `file:../..` means to an example: in the repository the sources, here what is published.
    run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], ROOT);
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    run('tar', ['-xzf', tarball, '--strip-components', '1'], folder);
    for (const name of names.length ? names : Object.keys(EXAMPLES)) {
      const began = Date.now();
      const example = join(folder, 'examples', name);
      const isMade = (path) =>
        /^(node_modules|miniprogram_npm|dist|\.next)$/.test(path.slice(join(ROOT, 'examples', name).length + 1));
      cpSync(join(ROOT, 'examples', name), example, { recursive: true, filter: (path) => !isMade(path) });
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], example);
      const { scripts = {} } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'));
      if (scripts.build) run('npm', ['run', 'build'], example);
      await EXAMPLES[name](example);
      const seconds = Math.round((Date.now() - began) / 1000);
      console.log(`examples/${name} is installed, built, and takes its users to AVAILABLE (${seconds} s).`);
    }
  } finally {
    await closeBrowser();
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

await testExamples(process.argv.slice(2));
