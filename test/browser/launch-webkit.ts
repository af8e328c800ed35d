import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { WEBKIT } from '../prerequisites';
import type { BrowserPage } from './browser-page';
import { endProcess } from './end-process';

/** A page whose window takes a size; WebKitGTK's own is never narrower than 447 px. */
export interface WebKitPage extends BrowserPage {
  resize(width: number, height: number): Promise<void>;
}

/** Starts WebKit with one page, on a display of its own. */
export async function launchWebKit(): Promise<WebKitPage> {
  const display = await startDisplay();
  const port = await findFreePort();
  const driver = spawn(WEBKIT.driver, ['--host=127.0.0.1', `--port=${port}`], {
    env: {
      ...process.env,
      DISPLAY: display.name,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      // Compositing without a graphics card takes a third of the time.
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    },
    stdio: 'ignore',
  });
  const endAll = async (): Promise<void> => {
    await endProcess(driver);
    await endProcess(display.server);
  };
  const session = await startSession(`http://127.0.0.1:${port}`).catch(async (error: unknown) => {
    await endAll();
    throw error;
  });

  return {
    async resize(width, height) {
      await ask('POST', `${session}/window/rect`, { x: 0, y: 0, width, height });
    },
    async open(url) {
      await ask('POST', `${session}/url`, { url });
    },
    async run(task, argument) {
      const script = `
        const done = arguments[arguments.length - 1];
        Promise.resolve(arguments[0]).then(${task.toString()}).then(
          (value) => done({ value }),
          (error) => done({ error: String(error) }),
        );`;
      const { value, error } = await ask<{ value: unknown; error?: string }>('POST', `${session}/execute/async`, {
        script,
        args: [argument ?? null],
      });
      if (error) throw new Error(error);
      return value as never;
    },
    async close() {
      await ask('DELETE', session);
      await endAll();
    },
  };
}

async function startSession(base: string): Promise<string> {
  await waitUntilUp(base);
  const browser = { binary: WEBKIT.browser, args: ['--automation'] };
  const { sessionId } = await ask<{ sessionId: string }>('POST', `${base}/session`, {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browser } },
  });
  return `${base}/session/${sessionId}`;
}

async function ask<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: T & { message?: string } };
  if (!response.ok) throw new Error(`WebKit: ${value.message}`);
  return value;
}

async function waitUntilUp(base: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(`${base}/status`);
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function startDisplay(): Promise<{ server: ChildProcess; name: string }> {
  const server = spawn(WEBKIT.display, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  return { server, name: `:${number.toString().trim()}` };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
