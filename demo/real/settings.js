import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

const DEMO_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** Every variable that real mode reads; the last two replace WeChat's own addresses, for tests. */
export const NAMES = [
  'WEIXIN_APP_ID',
  'WEIXIN_APP_SECRET',
  'PUBLIC_ORIGIN',
  'HOST',
  'PORT',
  'DESKTOP_PORT',
  'WECHATPAY_MCHID',
  'WECHATPAY_SERIAL',
  'WECHATPAY_PRIVATE_KEY_FILE',
  'WECHATPAY_CERTIFICATE_FILE',
  'WECHATPAY_PUBLIC_KEY_ID',
  'WECHATPAY_PUBLIC_KEY_FILE',
  'WECHATPAY_PLATFORM_CERTIFICATE_FILE',
  'WECHATPAY_SERVICE_ID',
  'WECHATPAY_API_V3_KEY',
  'WEIXIN_API_BASE',
  'WECHATPAY_BASE_URL',
];

/** Something that the user can correct; its message is printed without a stack. */
export class SetupError extends Error {}

/**
 * Reads the variables from the environment and from a file of `NAME=value` lines. The environment wins.
 *
 * @param {object} options
 * @param {Record<string, string | undefined>} options.env
 * @param {string} [options.envFile] default `demo/.env`, which may be missing
 * @returns {{ file?: string, folder: string, values: Record<string, string> }} `folder` is where relative file paths start:
 *   the file's, or `demo/`. A variable that is empty is not in `values`.
 */
export function readSettings({ env, envFile }) {
  const path = envFile === undefined ? join(DEMO_FOLDER, '.env') : resolve(envFile);
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (envFile !== undefined || error.code !== 'ENOENT') {
      throw new SetupError(`The env file ${path} cannot be read (${error.code}).`);
    }
  }
  const lines = text === undefined ? {} : parseEnv(text.replace(/^\ufeff/, ''));
  const values = {};
  for (const name of NAMES) {
    const value = env[name] || lines[name];
    if (value) values[name] = value;
  }
  return text === undefined ? { folder: DEMO_FOLDER, values } : { file: path, folder: dirname(path), values };
}

/** A port from a variable: a whole number up to 65535; 0 is any free one. */
export function readPort(values, name, otherwise) {
  const text = values[name];
  if (text === undefined) return otherwise;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new SetupError(`${name} must be a port, 0 to 65535.`);
  return Number(text);
}

/** The text of a file that a variable names. */
export function readNamedFile({ folder, values }, name) {
  return readFileSync(resolve(folder, values[name]), 'utf8');
}
