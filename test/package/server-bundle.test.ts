import { build } from 'esbuild';
import { join } from 'node:path';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

async function bundle(code: string, format: 'esm' | 'cjs'): Promise<string> {
  const entry = consumer.write(`app.${format === 'esm' ? 'mjs' : 'cjs'}`, code);
  const outfile = join(consumer.folder, `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
  return outfile;
}

const USE = `
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const client = createPayScoreClient({
    mchid: '1', serial: 'S', privateKey, platformKeys: { P: publicKey },
    fetch: async () => new Response('{"code":"NO_AUTH"}', { status: 403 }),
  });
  createConfigSigner({ appId: 'wx1', appSecret: 's', allowedOrigins: ['https://shop.example'] });
  client.merchant.query({ authorization_code: 'a', service_id: '1' }).catch(({ code }) => console.log(code));`;

test.each([
  [
    'esm',
    `import { generateKeyPairSync } from 'node:crypto';
     import { createConfigSigner, createPayScoreClient } from 'weixin-payscore/server';`,
  ],
  [
    'cjs',
    `const { generateKeyPairSync } = require('node:crypto');
     const { createConfigSigner, createPayScoreClient } = require('weixin-payscore/server');`,
  ],
] as const)(
  'esbuild bundles the signer and the pay client as %s without any optional package',
  async (format, imports) => {
    expect(consumer.node(await bundle(imports + USE, format)).trim()).toBe('UNVERIFIED');
  },
);

test('esbuild says so where a package is missing', async () => {
  await expect(bundle("import 'wechatpay-axios-plugin';", 'esm')).rejects.toThrow('Could not resolve');
});
