import { earliestReturn, isAfter, latestEnd } from './evidence';
import { tokenText } from './merchant';
import type { CallerLog, Moment, NativeLog, Played } from './played';
import type { RequestStep } from './schedule';

/** One caller of a schedule, as the rules look at it. */
export interface Case {
  played: Played;
  caller: CallerLog;
  request: RequestStep;
  /** Refused as it stands. */
  invalid: boolean;
  /** The caller's own, in ms. */
  patience: number;
  /** The shortest and the longest on the page: which one counts for a view that several wait for is open. */
  shortest: number;
  longest: number;
  /**
   * The views that the caller may have waited for, no matter who asked for them: of its request, and asked for since the call or
   * open when the caller joined. They are several where callers of one request follow each other, or a refused call was repeated.
   */
  natives: NativeLog[];
  /** Whether a token is one of this caller's request. */
  isOwn(token: unknown): boolean;
}

/** Says what is wrong, if it is. */
export type Rule = (one: Case) => string | false | null | undefined;

/** The `timeout` of a session that sets none, in ms. */
const SESSION_PATIENCE = 10_000;

export function createCases(played: Played): Case[] {
  const { schedule, callers } = played;
  const { timeout: session = SESSION_PATIENCE } = schedule;
  const patiences = callers.map(({ step }) => step.timeout ?? session);
  const shortest = Math.min(session, ...patiences);
  const longest = Math.max(session, ...patiences);

  return callers.map((caller, index) => {
    const { step } = caller;
    const request = schedule.requests[step.request]!;
    const isOwn = (token: unknown): boolean =>
      request.token === 'text' || step.verb === 'view'
        ? token === tokenText(schedule, step.request)
        : played.tokens.some((asked) => asked.request === step.request && asked.token === token);
    return {
      played,
      caller,
      request,
      invalid: !!request.invalid && opensView(caller),
      patience: patiences[index]!,
      shortest,
      longest,
      natives: findNatives(played, caller, isOwn, shortest),
      isOwn,
    };
  });
}

export function opensView({ step }: CallerLog): boolean {
  return step.verb === 'authorize' || step.verb === 'view';
}

/** Whether two callers ask for the same. */
export function isSame(one: CallerLog, other: CallerLog): boolean {
  return one.step.request === other.step.request && one.step.verb === other.step.verb;
}

/** A call that the client did not carry out, so that it may be repeated. */
export function isRefused({ callbacks }: NativeLog): boolean {
  return /access_denied/.test(JSON.stringify(callbacks));
}

/** Whether the caller may have joined a journey whose view was about to be over, or that everybody else had left. */
export function joinedAtItsEnd({ played, caller: { began }, natives, longest, isOwn }: Case): boolean {
  return played.natives.some(
    (view) =>
      isOwn(view.token) &&
      natives.indexOf(view) < 0 &&
      view.when.turn < began.turn &&
      latestEnd(played, view, longest, began.at) >= began.at,
  );
}

/** Whether a caller may have had its view prepared or open, so that another one was BUSY in this moment. */
export function mayHoldTheSlot({ played, caller, natives, longest, invalid }: Case, { at, turn }: Moment): boolean {
  const { began, settled, step } = caller;
  if (!opensView(caller) || invalid || step.abort === 'before' || began.turn > turn) return false;
  const [view] = natives.filter(({ when }) => when.turn <= turn).reverse();
  const told = view && view.callbacks.some(({ when }) => when.turn <= turn);
  if (!view || (told && isRefused(view))) return !settled || settled.turn >= turn;
  // Also one that everybody gave up.
  return latestEnd(played, view, longest, at) >= at;
}

function findNatives(
  played: Played,
  caller: CallerLog,
  isOwn: (token: unknown) => boolean,
  patience: number,
): NativeLog[] {
  const { step, began, settled, error } = caller;
  // Who was refused, or had given up before, waited for none.
  const none =
    (error && error.code === 'BUSY') || step.abort === 'before' || !!played.schedule.requests[step.request]!.invalid;
  if (!opensView(caller) || none) return [];
  return played.natives.filter(
    (native) =>
      isOwn(native.token) &&
      (!settled || native.when.turn <= settled.turn) &&
      (native.when.turn >= began.turn || isAfter(earliestReturn(played, native, patience), began)),
  );
}
