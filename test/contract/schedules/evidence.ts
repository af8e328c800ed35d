import type { Moment, NativeLog, Played, Span } from './played';

/** A view with no sign of its end is given up after this time. In ms. */
export const NO_SIGN = 600_000;
/** How long a callback may be behind the way back, in ms. */
export const GRACE = 3_000;
/** How long one question to `confirm` may take, in ms. */
export const QUESTION = 3_000;
/** A clock may be late by this, in ms. */
export const SLACK = 500;

/**
 * When the page could know, at the earliest, that the user is back from a view: the client called back, something said so
 * after something said that the page is away, or the page was touched once `patience` was over.
 */
export function earliestReturn(
  { signs, touches }: Played,
  { when, callbacks, awayAtCall }: NativeLog,
  patience: number,
): Moment {
  const seen = callbacks.map((each) => each.when).concat({ at: when.at + NO_SIGN, turn: Infinity });
  let left = awayAtCall;
  for (const sign of signs) {
    if (sign.when.turn < when.turn) continue;
    if (sign.away) left = true;
    else if (left && !sign.hidden) seen.push(sign.when);
  }
  seen.push(...touches.filter(({ at }) => at >= when.at + patience));
  return seen.reduce((first, each) => (isAfter(first, each) ? each : first));
}

/** Whether one moment is later than another; of the same millisecond the later turn is. */
export function isAfter(one: Moment, other: Moment): boolean {
  return one.at > other.at || (one.at === other.at && one.turn > other.turn);
}

/**
 * When it must know, at the latest. What is open to interpretation does not count: a page that was away when the view was
 * asked for, one of whose signs says that it is still away, and a touch of one that was away or stood still.
 */
export function latestReturn(
  { signs, touches, frozen }: Played,
  { when, callbacks, awayAtCall }: NativeLog,
  patience: number,
): number {
  const stood = overlap(frozen, when.at, Infinity);
  const seen = [when.at + NO_SIGN + stood.length * NO_SIGN + stood.duration, ...callbacks.map((each) => each.when.at)];
  const later = signs.filter((sign) => sign.when.turn > when.turn);
  let left = false;
  for (const { away, covered, when: told } of later) {
    if (away) left = true;
    else if (left && !covered && !awayAtCall) seen.push(told.at);
  }
  const touchable = !awayAtCall && later.length === 0 && stood.length === 0;
  return Math.min(...seen, ...touches.map(({ at }) => at).filter((at) => touchable && at > when.at + patience + SLACK));
}

/** How long it may be open at the latest, seen from `now`: a page that leaves again, or stands still, is waited for anew. */
export function latestEnd(played: Played, view: NativeLog, patience: number, now: number): number {
  const back = latestReturn(played, view, patience);
  const { length, duration } = overlap([...played.frozen, ...timesAway(played)], back, now);
  return back + duration + (1 + length) * GRACE + SLACK;
}

/** When a wait for the client may end, at the earliest: at once where it called back, else 3 s after the user's return. */
export function earliestEnd(played: Played, view: NativeLog, patience: number): Moment {
  const [callback] = view.callbacks;
  const { at } = earliestReturn(played, { ...view, callbacks: [] }, patience);
  const silent = { at: at + GRACE, turn: 0 };
  return callback && isAfter(silent, callback.when) ? callback.when : silent;
}

/** When some sign said that the page is away. */
export function timesAway({ signs }: Played): Span[] {
  const spans: Span[] = [];
  let away: Span | undefined;
  for (const { covered, when } of signs) {
    if (covered && !away) spans.push((away = { from: when.at, to: Infinity }));
    if (!covered && away) away.to = when.at;
    if (!covered) away = undefined;
  }
  return spans;
}

/** When the page was away without any doubt, since a moment: from each sign that it left to whatever came next. */
export function surelyAway({ signs, touches }: Played, since: Moment): Span[] {
  const moments = signs.map(({ when }) => when).concat(touches);
  const left = signs.filter(({ away, when }) => away && isAfter(when, since)).map(({ when }) => when);
  return left
    .filter((when, index) => index === 0 || isAfter(when, left[index - 1]!))
    .map((when) => {
      const later = moments.filter((each) => isAfter(each, when)).map(({ at }) => at);
      return { from: when.at, to: Math.min(Infinity, ...later) };
    });
}

/** How many of the spans fall into a time, and for how long. */
export function overlap(spans: Span[], from: number, to: number): { length: number; duration: number } {
  const inside = spans.filter((span) => span.to >= from && span.from <= to);
  const lengths = inside.map((span) => Math.min(span.to, to) - Math.max(span.from, from));
  return { length: inside.length, duration: lengths.reduce((sum, length) => sum + length, 0) };
}
