import { build } from 'esbuild';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { findChromium } from './find-chromium.js';
import { printTable } from './table.js';

/** Odd, so that a median is one of the measurements. */
const ROUNDS = 7;
/** Of every file and of the signature, in ms. */
const LATENCY = 100;

const HTML = `<!doctype html>
<script type="importmap">{ "imports": { "weixin-js-sdk": "/jweixin.js" } }</script>
<script type="module" src="stdin.js"></script>`;

const SIGN = `const sign = () => fetch('/signature').then((response) => response.json());`;

/** What a page's script does on load, until the host is asked to verify it. */
const PAGES = {
  'floor: the script, then jweixin next to the signature': `
    ${SIGN}
    Promise.all([import('weixin-js-sdk'), sign()]).then(([{ default: wx }, signed]) =>
      wx.config({ ...signed, jsApiList: ['openBusinessView'] }));`,
  'weixin-payscore: ready()': `
    import { createWeixin } from 'weixin-payscore';
    ${SIGN}
    createWeixin({ getConfigSignature: sign }).ready();`,
  '@wecom/jssdk: register, checkJsApi': `
    import { register, checkJsApi } from '@wecom/jssdk';
    ${SIGN}
    register({ appId: 'wx0000000000000000', corpId: 'wx0000000000000000', jsApiList: ['openBusinessView'], getConfigSignature: sign });
    checkJsApi({ jsApiList: ['openBusinessView'] });`,
  'sample, jweixin in the same bundle': `
    import wx from 'weixin-js-sdk';
    import { configure } from './bench/documented-sample.js';
    ${SIGN}
    sign().then((signed) => configure(wx, signed, () => undefined, () => undefined));`,
};

/** Milliseconds from the page's HTML to the host's `preVerifyJSAPI`, in a fresh page for every measurement. */
export async function printReadyTimes() {
  const server = await serve(await Promise.all(Object.values(PAGES).map(bundle)));
  const browser = await chromium.launch(await findChromium());
  try {
    const page = await browser.newPage();
    await page.addInitScript({ path: 'dist/weixin-payscore-testing.iife.js' });
    await page.addInitScript(watchHost);
    const names = Object.keys(PAGES);
    const runs = names.map(() => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const index of names.keys()) runs[index].push(await time(page, `${server.address}/${index}/`));
    }
    const medians = runs.map((all) => all.sort((a, b) => a - b)[(ROUNDS - 1) / 2]);
    printTable(
      `Chromium ${browser.version()}: load to preVerifyJSAPI, median of ${ROUNDS} interleaved runs (${LATENCY} ms a request)`,
      ['', 'ms', 'over the floor'],
      names.map((name, index) => [name, medians[index].toFixed(1), (medians[index] / medians[0]).toFixed(2)]),
    );
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs in the page, before its script. */
function watchHost() {
  window.WeixinPayScoreTesting.simulateWeixin(window, { platform: 'android' });
  const { WeixinJSBridge } = window;
  const { invoke } = WeixinJSBridge;
  window.verified = new Promise((resolve) => {
    WeixinJSBridge.invoke = (api, ...rest) => {
      if (api === 'preVerifyJSAPI') resolve(performance.now());
      return invoke(api, ...rest);
    };
  });
}

async function time(page, address) {
  await page.goto(address, { waitUntil: 'commit' });
  return page.evaluate(() =>
    window.verified.then((at) => at - performance.getEntriesByType('navigation')[0].responseEnd),
  );
}

/** jweixin is a file of its own where it is loaded on demand. */
async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    external: /from 'weixin-js-sdk'/.test(contents) ? [] : ['weixin-js-sdk'],
    write: false,
    outdir: '/',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/.*[\\/]/, ''), text]));
}

/** Serves each page in a folder of its own: `/0/`, `/1/`, … */
async function serve(bundles) {
  const jweixin = await build({
    entryPoints: ['weixin-js-sdk'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const server = createServer((request, response) => {
    const [, index, file] = request.url.split('/');
    const send = (type, text) => {
      response.writeHead(200, {
        'Content-Type': `${type}; charset=utf-8`,
        'Cache-Control': 'no-store',
        // jweixin would report the page to open.weixin.qq.com.
        'Content-Security-Policy': "default-src 'self'; script-src 'self' 'unsafe-inline'",
      });
      response.end(text);
    };
    const signed = { appId: 'wx0000000000000000', timestamp: 1700000000, nonceStr: 'nonce', signature: 'signature' };
    if (file === '') send('text/html', HTML);
    else if (index === 'signature') setTimeout(send, LATENCY, 'application/json', JSON.stringify(signed));
    else if (index === 'jweixin.js') setTimeout(send, LATENCY, 'text/javascript', jweixin.outputFiles[0].text);
    else setTimeout(send, LATENCY, 'text/javascript', bundles[index]?.get(file) ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
