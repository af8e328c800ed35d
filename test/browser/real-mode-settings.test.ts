import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { NAMES, readNamedFile, readPort, readSettings, SetupError } from '../../demo/real/settings.js';

const EXAMPLE = readFileSync(resolve(__dirname, '../../demo/.env.example'), 'utf8');

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'settings-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  writeFileSync(join(folder, '.env'), text);
  return join(folder, '.env');
}

test('demo/.env.example has every variable, empty, and says in both languages where each is found', () => {
  expect(Object.keys(parseEnv(EXAMPLE)).sort()).toEqual([...NAMES].sort());
  expect(Object.values(parseEnv(EXAMPLE)).join('')).toBe('');
  for (const [, comment] of EXAMPLE.matchAll(/((?:^#.*\n)+)(?:^[A-Z_]+=\n)+/gm)) {
    expect(comment).toMatch(/[\u4e00-\u9fff]/);
    expect(comment).toMatch(/[a-z]{3,} [a-z]{2,}/);
  }
});

test('the environment wins over the file, and what is empty is not set', () => {
  const envFile = write('\ufeffWEIXIN_APP_ID=wx1\nWEIXIN_APP_SECRET=\nPORT=1\nOTHER=x\n');
  expect(readSettings({ env: { PORT: '2', HOST: '' }, envFile })).toEqual({
    file: envFile,
    folder,
    values: { WEIXIN_APP_ID: 'wx1', PORT: '2' },
  });
});

test('a relative path starts from the folder of the env file', () => {
  writeFileSync(join(folder, 'key.pem'), 'the key');
  const settings = readSettings({ env: {}, envFile: write('WECHATPAY_PRIVATE_KEY_FILE=./key.pem\n') });
  expect(readNamedFile(settings, 'WECHATPAY_PRIVATE_KEY_FILE')).toBe('the key');
});

test('a file that is named and cannot be read is said', () => {
  expect(() => readSettings({ env: {}, envFile: join(folder, 'nowhere') })).toThrow(SetupError);
  expect(() => readSettings({ env: {}, envFile: folder })).toThrow(/EISDIR/);
});

test.each(['-1', '65536', '80a', '8e3', '1.5', ' 80'])('%j is no port', (text) => {
  expect(() => readPort({ PORT: text }, 'PORT', 1)).toThrow(/PORT must be a port/);
});

test('a port is a whole number, or the usual one', () => {
  expect([readPort({ PORT: '0' }, 'PORT', 1), readPort({ PORT: '65535' }, 'PORT', 1), readPort({}, 'PORT', 1)]).toEqual(
    [0, 65535, 1],
  );
});
