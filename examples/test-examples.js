import { deepStrictEqual as equal, match } from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWeixinServices } from '../dist/testing-server.js';

/** Folders of this folder. Each is a shop with a page at `/` and the routes below `/payscore`, and listens on PORT. */
const EXAMPLES = ['next'];

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const USER = { cookie: 'session=alice' };

/** Installs each example with the packed package, builds it, starts it, and takes a user through it. */
async function testExamples() {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-examples-'));
  try {
    // What `file:../..` means to an example: in the repository the sources, here what is published.
    run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], ROOT);
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    run('tar', ['-xzf', tarball, '--strip-components', '1'], folder);
    for (const name of EXAMPLES) {
      const example = join(folder, 'examples', name);
      const isMade = (path) => /^(node_modules|\.next)$/.test(path.slice(join(ROOT, 'examples', name).length + 1));
      cpSync(join(ROOT, 'examples', name), example, { recursive: true, filter: (path) => !isMade(path) });
      run('npm', ['ci'], example);
      run('npm', ['run', 'build'], example);
      await drive(example);
      console.log(`examples/${name} is installed, built, and takes a user to AVAILABLE.`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function drive(example) {
  const services = createWeixinServices({ keyMode: 'public-key', notificationKey: 'public-key' });
  const weixin = await services.listen();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys } = services.credentials;
  const [[keyId, key]] = Object.entries(platformKeys);
  const server = spawn('npm', ['start'], {
    cwd: example,
    // In a group of its own, because npm does not pass signals on to what it starts.
    detached: true,
    env: {
      ...process.env,
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      ORIGIN: origin,
      WEIXIN_APP_ID: appId,
      WEIXIN_APP_SECRET: appSecret,
      WEIXIN_API_BASE: weixin.url,
      WECHATPAY_API_BASE: weixin.url,
      WECHATPAY_MCHID: mchid,
      WECHATPAY_SERIAL: serial,
      WECHATPAY_PRIVATE_KEY: privateKey,
      WECHATPAY_API_V3_KEY: apiV3Key,
      WECHATPAY_PUBLIC_KEY_ID: keyId,
      WECHATPAY_PUBLIC_KEY: key,
      PAYSCORE_SERVICE_ID: '500001',
    },
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text));

  async function ask(method, path, headers = {}) {
    const response = await fetch(`${origin}/payscore/${path}`, { method, headers });
    return [response.status, await response.json()];
  }

  try {
    while (!(await fetch(origin).catch(() => null))) {
      if (server.exitCode !== null) throw new Error('The server ended.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    match(await (await fetch(origin)).text(), /免押租借/);
    equal((await ask('GET', `config?url=${encodeURIComponent(`${origin}/`)}`))[1].appId, appId);
    equal((await ask('POST', 'token'))[0], 401);
    equal((await ask('GET', 'state', USER))[0], 404);
    const [, { apply_permissions_token: token }] = await ask('POST', 'token', USER);
    await services.openService(token, { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
    equal(
      services.notifications.map(({ status }) => status),
      [204],
    );
    equal(await ask('GET', 'state', USER), [200, { authorization_state: 'AVAILABLE' }]);
    equal(await ask('POST', 'token', USER), [200, { authorization_state: 'AVAILABLE' }]);
    equal((await fetch(`${origin}/payscore/notify`, { method: 'POST', body: '{}' })).status, 400);
    match(output, /PAYSCORE\.USER_OPEN_SERVICE \w{32}/);
  } catch (error) {
    console.error(output);
    throw error;
  } finally {
    if (server.exitCode === null) {
      const ended = once(server, 'exit');
      process.kill(-server.pid);
      await ended;
    }
    await weixin.close();
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

await testExamples();
