import { getCurrentInstance, onActivated, onMounted, onUnmounted, onUpdated, shallowRef, watch } from 'vue';
import type { ShallowRef } from 'vue';
import { INITIAL, createPayScoreSession } from './frameworks/pay-score-session';
import type { PayScorePhase, PayScoreState } from './frameworks/pay-score-session';
import type { PayScoreAuthorization, PayScoreRequest, WeixinClient, WeixinError, WeixinOptions } from './index';

export type { PayScorePhase };

/** What {@link usePayScore} gives a component. */
export interface PayScore {
  /** The client; `null` outside WeChat and WeCom, and until the component is mounted, so that a server renders the same. */
  client: Readonly<ShallowRef<WeixinClient | null>>;
  /** `preparing` from the tap on, `open` while the view covers the page, `confirming` while your server is asked; else `idle`. */
  phase: Readonly<ShallowRef<PayScorePhase>>;
  /**
   * Takes the user through the authorisation: `authorizePayScore`, with the same promise and errors.
   *
   * @throws WeixinError what `authorizePayScore` rejects with; `ABORTED` once the component is unmounted; `INVALID_ARGUMENT`
   * where the options are wrong
   */
  authorize(this: void, request: PayScoreRequest): Promise<PayScoreAuthorization>;
  /** What the newest `authorize` resolved with, else `null`. Only `state` `AVAILABLE` means authorised. */
  result: Readonly<ShallowRef<PayScoreAuthorization | null>>;
  /** What the newest `authorize` rejected with, else `null`; `INVALID_ARGUMENT` from the start where the options are wrong. */
  error: Readonly<ShallowRef<WeixinError | null>>;
}

/**
 * The Pay Score authorisation as refs, for `setup`. Needs Vue 3.3 or later.
 *
 * The instance is made once, when the component is mounted, and the page is configured (`ready`) then and after each change of
 * its address: when vue-router's `$route` changes, when the component is updated or activated, and on `popstate`. An address that
 * changed without any of these is configured at the tap. Unmounting ends the waits of this component, and not those of another
 * one that shares the view.
 *
 * @param options those of `createWeixin`. Functions are looked up when they are called, so `options` may be reactive; the rest is
 * read once
 * @see https://pay.wechatpay.cn/doc/v3/partner/4012677913
 */
export function usePayScore(options: WeixinOptions): PayScore {
  const client = shallowRef(INITIAL.client);
  const phase = shallowRef(INITIAL.phase);
  const result = shallowRef(INITIAL.result);
  const error = shallowRef(INITIAL.error);
  const refs = { client, phase, result, error };
  const session = createPayScoreSession(options, (change) => {
    for (const name in change) refs[name as keyof PayScoreState].value = change[name as keyof PayScoreState] as never;
  });

  const { globalProperties } = getCurrentInstance()!.appContext.config;
  // The current route of vue-router, where the application has one.
  watch(() => globalProperties['$route'] as unknown, session.prepare, { flush: 'post' });
  onMounted(() => {
    onUnmounted(session.mount());
    session.prepare();
  });
  onUpdated(session.prepare);
  onActivated(session.prepare);
  return { ...refs, authorize: session.authorize };
}
