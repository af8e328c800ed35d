import { later } from '../../protocol/waiting';
import type { Wx } from '../../protocol/wx';
import { loadDefault } from './from-package';
import { loadFailed } from './load-failed';
import { isWx, pageWx } from './page-wx';

/**
 * Finds jweixin: what the page gives, else what is on the page, else the default.
 *
 * @param timeout ms of the instance: the load ends a little earlier, with an error that names the sources
 * @throws WeixinError (the promise rejects with it) `JWEIXIN_LOAD_FAILED`
 */
export function findJWeixin(given: Wx | (() => Wx | Promise<Wx>) | undefined, timeout: number): Promise<Wx> {
  if (!given) {
    const present = pageWx();
    return present ? Promise.resolve(present) : loadDefault({ timeout: timeout * 0.9 });
  }
  const failed = loadFailed('wx', 'The wx option gave no wx object.');
  return later(() => (typeof given === 'function' ? given() : given)).then(
    (wx: unknown) => (isWx(wx) ? wx : failed()),
    failed,
  );
}
