import CDP from 'chrome-remote-interface';
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { BrowserPage } from './browser-page';
import { endProcess } from './end-process';
import { spawnChromium66 } from './spawn-chromium-66';

/** Answers a request that would leave this machine: with a script, or not at all. */
export type Intercept = (url: string) => string | 'fail';

export interface Chromium66 {
  newPage(intercept?: Intercept): Promise<BrowserPage>;
  close(): Promise<void>;
}

/** Starts Chromium 66, the engine that WeChat 7.0.4 and 7.0.5 for Android brought along. */
export async function launchChromium66(): Promise<Chromium66> {
  const { browser, profile } = spawnChromium66();
  const connection = { host: '127.0.0.1', port: await readPort(browser), local: true };

  return {
    async newPage(intercept = () => 'fail') {
      const target = await CDP.New(connection);
      const session = await CDP({ ...connection, target });
      await session.send('Page.enable');
      await session.send('Network.enable');
      await session.send('Network.setRequestInterception', { patterns: [{ urlPattern: '*' }] });
      session.on('Network.requestIntercepted', ({ interceptionId, request }: InterceptedRequest) => {
        void session.send('Network.continueInterceptedRequest', {
          interceptionId,
          ...(isLocal(request.url) ? {} : toAnswer(intercept(request.url))),
        });
      });
      return {
        async open(url) {
          const loaded = new Promise<void>((resolve) => session.on('Page.loadEventFired', () => resolve()));
          await session.send('Page.navigate', { url });
          await inTime(`${url} does not load`, loaded);
        },
        async run(task, argument) {
          const evaluated = session.send('Runtime.evaluate', {
            expression: `(${task.toString()})(${JSON.stringify(argument)})`,
            awaitPromise: true,
            returnByValue: true,
          });
          const { result, exceptionDetails }: Evaluated = await inTime('what runs in the page does not end', evaluated);
          if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
          return result.value as never;
        },
        async close() {
          await session.close();
          await CDP.Close({ ...connection, id: target.id });
        },
      };
    },

    async close() {
      await endProcess(browser);
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Fails before the test's own time is over, so that the test still closes the browser: one that is left open keeps Jest waiting. */
function inTime<T>(otherwise: string, promise: Promise<T>): Promise<T> {
  const late = setTimeout(30_000, undefined, { ref: false }).then(() => {
    throw new Error(`Chromium 66: ${otherwise}.`);
  });
  return Promise.race([promise, late]);
}

function readPort(browser: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    browser.stderr!.on('data', (chunk) => {
      said += chunk;
      const match = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said);
      if (match) resolve(Number(match[1]));
    });
    browser.once('error', reject);
    browser.once('exit', () => reject(new Error(`Chromium 66 did not start:\n${said}`)));
  });
}

function isLocal(url: string): boolean {
  return /^(http:\/\/127\.0\.0\.1:|data:|about:)/.test(url);
}

function toAnswer(answer: string): { errorReason?: 'Failed'; rawResponse?: string } {
  if (answer === 'fail') return { errorReason: 'Failed' };
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/javascript; charset=utf-8\r\n\r\n';
  return { rawResponse: Buffer.from(head + answer).toString('base64') };
}

interface InterceptedRequest {
  interceptionId: string;
  request: { url: string };
}

interface Evaluated {
  result: { value: unknown };
  exceptionDetails?: { text: string; exception?: { description: string } };
}
