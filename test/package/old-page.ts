import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import type { Context } from 'node:vm';

export const IOS_9 =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 9_3 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) Mobile/13E233';
export const ANDROID_5 =
  'Mozilla/5.0 (Linux; Android 5.1; m1 metal Build/LMY47I) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/53.0.2785.49 Mobile MQQBrowser/6.2 TBS/043409 Safari/537.36';

function fixture(name: string): string {
  return readFileSync(join(__dirname, 'fixtures', name), 'utf8');
}

/** A realm with nothing newer than ES5 and Promise, and a page and a client in it. Scripts are evaluated as in a tag. */
export function openOldPage(userAgent: string): Context {
  const page = createContext({});
  runInContext(fixture('only-es5.js'), page);
  Object.assign(page, { host: { userAgent, setTimeout, clearTimeout } });
  runInContext(fixture('old-page.js'), page);
  return page;
}

/** What jweixin's script tag does, with the file from npm. */
export function addJWeixin(page: Context): void {
  const source = readFileSync(require.resolve('weixin-js-sdk'), 'utf8');
  runInContext(`(function () { var module = {}; ${source}\n; window.jWeixin = module.exports; })()`, page);
}
