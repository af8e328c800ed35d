import { createConfirmation } from './bridge/confirmation';
import type { AuthorizationState, Confirmation, ServerWord } from './bridge/confirmation';
import type { Configure, ConfiguredPage } from './bridge/configuration';
import { UNKNOWN, presentView } from './bridge/present-view';
import { markBridge } from './bridge/view-slot';
import { WeixinError, withCause } from './errors';
import { checkArgument, checkOptionalFunctions, checkTimeout } from './protocol/argument';
import { toViewArguments } from './protocol/business-view';
import type { BusinessViewArguments } from './protocol/business-view';
import type { BusinessViewOutcome } from './protocol/host-answer';
import { serverWords } from './protocol/server-words';
import { later, without } from './protocol/waiting';
import type { StartTask, Stop, Task, Wait } from './protocol/waiting';

/**
 * What your server answers to an application, as the permissions API says it: the token, alone or in the API's own body. Or
 * that the user has authorised before, so that no view is opened.
 */
export type Application = string | { apply_permissions_token: string } | { authorization_state: 'AVAILABLE' };

/** What to authorise, and how to learn the result. */
export interface PayScoreRequest {
  /** The token of the permissions API. A function is called at the tap: tokens live one hour. */
  applyPermissionsToken: string | (() => Application | Promise<Application>);
  /** `ORDER` for a service provider's transaction scene. */
  scene?: 'ORDER';
  /** Asks your server for the state; polled once the user is back. A rejection counts as "not yet". */
  confirm?(): Confirmation | Promise<Confirmation>;
  /**
   * How long to poll, in ms. Default 10000; after a cancel, or where the client opened nothing, 2000. Of callers who share a view
   * the longest counts.
   */
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

/** A way to a native view and back, which callers with the same request share. */
export interface Journey {
  /** Lost once no view of it is prepared or open any more. */
  task: Task<PayScoreAuthorization>;
  /**
   * Adds a caller: tells its `onPhase` where the journey is, and counts its patience. Returns how to stop.
   *
   * @param timeout ms in which a touch is not taken for the user's return; the longest of all callers counts, as of `confirmTimeout`
   */
  listen(request: JourneyEnd, timeout: number): Stop;
  /**
   * What a caller who gave up gets: an AVAILABLE that arrives counts. Where the client was asked for the view, the server is
   * asked first, or the question under way is waited for.
   *
   * @throws WeixinError `error` (the promise rejects with it)
   */
  leave(error: WeixinError): Promise<PayScoreAuthorization>;
}

interface Listener {
  tell(): void;
  timeout: number;
  confirmTimeout: number | undefined;
}

/** The view to open, or that none is needed. */
type ViewOrState = BusinessViewArguments | { status: 'AVAILABLE' };

/** Equal parts for equal requests; and what gets the view to open, or learns that none is needed. */
export type JourneyPlan = [key: readonly unknown[], getView: () => ViewOrState | Promise<ViewOrState>];

/** What a journey does once the user is back. */
export type JourneyEnd = Pick<PayScoreRequest, 'confirm' | 'confirmTimeout' | 'onPhase'>;

/** Refuses a request that cannot work, before any call to the client or a server. */
export function planPayScore(request: PayScoreRequest): JourneyPlan {
  const { applyPermissionsToken: token, scene, confirm, confirmTimeout } = Object(request) as PayScoreRequest;
  checkArgument(scene === undefined || scene === 'ORDER', 'scene', 'leave it out or pass ORDER.');
  // A function's token is checked once it resolves.
  const view = typeof token !== 'function' && toView(token, scene);
  checkOptionalFunctions(request, ['confirm', 'onPhase']);
  if (confirmTimeout !== undefined) checkTimeout('confirmTimeout', confirmTimeout);
  return [[token, scene, confirm], () => view || askForToken(request)];
}

/**
 * Starts the journey, in the order in which it happens: the page and the token, the view, the server's word.
 */
export function startJourney(
  getView: JourneyPlan[1],
  request: JourneyEnd,
  configure: Configure,
  task: StartTask,
): Journey {
  const server = createConfirmation(request, () => longest('confirmTimeout'), task);
  let listeners: Listener[] = [];
  /** The last one who gave up: its patience counts while nobody waits for an open view. */
  let last: Listener[] = [];
  let phase: 'preparing' | 'open' | 'confirming' = 'preparing';
  let finished = false;
  let view = UNKNOWN;
  let wait!: Wait;

  function enter(next: typeof phase): void {
    if (phase === next) return;
    phase = next;
    listeners.forEach(({ tell }) => tell());
  }

  /** So that nobody's patience cuts short what others share. */
  function longest(patience: 'timeout' | 'confirmTimeout'): number {
    return (listeners.length ? listeners : last).reduce((most, each) => Math.max(most, each[patience] || 0), 0);
  }

  function prepare(): Promise<ConfiguredPage> {
    return wait(configure).then((page) => page.needsView(wait).then(() => page));
  }

  function travel(): Promise<PayScoreAuthorization> {
    let unprepared: unknown;
    const prepared = prepare();
    prepared.catch((error) => (unprepared = error));
    return wait(() => task('token', () => later(getView)))
      .catch((error) => {
        // The first failure is the one to tell.
        throw unprepared || error;
      })
      .then((args) =>
        // Whatever this client can do: the user has authorised before.
        'status' in args ? { state: args.status, view: null } : prepared.then((page) => present(page, args)),
      );
  }

  /** From here on the user may authorise, whatever this client reports; only the server knows. */
  function present(page: ConfiguredPage, args: BusinessViewArguments, again?: boolean): Promise<PayScoreAuthorization> {
    // The first view may have been open before the client refused it.
    if (server.isAvailable()) return finish(UNKNOWN);
    const unmarkBridge = markBridge();
    if (!again) journey.task.onEnd(server.watch(page.wx));
    const opened = presentView(
      task,
      page,
      args,
      () => longest('timeout'),
      () => ask(server.beginOnReturn),
    );
    opened.onEnd(unmarkBridge);
    // As a caller of its own: an open view goes on where everybody gave up.
    journey.task.join(opened);
    enter('open');
    return opened.result.then(finish, (error: WeixinError) => {
      const { code, errCode = null, errMsg = '' } = error;
      if (code !== 'API_REFUSED' || again) return finish({ ...UNKNOWN, errCode, errMsg }, error);
      page.forget();
      server.forget();
      // Once more, after a new configuration: other code may have configured the page since.
      return prepare()
        .then((page) => present(page, args, true))
        .catch((error) => {
          // A second view has ended, and the server was asked about it.
          if (journey.task.lost) throw error;
          // There is no second view. The first may have been one all the same.
          return finish(UNKNOWN, error, true);
        });
    });
  }

  function ask(begin: () => Task<ServerWord>): Promise<ServerWord> {
    if (request.confirm) enter('confirming');
    return wait(begin);
  }

  /** @param doubtful the user most likely saw no view, or cancelled */
  function finish(
    outcome: BusinessViewOutcome,
    failure?: WeixinError,
    doubtful = failure ? !/FAILED|TIMEOUT/.test(failure.code) : outcome.status === 'cancelled',
  ): Promise<PayScoreAuthorization> {
    journey.task.lost = true;
    view = outcome;
    ask(server.begin);
    return wait(() => server.finish(doubtful)).then((word) => {
      finished = true;
      if (failure && word.state !== 'AVAILABLE') throw failure;
      return { ...word, view };
    });
  }

  const journey: Journey = {
    task: task('', (goOn, resolve, reject) => {
      wait = goOn;
      travel().then(resolve, reject);
      return () => (journey.task.lost = true);
    }),
    listen(caller, timeout) {
      function tell(): void {
        try {
          if (caller.onPhase) caller.onPhase(phase);
        } catch {
          // The page's own words must not cost the user the result.
        }
      }
      const listener = { tell, timeout, confirmTimeout: caller.confirmTimeout };
      listeners.push(listener);
      tell();
      return () => {
        last = [listener];
        listeners = without(listeners, listener);
      };
    },
    leave: (error) =>
      Promise.resolve(phase !== 'preparing' && !finished && request.confirm && server.answered()).then(() => {
        if (server.isAvailable()) return { state: 'AVAILABLE', view };
        throw error;
      }),
  };
  return journey;
}

/** Calls the request's function for the view's token, or learns that none is needed. */
function askForToken(request: PayScoreRequest): Promise<ViewOrState> {
  const argument = 'applyPermissionsToken';
  let failed = 'the function failed';
  let said: unknown;
  return later(() => (request as { applyPermissionsToken(): unknown }).applyPermissionsToken())
    .then((answer) => {
      failed = 'the function answered without a token';
      said = Object(answer);
      const { authorization_state: status, apply_permissions_token: token = answer } = Object(answer);
      return status === 'AVAILABLE' ? { status } : toView(token, request.scene);
    })
    .catch((cause) => {
      const hint = argument + ': ' + failed + serverWords(said || cause) + '.';
      throw withCause(new WeixinError('TOKEN_FAILED', hint, { argument }), cause);
    });
}

function toView(token: unknown, scene: PayScoreRequest['scene']): BusinessViewArguments {
  try {
    const params = { apply_permissions_token: token as string, ...(scene && { scene }) };
    return toViewArguments({ businessType: 'wxpayScoreEnable', params });
  } catch {
    const hint =
      token === '' ? 'it is empty.' : 'pass text, or a function that gets it: at most 2048 characters once encoded.';
    checkArgument(false, 'applyPermissionsToken', hint);
  }
}
