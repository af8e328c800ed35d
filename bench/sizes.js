import { BUNDLES, measure } from './bundle.js';
import { printTable } from './table.js';

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
  const row = (name, source, limits = {}) => {
    const { first, insideWeixin, whole } = measure(source, process.cwd());
    return [name, first, limits.first || '', insideWeixin, limits.insideWeixin || '', whole];
  };
  printTable(
    'Size of a bundle without jweixin, minified, in bytes after Brotli',
    ['', 'at once', 'limit', 'inside WeChat', 'limit', 'all in one file'],
    [
      ...BUNDLES.map(({ names, source, limits }) => row(names, source, limits)),
      ...OTHERS.map(([name, source]) => row(name, source)),
    ],
  );
}
