import { build } from 'esbuild';
import { installPackage } from './consumer';
import type { Consumer } from './consumer';

let consumer: Consumer;
beforeAll(() => (consumer = installPackage()));
afterAll(() => consumer.remove());

/** Bundles an import of the server as a tool does that asks for these conditions. */
function bundle(conditions: string[]): Promise<string> {
  return build({
    stdin: { contents: "export { signConfig } from 'weixin-payscore/server';", resolveDir: consumer.folder },
    bundle: true,
    format: 'esm',
    conditions,
    external: ['node:*'],
    write: false,
    logLevel: 'silent',
  }).then(({ outputFiles }) => outputFiles[0]!.text);
}

test('the server gets into a worker of Cloudflare, whose bundlers ask for browser too', async () => {
  expect(await bundle(['workerd', 'worker', 'browser'])).toContain('function signConfig');
});

test.each([[['browser']], [['worker', 'browser']]])('and into no page: %j is refused', async (conditions) => {
  await expect(bundle(conditions)).rejects.toThrow('Could not resolve "weixin-payscore/server"');
});
