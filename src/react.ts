import { useEffect, useInsertionEffect, useState } from 'react';
import { INITIAL, createPayScoreSession } from './frameworks/pay-score-session';
import type { PayScorePhase, PayScoreState } from './frameworks/pay-score-session';
import type { PayScoreAuthorization, PayScoreRequest, WeixinClient, WeixinError, WeixinOptions } from './index';

export type { PayScorePhase };

/** What {@link usePayScore} gives a component. */
export interface PayScore {
  /** The client; `null` outside WeChat and WeCom, and until the component is mounted, so that a server renders the same. */
  client: WeixinClient | null;
  /** `preparing` from the tap on, `open` while the view covers the page, `confirming` while your server is asked; else `idle`. */
  phase: PayScorePhase;
  /**
   * Takes the user through the authorisation: `authorizePayScore`, with the same promise and errors. The function is the same at
   * every render.
   *
   * @throws WeixinError what `authorizePayScore` rejects with; `ABORTED` once the component is unmounted; `INVALID_ARGUMENT`
   * where the options are wrong
   */
  authorize(this: void, request: PayScoreRequest): Promise<PayScoreAuthorization>;
  /** What the newest `authorize` resolved with, else `null`. Only `state` `AVAILABLE` means authorised. */
  result: PayScoreAuthorization | null;
  /** What the newest `authorize` rejected with, else `null`; `INVALID_ARGUMENT` from the start where the options are wrong. */
  error: WeixinError | null;
}

/**
 * The Pay Score authorisation as state of a component. Needs React 18 or later.
 *
 * The instance is made once, when the component is mounted, and the page is configured (`ready`) then and after each change of
 * its address: when the component renders, and on `popstate`. An address that changed without either is configured at the tap.
 * Unmounting ends the waits of this component, and not those of another one that shares the view.
 *
 * @param options those of `createWeixin`. Of functions the ones of the latest render are called; the rest is read once
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
export function usePayScore(options: WeixinOptions): PayScore {
  const [state, setState] = useState<PayScoreState>(INITIAL);
  const [session] = useState(() =>
    createPayScoreSession(options, (change) => setState((before) => ({ ...before, ...change }))),
  );
  // Ahead of every other effect, so that a child's effect that authorises finds the latest options.
  useInsertionEffect(() => void (session.options = options));
  // StrictMode and <Activity> clean up all other effects of components that stay, which would end a wait for an open view.
  useInsertionEffect(session.mount, [session]);
  useEffect(session.prepare);
  return { ...state, authorize: session.authorize };
}
