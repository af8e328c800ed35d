import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createWeixinServices } from '../../src/testing/server';
import type { WeixinServices, WeixinServicesOptions } from '../../src/testing/server';
import { makeCertificate } from '../doctor/support/make-certificate';
import { stranger } from '../server/support/identity';
import { endProcess } from './end-process';

const ROOT = resolve(__dirname, '../..');

/** The name under which the phone knows the merchant. */
export const SHOP = 'shop.example';

/** What a test changes about a complete set-up. */
export interface RealModeSetUp {
  /** Variables of the env file; `undefined` leaves one out. */
  variables?: Record<string, string | undefined>;
  /** Variables of the environment. */
  env?: Record<string, string>;
  /** Files next to the env file, by their path from it. */
  files?: Record<string, string>;
  /** Scheme of the public address, default https. */
  scheme?: 'http' | 'https';
  /** Whether a tunnel leads from the public address to real mode, default true. */
  tunnel?: boolean;
  services?: WeixinServicesOptions;
}

/** Real mode in a process of its own, behind a tunnel, with the simulated services in the place of WeChat's. */
export interface RealMode {
  /** As the phone knows it. */
  readonly origin: string;
  /** Where real mode itself listens. */
  readonly local: string;
  /** The desktop's page. */
  readonly desktop: string;
  /** The entry of the browser's hosts that leads to the tunnel. */
  readonly hosts: string[];
  /** What it printed. */
  readonly output: string;
  /** 0 while it runs. */
  readonly exitCode: number;
  readonly services: WeixinServices;
  /** The env file's folder. */
  readonly folder: string;
  close(): Promise<void>;
}

const closers: (() => unknown)[] = [];

/** Starts real mode and waits until it has started, or has ended by itself. */
export async function startRealMode(setUp: RealModeSetUp = {}): Promise<RealMode> {
  const { scheme = 'https', tunnel = true } = setUp;
  const own: (() => unknown)[] = [];
  const [port, desktopPort] = [await freePort(), await freePort()];
  const local = `http://127.0.0.1:${port}`;
  const origin = `${scheme}://${SHOP}`;

  const services = createWeixinServices({
    serviceIds: ['500001'],
    credentials: { appId: 'wxd678ef1234567890' },
    timeScale: 0.01,
    // As WeChat would find it: by its public name, through the tunnel.
    fetch: (url, init) => fetch(url.replace(origin, local), init),
    ...setUp.services,
  });
  const listening = await services.listen();
  own.push(() => listening.close());

  const { credentials } = services;
  const publicKeyId = Object.keys(credentials.platformKeys).find((name) => name.startsWith('PUB_KEY_ID_'))!;
  const variables: Record<string, string | undefined> = {
    WEIXIN_APP_ID: credentials.appId,
    WEIXIN_APP_SECRET: credentials.appSecret,
    PUBLIC_ORIGIN: origin,
    PORT: String(port),
    DESKTOP_PORT: String(desktopPort),
    WECHATPAY_MCHID: credentials.mchid,
    WECHATPAY_SERIAL: credentials.serial,
    WECHATPAY_PRIVATE_KEY_FILE: 'keys/apiclient_key.pem',
    WECHATPAY_PUBLIC_KEY_ID: publicKeyId,
    WECHATPAY_PUBLIC_KEY_FILE: 'keys/pub_key.pem',
    WECHATPAY_SERVICE_ID: '500001',
    WECHATPAY_API_V3_KEY: credentials.apiV3Key,
    WEIXIN_API_BASE: listening.url,
    WECHATPAY_BASE_URL: listening.url,
    ...setUp.variables,
  };
  const folder = mkdtempSync(join(tmpdir(), 'real-mode-'));
  own.push(() => rmSync(folder, { recursive: true }));
  const files: Record<string, string> = {
    'keys/apiclient_key.pem': credentials.privateKey,
    'keys/pub_key.pem': credentials.platformKeys[publicKeyId]!,
    '.env': Object.entries(variables)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
    ...setUp.files,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  let tunnelPort = 0;
  if (tunnel) {
    const server = openTunnel(scheme, port);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    tunnelPort = (server.address() as AddressInfo).port;
    own.push(async () => {
      (server as ReturnType<typeof createPlainServer>).closeAllConnections();
      server.close();
      await once(server, 'close');
    });
  }

  const args = ['--require', join(__dirname, 'host-entry.cjs'), 'demo/server.js', '--real', '--lang', 'en'];
  const child = spawn(process.execPath, [...args, '--file', join(folder, '.env')], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      TEST_HOST: SHOP,
      TEST_PORT: String(tunnelPort),
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_NO_WARNINGS: '1',
      ...setUp.env,
    },
  });
  own.unshift(() => endProcess(child));
  let output = '';
  await new Promise<void>((done) => {
    const read = (text: string): void => {
      output += text;
      if (/^Desktop: /m.test(output)) done();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', () => done());
  });

  async function close(): Promise<void> {
    for (const end of own.splice(0)) await end();
  }
  closers.push(close);
  return {
    origin,
    local,
    desktop: `http://127.0.0.1:${desktopPort}/`,
    hosts: [`MAP ${SHOP} 127.0.0.1:${tunnelPort}`],
    get output() {
      return output;
    },
    get exitCode() {
      return child.exitCode ?? 0;
    },
    services,
    folder,
    close,
  };
}

/** Ends everything that a test left running. */
export async function closeRealModes(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

/** The address that the QR code holds. */
export async function phoneUrl({ desktop }: RealMode): Promise<string> {
  const state = (await (await fetch(`${desktop}state`)).json()) as { phoneUrl: string };
  return state.phoneUrl;
}

/** Ends TLS and passes requests on under a name of its own, as tunnels do. */
function openTunnel(scheme: 'http' | 'https', port: number): Server {
  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url, headers } = incoming;
    const onward = forward(
      { host: '127.0.0.1', port, method, path: url, headers: { ...headers, host: 'tunnel.invalid' } },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }
  if (scheme === 'http') return createPlainServer(pass);
  const cert = makeCertificate({ key: stranger.privateKey, serial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1' });
  return createServer({ key: stranger.privatePem, cert }, pass);
}

async function freePort(): Promise<number> {
  const server = createPlainServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
