import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as util from 'node:util';
import { UsageError, type Words } from './check';
import type { Surroundings } from './surroundings';

/** The variables that the command reads. */
export type VariableName =
  | 'WEIXIN_APP_ID'
  | 'WEIXIN_APP_SECRET'
  | 'PUBLIC_ORIGIN'
  | 'WECHATPAY_MCHID'
  | 'WECHATPAY_SERIAL'
  | 'WECHATPAY_PRIVATE_KEY_FILE'
  | 'WECHATPAY_CERTIFICATE_FILE'
  | 'WECHATPAY_PUBLIC_KEY_ID'
  | 'WECHATPAY_PUBLIC_KEY_FILE'
  | 'WECHATPAY_PLATFORM_CERTIFICATE_FILE'
  | 'WECHATPAY_SERVICE_ID'
  | 'WECHATPAY_API_V3_KEY'
  | 'WEIXIN_JSAPI_TICKET'
  | 'WEIXIN_API_BASE'
  | 'WECHATPAY_BASE_URL';

/** Where each variable's value is found. */
export const WHERE: Readonly<Record<VariableName, Words>> = {
  WEIXIN_APP_ID: {
    en: '公众平台 › 设置与开发 › 开发接口管理 (基本配置): AppID',
    zh: '公众平台 › 设置与开发 › 开发接口管理（基本配置）：AppID',
  },
  WEIXIN_APP_SECRET: {
    en: '公众平台 › 设置与开发 › 开发接口管理 (基本配置): AppSecret',
    zh: '公众平台 › 设置与开发 › 开发接口管理（基本配置）：AppSecret',
  },
  PUBLIC_ORIGIN: {
    en: "your pages' scheme and host, such as https://shop.example",
    zh: '页面的协议和域名，例如 https://shop.example',
  },
  WECHATPAY_MCHID: {
    en: '商户平台 › 账户中心 › 商户信息: 微信支付商户号',
    zh: '商户平台 › 账户中心 › 商户信息：微信支付商户号',
  },
  WECHATPAY_SERIAL: {
    en: '商户平台 › 账户中心 › API安全 › 商户API证书: 证书序列号',
    zh: '商户平台 › 账户中心 › API安全 › 商户API证书：证书序列号',
  },
  WECHATPAY_PRIVATE_KEY_FILE: {
    en: 'the path of apiclient_key.pem, which the certificate tool (证书工具) wrote',
    zh: '证书工具生成的 apiclient_key.pem 的路径',
  },
  WECHATPAY_CERTIFICATE_FILE: {
    en: 'the path of apiclient_cert.pem, which lies next to apiclient_key.pem',
    zh: '与 apiclient_key.pem 同目录的 apiclient_cert.pem 的路径',
  },
  WECHATPAY_PUBLIC_KEY_ID: {
    en: '商户平台 › 账户中心 › API安全 › 微信支付公钥: 公钥ID',
    zh: '商户平台 › 账户中心 › API安全 › 微信支付公钥：公钥ID',
  },
  WECHATPAY_PUBLIC_KEY_FILE: {
    en: 'the path of pub_key.pem, from 商户平台 › 账户中心 › API安全 › 微信支付公钥',
    zh: '从商户平台 › 账户中心 › API安全 › 微信支付公钥下载的 pub_key.pem 的路径',
  },
  WECHATPAY_PLATFORM_CERTIFICATE_FILE: {
    en: 'the path of the platform certificates (平台证书), one PEM file with one or more of them',
    zh: '平台证书的路径，一个 PEM 文件，可包含多张证书',
  },
  WECHATPAY_SERVICE_ID: {
    en: 'the 服务ID (service_id) that WeChat Pay assigned when it approved the Pay Score service',
    zh: '支付分服务审核通过后微信支付分配的服务ID（service_id）',
  },
  WECHATPAY_API_V3_KEY: {
    en: '商户平台 › 账户中心 › API安全 › APIv3密钥; it is shown only when it is set',
    zh: '商户平台 › 账户中心 › API安全 › APIv3密钥，仅在设置时可见',
  },
  WEIXIN_JSAPI_TICKET: {
    en: 'the jsapi_ticket that your server signs with (for `doctor url`)',
    zh: '服务端签名使用的 jsapi_ticket（用于 `doctor url`）',
  },
  WEIXIN_API_BASE: {
    en: 'only for simulated services: default https://api.weixin.qq.com',
    zh: '仅用于模拟服务，默认 https://api.weixin.qq.com',
  },
  WECHATPAY_BASE_URL: {
    en: 'only for simulated services: default https://api.mch.weixin.qq.com',
    zh: '仅用于模拟服务，默认 https://api.mch.weixin.qq.com',
  },
};

const SECRET_NAMES: readonly VariableName[] = ['WEIXIN_APP_SECRET', 'WECHATPAY_API_V3_KEY', 'WEIXIN_JSAPI_TICKET'];

/** The variables' values. */
export interface Settings {
  /** The file that was read, if any. */
  readonly file: string | undefined;
  /** `undefined` for a variable that is not set, or is empty. */
  get(name: VariableName): string | undefined;
  /** The folder that a relative path in this variable starts from: the file's, or the current one. */
  folderOf(name: VariableName): string;
  /** Values that no output may hold. */
  readonly secrets: readonly string[];
}

const DEFAULT_FILES = ['.env', join('demo', '.env')];

/**
 * Reads the variables from the environment and from a file of `NAME=value` lines. The environment wins.
 *
 * @param surroundings the environment and the current folder
 * @param file from `--file`; default: `.env`, else `demo/.env`, of the current folder, where there is one
 * @throws {@link UsageError} for a given file that cannot be read
 */
export function readSettings({ env, cwd }: Surroundings, file?: string): Settings {
  const path = file === undefined ? DEFAULT_FILES.map((name) => join(cwd, name)).find(isReadable) : resolve(cwd, file);
  const lines = path === undefined ? {} : parseFile(path);
  const isInFile = (name: VariableName): boolean => !env[name] && !!lines[name];
  const get = (name: VariableName): string | undefined => env[name] || lines[name] || undefined;
  return {
    file: path,
    get,
    folderOf: (name) => (path !== undefined && isInFile(name) ? dirname(path) : cwd),
    secrets: SECRET_NAMES.map(get).filter((value) => value !== undefined),
  };
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function parseFile(path: string): Readonly<Record<string, string | undefined>> {
  if (typeof util.parseEnv !== 'function') {
    throw new UsageError({
      en: 'Reading an env file needs Node 20.12 or newer. Set the variables in the environment instead.',
      zh: '读取 env 文件需要 Node 20.12 或更高版本，也可以直接设置环境变量。',
    });
  }
  try {
    return util.parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError({
      en: `The env file cannot be read (${fileProblem(error)}).`,
      zh: `无法读取 env 文件（${fileProblem(error)}）。`,
    });
  }
}

/** The system's name for what is wrong with a file, such as `ENOENT`. The error's own text holds the path. */
export function fileProblem(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : 'unknown';
}

/** What a file named by a variable holds, or why it cannot be read. */
export type NamedFile = { readonly content: Buffer } | { readonly problem: string; readonly folder: string };

/**
 * Reads the file that a variable names.
 *
 * @param name a variable that is set
 * @returns the bytes, or the system's name for the problem and the folder that a relative path starts from
 */
export function readNamedFile(settings: Settings, name: VariableName): NamedFile {
  const folder = settings.folderOf(name);
  try {
    return { content: readFileSync(resolve(folder, settings.get(name)!)) };
  } catch (error) {
    return { problem: fileProblem(error), folder };
  }
}
