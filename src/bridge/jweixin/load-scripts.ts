import { WeixinError, withCause } from '../../errors';
import { startTimer } from '../../protocol/timer';
import type { Wx } from '../../protocol/wx';
import { isWx, pageWx } from './page-wx';

/** What a script tag can carry, and how long it is waited for. */
export interface ScriptOptions {
  /** For a content security policy with nonces. */
  nonce?: string;
  /** Subresource integrity. The script is then requested with CORS, which its host must allow. */
  integrity?: string;
  /** Milliseconds for all sources together, default 10000. */
  timeout?: number;
}

/** An AMD or CMD loader's `define`. */
type Define = ((...args: unknown[]) => unknown) & { amd?: unknown; cmd?: unknown };

/**
 * Tries the addresses in order, each for its part of the time or until it fails. One that answers after its turn still counts.
 *
 * @throws WeixinError (the promise rejects with it) `JWEIXIN_LOAD_FAILED`
 */
export function loadScripts(sources: string[], options: ScriptOptions): Promise<Wx> {
  const { timeout = 10000 } = options;
  const stops: (() => void)[] = [];
  const loading = new Promise<Wx>((resolve, reject) => {
    let cause: unknown = new Error('No script answered in time.');
    let next = 0;
    let open = sources.length;
    let stopTurn = (): void => undefined;

    function end(): void {
      const wx = pageWx();
      const hint = 'Check the network, the content security policy and the sources.';
      if (wx) resolve(wx);
      else reject(withCause(new WeixinError('JWEIXIN_LOAD_FAILED', hint, { sources }), cause));
    }

    function failed(error: unknown): void {
      cause = error;
      open--;
      tryNext();
    }

    function tryNext(): void {
      stopTurn();
      if (!open) return end();
      if (next >= sources.length) return;
      stopTurn = startTimer(timeout / sources.length, tryNext);
      try {
        stops.push(addScript(sources[next++]!, options, resolve, failed));
      } catch (error) {
        // No page to put a script in.
        failed(error);
      }
    }

    stops.push(startTimer(timeout, end), () => stopTurn());
    tryNext();
  });
  const stop = (): void => stops.forEach((each) => each());
  loading.then(stop, stop);
  return loading;
}

/** Waits for the tag of this address that is on the page already, or adds one. Returns how to stop. */
function addScript(
  src: string,
  { nonce, integrity }: ScriptOptions,
  loaded: (wx: Wx) => void,
  failed: (error: unknown) => void,
): () => void {
  const { define } = window as { define?: Define };
  const loader = typeof define === 'function' && (define.amd || define.cmd) ? define : undefined;
  // What an earlier tag gave to a module loader cannot be had from it.
  const existing = loader ? undefined : findScript(src);
  const script = existing || document.createElement('script');
  let defined: unknown;

  function onEnd({ type }: Event): void {
    const wx = isWx(defined) ? defined : pageWx();
    if (wx) return loaded(wx);
    // The next attempt would take it for a tag that is still loading.
    stop();
    failed(new Error(type === 'load' ? 'The script brought no wx.' : 'The script did not load.'));
  }

  const restoreDefine = loader && takeDefinition(loader, script, (value) => (defined = value));
  script.addEventListener('load', onEnd);
  script.addEventListener('error', onEnd);
  if (!existing) {
    if (nonce) script.setAttribute('nonce', nonce);
    if (integrity) {
      script.integrity = integrity;
      script.crossOrigin = 'anonymous';
    }
    script.src = src;
    document.head.appendChild(script);
  }
  function stop(): void {
    script.removeEventListener('load', onEnd);
    script.removeEventListener('error', onEnd);
    if (restoreDefine) restoreDefine();
    if (!pageWx() && !defined && script.parentNode) script.parentNode.removeChild(script);
  }
  return stop;
}

/**
 * jweixin gives itself to a page's module loader (require.js, SeaJS) instead of setting `window.wx`. While its tag loads,
 * `define` hands this one script's module to us, and everything else to the loader.
 */
function takeDefinition(loader: Define, script: HTMLScriptElement, take: (value: unknown) => void): () => void {
  const page = window as { define?: Define };
  const define: Define = (...args) => {
    if (document.currentScript !== script) return loader(...args);
    const factory = args[args.length - 1];
    return take(typeof factory === 'function' ? (factory as () => unknown)() : factory);
  };
  for (const key in loader) define[key as 'amd'] = loader[key as 'amd'];
  page.define = define;
  return () => {
    if (page.define === define) page.define = loader;
  };
}

function findScript(src: string): HTMLScriptElement | undefined {
  const anchor = document.createElement('a');
  anchor.href = src;
  const scripts = document.getElementsByTagName('script');
  for (let i = 0; i < scripts.length; i++) if (scripts[i]!.src === anchor.href) return scripts[i];
  return undefined;
}
