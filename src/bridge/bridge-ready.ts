import type { Start, Waiting } from '../protocol/waiting';

/** The object that the client puts into the page. */
export interface WeixinJSBridge {
  invoke(name: string, params: Record<string, unknown>, callback: (answer: unknown) => void): void;
}

/** The client's bridge, once it is in the page. */
export function findBridge(): WeixinJSBridge | undefined {
  return (window as { WeixinJSBridge?: WeixinJSBridge }).WeixinJSBridge;
}

/**
 * Waits until the client put its bridge into the page. jweixin drops every call before that, without a callback, except
 * `config` and `ready`.
 */
export function bridgeReady(waiting: Waiting, tracedElsewhere?: boolean): Promise<unknown> {
  const start: Start<unknown> = (resolve) => {
    if (findBridge()) return resolve(true);
    document.addEventListener('WeixinJSBridgeReady', resolve);
    return () => document.removeEventListener('WeixinJSBridgeReady', resolve);
  };
  return waiting.step('bridge', start, waiting.timeout, tracedElsewhere);
}
