import type { Waiting } from '../protocol/waiting';

/**
 * Waits until the client put its bridge into the page. jweixin drops every call before that, without a callback, except
 * `config` and `ready`.
 */
export function bridgeReady(waiting: Waiting): Promise<unknown> {
  return waiting.step<unknown>('bridge', (resolve) => {
    if ((window as { WeixinJSBridge?: unknown }).WeixinJSBridge) return resolve(true);
    document.addEventListener('WeixinJSBridgeReady', resolve);
    return () => document.removeEventListener('WeixinJSBridgeReady', resolve);
  });
}
