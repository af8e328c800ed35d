import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { testsThatNeed } from '../../needs';
import { findPostgres } from '../../prerequisites';
import { freePort } from '../support/redis-server';

const bin = findPostgres();

/** An empty database, made once per test file and copied for each server. */
let empty: string | undefined;
afterAll(() => {
  if (empty) rmSync(empty, { recursive: true, force: true });
});

/** `describe`, or `describe.skip` where there is no PostgreSQL. */
export const describeWithPostgres: jest.Describe = testsThatNeed('postgresql').describe;

export interface RunningPostgres {
  url: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL of our own on a free port of the loopback, its data in a temporary folder. */
export async function startPostgres(): Promise<RunningPostgres> {
  const user = ownUser();
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
  const run = (command: string, ...args: string[]): unknown =>
    execFileSync(command, args, { ...user, cwd: tmpdir(), env, stdio: ['ignore', 'ignore', 'pipe'] });
  const makeFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-postgres-'));
    if (user) chownSync(folder, user.uid, user.gid);
    return folder;
  };
  if (!empty) {
    empty = makeFolder();
    run(join(bin!, 'initdb'), '-D', empty, '-U', 'shop', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  }
  const data = makeFolder();
  run('cp', '-pR', `${empty}/.`, data);
  const port = await freePort();
  const options = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off' };
  const server = spawn(
    join(bin!, 'postgres'),
    ['-D', data, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user, cwd: data, env, stdio: 'ignore' },
  );
  const url = `postgres://shop@127.0.0.1:${port}/postgres`;
  await answering(url, server);
  return {
    url,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      // Does not wait for its clients.
      process.kill(server.pid!, 'SIGINT');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with code ${server.exitCode}`);
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await pause(50);
    }
  }
}

/** PostgreSQL refuses to run as root; its package brings a user of its own. */
function ownUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
