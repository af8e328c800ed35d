import { WeixinError, withCause } from '../../errors';

/**
 * What to reject with where one source gave no file; a deployment that replaced the page's files is the usual reason.
 *
 * @param source the package, or the option
 */
export const loadFailed =
  (source: string, hint = 'A file of this page did not load. Reload the page.') =>
  (cause?: unknown): never => {
    throw withCause(new WeixinError('JWEIXIN_LOAD_FAILED', hint, { sources: [source] }), cause);
  };
