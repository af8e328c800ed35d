import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { languageOf } from '../../src/doctor/language';
import { report, run, secrets } from './support/run';
import { APP_SECRET, goodSetUp, removeFolders, write } from './support/set-up';

afterAll(removeFolders);

const UA = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.49 NetType/WIFI';
const OLD_UA = UA.replace('8.0.49', '7.0.4');

describe('the exit code', () => {
  test('is 0 where nothing is found, 1 where something is', async () => {
    expect((await run(['doctor', 'ua', UA])).code).toBe(0);
    expect((await run(['doctor', 'ua', OLD_UA])).code).toBe(1);
  });

  test.each<[string, string[]]>([
    ['no command', []],
    ['another program', ['doctors', 'env']],
    ['no command of doctor', ['doctor']],
    ['an unknown command', ['doctor', 'everything']],
    ['a name that every object has', ['doctor', 'toString']],
    ['an unknown option', ['doctor', 'env', '--onlin']],
    ['an option of another command', ['doctor', 'ua', UA, '--online']],
    ['an option without its value', ['doctor', 'url', 'https://shop.example/', '--ticket']],
    ['a value for an option that takes none', ['doctor', 'env', '--online=yes']],
    ['an argument too many', ['doctor', 'ua', UA, 'more']],
    ['an argument where none is taken', ['doctor', 'env', 'more']],
    ['no argument where one is needed', ['doctor', 'notification']],
    ['an empty argument', ['doctor', 'ua', '']],
    ['an unknown language', ['doctor', 'ua', UA, '--lang', 'fr']],
    ['an env file that is not there', ['doctor', 'env', '--file', 'nothing.env']],
    ['a folder for an env file', ['doctor', 'env', '--file', '/']],
  ])('is 2 for %s, with a sentence on stderr', async (_, args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[A-Z-].*\.\nSee weixin-payscore --help\.\n$/);
    expect((await run(['doctor', 'ua', UA])).code).toBe(0);
  });

  test('is 2 with --json too, which prints the reason as a check', async () => {
    const usage = await report(['doctor', 'everything']);
    expect(usage).toMatchObject({ code: 2, ok: false, checks: [{ id: 'usage', ok: false }] });
  });
});

describe('no argument is repeated in a complaint', () => {
  const SECRET = 'a-ticket-of-the-user-0123456789';
  secrets.add(SECRET);

  test.each<[string[]]>([
    [['doctor', 'env', SECRET]],
    [['doctor', SECRET]],
    [[SECRET]],
    [['doctor', 'env', `--${SECRET}`]],
    [['doctor', 'env', `--tickets=${SECRET}`]],
    [['doctor', 'env', `--online=${SECRET}`]],
    [['doctor', 'url', SECRET]],
    [['doctor', 'url', 'https://shop.example/', '--entry', SECRET, '--signature', '0']],
    [['doctor', 'url', 'https://shop.example/', '--ticket', `-${SECRET}`]],
    [['doctor', 'notification', SECRET]],
    [['doctor', 'notification', SECRET, '--at', SECRET]],
    [['doctor', 'env', '--file', SECRET]],
    [['doctor', 'env', '--env-file', SECRET]],
    [['doctor', 'ua', UA, '--demo', SECRET]],
    [['doctor', 'ua', UA, '--lang', SECRET]],
  ])('%j', async (args) => {
    // `run` fails where a secret is printed.
    expect((await run(args)).code).toBe(2);
    expect((await run([...args, '--json'])).code).toBe(2);
  });

  test('nor in an unexpected error', async () => {
    const readInput = () => Promise.reject(new TypeError(SECRET));
    const args = ['doctor', 'url', 'https://shop.example/', '--ticket', '-'];
    const { code, err } = await run(args, { readInput });
    expect(code).toBe(1);
    expect(err).toMatch(/failed \(TypeError\)/);
    expect(await report(args, { readInput })).toMatchObject({ code: 1, faults: ['internal'] });
    expect((await run(args, { readInput: () => Promise.resolve('ticket') })).code).toBe(0);
  });
});

test('--json prints ok and checks with four fields each, and nothing else', async () => {
  const { out } = await run(['doctor', 'ua', OLD_UA, '--json']);
  const printed = JSON.parse(out) as { checks: object[] };
  expect(Object.keys(printed)).toEqual(['ok', 'checks']);
  for (const check of printed.checks) {
    expect(Object.entries(check).map(([name, value]) => [name, typeof value])).toEqual([
      ['id', 'string'],
      ['ok', 'boolean'],
      ['message', 'string'],
      ['hint', 'string'],
    ]);
  }
});

test('--help names every command, option and variable, in both languages', async () => {
  for (const args of [['--help'], ['-h'], ['doctor', '--help'], ['doctor', 'url', '--help']]) {
    const { code, out, err } = await run(args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: /);
  }
  const [en, zh] = await Promise.all(['en', 'zh'].map(async (lang) => (await run(['--help', '--lang', lang])).out));
  expect(zh).toMatch(/^用法：/);
  const names = (text: string) =>
    [...new Set(text.match(/--[a-z]+(-[a-z]+)*|\bWE[A-Z0-9_]{8,}\b|PUBLIC_ORIGIN/g))].sort();
  expect(names(en!)).toEqual(names(zh!));
  expect(names(en!)).toEqual(expect.arrayContaining(['--online', '--nonce-str', '--file', 'WECHATPAY_MCHID']));
  expect(en).toMatch(/see a\nprocess's arguments/);
});

test('--version prints the version', async () => {
  expect(await run(['--version'], { version: '1.2.3' })).toEqual({ code: 0, out: '1.2.3\n', err: '' });
});

describe('the language', () => {
  test.each<[string, Record<string, string>, string, 'zh' | 'en']>([
    ['LC_ALL', { LC_ALL: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US.UTF-8', LANG: 'en_US.UTF-8' }, 'en-US', 'zh'],
    ['LC_MESSAGES', { LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' }, 'en-US', 'zh'],
    ['LANG', { LC_ALL: '', LANG: 'zh_TW' }, 'en-US', 'zh'],
    ['a LANG that has no language', { LANG: 'C.UTF-8' }, 'zh-CN', 'en'],
    ['a LANG of another language', { LANG: 'de_DE.UTF-8' }, 'zh-CN', 'en'],
    ['the system', {}, 'zh-Hans-CN', 'zh'],
    ['the system in another language', {}, 'fr-FR', 'en'],
    ['a word that only begins like one', { LANG: 'zhx' }, 'en-US', 'en'],
  ])('is chosen by %s', (_, env, locale, language) => {
    expect(languageOf(env, locale)).toBe(language);
  });

  test('is the one of --lang before all others, also for complaints', async () => {
    const env = { LC_ALL: 'zh_CN.UTF-8' };
    expect((await run(['doctor', 'ua', OLD_UA], { env })).out).toMatch(/发现 1 个问题。\n$/);
    expect((await run(['doctor', 'ua', OLD_UA, '--lang', 'en'], { env })).out).toMatch(/1 problem found\.\n$/);
    expect((await run(['doctor', 'ua', OLD_UA, '--lang=zh-CN'])).out).toMatch(/发现 1 个问题。\n$/);
    expect((await run(['doctor', 'nothing', '--lang', 'zh'])).err).toMatch(/^可用命令/);
  });

  test('Chinese sentences are Chinese, for each check', async () => {
    const cwd = write(goodSetUp());
    for (const args of [
      ['doctor', 'env'],
      ['doctor', 'url', 'https://shop.example/'],
    ]) {
      const { checks } = await report([...args, '--lang', 'zh'], { cwd });
      for (const { message } of checks) expect(message).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('colours', () => {
  // oxlint-disable-next-line no-control-regex
  const ESCAPE = /\u001b\[\d+m/;

  test('are for terminals only, and not with NO_COLOR or --json', async () => {
    const args = ['doctor', 'ua', OLD_UA];
    expect((await run(args, { terminal: true })).out).toMatch(ESCAPE);
    expect((await run(args, { terminal: true, env: { NO_COLOR: '' } })).out).toMatch(ESCAPE);
    expect((await run(args, { terminal: true, env: { NO_COLOR: '1' } })).out).not.toMatch(ESCAPE);
    expect((await run([...args, '--json'], { terminal: true })).out).not.toMatch(ESCAPE);
    expect((await run(args)).out).not.toMatch(ESCAPE);
  });
});

describe('as a process', () => {
  const folder = mkdtempSync(join(__dirname, '../../node_modules/.doctor-under-test-'));
  const script = join(folder, 'dist/doctor.mjs');
  beforeAll(async () => {
    await build({
      entryPoints: [join(__dirname, '../../src/doctor/main.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    writeFileSync(join(folder, 'package.json'), '{ "version": "3.2.1" }');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (args: string[], { cwd = folder, input = '', env = {} as Record<string, string> } = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd,
      input,
      env: { LANG: 'en_US.UTF-8', ...env },
      encoding: 'utf8',
    });
    for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret);
    return { status, stdout, stderr };
  };

  test('it reads files, the environment and the standard input, and ends with the exit code', () => {
    const cwd = write(goodSetUp());
    expect(start(['doctor', 'env'], { cwd })).toMatchObject({ status: 0, stderr: '' });
    expect(start(['doctor', 'env'], { cwd, env: { WEIXIN_APP_ID: APP_SECRET } })).toMatchObject({
      status: 1,
      stderr: '',
    });
    expect(start(['doctor', 'env', 'more'], { cwd })).toMatchObject({ status: 2, stdout: '' });
    expect(start(['--version'])).toEqual({ status: 0, stdout: '3.2.1\n', stderr: '' });
  });

  test('the ticket comes from the standard input', () => {
    const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg';
    secrets.add(ticket);
    const args = ['doctor', 'url', 'http://mp.weixin.qq.com/?params=value', '--nonce-str', 'Wm3WZYTPz0wzccnW'];
    const more = [
      '--timestamp',
      '1414587457',
      '--signature',
      '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
      '--ticket',
      '-',
    ];
    // The manual signs the address without the slash that a browser reports.
    expect(start([...args, ...more], { input: `${ticket}\n` }).stdout).toMatch(/✗ trailing-slash: /);
    expect(start([...args, ...more], { input: 'another\n' }).stdout).toMatch(/✗ variants: /);
  });
});
