import { readFileSync } from 'node:fs';
import { CLIENT_CHECK, JOURNEY, LIMITS, compressed, measure } from './bundle.js';
import { printTable } from './table.js';

const SCRIPT_TAG = 'dist/weixin-payscore.umd.min.js';

/** What others do for the same page: configure it, ask for the capability, open the view. */
const OTHERS = [
  [
    '@wecom/jssdk: register, checkJsApi, openBusinessView',
    `export { register, checkJsApi, openBusinessView } from '@wecom/jssdk';`,
  ],
  ['corrected sample of the documentation', `export { configure, goToWXScore } from './bench/documented-sample.js';`],
];

/** Bytes of a page's bundle, without jweixin. */
export function printSizes() {
  const { first, later } = measure(JOURNEY, process.cwd());
  const row = (name, { bytes, requests }, limit = LIMITS[name]) => [name, bytes, limit || '', requests];
  printTable(
    'What a page fetches, without jweixin, minified, in bytes after Brotli',
    ['', 'bytes', 'limit', 'requests'],
    [
      row('inside WeChat', first),
      row('outside WeChat', first),
      row('parseUserAgent, compareVersions', measure(CLIENT_CHECK, process.cwd()).first),
      row('script tag', { bytes: compressed(readFileSync(SCRIPT_TAG)), requests: 1 }),
      row('JS-SDK chunk', later),
      ...OTHERS.map(([name, source]) => row(name, measure(source, process.cwd()).first)),
    ],
  );
}
