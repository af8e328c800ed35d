import { invalidArgument } from './errors';
import type { WeixinError } from './errors';
import { aborted, runAsk, runStep } from './bridge/step';
import type { Waiting } from './bridge/step';
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

/** The part of a session that the journey needs. */
export interface BusinessViewHost {
  /** Passes when the page is configured and this client has `openBusinessView`. */
  prepare(waiting: Waiting): Promise<unknown>;
  /** Makes the native call and answers when the user is back. */
  present(view: BusinessViewArguments, waiting: Waiting): Promise<BusinessViewOutcome>;
}

const STATES: readonly unknown[] = ['AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER'];
/** After a cancel or an error the server's answer is most likely no, and the user should not wait long to be told. In ms. */
const DOUBTFUL_PATIENCE = 2000;
/** Between two questions to `confirm`, in ms. */
const FIRST_GAP = 300;
const LONGEST_GAP = 2400;

/** Refuses a request that cannot work, before anything is asked of anybody. */
export function checkRequest(request: PayScoreRequest): void {
  const { applyPermissionsToken, scene, confirm, confirmTimeout } = request || ({} as PayScoreRequest);
  if (typeof applyPermissionsToken !== 'function') toEnableView(applyPermissionsToken, scene);
  if (scene !== undefined && scene !== 'ORDER') throw invalidArgument('scene', "Leave it out, or pass 'ORDER'.");
  if (confirm !== undefined && typeof confirm !== 'function') throw invalidArgument('confirm', 'Pass a function.');
  if (confirmTimeout !== undefined && !(confirmTimeout >= 0)) throw invalidArgument('confirmTimeout', 'Pass milliseconds.');
}

/** The whole journey: the token and the page at the same time, the view, and the server's word whatever the client says. */
export async function runAuthorization(
  host: BusinessViewHost,
  request: PayScoreRequest,
  waiting: Waiting,
): Promise<PayScoreAuthorization> {
  const [view] = await Promise.all([getView(request, waiting), host.prepare(waiting)]);
  if (waiting.signal && waiting.signal.aborted) throw aborted(waiting.signal);

  // From here on the user may authorise, whatever this client reports; only the server knows.
  let outcome: BusinessViewOutcome | undefined;
  let failure: unknown;
  try {
    outcome = await host.present(view, waiting);
  } catch (error) {
    failure = error;
  }
  const { confirmTimeout = 10000 } = request;
  const state =
    outcome && outcome.status !== 'cancelled'
      ? await askState(request, confirmTimeout, waiting)
      : await askState(request, Math.min(confirmTimeout, DOUBTFUL_PATIENCE), outcome ? waiting : { trace: waiting.trace });
  if (outcome) return { state, view: outcome };
  if (state !== 'AVAILABLE') throw failure;
  return { state, view: { status: 'unknown', ...saidBy(failure), extraData: null } };
}

/** Asks at once, then with growing gaps, until the server says `AVAILABLE` or the patience (ms) is spent. */
async function askState(
  { confirm }: PayScoreRequest,
  patience: number,
  waiting: Waiting,
): Promise<PayScoreAuthorization['state']> {
  let state: PayScoreAuthorization['state'] = 'UNCONFIRMED';
  if (!confirm) return state;
  const { signal, trace } = waiting;
  const deadline = Date.now() + patience;
  for (let gap = FIRST_GAP; ; gap = Math.min(gap * 2, LONGEST_GAP)) {
    try {
      const answer = await runAsk('confirm', { signal, trace, timeout: Math.max(deadline - Date.now(), 1) }, confirm);
      if (STATES.indexOf(answer) >= 0) state = answer;
    } catch {
      if (signal && signal.aborted) throw aborted(signal);
    }
    if (state === 'AVAILABLE' || Date.now() + gap >= deadline) return state;
    await runStep<void>('pause', { signal }, (resolve) => void setTimeout(resolve, gap));
  }
}

async function getView(request: PayScoreRequest, waiting: Waiting): Promise<BusinessViewArguments> {
  const { applyPermissionsToken: token, scene } = request;
  if (typeof token !== 'function') return toEnableView(token, scene);
  return toEnableView(
    await runAsk('token', waiting, token, (cause) =>
      invalidArgument('applyPermissionsToken', 'The function that gets the token failed; see cause.', cause),
    ),
    scene,
  );
}

function toEnableView(token: string, scene: 'ORDER' | undefined): BusinessViewArguments {
  if (typeof token !== 'string' || !token) {
    throw invalidArgument('applyPermissionsToken', 'Pass the apply_permissions_token of the permissions API.');
  }
  const params: Record<string, string> = { apply_permissions_token: token };
  if (scene) params['scene'] = scene;
  try {
    return toViewArguments({ businessType: 'wxpayScoreEnable', params });
  } catch (error) {
    throw invalidArgument('applyPermissionsToken', (error as WeixinError).hint);
  }
}

/** What the client said when it failed, for the outcome of a user who authorised all the same. */
function saidBy(failure: unknown): Pick<BusinessViewOutcome, 'errCode' | 'errMsg'> {
  const { errCode, errMsg } = failure as WeixinError;
  return { errCode: errCode === undefined ? null : errCode, errMsg: errMsg || '' };
}
