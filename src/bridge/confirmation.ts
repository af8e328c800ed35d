import type { WeixinError } from '../errors';
import { checkArgument } from '../protocol/argument';
import { startTimer } from '../protocol/timer';
import { later } from '../protocol/waiting';
import type { StartTask, Task } from '../protocol/waiting';
import type { Wx } from '../protocol/wx';
import { isHidden, watchScreen } from './visibility';

/** What the merchant's server says about the user. Only `AVAILABLE` means authorised. */
export type AuthorizationState = 'AVAILABLE' | 'UNAVAILABLE' | 'UNBINDUSER';

/** What your server answers to a query: the state, alone or in the API's own body. */
export type Confirmation = AuthorizationState | { authorization_state: AuthorizationState };

/** The server's last word; `UNCONFIRMED` where it gave none. */
export interface ServerWord {
  state: AuthorizationState | 'UNCONFIRMED';
  /** What the last question failed with, where none was answered. */
  cause?: unknown;
}

/** How long the server is asked where the caller gives no `confirmTimeout`, in ms. */
const PATIENCE = 10000;
/** After a cancel, or where the client opened nothing: the user should not wait long for a no. */
const DOUBTFUL_PATIENCE = 2000;
/** How long the server may be silent before it is asked again, in ms: a request that was lost costs one question, not all. */
const QUESTION = 3000;
/** Between two questions, in ms; doubled each time up to the longest. */
const FIRST_GAP = 300;
const LONGEST_GAP = 2400;
/** The longest absence whose time is not counted, in ms. */
const LONGEST_ABSENCE = 600000;

/** What is asked of the merchant's server. */
export interface Confirmable {
  confirm?(): unknown;
}

/** Asks the merchant's server until it says `AVAILABLE`, or the patience is over. */
export interface Asking {
  isAvailable(): boolean;
  /** Watches the screen, from the moment the client is asked for a view. Returns how to stop. */
  watch(wx: Wx): () => void;
  /** Starts to ask, once; it ends as soon as the server has said `AVAILABLE`. */
  begin(): Task<ServerWord>;
  /**
   * The same, but it ends when the patience is over.
   *
   * @param doubtful the answer is most likely no: the patience starts now, and is short where the caller does not say otherwise
   */
  finish(doubtful: boolean): Task<ServerWord>;
  /** `begin` for a page that is back, whether or not the client said so. */
  beginOnReturn(): Task<ServerWord>;
  /** Ends it: the client is asked for the view again. The next start asks afresh, with the whole patience. */
  forget(): void;
  /** Waits for the latest question since the start, or asks one. */
  answered(): Promise<unknown>;
}

/**
 * Asks at once, then with growing gaps. Requests and timers of a hidden page may stand still: the time during which it is
 * hidden does not count, and a page that comes back asks afresh, with time for at least one question.
 *
 * @param request without `confirm` there is no word to wait for
 * @param confirmTimeout ms for which those who wait have it asked; 0 where none of them says so
 */
export function createConfirmation(request: Confirmable, confirmTimeout: () => number, task: StartTask): Asking {
  const { confirm } = request;
  let word: ServerWord = { state: 'UNCONFIRMED' };
  let question: Promise<unknown> | undefined;
  let asking: Task<ServerWord> | undefined;
  let over = !confirm;
  let finishing = false;
  /** As far as the client has said since the view was asked for. */
  let hidden = false;
  let patience: number;
  /** What is left of the patience, in ms, and when it went on. */
  let left: number;
  let since = 0;
  let end: (word: ServerWord) => void = () => undefined;
  let stopClock = (): void => undefined;
  let onScreen = (): void => undefined;

  const isAvailable = (): boolean => word.state === 'AVAILABLE';

  function check(): void {
    if (isAvailable() || (over && finishing)) end(word);
  }

  /** Asks once. It goes on where everybody gave up. */
  function ask(): Promise<unknown> {
    const answer = later(() => request.confirm!()).then(readState);
    // Also one that comes after the question was given up.
    answer.then(
      ({ status }) => {
        if (!isAvailable()) word = { state: status };
        check();
      },
      () => undefined,
    );
    const asked = task('confirm', () => answer, QUESTION);
    return (question = asked.result.catch((error: WeixinError) => {
      // What the page's function threw is the cause itself.
      if (word.state === 'UNCONFIRMED') word = { state: word.state, cause: error.api ? error.cause : error };
    }));
  }

  function runClock(): void {
    stopClock();
    over = false;
    since = Date.now();
    stopClock = startTimer(hidden ? LONGEST_ABSENCE : left, () => {
      over = true;
      check();
    });
  }

  function see(nowHidden: boolean): void {
    if (nowHidden === hidden) return;
    hidden = nowHidden;
    onScreen();
  }

  const start = (): Task<ServerWord> =>
    task('', (wait, resolve) => {
      let gap = FIRST_GAP;
      let stopGap = (): void => undefined;

      function poll(): void {
        wait(() => task('', ask)).then(() => {
          stopGap();
          if (hidden) return;
          stopGap = startTimer(gap, poll);
          gap = Math.min(gap * 2, LONGEST_GAP);
        });
      }

      end = resolve;
      left = patience = confirmTimeout() || PATIENCE;
      if (!confirm || isAvailable()) return check();
      hidden = hidden || isHidden();
      onScreen = () => {
        if (hidden) {
          // The clock of the phone may have been set back.
          left -= Math.max(0, Date.now() - since);
          stopGap();
        } else {
          left = Math.max(left, Math.min(QUESTION, patience));
          poll();
        }
        runClock();
      };
      poll();
      runClock();
      return () => {
        stopGap();
        stopClock();
        onScreen = () => undefined;
      };
    });

  const begin = (): Task<ServerWord> => (asking = asking || start());

  return {
    isAvailable,
    watch(wx) {
      hidden = isHidden();
      return watchScreen(see, wx);
    },
    begin,
    beginOnReturn() {
      see(false);
      return begin();
    },
    finish(doubtful) {
      const asked = begin();
      finishing = true;
      if (doubtful && confirm && !isAvailable()) {
        patience = left = confirmTimeout() || DOUBTFUL_PATIENCE;
        runClock();
      }
      check();
      return asked;
    },
    forget() {
      end(word);
      asking = question = undefined;
    },
    answered: () => question || ask(),
  };
}

/** The state, alone or in the API's own body. */
function readState(answer: unknown): { status: AuthorizationState } {
  const { authorization_state: status = answer } = Object(answer);
  const known = typeof status === 'string' && /^((UN)?AVAILABLE|UNBINDUSER)$/.test(status);
  checkArgument(known, 'confirm', 'answer with AVAILABLE, UNAVAILABLE or UNBINDUSER.');
  return { status: status as AuthorizationState };
}
