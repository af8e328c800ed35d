import { startTimer } from '../protocol/timer';
import { isHidden, watchScreen } from './visibility';

/** How long one question may take, in ms: a request that was lost costs one question, not all of them. */
export const QUESTION = 3000;
/** Between two questions, in ms; doubled each time up to the longest. */
const FIRST_GAP = 300;
const LONGEST_GAP = 2400;
/** The longest absence that does not count as patience, in ms. */
const LONGEST_ABSENCE = 600000;

/** Asks the same question until the answer is final. */
export interface Confirmation {
  /**
   * Starts to ask. A second call changes nothing.
   *
   * @param onFinal is called as soon as the answer is final
   */
  begin(onFinal?: () => void): void;
  /**
   * Resolves when the answer is final or the patience is over; counted from the first question, or from now where it changes.
   *
   * @param patience ms, instead of the one that it was made with
   */
  end(patience?: number): Promise<void>;
  /** Asks nothing further: for the question under way, if there is one, `end` still waits. */
  giveUp(): void;
}

/**
 * Asks at once, then with growing gaps. Requests and timers of a hidden page may stand still: the time during which it is
 * hidden does not count, and a page that comes back asks afresh, with time for at least one question.
 *
 * @param ask asks once and resolves to whether the answer is final; it never rejects and takes {@link QUESTION} ms at most
 * @param patience ms
 */
export function createConfirmation(ask: () => Promise<boolean>, patience: number): Confirmation {
  let begun = false;
  let final = false;
  let over = false;
  let givenUp = false;
  let underWay = 0;
  let gap = FIRST_GAP;
  let hidden = false;
  /** What is left of the patience, in ms, and when it went on. */
  let left = patience;
  let since = 0;
  let tellFinal: (() => void) | undefined;
  let finish: (() => void) | undefined;
  let ended = false;
  let stopGap = (): void => undefined;
  let stopClock = stopGap;
  let stopScreen = stopGap;

  function check(): void {
    if (final && tellFinal) tellFinal();
    if (ended || !finish || !(final || over || (givenUp && !underWay))) return;
    ended = true;
    stopGap();
    stopClock();
    stopScreen();
    finish();
  }

  function question(): void {
    stopGap();
    underWay++;
    ask().then((answer) => {
      underWay--;
      final = final || answer;
      check();
      // The return of the page asks afresh.
      if (ended || final || givenUp || hidden || underWay) return;
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

  const confirmation: Confirmation = {
    begin(onFinal) {
      tellFinal = onFinal;
      if (begun) return check();
      begun = true;
      hidden = isHidden();
      stopScreen = watchScreen(onScreen);
      question();
      runClock();
    },
    end(changed) {
      confirmation.begin();
      if (changed) {
        patience = left = changed;
        over = false;
        runClock();
      }
      return new Promise<void>((resolve) => {
        finish = resolve;
        check();
      });
    },
    giveUp() {
      givenUp = true;
      check();
    },
  };
  return confirmation;
}
