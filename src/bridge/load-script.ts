import type { Wx } from '../protocol/wx';
import { pageWx } from './page-wx';
import type { Start, Waiting } from '../protocol/waiting';

/** What a script tag can carry, and how long it is waited for. */
export interface ScriptOptions {
  /** For a content security policy with nonces. */
  nonce?: string;
  /** Subresource integrity. The script is then requested with CORS, which its host must allow. */
  integrity?: string;
  /** Milliseconds for all sources together, default 10000. */
  timeout?: number;
}

/** Tries the addresses in order until one of them put jweixin on the page. */
export async function loadScripts(sources: string[], options: ScriptOptions, waiting: Waiting): Promise<Wx> {
  // Each gets its turn before a caller who waits as long as the whole gives up.
  const share = (waiting.timeout * 0.9) / sources.length;
  let cause: unknown;
  for (let i = 0; i < sources.length; i++) {
    try {
      return await loadScript(sources[i]!, options, waiting, share);
    } catch (error) {
      cause = error;
    }
  }
  const hint = 'Check the network, the content security policy and the sources.';
  throw waiting.error('JWEIXIN_LOAD_FAILED', hint, { sources }, cause);
}

function loadScript(src: string, options: ScriptOptions, waiting: Waiting, timeout: number): Promise<Wx> {
  const { nonce, integrity } = options;
  const start: Start<Wx> = (resolve, reject) => {
    const existing = findScript(src);
    const script = existing || document.createElement('script');

    function onEnd(event: Event): void {
      const wx = pageWx();
      if (wx) resolve(wx);
      else reject(new Error(event.type === 'load' ? 'The script brought no wx.' : 'The script did not load.'));
    }
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
    return () => {
      script.removeEventListener('load', onEnd);
      script.removeEventListener('error', onEnd);
      // The next attempt would take a tag that brought nothing for one that is still loading.
      if (!pageWx() && script.parentNode) script.parentNode.removeChild(script);
    };
  };
  // No name: the step that the caller traces is the whole.
  return waiting.step('', start, { timeout });
}

function findScript(src: string): HTMLScriptElement | undefined {
  const anchor = document.createElement('a');
  anchor.href = src;
  const scripts = document.getElementsByTagName('script');
  for (let i = 0; i < scripts.length; i++) if (scripts[i]!.src === anchor.href) return scripts[i];
  return undefined;
}
