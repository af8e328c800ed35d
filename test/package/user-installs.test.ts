import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { userInstalls } from '../../etc/user-installs.js';
import { ROOT } from './consumer';

const installs = [...userInstalls()];

test('a user installs jweixin, and react, vue and redis where they want them, with what these need', () => {
  const names = installs.map(([, { name }]) => name);
  expect(names).toEqual(expect.arrayContaining(['weixin-js-sdk', 'react', 'vue', '@vue/reactivity', 'redis']));
  expect(names).not.toContain('jest');
});

test.each(installs)(
  '%s has a licence that allows any use, in the lock file and in the package',
  (path, { license }) => {
    const installed = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')) as { license?: string };
    expect(installed.license).toBe(license);
    expect(['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']).toContain(license);
  },
);

test.each(installs)('%s is what was published, by its hash', (_path, { integrity }) => {
  expect(integrity).toMatch(/^sha512-/);
});

describe('npm run audit', () => {
  /** A registry that knows these vulnerabilities; without any it has no audit endpoint. */
  async function audit(advisories?: Record<string, object[]>): Promise<{ code: number; printed: string }> {
    const registry = createServer((request, response) => {
      request.resume();
      const answers = advisories && request.url === '/-/npm/v1/security/advisories/bulk';
      response.writeHead(answers ? 200 : 405, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answers ? advisories : {}));
    }).listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const { port } = registry.address() as AddressInfo;
    const command = spawn(process.execPath, [join(ROOT, 'etc/audit.js')], {
      env: { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` },
    });
    let printed = '';
    for (const stream of [command.stdout, command.stderr]) stream.on('data', (text) => (printed += String(text)));
    const [code] = (await once(command, 'close')) as [number];
    registry.close();
    return { code, printed };
  }
  const advisory = [
    { id: 1, url: 'https://advisories.example/1', title: 'Reads the page', severity: 'high', vulnerable_versions: '*' },
  ];

  test('fails for a vulnerability of what a user installs', async () => {
    const { code, printed } = await audit({ 'weixin-js-sdk': advisory });
    expect(printed).toContain('weixin-js-sdk (high): Reads the page');
    expect(code).toBe(1);
  });

  test('passes for one of what only the tests need, and for none', async () => {
    for (const advisories of [{ weui: advisory }, {}]) {
      expect(await audit(advisories)).toMatchObject({ code: 0, printed: expect.stringMatching(/^0 known/) as unknown });
    }
  });

  test('says so where the registry cannot be asked', async () => {
    expect(await audit()).toMatchObject({ code: 0, printed: expect.stringContaining('not checked') as unknown });
  });
});
