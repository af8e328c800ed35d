import { runStep } from './step';
import type { StepWaiting } from './step';

/**
 * Waits until the client put its bridge into the page. jweixin drops every call before that, without a callback, except
 * `config` and `ready`.
 */
export function bridgeReady(waiting: StepWaiting): Promise<unknown> {
  return runStep<unknown>('bridge', waiting, (resolve) => {
    if ((window as { WeixinJSBridge?: unknown }).WeixinJSBridge) return resolve(true);
    document.addEventListener('WeixinJSBridgeReady', resolve);
    return () => document.removeEventListener('WeixinJSBridgeReady', resolve);
  });
}
