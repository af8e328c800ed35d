import {
  GRACE,
  earliestEnd,
  earliestReturn,
  isAfter,
  latestReturn,
  NO_SIGN,
  overlap,
  QUESTION,
  SLACK,
  surelyAway,
  timesAway,
} from './evidence';
import { isRefused, isSame, joinedAtItsEnd } from './case';
import type { Case, Rule } from './case';

/** The default of `confirmTimeout`, in ms. */
const CONFIRM_PATIENCE = 10_000;
/** The same after a cancel. */
const SHORT_CONFIRM_PATIENCE = 2_000;
/** Waits that may follow one another before the host is asked: signature and configuration, once more each, `checkJsApi` twice. */
const WAITS = 6;

const end = ({ caller }: Case): number => (caller.settled ? caller.settled.at : Infinity);

/** Until when the host must have been asked, or the caller told why not. */
function preparedBy({ played, caller, patience }: Case): number {
  const { at } = caller.began;
  const stood = overlap(played.frozen, at, Infinity);
  // After `system:access_denied` all of it may be tried once more.
  const tries = played.natives.some(isRefused) ? 2 : 1;
  return at + (WAITS * tries + stood.length) * patience + stood.duration + SLACK;
}

/** One that joins another's journey while that only confirms may wait as long as that does. */
function joinedLate({ played, caller }: Case): boolean {
  return played.callers.some(
    (other) =>
      other !== caller &&
      isSame(other, caller) &&
      other.began.turn < caller.began.turn &&
      (!other.settled || other.settled.turn > caller.began.turn),
  );
}

/** Until when the server is asked, counted from the user's return. */
function confirmPatience({ caller, request }: Case): number {
  if (!request.confirm || caller.step.verb !== 'authorize') return 0;
  return (request.confirmTimeout ?? CONFIRM_PATIENCE) + QUESTION;
}

/**
 * Until when a caller is told, once the user is back or the caller gave up. A clock that ran out while the page stood still is armed
 * again, and so are those of a page that was away.
 */
function toldBy(one: Case, from: number): number {
  const { frozen } = one.played;
  const confirms = confirmPatience(one);
  const { length, duration } = overlap([...frozen, ...timesAway(one.played)], from, end(one));
  return from + GRACE + confirms + duration + length * Math.max(QUESTION, confirms) + SLACK;
}

const settlesOnce: Rule = ({ caller }) => caller.settlements !== 1 && `settled ${String(caller.settlements)} times`;

const refusesAtOnce: Rule = ({ caller, invalid }) =>
  invalid && caller.settled && caller.settled.turn !== caller.began.turn && 'was not refused at once';

/** Once the native call was made the user may have agreed, so the server is asked first. */
const abortsAtOnce: Rule = (one) => {
  const { caller, natives, invalid } = one;
  const { settled, aborted } = caller;
  if (natives.length > 0 || invalid || joinedAtItsEnd(one) || joinedLate(one)) return false;
  return aborted && settled && settled.turn !== aborted.turn && 'went on after its abort';
};

const endsEveryWait: Rule = (one) => {
  const { played, caller, natives, invalid, isOwn, longest } = one;
  if (invalid || (natives.length === 0 && joinedLate(one))) return false;
  // A page that says that it left is waited for until it says that it is back.
  const person = caller.step.verb !== 'scan' ? 0 : timesAway(played).length > 0 ? Infinity : NO_SIGN;
  // A view that was asked for before may have been over as this caller joined, and is confirmed all the same; or it was still
  // open, where what looks like its end proves nothing.
  const earlier = played.natives.filter((view) => isOwn(view.token) && natives.indexOf(view) < 0);
  const ends = earlier.map((view) => toldBy(one, latestReturn(played, view, longest)));
  const asked = earlier.length > 0 ? GRACE + confirmPatience(one) : 0;
  const due = Math.max(preparedBy(one) + person + asked, ...ends);
  const [native] = natives;
  const at = native ? native.when.at : end(one);
  const what = native ? 'had its view asked for at' : 'waited until';
  return at > due && `${what} ${String(at)} ms, and ${String(due)} ms is the most`;
};

const endsOnEvidence: Rule = (one) => {
  const { played, caller, natives, longest } = one;
  const dues = natives.map((native) => {
    const back = latestReturn(played, native, longest);
    const gaveUp = caller.aborted ? caller.aborted.at : Infinity;
    const from = Math.max(Math.min(back, gaveUp), native.when.at, caller.began.at);
    return toldBy(one, from) + (isRefused(native) ? WAITS * one.patience : 0);
  });
  const due = Math.max(...dues);
  return dues.length > 0 && end(one) > due && `waited until ${String(end(one))} ms, and ${String(due)} ms is the most`;
};

/** A clock that ran out is no fact about the user, and a client may be 3 s behind; the server's AVAILABLE ends the wait at once. */
const waitsForEvidence: Rule = (one) => {
  const { played, caller, natives, shortest } = one;
  const { settled, error } = caller;
  if (natives.length === 0 || !settled || error || joinedAtItsEnd(one) || heardAvailable(one)) return false;
  return (
    natives.every((native) => isAfter(earliestEnd(played, native, shortest), settled)) &&
    `was told at ${String(settled.at)} ms that the user is back, and nothing says so`
  );
};

/**
 * The server is asked as long as the request says; 2 s after a cancel where it says nothing. While the page is away that time stands
 * still, up to ten minutes.
 */
const waitsForTheServer: Rule = (one) => {
  const { played, caller, natives, request, shortest } = one;
  const { settled, error, step } = caller;
  const [view] = natives.filter((native) => !isRefused(native)).concat(natives);
  if (step.verb !== 'authorize' || !request.confirm || !view || !settled || heardAvailable(one)) return false;
  if (joinedAtItsEnd(one) || (error && error.code !== 'API_FAILED')) return false;
  const { confirmTimeout = SHORT_CONFIRM_PATIENCE } = request;
  const back = earliestReturn(played, view, shortest).at;
  const away = overlap(surelyAway(played, view.when), back, settled.at).duration;
  return (
    away < NO_SIGN &&
    settled.at < back + confirmTimeout + away &&
    `was told at ${String(settled.at)} ms, its user was back at ${String(back)} ms, and away for ${String(away)} ms since`
  );
};

function heardAvailable({ played, caller, natives: [first] }: Case): boolean {
  return played.confirms.some(
    ({ request, word, answered }) =>
      request === caller.step.request &&
      word === 'AVAILABLE' &&
      answered &&
      answered.turn >= first!.when.turn &&
      answered.turn <= caller.settled!.turn,
  );
}

export const waitRules: Rule[] = [
  settlesOnce,
  refusesAtOnce,
  abortsAtOnce,
  endsEveryWait,
  endsOnEvidence,
  waitsForEvidence,
  waitsForTheServer,
];
