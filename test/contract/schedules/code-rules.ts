import { NO_SIGN, QUESTION, overlap } from './evidence';
import { SECRET } from './played';
import { createCases, isRefused, isSame, mayHoldTheSlot } from './case';
import type { Case, Rule } from './case';

/** Every code has its cause, and the cause is this caller's own. */
const hasItsCause: Rule = (one) => {
  const { caller, invalid } = one;
  if (!caller.error) return invalid && 'was not INVALID_ARGUMENT';
  const { name, code } = caller.error;
  if (name !== 'WeixinError') return 'rejected with ' + String(caller.error);
  if (invalid) return code !== 'INVALID_ARGUMENT' && code !== 'ABORTED' && 'was not INVALID_ARGUMENT but ' + code;
  return !hasCause(one, code) && `was ${code} without a cause`;
};

function hasCause({ played, caller, request, isOwn }: Case, code: string): boolean {
  const { step, settled, aborted, error, reason } = caller;
  const { schedule, answers, routes } = played;
  const some = (words: string[], ...usual: string[]): boolean => words.some((word) => usual.indexOf(word) < 0);
  switch (code) {
    case 'ABORTED':
      return !!aborted && aborted.turn <= settled!.turn && error!.cause === reason;
    case 'TIMEOUT':
      return true;
    case 'BUSY':
      return createCases(played).some((other) => !isSame(other.caller, caller) && mayHoldTheSlot(other, settled!));
    case 'TOKEN_FAILED':
      return played.tokens.some(({ request, word }) => request === step.request && /empty|rejects|throws/.test(word));
    case 'SIGNATURE_FAILED':
      return some(answers.signature, 'signs');
    case 'JWEIXIN_LOAD_FAILED':
      return some(answers.jweixin, 'loads');
    case 'CONFIG_REFUSED':
      // A page that is left twice while it is signed is refused twice.
      return some(answers.config, 'rule', 'function_not_exist', 'never') || routes.length > 1;
    case 'API_UNSUPPORTED':
      return some(answers.check, 'yes', 'text');
    case 'API_CANCELLED':
      return step.verb === 'scan' && schedule.scans[0] === 'cancel';
    case 'API_REFUSED':
    case 'API_FAILED':
      return (
        step.verb === 'scan' || played.natives.some(({ token, callbacks }) => isOwn(token) && callbacks.length > 0)
      );
    default:
      return request.invalid !== undefined;
  }
}

/** Nobody's patience cuts short what another waits for. A call that waits for a person ends with the user's return. */
const hasItsOwnPatience: Rule = ({ played, caller, patience, isOwn }) => {
  if (!caller.error || caller.error.code !== 'TIMEOUT' || caller.step.verb === 'scan') return false;
  const { at } = caller.settled!;
  // The 10 minutes of a view without a sign are over for all who wait for it.
  if (played.natives.some(({ token, when }) => isOwn(token) && at - when.at >= NO_SIGN)) return false;
  const waited = caller.settled!.at - caller.began.at;
  return waited < patience && `was TIMEOUT after ${String(waited)} ms, and has ${String(patience)} ms`;
};

/** A timer that is late by more than a second, or a tenth, says that the page stood still. */
const doesNotWakeToTimeout: Rule = ({ played, caller, patience, natives }) =>
  natives.length === 0 &&
  // Its clock is that of a person, not the caller's.
  caller.step.verb !== 'scan' &&
  caller.error &&
  caller.error.code === 'TIMEOUT' &&
  played.frozen.some(
    ({ from, to }) => to === caller.settled!.at && to - from > patience + Math.max(1000, patience / 10),
  ) &&
  'woke up to TIMEOUT';

/** While a view may be open only evidence ends the wait, for 10 minutes. */
const keepsOpenViews: Rule = (one) => {
  const { caller, natives } = one;
  if (!caller.error || caller.error.code !== 'TIMEOUT') return false;
  const since = gaveUpFrom(one);
  // A later one is another journey's.
  const view = natives.find((native) => !isRefused(native) && native.when.turn <= since);
  const waited = view ? caller.settled!.at - view.when.at : NO_SIGN;
  return waited < NO_SIGN && `was TIMEOUT ${String(waited)} ms after its view was asked for`;
};

/**
 * The first turn in which a caller whose clock ran out may have given up: one whose client had been asked for a view is told
 * after the question that is under way.
 */
function gaveUpFrom({ played, caller }: Case): number {
  const { step, settled } = caller;
  const { at, turn } = settled!;
  const underWay = played.confirms.filter(({ request, asked, answered }) => {
    if (step.verb !== 'authorize' || request !== step.request || asked.turn > turn) return false;
    if (answered && answered.turn <= turn) return answered.turn === turn;
    const stood = overlap(played.frozen, asked.at, at);
    return at <= asked.at + QUESTION * (1 + stood.length) + stood.duration;
  });
  return Math.min(turn, ...underWay.map(({ asked }) => asked.turn));
}

/** `errMsg` is the host's own text, unchanged. */
const tellsNoSecret: Rule = ({ caller }) => {
  if (!caller.error) return false;
  const { message, stack, ...fields } = caller.error;
  const told = [message, stack, JSON.stringify({ ...fields, errMsg: '' })].join();
  return told.toUpperCase().indexOf(SECRET) >= 0 && `tells a secret in its ${caller.error.code}`;
};

export const codeRules: Rule[] = [hasItsCause, hasItsOwnPatience, doesNotWakeToTimeout, keepsOpenViews, tellsNoSecret];
