// What the server entry costs beside the bare primitives and other libraries, measured in one run: `node bench/server.js`.
import { execFileSync } from 'node:child_process';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSign,
  createVerify,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Aes, Decorator, Formatter, Rsa } from 'wechatpay-axios-plugin';
import wechatpayNodeV3 from 'wechatpay-node-v3';
import {
  createConfigSigner,
  createNotificationHandler,
  createPayScoreClient,
  memoryStore,
  parseNotification,
} from 'weixin-payscore/server';

const ROUNDS = 31;
const NODE_V3 = 'wechatpay-node-v3 (leaves the GCM tag unchecked), PEM';
const API_V3_KEY = 'testing-api-v3-key-of-32-letters';
const SERIAL = 'PUB_KEY_ID_0114232134912410000000000000';

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const perSecond = (value) => `${Math.round(value).toLocaleString('en')}/s`;

/**
 * Runs all candidates in turn, round after round, each round starting with another one; the ratios are taken within a round, so
 * that what disturbs the machine disturbs both sides of each.
 */
async function compare(title, runs, candidates) {
  const names = Object.keys(candidates);
  const rounds = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const rates = {};
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round + names.length) % names.length];
      const start = performance.now();
      for (let n = 0; n < runs; n += 1) await candidates[name]();
      rates[name] = (runs * 1000) / (performance.now() - start);
    }
    if (round >= 0) rounds.push(rates);
  }
  const [base] = names;
  console.log(`\n${title} (medians of ${ROUNDS} rounds)`);
  for (const name of names) {
    const rate = median(rounds.map((rates) => rates[name]));
    const ratio = median(rounds.map((rates) => rates[name] / rates[base]));
    console.log(`  ${name.padEnd(52)} ${perSecond(rate).padStart(12)}  ${ratio.toFixed(2)}`);
  }
  return (one, other) => median(rounds.map((rates) => rates[one] / rates[other]));
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
  const { 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-signature': signature } = headers;
  const key = Buffer.from(API_V3_KEY);

  function raw() {
    const verifier = createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`);
    if (!verifier.verify(publicKey, signature, 'base64')) throw new Error('BAD_SIGNATURE');
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
  const withObject = { apiV3Key: API_V3_KEY, platformKeys: { [SERIAL]: publicKey } };
  const ratio = await compare('A notification with a 1 KB payload, verified, decrypted and read', 1000, {
    'node:crypto, KeyObject': raw,
    'parseNotification, PEM': () => parseNotification({ headers, body }, withPem),
    'parseNotification, KeyObject': () => parseNotification({ headers, body }, withObject),
    'wechatpay-axios-plugin, PEM': () => axiosPlugin(pem),
    'wechatpay-axios-plugin, KeyObject': () => axiosPlugin(publicKey),
    [NODE_V3]: nodeV3,
  });
  const times = ratio('parseNotification, PEM', NODE_V3).toFixed(1);
  console.log(`  parseNotification is ${times} times wechatpay-node-v3`);
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
await signatures();
await payments();
importing();
await memory();
