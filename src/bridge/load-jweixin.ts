import { WeixinError } from '../errors';
import type { Wx } from '../protocol/wx';
import { importJWeixin } from './jweixin-package';
import { runStep } from './step';

/** How to get jweixin where the page does not have it yet. */
export interface LoadJWeixinOptions {
  /** Script addresses, tried in order. Default: the npm package where there is one, then WeChat's two official hosts. */
  src?: string[];
  /** For a content security policy with nonces. */
  nonce?: string;
  /** Subresource integrity; the script is then requested with CORS, which your own host must allow. */
  integrity?: string;
  /** Milliseconds for each source, default 10000. */
  timeout?: number;
}

const PACKAGE = 'weixin-js-sdk';
const OFFICIAL = ['https://res.wx.qq.com/open/js/jweixin-1.6.0.js', 'https://res2.wx.qq.com/open/js/jweixin-1.6.0.js'];

/**
 * Gets jweixin, Tencent's JS-SDK: the page's own `jWeixin` or `wx`, else the npm package, else an official script.
 *
 * Every source gets one tag at most, a tag that is already on the page is waited for, and after a failure a later call
 * starts anew. The npm package comes first because it needs no third host; a chunk that fails to load is not the end.
 *
 * @param options where to look, and for how long
 * @returns the `wx` object
 * @throws WeixinError `JWEIXIN_LOAD_FAILED` with `sources` when none of them gave one
 * @see https://developers.weixin.qq.com/doc/service/guide/h5/jssdk
 */
export function loadJWeixin(options: LoadJWeixinOptions = {}): Promise<Wx> {
  const sources = options.src || (importJWeixin ? [PACKAGE] : []).concat(OFFICIAL);
  const own = pageWx();
  if (own) return Promise.resolve(own);
  let cause: unknown;

  function attempt(index: number): Promise<Wx> {
    const source = sources[index];
    if (source === undefined) {
      const hint = 'Check the network, the content security policy and the sources.';
      return Promise.reject(new WeixinError('JWEIXIN_LOAD_FAILED', hint, { sources, cause }));
    }
    const waiting = { timeout: options.timeout || 10000 };
    const loading =
      source === PACKAGE && importJWeixin && !options.src
        ? runStep<unknown>(source, waiting, (resolve, reject) => void importJWeixin!().then(resolve, reject))
        : runStep<unknown>(source, waiting, (resolve, reject) => loadScript(source, options, resolve, reject));
    return loading
      .then((loaded) => {
        const wx = asWx(loaded && (loaded as { default?: unknown }).default) || asWx(loaded) || pageWx();
        if (!wx) throw new Error('The source loaded, but brought no wx.');
        return wx;
      })
      .catch((error: unknown) => {
        cause = error;
        return attempt(index + 1);
      });
  }

  return attempt(0);
}

/** Tells whether a value can be the `wx` object: other scripts use that name for other things. */
export function asWx(value: unknown): Wx | undefined {
  return value && typeof (value as Wx).config === 'function' ? (value as Wx) : undefined;
}

function pageWx(): Wx | undefined {
  if (typeof window !== 'object') return undefined;
  const page = window as unknown as { jWeixin?: unknown; wx?: unknown };
  return asWx(page.jWeixin) || asWx(page.wx);
}

function loadScript(
  src: string,
  { nonce, integrity }: LoadJWeixinOptions,
  resolve: (value: unknown) => void,
  reject: (reason: unknown) => void,
): () => void {
  const existing = findScript(src);
  const script = existing || document.createElement('script');

  function onLoad(): void {
    resolve(undefined);
  }
  function onError(): void {
    reject(new Error('The script did not load.'));
  }
  script.addEventListener('load', onLoad);
  script.addEventListener('error', onError);
  if (!existing) {
    script.async = true;
    if (nonce) script.setAttribute('nonce', nonce);
    if (integrity) {
      script.integrity = integrity;
      script.crossOrigin = 'anonymous';
    }
    script.src = src;
    (document.head || document.documentElement).appendChild(script);
  }
  return () => {
    script.removeEventListener('load', onLoad);
    script.removeEventListener('error', onError);
    // A tag that brought nothing would be taken for one still loading by the next call.
    if (!pageWx() && script.parentNode) script.parentNode.removeChild(script);
  };
}

function findScript(src: string): HTMLScriptElement | undefined {
  const anchor = document.createElement('a');
  anchor.href = src;
  const scripts = document.getElementsByTagName('script');
  for (let i = 0; i < scripts.length; i++) {
    if (scripts[i]!.src === anchor.href) return scripts[i]!;
  }
  return undefined;
}
