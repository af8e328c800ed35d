import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, TARBALL } from './consumer';

/** A folder with the packed tarball, installed by npm so that it links the command. */
let folder: string;

const environment = { PATH: process.env['PATH']!, HOME: process.env['HOME'] ?? tmpdir(), LANG: 'en_US.UTF-8' };
const npm = (...args: string[]): string =>
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', env: environment, stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-command-'));
  // The one dependency comes from here too, so that no registry is asked.
  const dependencies = {
    'weixin-js-sdk': `file:${join(ROOT, 'node_modules/weixin-js-sdk')}`,
    'weixin-payscore': `file:${TARBALL}`,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  npm('install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const npx = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('npx', ['--offline', 'weixin-payscore', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  return { status, stdout, stderr };
};

const UA = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) MicroMessenger/8.0.49 NetType/WIFI Language/zh_CN';

test('npx weixin-payscore runs the command and passes on its exit code', () => {
  const good = npx('doctor', 'ua', UA);
  expect(good).toMatchObject({ status: 0, stderr: '' });
  expect(good.stdout).toMatch(/^✓ client: app weixin, platform ios, version 8\.0\.49/);
  expect(npx('doctor', 'ua', UA.replace('8.0.49', '7.0.4')).status).toBe(1);
  expect(npx('doctor', 'ua').status).toBe(2);
});

test('its --file is not one of Node’s own options: a file that is not there is wrong use', () => {
  const wrong = npx('doctor', 'env', '--file', 'nowhere.env');
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/See weixin-payscore --help/);
});

test('it knows the version of the package it is in', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(npx('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

test('it is one file with a first line for the shell, and needs no other package', () => {
  const path = join(folder, 'node_modules/weixin-payscore/dist/doctor.js');
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^#!\/usr\/bin\/env node\n/);
  const imported = [...text.matchAll(/^(?:import|export) .*from '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, from, dynamic]) => from ?? dynamic!,
  );
  expect(imported).toEqual(expect.arrayContaining(['node:crypto', 'node:util']));
  expect(imported.filter((name) => !name.startsWith('node:'))).toEqual([]);
  expect(statSync(join(folder, 'node_modules/.bin/weixin-payscore')).mode & 0o111).not.toBe(0);
});
