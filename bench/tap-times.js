import { build } from 'esbuild';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { findChromium } from './find-chromium.js';
import { printTable } from './table.js';

/** Odd, so that a median is one of the measurements. */
const ROUNDS = 9;
const HEADERS = {
  // jweixin would report the page to open.weixin.qq.com.
  'Content-Security-Policy': "default-src 'self'",
  'Cache-Control': 'no-store',
};

/** Milliseconds from the call to the native `openBusinessView`, in a fresh page for every measurement. */
export async function printTapTimes() {
  const server = await serve(await bundle());
  const browser = await chromium.launch(await findChromium());
  try {
    const address = `http://127.0.0.1:${server.address().port}/`;
    const results = await measure(browser, address);
    const of = (name) => results.get(name);
    const row = (name, baseline) => {
      const { duration, calls } = of(name);
      return [name, duration.toFixed(1), (duration / of(baseline).duration).toFixed(2), calls];
    };
    printTable(
      `Chromium ${browser.version()}: tap to native call, median of ${ROUNDS} interleaved runs (120 ms a request, 40 ms a bridge call)`,
      ['', 'ms', 'ratio', 'bridge calls'],
      [...results.keys()].map((name) => row(name, name.replace(/:.*/, ': sample'))),
    );
  } finally {
    await browser.close();
    server.close();
  }
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: ['bench/tap-page.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    write: false,
    outdir: '/',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/.*[\\/]/, '/'), text]));
}

async function serve(files) {
  const server = createServer(({ url }, response) => {
    const script = files.get(url);
    const type = script === undefined ? 'text/html' : 'text/javascript';
    response.writeHead(200, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8` });
    response.end(script === undefined ? '<!doctype html><script type="module" src="/tap-page.js"></script>' : script);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Every case once in each round, so that a busy moment of the machine falls on all of them. */
async function measure(browser, address) {
  const page = await browser.newPage();
  const open = async () => {
    await page.goto(address);
    await page.waitForFunction(() => window.measure);
  };
  await open();
  const names = await page.evaluate(() => window.cases);
  const runs = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      await open();
      runs.get(name).push(await page.evaluate((name) => window.measure(name), name));
    }
  }
  return new Map([...runs].map(([name, all]) => [name, all.sort((a, b) => a.duration - b.duration)[(ROUNDS - 1) / 2]]));
}
