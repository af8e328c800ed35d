import { startTimer } from '../protocol/timer';
import { isHidden, watchScreen } from './visibility';

/** How long the server may be silent before it is asked again, in ms: a request that was lost costs one question, not all. */
export const QUESTION = 3000;
/** Between two questions, in ms; doubled each time up to the longest. */
const FIRST_GAP = 300;
const LONGEST_GAP = 2400;
/** The longest absence that does not count as patience, in ms. */
const LONGEST_ABSENCE = 600000;

/** Asks the same question until the answer is final or the patience is over. */
export interface Confirmation {
  /**
   * Starts to ask. A second call changes nothing.
   *
   * @param onFinal is called as soon as the answer is final
   */
  begin(onFinal?: () => void): void;
  /**
   * From now on the end of the patience ends it.
   *
   * @param patience ms from now, instead of the one that is running since the first question
   */
  finish(patience?: number): void;
  /** An answer has come, also that of a question which was given up. */
  hear(final: boolean): void;
  stop(): void;
}

/**
 * Asks at once, then with growing gaps. Requests and timers of a hidden page may stand still: the time during which it is
 * hidden does not count, and a page that comes back asks afresh, with time for at least one question.
 *
 * @param ask asks once; resolves when it is answered, or given up after {@link QUESTION} ms
 * @param patience ms
 * @param done is called when it is finished
 */
export function createConfirmation(ask: () => Promise<void>, patience: number, done: () => void): Confirmation {
  let begun = false;
  let final = false;
  let over = false;
  let finishing = false;
  let stopped = false;
  let hidden = false;
  let gap = FIRST_GAP;
  /** What is left of the patience, in ms, and when it went on. */
  let left = patience;
  let since = 0;
  let tellFinal: (() => void) | undefined;
  let stopGap = (): void => undefined;
  let stopClock = stopGap;
  let stopScreen = stopGap;

  function check(): void {
    if (final && tellFinal) tellFinal();
    if (finishing && (final || over)) done();
  }

  function question(): void {
    stopGap();
    ask().then(() => {
      stopGap();
      if (stopped || final || hidden) return;
      stopGap = startTimer(gap, question);
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
      left = Math.max(left, Math.min(QUESTION, patience));
      question();
    }
    runClock();
  }

  return {
    begin(onFinal) {
      tellFinal = onFinal;
      if (begun || stopped) return check();
      begun = true;
      hidden = isHidden();
      stopScreen = watchScreen(onScreen);
      question();
      runClock();
    },
    finish(changed) {
      finishing = true;
      if (changed) {
        patience = left = changed;
        over = false;
        runClock();
      }
      check();
    },
    hear(isFinal) {
      final = final || isFinal;
      check();
    },
    stop() {
      stopped = true;
      stopGap();
      stopClock();
      stopScreen();
    },
  };
}
