import { build } from 'esbuild';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { SimulateWeixinOptions } from '../../src/testing';

const ROOT = resolve(__dirname, '../..');

/** Pages to test in: how the library gets into them, and where jweixin comes from. */
export type PageName = keyof typeof PAGES;

const PAGES = {
  /** The ESM build, under a policy that allows next to nothing. */
  esm: { scripts: ['<script type="module" src="/esm/stdin.js"></script>'], policy: "script-src 'self'" },
  /** The script tags of a page that brings jweixin itself. */
  umd: { scripts: [classic('/jweixin.js'), classic('/umd.js')], policy: "script-src 'self'" },
  /** The same with the minified build. */
  min: { scripts: [classic('/jweixin.js'), classic('/umd.min.js')], policy: "script-src 'self'" },
  /** The library alone: jweixin comes from WeChat's own hosts. */
  bare: {
    scripts: [classic('/umd.js')],
    policy: "script-src 'self' https://res.wx.qq.com https://res2.wx.qq.com",
  },
  /** No library yet. */
  late: { scripts: [classic('/jweixin.js')], policy: "script-src 'self'" },
  /** Somewhere else, from where the user comes back at once. */
  away: { scripts: [classic('/back.js')], policy: "script-src 'self'" },
};

/** A server on loopback with the built library in pages of several kinds. */
export interface Site {
  origin: string;
  /** The address of a page in a simulated client. Without a client the page is in the engine's own browser. */
  url(page: PageName, client?: SimulateWeixinOptions): string;
  /** The paths that were asked for. */
  requests: string[];
  close(): Promise<void>;
}

export async function servePages(): Promise<Site> {
  const scripts = new Map<string, string>([
    ['/jweixin.js', officialScript()],
    ['/umd.js', read('dist/weixin-payscore.umd.js')],
    ['/umd.min.js', read('dist/weixin-payscore.umd.min.js')],
    ['/back.js', 'setTimeout(function () { history.back(); }, 200);'],
    [
      '/client.js',
      'window.client = Testing.simulateWeixin(window, JSON.parse(decodeURIComponent(location.search.slice(1))));',
    ],
    ...(await bundle("import * as library from 'weixin-payscore'; window.WeixinPayScore = library;", '/esm', 'esm')),
    ...(await bundle("export * from 'weixin-payscore/testing';", '/testing', 'iife')),
  ]);
  const requests: string[] = [];

  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url!, 'http://127.0.0.1');
    requests.push(pathname);
    const name = pathname.split('/')[1]!;
    if (scripts.has(pathname)) {
      response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(scripts.get(pathname));
    } else if (isPageName(name)) {
      const { scripts: own, policy } = PAGES[name];
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `default-src 'none'; ${policy}`,
      });
      const simulated = search ? [classic('/testing/stdin.js'), classic('/client.js')] : [];
      response.end(['<!doctype html>', '<title>Shop</title>', ...simulated, ...own].join('\n'));
    } else {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    requests,
    url: (page, client) => `${origin}/${page}${client ? `?${encodeURIComponent(JSON.stringify(client))}` : ''}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The npm file as WeChat's own hosts serve it: it puts `wx` and `jWeixin` on the page. */
export function officialScript(): string {
  const source = read('node_modules/weixin-js-sdk/index.js');
  return `(function () { var module = {};\n${source}\nwindow.wx = window.jWeixin = module.exports; })();`;
}

/** The same on a page with an AMD loader: WeChat's file then gives itself to the loader and sets no global. */
export function amdScript(): string {
  const source = read('node_modules/weixin-js-sdk/index.js');
  const load = `function () { var module = {};\n${source}\nreturn module.exports; }`;
  return `(function (load) { if (typeof define === 'function' && (define.amd || define.cmd)) define(load); else window.wx = window.jWeixin = load(); })(${load});`;
}

async function bundle(contents: string, folder: string, format: 'esm' | 'iife'): Promise<[string, string][]> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT },
    outdir: folder,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: format === 'esm',
    format,
    ...(format === 'iife' && { globalName: 'Testing' }),
    target: 'es2018',
    write: false,
  });
  return outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf(folder + '/')), text]);
}

function isPageName(name: string): name is PageName {
  return Object.hasOwn(PAGES, name);
}

function classic(src: string): string {
  return `<script src="${src}"></script>`;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
