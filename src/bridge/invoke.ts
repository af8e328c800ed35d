import type { Wx } from '../protocol/wx';
import { runStep } from './step';
import type { Waiting } from './step';

/**
 * Waits until the client put its bridge into the page. jweixin drops every call before that, without a callback, except
 * `config` and `ready`.
 */
export function bridgeReady(waiting: Waiting): Promise<void> {
  return runStep('bridge', waiting, (resolve) => {
    if ((window as { WeixinJSBridge?: unknown }).WeixinJSBridge) return resolve();
    const onReady = (): void => resolve();
    document.addEventListener('WeixinJSBridgeReady', onReady);
    return () => document.removeEventListener('WeixinJSBridgeReady', onReady);
  });
}

/** Calls an interface on the raw bridge, with the signature that jweixin adds, and answers what the client said, unread. */
export function invoke(wx: Wx, api: string, params: object, waiting: Waiting): Promise<unknown> {
  // A copy, because jweixin writes the signature into the object it is given.
  return runStep<unknown>(api, waiting, (resolve) => wx.invoke!(api, { ...params }, resolve));
}
