import { QUESTION, createConfirmation } from './bridge/confirmation';
import type { Confirmation as Asking } from './bridge/confirmation';
import type { Configure, ConfiguredPage } from './bridge/configuration';
import { prepareView, presentView } from './bridge/present-view';
import { WeixinError } from './errors';
import { checkArgument, checkFunction, checkTimeout } from './protocol/argument';
import { toViewArguments } from './protocol/business-view';
import type { BusinessViewArguments } from './protocol/business-view';
import type { BusinessViewOutcome } from './protocol/host-answer';
import { createTask } from './protocol/waiting';
import type { Task, TraceEvent, Work } from './protocol/waiting';

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
  /** How long to poll, in ms. Default 10000; after a cancel, or where the client opened nothing, 2000. */
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

/** One journey, which callers with the same request share. */
export interface Journey extends Task<PayScoreAuthorization> {
  /** Tells a caller's `onPhase` where the journey is, now and from now on; returns how to stop. */
  follow(request: PayScoreRequest): () => void;
  /**
   * What a caller who gave up gets: an AVAILABLE that arrives counts. Where the client was asked for the view, the server is
   * asked first, or the question under way is waited for.
   *
   * @throws WeixinError `error` (the promise rejects with it)
   */
  leave(error: WeixinError): Promise<PayScoreAuthorization>;
}

type Fields = Record<string, unknown>;
type ServerWord = Pick<PayScoreAuthorization, 'state' | 'cause'>;

const PATIENCE = 10000;
/** After a cancel, or where the client opened nothing, the answer is most likely no: the user should not wait long. In ms. */
const DOUBTFUL_PATIENCE = 2000;

const UNKNOWN: BusinessViewOutcome = { status: 'unknown', errCode: null, errMsg: '', extraData: null };

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

/**
 * Starts the journey, in the order in which it happens: the page and the token, the view, the server's word.
 *
 * @param timeout ms in which a touch does not count as the user's return
 * @param close is called when the view is no longer open
 */
export function startJourney(
  request: PayScoreRequest,
  configure: Configure,
  timeout: number,
  trace: ((event: TraceEvent) => void) | undefined,
  close: () => void,
): Journey {
  const { confirm, confirmTimeout, scene } = request;
  let followers: PayScoreRequest[] = [];
  let phase: 'preparing' | 'open' | 'confirming' | undefined = 'preparing';
  let word: ServerWord = { state: 'UNCONFIRMED' };
  /** The latest question, and what asks. */
  let question: Promise<void> | undefined;
  let asking: Asking | undefined;
  let view: BusinessViewOutcome | undefined;

  function tell(follower: PayScoreRequest): void {
    try {
      if (follower.onPhase && phase) follower.onPhase(phase);
    } catch {
      // The page's own words must not cost the user the result.
    }
  }

  function enter(next: typeof phase): void {
    if (phase === next) return;
    phase = next;
    followers.forEach(tell);
  }

  /** Asks the server once. A task of its own: it goes on where everybody gave up. */
  function ask(): Promise<void> {
    const answer = askServer(request);
    // Also one that comes after the question was given up.
    answer.then(
      (state) => {
        if (word.state !== 'AVAILABLE') word = { state };
        if (asking) asking.hear(state === 'AVAILABLE');
      },
      () => undefined,
    );
    const own = createTask(
      (work) => work.step('confirm', () => answer.then((status) => ({ status })), QUESTION),
      trace,
    ).result.then(
      () => undefined,
      (error: WeixinError) => {
        // What the page's function threw is the cause itself.
        if (word.state === 'UNCONFIRMED') word = { state: word.state, cause: error.api ? error.cause : error };
      },
    );
    return (question = own);
  }

  function run(work: Work): Promise<PayScoreAuthorization> {
    let unprepared: unknown;
    const prepared = prepareView(work, configure);
    prepared.catch((error) => (unprepared = error));
    return work
      .step('token', () => getToken(request))
      .catch((error) => {
        // The first failure is the one to tell.
        throw unprepared || error;
      })
      .then(({ status, token }) =>
        // Whatever this client can do: the user has authorised before.
        status ? { state: status, view: null } : prepared.then((page) => open(work, page, toView(token, scene))),
      );
  }

  /** From here on the user may authorise, whatever this client reports; only the server knows. */
  function open(work: Work, page: ConfiguredPage, args: BusinessViewArguments): Promise<PayScoreAuthorization> {
    const asked = work.step<void>(
      '',
      (done) => {
        if (!confirm) return done();
        asking = createConfirmation(ask, confirmTimeout || PATIENCE, done);
        return asking.stop;
      },
      0,
    );
    /** The user is back, though the client may not have called back yet. */
    function onBack(settleView?: () => void): void {
      if (!asking) return;
      enter('confirming');
      asking.begin(settleView);
    }

    let failure: WeixinError | undefined;
    return presentView(work, configure, page, args, timeout, { onOpen: () => enter('open'), onBack })
      .catch((error: WeixinError): BusinessViewOutcome => {
        failure = error;
        const { errCode = null, errMsg = '' } = error;
        return { ...UNKNOWN, errCode, errMsg };
      })
      .then((outcome) => {
        close();
        view = outcome;
        // Where everybody gave up, this ends here.
        work.keep(false);
        onBack();
        const refused = failure && !/FAILED|TIMEOUT/.test(failure.code);
        const doubtful = refused || outcome.status === 'cancelled';
        if (asking) asking.finish(doubtful ? confirmTimeout || DOUBTFUL_PATIENCE : undefined);
        return asked.then(() => {
          if (failure && word.state !== 'AVAILABLE') throw failure;
          return { ...word, view: outcome };
        });
      });
  }

  const task = createTask(run, trace, close);
  const ended = (): void => {
    close();
    phase = undefined;
  };
  task.result.then(ended, ended);
  return {
    ...task,
    follow(follower) {
      // One of its own, because callers may pass the same object.
      const own = Object.create(follower) as PayScoreRequest;
      followers.push(own);
      tell(own);
      return () => {
        followers = followers.filter((each) => each !== own);
      };
    },
    leave(error) {
      const asks = confirm && phase && phase !== 'preparing';
      return Promise.resolve(asks && (question || ask())).then(() => {
        if (asks && word.state === 'AVAILABLE') return { ...word, view: view || UNKNOWN };
        throw error;
      });
    },
  };
}

/** Calls the request's function, and answers what is in it: a token, or that none is needed. */
function getToken(request: PayScoreRequest): Promise<{ status?: 'AVAILABLE'; token?: unknown }> {
  const { applyPermissionsToken: token, scene } = request;
  if (typeof token !== 'function') return Promise.resolve({ token });
  const argument = 'applyPermissionsToken';
  const failed =
    (what: string) =>
    (cause: unknown): never => {
      throw new WeixinError('TOKEN_FAILED', argument + ': ' + what, { argument }, cause);
    };
  // Later than now, so that a function which asks for the same again shares what it is part of.
  return Promise.resolve()
    .then(() => (request as { applyPermissionsToken(): unknown }).applyPermissionsToken())
    .then((answer) => {
      const { authorization_state: state, apply_permissions_token: token = answer } = Object(answer) as Fields;
      if (state === 'AVAILABLE') return { status: state } as const;
      try {
        toView(token, scene);
        return { token };
      } catch (cause) {
        return failed('the function answered without a token.')(cause);
      }
    }, failed('the function failed.'));
}

function toView(token: unknown, scene: PayScoreRequest['scene']): BusinessViewArguments {
  const argument = 'applyPermissionsToken';
  checkArgument(token !== '', argument, 'it is empty.');
  try {
    const params = { apply_permissions_token: token as string, ...(scene && { scene }) };
    return toViewArguments({ businessType: 'wxpayScoreEnable', params });
  } catch {
    checkArgument(false, argument, 'pass up to 2048 characters once encoded, or a function that gets them.');
  }
}

/** The state, alone or in the API's own body. */
function askServer(request: PayScoreRequest): Promise<AuthorizationState> {
  return Promise.resolve()
    .then(() => request.confirm!())
    .then((answer) => {
      const state = typeof answer === 'string' ? answer : (Object(answer) as Fields)['authorization_state'];
      const known = typeof state === 'string' && /^((UN)?AVAILABLE|UNBINDUSER)$/.test(state);
      checkArgument(known, 'confirm', 'answer with AVAILABLE, UNAVAILABLE or UNBINDUSER.');
      return state as AuthorizationState;
    });
}
