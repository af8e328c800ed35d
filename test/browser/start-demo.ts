import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { endProcess } from './end-process';

/** The demo's server, as `npm run demo` starts it. */
export interface Demo {
  url: string;
  /** What it printed so far. */
  readonly output: string;
  close(): Promise<void>;
}

export async function startDemo(port = 0): Promise<Demo> {
  const server = spawn(process.execPath, [resolve(__dirname, '../../demo/server.js')], {
    env: { ...process.env, PORT: String(port) },
  });
  let output = '';
  const url = await new Promise<string>((done, fail) => {
    const read = (chunk: Buffer): void => {
      output += chunk;
      const match = /^http:\S+$/m.exec(output);
      if (match) done(match[0]);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('exit', () => fail(new Error(`The demo did not start:\n${output}`)));
  });
  return {
    url,
    get output() {
      return output;
    },
    close: () => endProcess(server),
  };
}
