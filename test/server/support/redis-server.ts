import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'redis';
import { testsThatNeed } from '../../needs';

/** `describe`, or `describe.skip` where there is no Redis. */
export const describeWithRedis: jest.Describe = testsThatNeed('redis').describe;

export interface RunningRedis {
  url: string;
  /** Ends the server. */
  stop(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
  /** Leaves every connection open and answers nothing, as a machine that swaps or a cut network does. */
  freeze(): void;
  /** Ends {@link freeze}: the server answers what it was asked in the meantime. */
  thaw(): void;
}

/** Starts a Redis of our own on a free port of the loopback, which keeps nothing on disk. */
export async function startRedis(): Promise<RunningRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await serve(port, url);
  return {
    url,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      process.kill(server.pid!, 'SIGCONT');
      process.kill(server.pid!, 'SIGTERM');
      await ended;
    },
    start: async () => {
      server = await serve(port, url);
    },
    freeze: () => void process.kill(server.pid!, 'SIGSTOP'),
    thaw: () => void process.kill(server.pid!, 'SIGCONT'),
  };
}

async function serve(port: number, url: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  await answering(url, server);
  return server;
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with code ${server.exitCode}`);
    const client = createClient({ url, socket: { reconnectStrategy: false } }).on('error', () => undefined);
    try {
      await client.connect();
      await client.ping();
      client.destroy();
      return;
    } catch {
      await pause(20);
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
