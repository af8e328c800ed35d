import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './make-certificate';
import { merchantKeys as merchant, stranger, wechat } from '../../server/support/identity';
import { secrets } from './run';

export { merchant, wechat, stranger };
[merchant, wechat, stranger].forEach(({ privatePem }) => secrets.add(privatePem));

export const SERIAL = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
export const PUBLIC_KEY_ID = 'PUB_KEY_ID_0114232134912410000000000000';
export const APP_SECRET = '5cc0c5f8a7e1d2b4c0ffee1290ab34cd';
export const API_V3_KEY = 'testing-api-v3-key-of-32-letters';
secrets.add(APP_SECRET).add(API_V3_KEY);

/** A merchant's folder: an env file and the files that it names. */
export interface SetUp {
  /** Variables by name; `undefined` leaves one out. */
  variables: Record<string, string | undefined>;
  /** Texts by file name; `undefined` leaves one out. */
  files: Record<string, string | Buffer | undefined>;
}

/** A set-up in which nothing is wrong. */
export function goodSetUp(): SetUp {
  return {
    variables: {
      WEIXIN_APP_ID: 'wxd678efh567hg6787',
      WEIXIN_APP_SECRET: APP_SECRET,
      PUBLIC_ORIGIN: 'https://shop.example',
      WECHATPAY_MCHID: '1230000109',
      WECHATPAY_SERIAL: SERIAL,
      WECHATPAY_PRIVATE_KEY_FILE: 'apiclient_key.pem',
      WECHATPAY_CERTIFICATE_FILE: 'apiclient_cert.pem',
      WECHATPAY_PUBLIC_KEY_ID: PUBLIC_KEY_ID,
      WECHATPAY_PUBLIC_KEY_FILE: 'pub_key.pem',
      WECHATPAY_SERVICE_ID: '500001',
      WECHATPAY_API_V3_KEY: API_V3_KEY,
    },
    files: {
      'apiclient_key.pem': merchant.privatePem,
      'apiclient_cert.pem': makeCertificate({ key: merchant.privateKey, serial: SERIAL }),
      'pub_key.pem': wechat.publicPem,
    },
  };
}

const folders: string[] = [];

/** Writes a set-up into a folder of its own, the variables as `.env`, and returns the folder. */
export function write({ variables, files }: SetUp): string {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-doctor-'));
  folders.push(folder);
  const lines = Object.entries(variables).filter(([, value]) => value !== undefined);
  writeFileSync(join(folder, '.env'), lines.map(([name, value]) => `${name}=${value!}\n`).join(''));
  for (const [name, text] of Object.entries(files)) if (text !== undefined) writeFileSync(join(folder, name), text);
  return folder;
}

/** The good set-up with a change. */
export function changed(change: (setUp: SetUp) => void): SetUp {
  const setUp = goodSetUp();
  change(setUp);
  return setUp;
}

/** Removes every folder that was written. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
