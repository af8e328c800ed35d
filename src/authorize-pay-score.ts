import { prepareView, presentView } from './bridge/present-view';
import type { Configure } from './bridge/configuration';
import { QUESTION, createConfirmation } from './bridge/confirmation';
import type { ViewSlot } from './bridge/view-slot';
import { WeixinError } from './errors';
import { checkArgument, checkFunction, checkTimeout } from './protocol/argument';
import { toViewArguments } from './protocol/business-view';
import type { BusinessViewArguments } from './protocol/business-view';
import type { BusinessViewOutcome } from './protocol/host-answer';
import type { Waiting } from './protocol/waiting';

/** What the merchant's server says about the user. Only `AVAILABLE` means authorised. */
export type AuthorizationState = 'AVAILABLE' | 'UNAVAILABLE' | 'UNBINDUSER';

/**
 * What your server answers to an application, as the permissions API says it: the token, alone or in the API's own body. Or
 * that the user has authorised before, so that no view is opened.
 */
export type Application = string | { apply_permissions_token: string } | { authorization_state: 'AVAILABLE' };

/** What your server answers to a query: the state, alone or in the API's own body. */
export type Confirmation = AuthorizationState | { authorization_state: AuthorizationState };

/** What to authorise, and how to learn the result. */
export interface PayScoreRequest {
  /** The token of the permissions API. A function is called at the tap: tokens live one hour. */
  applyPermissionsToken: string | (() => Application | Promise<Application>);
  /** `ORDER` for a service provider's transaction scene. */
  scene?: 'ORDER';
  /** Asks your server for the state; polled once the user is back. A rejection counts as "not yet". */
  confirm?(): Confirmation | Promise<Confirmation>;
  /** How long to poll, in ms. Default 10000, after a cancel or a failure 2000. */
  confirmTimeout?: number;
  /**
   * Is told where the journey is, for the page's own words: `preparing` at the tap, `open` when the client was asked for the
   * view, `confirming` when the user is back and your server is asked.
   */
  onPhase?(phase: 'preparing' | 'open' | 'confirming'): void;
}

/** The result of the journey. */
export interface PayScoreAuthorization {
  /** The server's last word; `UNCONFIRMED` where it gave none or `confirm` is missing. */
  state: AuthorizationState | 'UNCONFIRMED';
  /** How the user came back; `null` where no view was opened. It proves nothing. */
  view: BusinessViewOutcome | null;
  /** `UNCONFIRMED` only: what `confirm` last failed with. An answer of another shape is a `WeixinError` `INVALID_ARGUMENT`. */
  cause?: unknown;
}

const STATES: AuthorizationState[] = ['AVAILABLE', 'UNAVAILABLE', 'UNBINDUSER'];
/** In ms. */
const PATIENCE = 10000;
/** After a cancel or a failure the server's answer is most likely no, and the user should not wait long to be told. In ms. */
const DOUBTFUL_PATIENCE = 2000;
/** Callers that ask the server within this time share the question, in ms. */
const SAME_TIME = 50;

/** Refuses a request that cannot work, before any call to the client or a server. */
export function checkRequest(request: PayScoreRequest): void {
  const { applyPermissionsToken: token, scene, confirm, confirmTimeout, onPhase } = Object(request) as PayScoreRequest;
  checkArgument(scene === undefined || scene === 'ORDER', 'scene', 'leave it out or pass ORDER.');
  // The token of a function is checked when it is there.
  if (typeof token !== 'function') toView(token, scene);
  if (confirm !== undefined) checkFunction('confirm', confirm);
  if (confirmTimeout !== undefined) checkTimeout('confirmTimeout', confirmTimeout);
  if (onPhase !== undefined) checkFunction('onPhase', onPhase);
}

/** The whole journey of one caller, in the order in which it happens. Callers with the same request share the slot. */
export async function authorize(
  request: PayScoreRequest,
  slot: ViewSlot,
  configure: Configure,
  waiting: Waiting,
  background: Waiting,
): Promise<PayScoreAuthorization> {
  let phase: string | undefined;
  function enter(next: 'preparing' | 'open' | 'confirming'): void {
    if (phase === next) return;
    phase = next;
    try {
      if (request.onPhase) request.onPhase(next);
    } catch {
      // The page's own words must not cost the user the result.
    }
  }

  // The page and the token, at the same time.
  enter('preparing');
  let unprepared: unknown;
  const prepared = slot.answer ? Promise.resolve(undefined) : prepareView(configure, waiting);
  prepared.catch((error) => (unprepared = error));
  slot.token = slot.token || background.step('token', () => getToken(request));
  const application = await waiting.join('token', slot.token).catch((error) => {
    throw unprepared || error;
  });
  // Whatever this client can do: the user has authorised before.
  if (application['status']) return { state: 'AVAILABLE', view: null };
  const page = await prepared;

  // The view. From here on the user may authorise, whatever this client reports; only the server knows. It is asked as soon as
  // the user is back, which may be before the client calls back.
  let result: Pick<PayScoreAuthorization, 'state' | 'cause'> = { state: 'UNCONFIRMED' };
  async function ask(): Promise<boolean> {
    try {
      result = { state: (await askServer(request, slot, background)).status as AuthorizationState };
    } catch (error) {
      const { code, cause } = error as WeixinError;
      // What the page's function threw is the cause itself.
      if (result.state === 'UNCONFIRMED')
        result = { state: 'UNCONFIRMED', cause: code === 'API_FAILED' ? cause : error };
    }
    return result.state === 'AVAILABLE';
  }
  const { confirm, confirmTimeout } = request;
  const confirmation = confirm && createConfirmation(ask, confirmTimeout || PATIENCE);
  const confirming = (settleView?: () => void): void => {
    if (!confirmation) return;
    enter('confirming');
    confirmation.begin(settleView);
  };
  let failure: WeixinError | undefined;
  const view = await presentView(slot, toView(application['token'], request.scene), page, configure, waiting, {
    open: () => enter('open'),
    back: confirming,
  }).catch((error: WeixinError): BusinessViewOutcome => {
    failure = error;
    const { errCode = null, errMsg = '' } = error;
    return { status: 'unknown', errCode, errMsg, extraData: null };
  });

  // The server's word, also after a failure, unless the client was never asked for the view.
  if (confirmation && phase !== 'preparing') {
    confirming();
    const doubtful = failure || view.status === 'cancelled';
    const word = confirmation.end(doubtful ? confirmTimeout || DOUBTFUL_PATIENCE : undefined);
    // A caller who gave up, or does so now, only waits for the question under way: an AVAILABLE that arrives counts.
    await waiting.unlessAborted(word).catch((error: WeixinError) => {
      failure = failure || error;
      confirmation.giveUp();
      return word;
    });
  }
  if (failure && result.state !== 'AVAILABLE') throw failure;
  return { ...result, view };
}

/** Calls the request's function, and answers what is in it: a token, or that none is needed. */
async function getToken(request: PayScoreRequest): Promise<Record<string, string>> {
  const { applyPermissionsToken: given } = request;
  if (typeof given !== 'function') return { token: given };
  let answer: unknown;
  let cause: unknown;
  try {
    // Later than now, so that a function which asks for the same again shares what it is part of.
    answer = await Promise.resolve().then(() =>
      (request as { applyPermissionsToken(): unknown }).applyPermissionsToken(),
    );
    const { authorization_state: state, apply_permissions_token: token = answer } = Object(answer) as Record<
      string,
      unknown
    >;
    if (state === 'AVAILABLE') return { status: state };
    toView(token, request.scene);
    return { token: token as string };
  } catch (error) {
    cause = error;
  }
  const argument = 'applyPermissionsToken';
  const hint =
    answer === undefined ? 'the function failed, or answered with nothing.' : 'the function answered with no token.';
  throw new WeixinError('TOKEN_FAILED', argument + ': ' + hint, { argument }, cause);
}

function toView(token: unknown, scene: PayScoreRequest['scene']): BusinessViewArguments {
  const argument = 'applyPermissionsToken';
  try {
    const params = { apply_permissions_token: token as string, ...(scene && { scene }) };
    return toViewArguments({ businessType: 'wxpayScoreEnable', params });
  } catch {
    const hint =
      token === '' ? 'it is empty.' : 'pass up to 2048 characters once encoded, or a function that gets them.';
    throw new WeixinError('INVALID_ARGUMENT', argument + ': ' + hint, { argument });
  }
}

/** One question to the server, which callers who ask at the same time share. */
function askServer(request: PayScoreRequest, slot: ViewSlot, background: Waiting): Promise<{ status: string }> {
  const at = Date.now();
  if (!slot.question || at - slot.question.at > SAME_TIME) {
    const ask = (): Promise<{ status: string }> =>
      Promise.resolve()
        .then(() => request.confirm!())
        .then((answer: unknown) => {
          const state =
            typeof answer === 'string' ? answer : (Object(answer) as Record<string, unknown>)['authorization_state'];
          if (STATES.indexOf(state as AuthorizationState) >= 0) return { status: state as string };
          const hint =
            'confirm: answer with AVAILABLE, UNAVAILABLE or UNBINDUSER, or an object with authorization_state.';
          throw new WeixinError('INVALID_ARGUMENT', hint, { argument: 'confirm' });
        });
    slot.question = { at, answer: background.step('confirm', ask, QUESTION) };
  }
  return slot.question.answer;
}
