// What the server entry costs compared with the bare primitives and other libraries, measured in one run: `node bench/server.js`.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSign,
  createVerify,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient } from 'redis';
import { Aes, Decorator, Formatter, Rsa } from 'wechatpay-axios-plugin';
import wechatpayNodeV3 from 'wechatpay-node-v3';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  memoryStore,
  parseNotification,
  redisStore,
} from 'weixin-payscore/server';

const ROUNDS = 31;
const NODE_V3 = 'wechatpay-node-v3 (leaves the GCM tag unchecked), PEM';
const RAW_HEADERS = 'node:crypto, KeyObject, headers as Headers';
const OURS_HEADERS = 'parseNotification, PEM, headers as Headers';
const API_V3_KEY = 'testing-api-v3-key-of-32-letters';
const SERIAL = 'PUB_KEY_ID_0114232134912410000000000000';

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const perSecond = (value) => `${Math.round(value).toLocaleString('en')}/s`;

/**
 * Runs all candidates in turn, round after round, each round in another order, since one pays for the garbage of the one before; the
 * ratios are taken within a round, so that what disturbs the machine disturbs both sides of each.
 */
async function compare(title, runs, candidates, counted = ROUNDS) {
  const names = Object.keys(candidates);
  const rounds = [];
  for (let round = -2; round < counted; round += 1) {
    const rates = {};
    for (const name of shuffled(names)) {
      const start = performance.now();
      for (let n = 0; n < runs; n += 1) await candidates[name]();
      rates[name] = (runs * 1000) / (performance.now() - start);
    }
    if (round >= 0) rounds.push(rates);
  }
  const [base] = names;
  console.log(`\n${title} (medians of ${counted} rounds)`);
  for (const name of names) {
    const rate = median(rounds.map((rates) => rates[name]));
    const ratio = median(rounds.map((rates) => rates[name] / rates[base]));
    console.log(`  ${name.padEnd(52)} ${perSecond(rate).padStart(12)}  ${ratio.toFixed(2)}`);
  }
  return (one, other) => median(rounds.map((rates) => rates[one] / rates[other]));
}

function shuffled(names) {
  const left = [...names];
  return names.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

function makeNotification(key, id, payload) {
  const cipher = createCipheriv('aes-256-gcm', API_V3_KEY, 'abcdefghijkl').setAAD(Buffer.from('payscore'));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(payload)), cipher.final(), cipher.getAuthTag()]);
  const body = JSON.stringify({
    id,
    create_time: '2015-05-20T13:29:35+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'PAYSCORE.USER_OPEN_SERVICE',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: sealed.toString('base64'),
      nonce: 'abcdefghijkl',
      associated_data: 'payscore',
    },
    summary: '授权成功',
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = sign('RSA-SHA256', Buffer.from(`${timestamp}\nn\n${body}\n`), key).toString('base64');
  return {
    headers: {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': 'n',
      'wechatpay-serial': SERIAL,
      'wechatpay-signature': signature,
    },
    body,
  };
}

const payload = {
  appid: 'wxd678efh567hg6787',
  mchid: '1230000109',
  service_id: '500001',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  user_service_status: 'USER_OPEN_SERVICE',
  openorclose_time: '20180225112233',
  authorization_code: '4534323JKHDFE1243252',
};

async function notifications() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const attach = 'x'.repeat(1024 - JSON.stringify({ ...payload, attach: '' }).length);
  const { headers, body } = makeNotification(privateKey, 'EV-1', { ...payload, attach });
  const webHeaders = new Request('http://merchant.test/', { headers }).headers;
  const { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-signature': signature } = headers;
  const key = Buffer.from(API_V3_KEY);
  const keys = { [SERIAL]: publicKey };

  // What anybody would write by hand for one request: read its four headers, find the key, build the text, verify, parse, decrypt and
  // parse again. The clock, the algorithm and the fields are left unchecked, and the API v3 key is converted once.
  function raw(header) {
    const text = `${header('wechatpay-timestamp')}\n${header('wechatpay-nonce')}\n${body}\n`;
    const verifier = createVerify('RSA-SHA256').update(text);
    const platformKey = keys[header('wechatpay-serial')];
    if (!verifier.verify(platformKey, header('wechatpay-signature'), 'base64')) throw new Error('BAD_SIGNATURE');
    const { resource } = JSON.parse(body);
    const sealed = Buffer.from(resource.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, resource.nonce)
      .setAAD(Buffer.from(resource.associated_data))
      .setAuthTag(sealed.subarray(-16));
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]).toString());
  }

  function axiosPlugin(platformKey) {
    if (!Rsa.verify(Formatter.response(timestamp, nonce, body), signature, platformKey))
      throw new Error('BAD_SIGNATURE');
    const { resource } = JSON.parse(body);
    return JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, API_V3_KEY, resource.nonce, resource.associated_data));
  }

  const Pay = wechatpayNodeV3.default ?? wechatpayNodeV3;
  const pay = new Pay({
    appid: 'wx1',
    mchid: '1',
    serial_no: 'S',
    publicKey: Buffer.from(pem),
    privateKey: Buffer.from('-'),
  });
  Pay.certificates[SERIAL] = pem;
  async function nodeV3() {
    const verified = await pay.verifySign({ timestamp, nonce, body, serial: SERIAL, signature, apiSecret: API_V3_KEY });
    if (!verified) throw new Error('BAD_SIGNATURE');
    const { resource } = JSON.parse(body);
    return pay.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce, API_V3_KEY);
  }

  const withPem = { apiV3Key: API_V3_KEY, platformKeys: { [SERIAL]: pem } };
  const withCertificate = { apiV3Key: API_V3_KEY, platformKeys: { [SERIAL]: selfSigned(publicKey, privateKey) } };
  const withObject = { apiV3Key: API_V3_KEY, platformKeys: { [SERIAL]: publicKey } };
  const ratio = await compare(
    'A notification with a 1 KB payload, verified, decrypted and read',
    40,
    {
      'node:crypto, KeyObject': () => raw((name) => headers[name]),
      'parseNotification, public key PEM': () => parseNotification({ headers, body }, withPem),
      'parseNotification, certificate PEM': () => parseNotification({ headers, body }, withCertificate),
      'parseNotification, KeyObject': () => parseNotification({ headers, body }, withObject),
      [RAW_HEADERS]: () => raw((name) => webHeaders.get(name)),
      [OURS_HEADERS]: () => parseNotification({ headers: webHeaders, body }, withPem),
      'parseNotification, KeyObject, headers as Headers': () =>
        parseNotification({ headers: webHeaders, body }, withObject),
      'wechatpay-axios-plugin, PEM': () => axiosPlugin(pem),
      'wechatpay-axios-plugin, KeyObject': () => axiosPlugin(publicKey),
      [NODE_V3]: nodeV3,
    },
    701,
  );
  const times = ratio('parseNotification, public key PEM', NODE_V3).toFixed(1);
  console.log(`  parseNotification is ${times} times wechatpay-node-v3`);
  console.log(
    `  with headers as Headers it is ${ratio(OURS_HEADERS, RAW_HEADERS).toFixed(2)} of node:crypto with the same`,
  );
}

/** A certificate with this key, as a platform certificate has one. The bare minimum of X.509: nothing checks its fields here. */
function selfSigned(publicKey, privateKey) {
  const der = (tag, ...parts) => {
    const content = Buffer.concat(parts);
    const { length } = content;
    const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...size]), content]);
  };
  const sequence = (...parts) => der(0x30, ...parts);
  const text = (tag, value) => der(tag, Buffer.from(value));
  const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));
  const algorithm = sequence(oid('2a864886f70d01010b'), der(0x05));
  const name = sequence(der(0x31, sequence(oid('550403'), text(0x0c, 'bench'))));
  const validity = sequence(text(0x17, '250101000000Z'), text(0x17, '450101000000Z'));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const serial = der(0x02, Buffer.from([1]));
  const content = sequence(der(0xa0, der(0x02, Buffer.from([2]))), serial, algorithm, name, validity, name, spki);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  const base64 = sequence(content, algorithm, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

/** Different notifications, 500 at a time, each handled once and remembered in a Redis on this machine. */
async function handling() {
  const redisServer = await startRedis();
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const accounts = { apiV3Key: API_V3_KEY, platformKeys: { [SERIAL]: publicKey } };
  const made = Array.from({ length: 5000 }, (_, n) => makeNotification(privateKey, `EV-${n}`, payload));
  const stores = { 'createNotificationHandler, memoryStore': memoryStore };
  let client;
  if (redisServer) {
    client = await createClient({ url: redisServer.url }).on('error', console.error).connect();
    stores['createNotificationHandler, redisStore'] = () => redisStore(client);
  } else console.log('\nredis-server is missing: the handler is measured with memoryStore only');
  console.log('\nNotifications through the handler, 500 at once (medians of 5 rounds of 5,000)');
  const { headers, body } = made[0];
  const start = performance.now();
  for (let n = 0; n < 1000; n += 1) parseNotification({ headers, body }, accounts);
  console.log(`  ${'parseNotification alone'.padEnd(52)} ${perSecond(1e6 / (performance.now() - start)).padStart(12)}`);
  for (const [name, makeStore] of Object.entries(stores)) {
    const rates = [];
    for (let round = 0; round < 5; round += 1) {
      await client?.flushAll();
      let ran = 0;
      const handler = createNotificationHandler({ ...accounts, store: makeStore(), onEvent: () => void (ran += 1) });
      const began = performance.now();
      let next = 0;
      const worker = async () => {
        while (next < made.length) {
          const request = new Request('http://merchant.test/', { method: 'POST', ...made[next++] });
          const { status } = await handler(request);
          if (status !== 204) throw new Error(`HTTP ${status}`);
        }
      };
      await Promise.all(Array.from({ length: 500 }, worker));
      if (ran !== made.length) throw new Error(`onEvent ran ${ran} times`);
      rates.push((made.length * 1000) / (performance.now() - began));
    }
    console.log(`  ${name.padEnd(52)} ${perSecond(median(rates)).padStart(12)}`);
  }
  client?.destroy();
  redisServer?.stop();
}

/** On a free port of the loopback, keeping nothing on disk; `undefined` where redis-server is not installed. */
async function startRedis() {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of server.stdout) if (String(line).includes('Ready to accept connections')) break;
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.kill() };
}

async function signatures() {
  const answers = { '/cgi-bin/stable_token': { access_token: 'TOKEN', expires_in: 7200 } };
  const server = createServer((request, response) =>
    response.end(JSON.stringify(answers[request.url] ?? { errcode: 0, ticket: 'TICKET', expires_in: 7200 })),
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = 'https://shop.example/rent?id=1';
  const options = {
    appId: 'wx1',
    appSecret: 'secret',
    allowedOrigins: ['https://shop.example'],
    apiBase: `http://127.0.0.1:${server.address().port}`,
  };
  const signer = createConfigSigner(options);
  const far = createConfigSigner({ ...options, store: slowStore(5) });
  await Promise.all([signer.warmUp(), far.warmUp()]);
  server.close();
  server.closeAllConnections();
  await compare('wx.config from a warm cache', 5000, {
    'node:crypto, SHA-1 of the same text': () =>
      createHash('sha1')
        .update(`jsapi_ticket=TICKET&noncestr=0123456789abcdef&timestamp=1414587457&url=${url}`)
        .digest('hex'),
    'sign(url)': () => signer.sign(url),
    'sign(url), with a store that takes 5 ms for each call': () => far.sign(url),
  });
}

function slowStore(latency) {
  const store = memoryStore();
  const slow =
    (verb) =>
    async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, latency));
      return store[verb](...args);
    };
  return { get: slow('get'), set: slow('set'), claim: slow('claim'), release: slow('release') };
}

/** One query of a permission, without a network: signed, answered with the same bytes, verified and read. */
async function payments() {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const wechat = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const body = JSON.stringify({ service_id: '500001', appid: 'wx1', mchid: '1', authorization_state: 'AVAILABLE' });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': 'n',
    'wechatpay-serial': SERIAL,
    'wechatpay-signature': sign('sha256', Buffer.from(`${timestamp}\nn\n${body}\n`), wechat.privateKey).toString(
      'base64',
    ),
  };
  const path = '/v3/payscore/permissions/authorization-code/code?service_id=500001';

  function raw() {
    createSign('RSA-SHA256').update(`GET\n${path}\n${timestamp}\nn\n\n`).sign(merchant.privateKey, 'base64');
    const verifier = createVerify('RSA-SHA256').update(`${timestamp}\nn\n${body}\n`);
    if (!verifier.verify(wechat.publicKey, headers['wechatpay-signature'], 'base64')) throw new Error('BAD_SIGNATURE');
    return JSON.parse(body);
  }

  const identity = { mchid: '1', serial: 'S', privateKey: merchant.privateKey };
  const client = createPayScoreClient({
    ...identity,
    platformKeys: { [SERIAL]: wechat.publicKey },
    fetch: async () => new Response(body, { headers }),
  });
  const axios = Decorator.jsonBased({
    ...identity,
    certs: { [SERIAL]: wechat.publicKey },
    adapter: async (config) => ({ status: 200, data: body, headers, config }),
  });
  await compare('A query of a permission: signed, its answer verified and read', 100, {
    'node:crypto, KeyObject': raw,
    'merchant.query': () => client.merchant.query({ authorization_code: 'code', service_id: '500001' }),
    'wechatpay-axios-plugin': () => axios.get(path),
  });
}

/** Whole processes, for a module is evaluated once in each. */
function importing() {
  const candidates = {
    nothing: '',
    'weixin-payscore/server': 'weixin-payscore/server',
    'wechatpay-axios-plugin': 'wechatpay-axios-plugin',
  };
  console.log('\nTime to import, in a process of its own (medians of 15)');
  for (const [name, specifier] of Object.entries(candidates)) {
    const script = `const t = performance.now(); ${specifier && `await import('${specifier}');`} console.log(performance.now() - t)`;
    const times = Array.from({ length: 15 }, () =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname })),
    );
    console.log(`  ${name.padEnd(52)} ${median(times).toFixed(1).padStart(9)} ms`);
  }
}

/** One notification a minute for 100,000 minutes: what is remembered for longer than WeChat repeats must leave. */
async function memory() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const heap = () => (collect(), process.memoryUsage().heapUsed / 2 ** 20);
  // A short key, for signing so many takes most of the time.
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const start = performance.now();
  const handler = createNotificationHandler({
    apiV3Key: API_V3_KEY,
    platformKeys: { [SERIAL]: publicKey },
    onEvent: () => undefined,
    store: memoryStore(),
  });
  console.log('\nHeap while 100,000 notifications come, one a minute, with memoryStore');
  for (let n = 1; n <= 100_000; n += 1) {
    const { headers, body } = makeNotification(privateKey, `EV-${n}`, payload);
    // The clock that memoryStore counts on.
    performance.now = () => start + n * 60_000;
    const { status } = await handler(new Request('http://merchant.test/', { method: 'POST', headers, body }));
    if (status !== 204) throw new Error(`HTTP ${status}`);
    if (n === 10_000 || n % 30_000 === 10_000) console.log(`  after ${String(n).padStart(7)}: ${heap().toFixed(1)} MB`);
  }
  delete performance.now;
}

await notifications();
await handling();
await signatures();
await payments();
importing();
await memory();
