import { deepStrictEqual as equal, match } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createWeixinServices } from '../../dist/testing-server.js';
import { openOldPhone } from './old-phone.js';
import { openPhone } from './phone.js';

const USER = { cookie: 'session=alice' };
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

/**
 * Starts an example that is a shop, with simulated servers of WeChat, asks its routes, and takes users through its page.
 *
 * @param {string} folder the installed and built example
 * @param {object} options
 * @param {{ platform: string, old?: boolean, path?: string[], signed: string, complaints?: string[] }[]} options.phones which
 *   client goes which way: whether its engine is that of 2018, the links that its user taps before the button, the path that is
 *   to be signed, and the errors that belong to that engine
 * @param {Record<string, string>} [options.env] what the example needs besides WeChat's numbers and keys
 */
export async function driveShop(folder, { phones, env = {} }) {
  const services = createWeixinServices({ keyMode: 'public-key', notificationKey: 'public-key' });
  const weixin = await services.listen();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { appId, appSecret, mchid, serial, privateKey, apiV3Key, platformKeys } = services.credentials;
  const [[keyId, key]] = Object.entries(platformKeys);
  const server = spawn('npm', ['start'], {
    cwd: folder,
    // In a group of its own, because npm does not pass signals on to what it starts.
    detached: true,
    env: {
      ...process.env,
      ...env,
      PORT: String(port),
      // Next reads the one, Nuxt the other.
      HOSTNAME: '127.0.0.1',
      HOST: '127.0.0.1',
      PUBLIC_ORIGIN: origin,
      WEIXIN_APP_ID: appId,
      WEIXIN_APP_SECRET: appSecret,
      WEIXIN_API_BASE: weixin.url,
      WECHATPAY_BASE_URL: weixin.url,
      WECHATPAY_MCHID: mchid,
      WECHATPAY_SERIAL: serial,
      WECHATPAY_PRIVATE_KEY: privateKey,
      WECHATPAY_API_V3_KEY: apiV3Key,
      WECHATPAY_PUBLIC_KEY_ID: keyId,
      WECHATPAY_PUBLIC_KEY: key,
      WECHATPAY_SERVICE_ID: '500001',
    },
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (output += text));

  try {
    while (!(await fetch(origin).catch(() => null))) {
      if (server.exitCode !== null) throw new Error('The server ended.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await askRoutes(origin, services);
    match(output, /PAYSCORE\.USER_OPEN_SERVICE \w{32}/);
    for (const phone of phones) await rent(origin, services, phone);
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

/** What the page and WeChat Pay ask, and the same done wrong. */
async function askRoutes(origin, services) {
  async function ask(method, path, headers = {}) {
    const response = await fetch(`${origin}/payscore/${path}`, { method, headers });
    return [response.status, await response.json()];
  }
  match(await (await fetch(origin)).text(), /免押租借/);
  // At once, as pages do right after a start, when there is no ticket yet.
  const asked = Array.from({ length: 5 }, () => ask('GET', `config?url=${encodeURIComponent(`${origin}/`)}`));
  for (const [status, { appId }] of await Promise.all(asked)) equal([status, appId], [200, services.credentials.appId]);
  equal(services.requests.filter(({ path }) => path === '/cgi-bin/ticket/getticket').length, 1);
  equal((await ask('GET', `config?url=${encodeURIComponent('https://evil.example/')}`))[0], 403);
  equal((await ask('POST', 'token'))[0], 401);
  equal((await ask('GET', 'state', USER))[0], 404);
  const [, { apply_permissions_token: token }] = await ask('POST', 'token', USER);
  await services.openService(token, { openid: OPENID });
  equal(
    services.notifications.map(({ status }) => status),
    [204],
  );
  equal(await ask('GET', 'state', USER), [200, { authorization_state: 'AVAILABLE' }]);
  equal(await ask('POST', 'token', USER), [200, { authorization_state: 'AVAILABLE' }]);
  equal((await fetch(`${origin}/payscore/notify`, { method: 'POST', body: '{}' })).status, 400);
}

/** One user on one phone, from the first page to the shop's word that it worked. */
async function rent(origin, services, { platform, old = false, path = [], signed, complaints = [] }) {
  const user = old ? `${platform}-old` : platform;
  const phone = await (old ? openOldPhone : openPhone)({
    origin,
    platform,
    services,
    session: `session=${user}`,
    agree: (token) => services.openService(token, { openid: `oUpF8u${user}` }),
  });
  try {
    await phone.open(`${origin}/`);
    for (const name of [...path, '免押租借']) await phone.tap(name);
    await phone.read('免押成功');
    equal(phone.signed.at(-1), origin + signed);
    equal(phone.refused, []);
    equal(phone.complaints, complaints);
  } finally {
    await phone.close();
  }
}

/** A port of the loopback interface that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
