import type { Waiting } from './protocol/waiting';
import { WeixinError } from './errors';
import { checkArgument, checkFunction, checkTimeout } from './protocol/argument';
import { toViewArguments } from './protocol/business-view';
import type { BusinessViewArguments } from './protocol/business-view';
import type { BusinessViewOutcome } from './protocol/outcome';

/** What the merchant's server says about the user. Only `AVAILABLE` means authorised. */
export type AuthorizationState = 'AVAILABLE' | 'UNAVAILABLE' | 'UNBINDUSER';

/** What to authorise, and how to learn the result. */
export interface PayScoreRequest {
  /** The token of the permissions API. A function is called at the tap: tokens live one hour. */
  applyPermissionsToken: string | (() => string | Promise<string>);
  /** `ORDER` for a service provider's transaction scene. */
  scene?: 'ORDER';
  /** Asks your server for the state; polled once the user is back. A rejection counts as "not yet". */
  confirm?(): AuthorizationState | Promise<AuthorizationState>;
  /** How long to poll, in ms, default 10000. After a cancel or an error at most 2000. */
  confirmTimeout?: number;
}

/** The result of the journey. */
export interface PayScoreAuthorization {
  /** The server's last word; `UNCONFIRMED` where it gave none or `confirm` is missing. */
  state: AuthorizationState | 'UNCONFIRMED';
  /** How the user came back. It proves nothing. */
  view: BusinessViewOutcome;
}

/** Makes the native call and answers when the user is back. */
export type PresentView = (view: BusinessViewArguments) => Promise<BusinessViewOutcome>;

/** After a cancel or an error the server's answer is most likely no, and the user should not wait long to be told. In ms. */
const DOUBTFUL_PATIENCE = 2000;
/** Between two questions to `confirm`, in ms; doubled each time up to the longest. */
const FIRST_GAP = 300;
const LONGEST_GAP = 2400;

/** A checked request. */
export interface Authorization {
  /** Equal for requests that open the same view; tokens that come from a function count as the same. */
  key: string;
  /**
   * The whole journey: the token and the page at the same time, the view, and the server's word whatever the client says.
   *
   * @param close is called when the view is no longer open
   */
  run(waiting: Waiting, prepared: Promise<PresentView>, close: () => void): Promise<PayScoreAuthorization>;
}

/** Refuses a request that cannot work, before anything is asked of anybody. */
export function planAuthorization(request: PayScoreRequest): Authorization {
  const { applyPermissionsToken: token, scene, confirm, confirmTimeout = 10000 } = Object(request) as PayScoreRequest;
  checkArgument(scene === undefined || scene === 'ORDER', 'scene', 'leave it out or pass ORDER.');
  const toView = (text: string): BusinessViewArguments => {
    const params = { apply_permissions_token: text, ...(scene && { scene }) };
    try {
      return toViewArguments({ businessType: 'wxpayScoreEnable', params });
    } catch {
      throw badToken('pass up to 2048 characters once encoded, or a function that gets them.');
    }
  };
  // A text is checked now, before anything is asked of anybody; what a function gives, when it gives it.
  const view = typeof token === 'function' || toView(token);
  if (confirm !== undefined) checkFunction('confirm', confirm);
  checkTimeout('confirmTimeout', confirmTimeout);

  return {
    key: JSON.stringify([view, scene]),
    async run(waiting, prepared, close) {
      const [present, request] = await Promise.all([
        prepared,
        waiting.step('token', async () => (view === true ? toView(await (token as () => Promise<string>)()) : view), {
          blame: (cause) => badToken('the function failed.', cause),
        }),
      ]);

      // From here on the user may authorise, whatever this client reports; only the server knows.
      let failure: WeixinError | undefined;
      const outcome = await present(request).catch((error: WeixinError): BusinessViewOutcome => {
        failure = error;
        const { errCode = null, errMsg = '' } = error;
        return { status: 'unknown', errCode, errMsg, extraData: null };
      });
      close();
      const doubtful = failure || outcome.status === 'cancelled';
      const patience = doubtful ? Math.min(confirmTimeout, DOUBTFUL_PATIENCE) : confirmTimeout;
      // A failure may be the caller's own signal, which must not silence the question.
      const state = confirm ? await askState(confirm, patience, failure ? waiting.detached() : waiting) : 'UNCONFIRMED';
      if (failure && state !== 'AVAILABLE') throw failure;
      return { state, view: outcome };
    },
  };
}

/** Asks at once, then with growing gaps, until the server says `AVAILABLE` or the patience (ms) is spent. */
async function askState(
  confirm: () => AuthorizationState | Promise<AuthorizationState>,
  patience: number,
  waiting: Waiting,
): Promise<PayScoreAuthorization['state']> {
  const deadline = Date.now() + patience;
  let state: PayScoreAuthorization['state'] = 'UNCONFIRMED';
  for (let gap = FIRST_GAP; ; gap = Math.min(gap * 2, LONGEST_GAP)) {
    const timeout = Math.max(deadline - Date.now(), 1);
    const answer = await waiting.step('confirm', async () => confirm(), { timeout }).catch(() => state);
    if (['AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER'].indexOf(answer) >= 0) state = answer;
    // The last question still needs time to be answered.
    const pause = Math.min(gap, deadline - Date.now() - FIRST_GAP);
    if (state === 'AVAILABLE' || pause <= 0) return state;
    await waiting.step<void>('', (resolve) => void setTimeout(resolve, pause), { timeout: 0 });
  }
}

function badToken(hint: string, cause?: unknown): WeixinError {
  const argument = 'applyPermissionsToken';
  return new WeixinError('INVALID_ARGUMENT', argument + ': ' + hint, { argument }, cause);
}
