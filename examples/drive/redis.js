import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './shop.js';

/** Starts a Redis of this test's own, that keeps nothing on disk, and ends it after `use`. */
export async function withRedis(use) {
  const port = await freePort();
  const server = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  server.on('error', () => {}); // reported below, as an exit code
  const ended = once(server, 'close');
  const ready = new Promise((resolve) => {
    server.stdout.on('data', (text) => /Ready to accept connections/.test(text) && resolve(true));
  });
  if (!(await Promise.race([ready, ended.then(() => false)])))
    throw new Error('redis-server does not start: install it.');
  try {
    return await use(`redis://127.0.0.1:${port}`);
  } finally {
    server.kill();
    await ended;
  }
}
