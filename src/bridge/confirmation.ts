import type { WeixinError } from '../errors';
import { checkArgument } from '../protocol/argument';
import { startTimer } from '../protocol/timer';
import { later } from '../protocol/waiting';
import type { StartTask } from '../protocol/waiting';
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

/** In ms: as long as the caller does not say otherwise. */
const PATIENCE = 10000;
/** How long the server may be silent before it is asked again, in ms: a request that was lost costs one question, not all. */
const QUESTION = 3000;
/** Between two questions, in ms; doubled each time up to the longest. */
const FIRST_GAP = 300;
const LONGEST_GAP = 2400;
/** The longest absence that does not count as patience, in ms. */
const LONGEST_ABSENCE = 600000;

/** Asks the merchant's server until it says `AVAILABLE`, or the patience is over. */
export interface Asking {
  /** Resolves as soon as the server has said `AVAILABLE`. */
  agreed: Promise<unknown>;
  isAvailable(): boolean;
  /** Starts to ask. */
  begin(): void;
  /**
   * Waits for the last word.
   *
   * @param patience ms from now, instead of the one that is running since the first question
   */
  finish(patience?: number): Promise<ServerWord>;
  /** Waits for the latest question, or asks one. */
  answered(): Promise<ServerWord>;
  stop(): void;
}

/**
 * Asks at once, then with growing gaps. Requests and timers of a hidden page may stand still: the time during which it is
 * hidden does not count, and a page that comes back asks afresh, with time for at least one question.
 *
 * @param confirm the page's function; without it there is no word to wait for
 * @param patience ms, where the caller said so
 */
export function createConfirmation(
  confirm: (() => unknown) | undefined,
  patience: number | undefined,
  task: StartTask,
): Asking {
  let word: ServerWord = { state: 'UNCONFIRMED' };
  let question: Promise<unknown> | undefined;
  let begun = false;
  let over = !confirm;
  let stopped = false;
  let hidden = false;
  let gap = FIRST_GAP;
  /** What is left of the patience, in ms, and when it went on. */
  let left = (patience = patience || PATIENCE);
  let since = 0;
  let agree!: () => void;
  const agreed = new Promise<void>((resolve) => (agree = resolve));
  let tellFinished: ((word: ServerWord) => void) | undefined;
  let stopGap = (): void => undefined;
  let stopClock = stopGap;
  let stopScreen = stopGap;

  const isAvailable = (): boolean => word.state === 'AVAILABLE';

  function check(): void {
    if (isAvailable()) agree();
    if (tellFinished && (over || isAvailable())) tellFinished(word);
  }

  /** Asks once. It goes on where everybody gave up. */
  function ask(): Promise<unknown> {
    const answer = later(confirm!).then(readState);
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

  function poll(): void {
    stopGap();
    ask().then(() => {
      stopGap();
      if (stopped || hidden || isAvailable()) return;
      stopGap = startTimer(gap, poll);
      gap = Math.min(gap * 2, LONGEST_GAP);
    });
  }

  function runClock(): void {
    stopClock();
    since = Date.now();
    stopClock = startTimer(hidden ? LONGEST_ABSENCE : left, () => {
      over = true;
      check();
    });
  }

  function onScreen(nowHidden: boolean): void {
    if (nowHidden === hidden) return;
    hidden = nowHidden;
    if (hidden) {
      left -= Date.now() - since;
      stopGap();
    } else {
      left = Math.max(left, Math.min(QUESTION, patience!));
      poll();
    }
    runClock();
  }

  return {
    agreed,
    isAvailable,
    begin() {
      if (!confirm || begun || stopped) return;
      begun = true;
      hidden = isHidden();
      stopScreen = watchScreen(onScreen);
      poll();
      runClock();
    },
    finish: (changed) =>
      new Promise((resolve) => {
        tellFinished = resolve;
        if (changed && confirm && !stopped) {
          patience = left = changed;
          over = false;
          runClock();
        }
        check();
      }),
    answered: () => Promise.resolve(confirm && (question || ask())).then(() => word),
    stop() {
      stopped = true;
      stopGap();
      stopClock();
      stopScreen();
    },
  };
}

/** The state, alone or in the API's own body. */
function readState(answer: unknown): { status: AuthorizationState } {
  const state = typeof answer === 'string' ? answer : Object(answer).authorization_state;
  const known = typeof state === 'string' && /^((UN)?AVAILABLE|UNBINDUSER)$/.test(state);
  checkArgument(known, 'confirm', 'answer with AVAILABLE, UNAVAILABLE or UNBINDUSER.');
  return { status: state as AuthorizationState };
}
