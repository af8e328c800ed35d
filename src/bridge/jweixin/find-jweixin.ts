import { WeixinError } from '../../errors';
import type { Wx } from '../../protocol/wx';
import { loadDefault } from './from-package';
import { isWx, pageWx } from './page-wx';

/**
 * Finds jweixin: what the page gives, else what is on the page, else the default.
 *
 * @param timeout ms of the session: the load ends a little earlier, with an error that names the sources
 * @throws WeixinError (the promise rejects with it) `JWEIXIN_LOAD_FAILED`
 */
export function findJWeixin(given: Wx | (() => Wx | Promise<Wx>) | undefined, timeout: number): Promise<Wx> {
  const failed = (cause?: unknown): never => {
    throw new WeixinError('JWEIXIN_LOAD_FAILED', 'The wx option gave no wx object.', { sources: ['wx'] }, cause);
  };
  const present = given ? undefined : pageWx();
  if (!given) return present ? Promise.resolve(present) : loadDefault({ timeout: timeout * 0.9 });
  return Promise.resolve()
    .then(() => (typeof given === 'function' ? given() : given))
    .then((wx: unknown) => (isWx(wx) ? wx : failed()), failed);
}
