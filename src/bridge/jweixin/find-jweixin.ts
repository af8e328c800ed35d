import { WeixinError } from '../../errors';
import type { Wx } from '../../protocol/wx';
import { loadDefault } from './from-package';
import { isWx, pageWx } from './page-wx';

/**
 * Finds jweixin: what the page gives, else what is on the page, else the default.
 *
 * @throws WeixinError (the promise rejects with it) `JWEIXIN_LOAD_FAILED`
 */
export async function findJWeixin(given: Wx | (() => Wx | Promise<Wx>) | undefined): Promise<Wx> {
  if (!given) return pageWx() || loadDefault({});
  let cause: unknown;
  try {
    const wx: unknown = await (typeof given === 'function' ? given() : given);
    if (isWx(wx)) return wx;
  } catch (error) {
    cause = error;
  }
  throw new WeixinError('JWEIXIN_LOAD_FAILED', 'The wx option gave no wx object.', { sources: ['wx'] }, cause);
}
