import { createWeixin } from '../index';
import type {
  PayScoreAuthorization,
  PayScoreRequest,
  Weixin,
  WeixinClient,
  WeixinError,
  WeixinOptions,
} from '../index';

/** How far the newest `authorize` is. */
export type PayScorePhase = 'idle' | 'preparing' | 'open' | 'confirming';

/** What a component shows. */
export interface PayScoreState {
  client: WeixinClient | null;
  phase: PayScorePhase;
  result: PayScoreAuthorization | null;
  error: WeixinError | null;
}

/** What a server renders, and a page until its component is mounted. */
export const INITIAL: Readonly<PayScoreState> = { client: null, phase: 'idle', result: null, error: null };

/** The verbs of one component, without its framework. */
export interface PayScoreSession {
  /** The latest options. */
  options: WeixinOptions;
  authorize(this: void, request: PayScoreRequest): Promise<PayScoreAuthorization>;
  /** Makes the instance, and configures the page where its address is a new one. Called as often as the component renders. */
  prepare(this: void): void;
  /** Returns: end the waits of this component, and show nothing more. */
  mount(this: void): () => void;
}

/** One `authorize`. */
interface Call {
  /** What it reported last. */
  phase: PayScorePhase;
}

/**
 * Keeps the one instance of a component and follows its calls.
 *
 * @param options the first ones
 * @param render takes over what changed
 */
export function createPayScoreSession(
  options: WeixinOptions,
  render: (change: Partial<PayScoreState>) => void,
): PayScoreSession {
  let weixin: Weixin | undefined;
  let address: string | undefined;
  let running: Call[] = [];
  // The newest call, apart from one that is BUSY because of an older one of this component, whose result still counts.
  let newest: Call | undefined;
  let unmounted = false;
  let waits = createAbort();

  function instance(): Weixin {
    if (!weixin) {
      const first = session.options;
      // Not a copy: options can be of a class.
      const given = typeof first === 'object' ? Object.create(first) : first;
      for (const name of ['getConfigSignature', 'getSignatureUrl', 'onTrace'] as const) {
        if (typeof Object(first)[name] !== 'function') continue;
        // Whichever function the options have when it is called, not the one of the first render.
        given[name] = (value: never) => (session.options[name] ? session.options : first)[name]!(value);
      }
      weixin = createWeixin(given as WeixinOptions);
    }
    return weixin;
  }

  function show(change: Partial<PayScoreState>): void {
    if (unmounted) return;
    const phases = running.map((call) => call.phase);
    // A second tap that shares the open view prepares nothing.
    render({ phase: phases.indexOf('open') < 0 ? phases.pop() || 'idle' : 'open', ...change });
  }

  function settle(call: Call, result: PayScoreAuthorization | null, error: WeixinError | null): void {
    running = running.filter((each) => each !== call);
    show(call === newest ? { result, error } : {});
    if (call === newest && error && error.code === 'BUSY') newest = running[running.length - 1];
  }

  const session: PayScoreSession = {
    options,

    async authorize(request) {
      const call: Call = (newest = { phase: 'preparing' });
      running.push(call);
      show({ result: null, error: null });
      try {
        const { onPhase } = Object(request) as PayScoreRequest;
        const follow: PayScoreRequest['onPhase'] = (phase) => {
          call.phase = phase;
          show({});
          onPhase?.call(request, phase);
        };
        // Not a copy, because its functions have a this. What is no request, or no function, is left for the verb to refuse.
        const isRequest = request === Object(request) && (!onPhase || typeof onPhase === 'function');
        const followed = isRequest ? Object.create(request, { onPhase: { value: follow } }) : request;
        const result = await instance().authorizePayScore(followed, waits && { signal: waits.signal });
        settle(call, result, null);
        return result;
      } catch (error) {
        settle(call, null, error as WeixinError);
        throw error;
      }
    },

    prepare() {
      if (address === location.href) return;
      address = location.href;
      try {
        const made = instance();
        show({ client: made.client });
        // A page that cannot be configured, or is not in WeChat, matters at the tap, which tries again.
        made.ready().catch(() => undefined);
      } catch (error) {
        show({ error: error as WeixinError });
      }
    },

    mount() {
      // Fast Refresh mounts again what it unmounted.
      if (unmounted) waits = createAbort();
      unmounted = false;
      addEventListener('popstate', session.prepare);
      return () => {
        removeEventListener('popstate', session.prepare);
        unmounted = true;
        running = [];
        address = newest = undefined;
        if (waits) waits.abort();
      };
    },
  };
  return session;
}

/** Without it, as in the oldest clients, a wait ends by its clocks alone. */
function createAbort(): AbortController | undefined {
  return typeof AbortController === 'function' ? new AbortController() : undefined;
}
