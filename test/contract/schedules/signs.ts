import type { HideSign, ShowSign, SimulatedWeixin } from '../../../src/testing';
import type { Clock } from './clock';
import type { Played } from './played';
import type { MoveStep, ViewCover } from './schedule';

/** What happens to the page in front of the user's eyes. */
export interface Signs {
  /** Whether any sign says that the page is away. */
  covered(): boolean;
  /** Covers the page; `back` is called once the user is back. */
  cover(view: ViewCover, back: () => void): void;
  move(move: MoveStep['move']): void;
  /** Lets the page go on and shows it, once no view is over it any more. A page that is away for good waits for good. */
  end(): void;
}

export function createSigns(simulated: SimulatedWeixin, clock: Clock, played: Played): Signs {
  const away = new Set<HideSign>();
  const views = new Set<ViewCover>();
  let ended = false;

  function tell(sign: HideSign, leaves: boolean): void {
    // As an engine does, a change only.
    if (sign === 'visibilitychange' && document.hidden === leaves) return;
    if (leaves) away.add(sign);
    else away.delete(sign);
    const hidden = away.has('visibilitychange');
    played.signs.push({ when: clock.moment(), away: leaves, hidden, covered: away.size > 0 });
    const shown: ShowSign = sign === 'pagehide' ? 'pageshow' : sign;
    if (leaves) simulated.hidePage({ signs: [sign] });
    else simulated.showPage({ signs: [shown] });
  }

  const signs: Signs = {
    covered: () => away.size > 0,
    cover(view, back) {
      views.add(view);
      for (const sign of view.signs) tell(sign, true);
      clock.after(view.stays, () => {
        views.delete(view);
        for (const sign of ended ? away : view.back) tell(sign, false);
        back();
        if (view.touch !== undefined) clock.after(view.touch, () => signs.move('touch'));
      });
    },
    move(move) {
      switch (move) {
        case 'hide':
          return tell('visibilitychange', true);
        case 'show':
          return tell('visibilitychange', false);
        case 'pageshow':
          return tell('pagehide', false);
        case 'touch':
        case 'key':
          // Only someone who sees the page touches it.
          if (views.size > 0 || document.hidden) return;
          played.touches.push(clock.moment());
          return move === 'key' ? simulated.key() : simulated.touch();
        case 'route':
          played.routes.push(clock.moment());
          return history.pushState(null, '', '/route/' + String(played.routes.length));
        case 'freeze':
          clock.freeze();
          return simulated.freeze({ bridge: true });
        case 'thaw':
          simulated.thaw();
          return clock.thaw();
      }
    },
    end() {
      ended = true;
      signs.move('thaw');
      clock.after(1, () => {
        if (views.size === 0) away.forEach((sign) => tell(sign, false));
      });
    },
  };
  return signs;
}
