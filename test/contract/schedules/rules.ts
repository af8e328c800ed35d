import type { Answer } from './schedule';
import { SECRET } from './play';
import type { CallerLog, Moment, NativeLog, Played, QuestionLog } from './play';

/** The contract's own numbers, in ms. */
const SESSION_PATIENCE = 10_000;
const NO_SIGN = 600_000;
const GRACE = 3_000;
const QUESTION = 3_000;
const CONFIRM_PATIENCE = 10_000;
/** The waits that may follow one another before the host is asked for a view: signature, configuration, once more each, `checkJsApi` twice. */
const WAITS = 6;
/** What the engine may be late. */
const SLACK = 500;

/** What a caller was promised and did not get, as sentences; empty where everything holds. */
export function violations(played: Played): string[] {
  const found = [...played.faults];
  const { schedule, callers, natives } = played;
  const session = schedule.timeout === undefined ? SESSION_PATIENCE : schedule.timeout;
  const patienceOf = ({ step }: CallerLog): number => (step.timeout === undefined ? session : step.timeout);
  const patiences = callers.map(patienceOf).concat(session);

  if (played.leftTimers > 0) found.push(`${String(played.leftTimers)} timers are left`);
  if (played.leftListeners.length > 0) found.push('listeners are left: ' + played.leftListeners.join(', '));

  // One view at a time, a page over: by the next call the page must have learned that the user is back from the last.
  const known = natives.map((native) => earliestEvidence(played, native, Math.min(...patiences)));
  natives.forEach((native, index) => {
    const previous = known[index - 1];
    if (previous !== undefined && previous > native.when.at) {
      found.push(`a second view was asked for at ${String(native.when.at)} ms, while the first is open`);
    }
  });

  for (const { step, duration } of played.trace) {
    if (duration < 0) found.push('trace: ' + step + ' took less than nothing');
  }
  if (JSON.stringify(played.trace).indexOf(SECRET) !== -1) found.push('a trace event holds a secret');

  for (const caller of callers) {
    const say = (text: string): void => void found.push(`caller ${String(caller.index)} (${caller.step.verb}) ${text}`);
    judge(caller, say);
  }
  if (callers.length > 0 && callers.every(isInvalid) && (played.signed.length > 0 || played.sent.length > 0)) {
    found.push('the host was asked for something after INVALID_ARGUMENT');
  }
  return found;

  function isInvalid({ step }: CallerLog): boolean {
    const { invalid } = schedule.requests[step.request]!;
    return (step.verb === 'authorize' && !!invalid) || (step.verb === 'view' && !!invalid);
  }

  /** The view that this caller waited for, which another caller may have asked for. */
  function nativeOf(caller: CallerLog): NativeLog | undefined {
    const { step, began, settled } = caller;
    if (step.verb !== 'authorize' && step.verb !== 'view') return undefined;
    const mine = natives.filter(({ token, when }) => isToken(token, caller) && (!settled || when.turn <= settled.turn));
    const last = mine[mine.length - 1];
    if (!last) return undefined;
    const joined = (): boolean =>
      earliestEvidence(played, last, Math.min(...patiences)) >= began.at ||
      callers.some(
        (other) =>
          other !== caller &&
          sameRequest(other, caller) &&
          other.began.turn < began.turn &&
          (!other.settled || other.settled.turn > began.turn),
      );
    return last.when.turn >= began.turn || joined() ? last : undefined;
  }

  function sameRequest(one: CallerLog, other: CallerLog): boolean {
    return one.step.request === other.step.request && one.step.verb === other.step.verb;
  }

  function isToken(token: string | null, { step }: CallerLog): boolean {
    const request = schedule.requests[step.request]!;
    if (request.token === 'text' || step.verb === 'view') return token === textOf(step.request);
    return played.tokens.some((question) => question.request === step.request && question.token === token);
  }

  function textOf(index: number): string {
    return 'text-' + String(schedule.requests[index]!.twin ? 0 : index) + '-' + SECRET;
  }

  function judge(caller: CallerLog, say: (text: string) => void): void {
    const { step, began, settled, error, aborted } = caller;
    const { at, turn } = settled || { at: Infinity, turn: Infinity };
    const request = schedule.requests[step.request]!;
    const native = nativeOf(caller);
    const value = caller.value as { state?: string; view?: { status: string; extraData: unknown } | null } | undefined;
    const code = error && error.code;
    const patience = patienceOf(caller);

    if (caller.settlements !== 1) say(`settled ${String(caller.settlements)} times`);
    if (error) judgeError(caller, say, native);
    if (isInvalid(caller)) {
      if (code !== 'INVALID_ARGUMENT' && code !== 'ABORTED')
        say(`should have been INVALID_ARGUMENT, and was ${String(code)}`);
      if (turn !== began.turn) say('was INVALID_ARGUMENT after a wait');
      return;
    }

    // An abort is at once, unless the user may have agreed by then.
    if (aborted && aborted.turn <= turn && !native && turn > aborted.turn && settled) say('went on after its abort');

    // Every wait ends.
    const stopped = stops(played, began.at, Infinity).length;
    const due = began.at + (WAITS + stopped) * patience + standstill(played.frozen, began.at, Infinity) + SLACK;
    if (step.verb === 'ready' || step.verb === 'check') {
      if (at > due) say(`waited until ${String(at)} ms, and ${String(due)} ms is the most`);
    } else if (step.verb === 'scan') {
      if (at > due + NO_SIGN) say(`waited until ${String(at)} ms, and ${String(due + NO_SIGN)} ms is the most`);
    } else if (!native) {
      if (at > due) say(`waited until ${String(at)} ms without a view, and ${String(due)} ms is the most`);
    } else {
      if (native.when.at > due)
        say(`had its view asked for at ${String(native.when.at)} ms, and ${String(due)} ms is the most`);
      const back = latestEvidence(played, native, Math.max(...patiences));
      const confirming = request.confirm && step.verb === 'authorize' ? confirmPatience() + QUESTION : 0;
      const from = aborted ? Math.min(back, Math.max(aborted.at, native.when.at)) : back;
      const away = standstill(played.frozen, from, at) + standstill(played.hidden, from, at);
      // Not both: the page that stands still while it is hidden is counted twice, which only makes the limit later.
      const limit = from + GRACE + confirming + away + SLACK;
      if (at > Math.max(limit, began.at + confirming + away + SLACK))
        say(`waited until ${String(at)} ms, and ${String(limit)} ms is the most`);
    }

    if (step.verb !== 'authorize' && step.verb !== 'view') return;

    // Only evidence ends the wait for the user.
    if (native && settled && native.when.turn <= turn) {
      const back = earliestEvidence(played, native, Math.min(...patiences));
      if (
        !error &&
        value &&
        value.view !== null &&
        back > at &&
        !(step.verb === 'authorize' && agreed(native, settled))
      ) {
        say(`was told that the user is back at ${String(at)} ms, and no sign says so`);
      }
      if (code === 'TIMEOUT' && at - native.when.at < NO_SIGN) {
        say(`was TIMEOUT ${String(at - native.when.at)} ms after its view was asked for`);
      }
      const { extraData } = (step.verb === 'view' ? (caller.value as never) : value && value.view) || {
        extraData: null,
      };
      if (extraData && !isToken((extraData as { token: string }).token, caller)) say("got another request's view");
      const status = (step.verb === 'view' ? (caller.value as { status?: string } | undefined) : value && value.view)
        ?.status;
      const words = natives
        .filter((each) => isToken(each.token, caller))
        .flatMap(({ callbacks }) => callbacks.filter(({ when }) => when.turn <= turn));
      if (status === 'ok' && !words.some(({ word }) => (word as { err_code?: unknown }).err_code === 0))
        say('was told ok, and the client said nothing of it');
      if (status === 'cancelled' && !words.some(({ word }) => /cancel/.test(JSON.stringify(word))))
        say('was told cancelled, and the client said nothing of it');
    }

    if (step.verb !== 'authorize') return;
    const phases = ['preparing', 'open', 'confirming'];
    caller.phases.forEach(({ phase, when }, index) => {
      const before = index > 0 ? phases.indexOf(caller.phases[index - 1]!.phase) : -1;
      if (phases.indexOf(phase) <= before) say('heard ' + phase + ' again');
      if (when.turn > turn) say('heard ' + phase + ' after the end');
    });

    // What the server says is this request's, and counts.
    const mine = played.confirms.filter((question) => question.request === step.request);
    const told = (state: string): boolean =>
      mine.some(({ word, answered }) => word === state && answered && answered.turn <= turn) ||
      (state === 'AVAILABLE' &&
        played.tokens.some((token) => token.request === step.request && token.word === 'authorised'));
    if (value && value.state !== 'UNCONFIRMED' && !told(String(value.state)))
      say(`was told ${String(value.state)}, which its own confirm did not say`);
    if (value && value.view === null && !(native === undefined || told('AVAILABLE'))) say('has no view');
    if (!native || !settled || code === 'BUSY') return;
    const asked = mine.filter((question) => question.asked.turn >= native.when.turn && question.asked.turn <= turn);
    if (request.confirm && asked.length === 0) say('settled without asking confirm');
    const available = asked.filter(
      ({ word, answered }) => word === 'AVAILABLE' && answered && answered.turn <= turn && answered.turn >= began.turn,
    );
    if (available.length > 0 && (!value || value.state !== 'AVAILABLE')) {
      say(
        `had AVAILABLE at ${String(available[0]!.answered!.at)} ms, and got ${String(code || value?.state)} at ${String(at)} ms`,
      );
    }

    function confirmPatience(): number {
      return request.confirmTimeout === undefined ? CONFIRM_PATIENCE : request.confirmTimeout;
    }
    function agreed(one: NativeLog, when: Moment): boolean {
      return played.confirms.some(
        (question) =>
          question.request === step.request &&
          question.word === 'AVAILABLE' &&
          question.asked.turn >= one.when.turn &&
          question.answered !== undefined &&
          question.answered.turn <= when.turn,
      );
    }
  }

  /** Every code has its cause, which is not another caller's. */
  function judgeError(caller: CallerLog, say: (text: string) => void, native: NativeLog | undefined): void {
    const { step, began, error, settled } = caller;
    const { at, turn } = settled!;
    const { code, hint, cause } = error!;
    if (error!.name !== 'WeixinError') return say('rejected with ' + String(error));
    const { errMsg: _said, ...rest } = error! as unknown as Record<string, unknown>;
    const told = [error!.message, hint, error!.stack, JSON.stringify(rest)].join();
    if (told.indexOf(SECRET) !== -1) say('has a secret in its ' + code);

    const request = schedule.requests[step.request]!;
    const { used } = played;
    const tokenSaid = (...words: string[]): boolean =>
      played.tokens.some((token) => token.request === step.request && words.indexOf(token.word) >= 0);
    const bad = (words: string[], ...usual: string[]): boolean => words.some((word) => usual.indexOf(word) < 0);
    switch (code) {
      case 'INVALID_ARGUMENT':
        if (!isInvalid(caller) && !tokenSaid('empty')) say('was INVALID_ARGUMENT');
        break;
      case 'ABORTED':
        if (!caller.aborted || caller.aborted.turn > turn) say('got an ABORTED that is not its own');
        else if (cause !== caller.reason) say("got another caller's reason for ABORTED");
        break;
      case 'TIMEOUT':
        if (at - began.at < patienceOf(caller))
          say(`was TIMEOUT after ${String(at - began.at)} ms, and has ${String(patienceOf(caller))} ms`);
        if (step.verb === 'scan' && stops(played, began.at, at).some(({ to }) => to === at)) break;
        if (stops(played, began.at, at).some(({ from, to }) => to === at && to - from > SLACK))
          say('woke up to TIMEOUT');
        break;
      case 'BUSY':
        if (
          !callers.some(
            (other) =>
              other !== caller &&
              !isInvalid(other) &&
              /view|authorize/.test(other.step.verb) &&
              !sameRequest(other, caller) &&
              other.began.turn <= turn,
          )
        )
          say('was BUSY, and nobody else asked for a view');
        break;
      case 'TOKEN_FAILED':
        if (request.token === 'text' || !tokenSaid('empty', 'rejects', 'throws')) say('was TOKEN_FAILED');
        break;
      case 'SIGNATURE_FAILED':
        if (!bad(used.signature, 'signs')) say('was SIGNATURE_FAILED');
        break;
      case 'JWEIXIN_LOAD_FAILED':
        if (!bad(used.jweixin, 'loads')) say('was JWEIXIN_LOAD_FAILED');
        break;
      case 'CONFIG_REFUSED':
        if (!bad(used.config, 'rule', 'function_not_exist', 'never') && played.routes.length < 2)
          say('was CONFIG_REFUSED');
        break;
      case 'API_UNSUPPORTED':
        if (!bad(used.check, 'yes', 'text')) say('was API_UNSUPPORTED');
        break;
      case 'API_CANCELLED':
        if (step.verb !== 'scan' || schedule.scans[0] !== 'cancel') say('was API_CANCELLED');
        break;
      case 'API_REFUSED':
      case 'API_FAILED':
        if (step.verb !== 'scan' && (!native || native.callbacks.length === 0)) say('was ' + code);
        break;
      default:
        say('was ' + code);
    }
  }
}

/** When the page could know that the user is back, at the earliest. */
export function earliestEvidence(played: Played, native: NativeLog, patience: number): number {
  const { when, callbacks, hiddenAtCall } = native;
  let left = hiddenAtCall;
  const signs: number[] = [];
  for (const { when: seen, away, hidden } of played.signs) {
    if (seen.turn < when.turn) continue;
    if (away) left = true;
    else if (left && !hidden) signs.push(seen.at);
  }
  const touches = played.touches.filter(({ at }) => at >= when.at + patience).map(({ at }) => at);
  return Math.min(when.at + NO_SIGN, ...callbacks.map((each) => each.when.at), ...signs, ...touches);
}

/** When the page must know it, at the latest. */
export function latestEvidence(played: Played, native: NativeLog, patience: number): number {
  const { when, callbacks, hiddenAtCall } = native;
  let left = false;
  let moved = hiddenAtCall;
  const signs: number[] = [];
  for (const { when: seen, away, covered } of played.signs) {
    if (seen.turn <= when.turn) continue;
    moved = true;
    if (away) left = true;
    else if (left && !covered && !hiddenAtCall) signs.push(seen.at);
  }
  const stood = stops(played, when.at, Infinity).length > 0;
  const touches = played.touches
    .filter(({ at }) => !moved && !stood && at > when.at + patience + SLACK)
    .map(({ at }) => at);
  const late = when.at + NO_SIGN + standstill(played.frozen, when.at, Infinity) + (stood ? NO_SIGN : 0);
  return Math.min(late, ...callbacks.map((each) => each.when.at), ...signs, ...touches);
}

/** The standstills of the page that touch a span of time. */
function stops({ frozen }: Played, from: number, to: number): { from: number; to: number }[] {
  return frozen.filter((each) => each.to >= from && each.from <= to);
}

/** How long of a span the page stood still, or was hidden. */
function standstill(spans: { from: number; to: number }[], from: number, to: number): number {
  return spans
    .map((each) => Math.min(each.to, to) - Math.max(each.from, from))
    .reduce((sum, length) => sum + Math.max(length, 0), 0);
}

export type { Answer, QuestionLog };
