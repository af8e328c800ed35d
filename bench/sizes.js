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
  const row = (name, source, limit = '') => {
    const { minified, brotli, first } = measure(source, process.cwd());
    return [name, minified, brotli, limit, first];
  };
  printTable(
    'Size of a bundle without jweixin, in bytes',
    ['', 'minified', 'brotli', 'limit', 'loaded at once'],
    [
      ...BUNDLES.map(({ names, source, limit }) => row(names, source, limit)),
      ...OTHERS.map(([name, source]) => row(name, source)),
    ],
  );
}
