import type { StartTask, Task } from '../protocol/waiting';

/** The object that the client puts into the page. */
export interface WeixinJSBridge {
  invoke(name: string, params: Record<string, unknown>, callback: (answer: unknown) => void): void;
}

/**
 * Waits until the client put its bridge into the page. jweixin drops every call before that, without a callback, except
 * `config` and `ready`.
 */
export function bridgeReady(task: StartTask): Task<WeixinJSBridge> {
  return task<WeixinJSBridge>('bridge', (_wait, resolve) => {
    const page = window as { WeixinJSBridge?: WeixinJSBridge };
    const onReady = (): void => resolve(page.WeixinJSBridge!);
    if (page.WeixinJSBridge) return onReady();
    document.addEventListener('WeixinJSBridgeReady', onReady);
    return () => document.removeEventListener('WeixinJSBridgeReady', onReady);
  });
}
