import type { BusinessViewOutcome, PayScoreAuthorization } from '../../../src';
import { isRefused, isSame, joinedAtItsEnd } from './case';
import type { Case, Rule } from './case';

const PHASES = ['preparing', 'open', 'confirming'];

function authorization({ caller }: Case): PayScoreAuthorization | undefined {
  return caller.step.verb === 'authorize' ? (caller.value as PayScoreAuthorization | undefined) : undefined;
}

function outcome(one: Case): BusinessViewOutcome | null | undefined {
  const result = authorization(one);
  if (result) return result.view;
  return one.caller.step.verb === 'view' ? (one.caller.value as BusinessViewOutcome | undefined) : undefined;
}

const isItsOwnView: Rule = (one) => {
  const view = outcome(one);
  if (!view) return false;
  // After a refusal the next call is prepared, which another may join; then the server's word may come before that call.
  const refused = one.played.natives.some((native) => one.isOwn(native.token) && isRefused(native));
  const joined = joinedAtItsEnd(one) || (refused && view.status === 'unknown');
  if (one.natives.length === 0 && !joined) return 'was told of a view that was over before the call';
  return view.extraData && !one.isOwn(view.extraData['token']) && "got another request's view";
};

const saysWhatTheClientSaid: Rule = (one) => {
  const view = outcome(one);
  if (!view || view.status === 'unknown') return false;
  const said = one.played.natives
    .filter(({ token }) => one.isOwn(token))
    .map(({ callbacks }) => JSON.stringify(callbacks));
  const word = view.status === 'ok' ? /"err_code":"?0\b/ : /cancel/;
  return !said.some((text) => word.test(text)) && `was told ${view.status}, and the client did not say it`;
};

/** The server's word, from this request's own functions. */
const isItsOwnState: Rule = (one) => {
  const { played, caller } = one;
  const result = authorization(one);
  if (!result || result.state === 'UNCONFIRMED') return false;
  const { turn } = caller.settled!;
  const said = [...played.confirms, ...played.tokens].some(
    ({ request, word, answered }) =>
      request === caller.step.request &&
      (word === result.state || (word === 'authorised' && result.state === 'AVAILABLE')) &&
      answered &&
      answered.turn <= turn,
  );
  return !said && `was told ${result.state}, which no function of its request said`;
};

/** Whatever the client says, once it was asked for a view. */
const asksTheServer: Rule = (one) => {
  const { played, caller, request, natives, isOwn } = one;
  const { step, settled } = caller;
  // One who joins a second try may have been told before it.
  const result = authorization(one);
  if (result && result.state === 'AVAILABLE') return false;
  const [first] = natives;
  if (step.verb !== 'authorize' || !request.confirm || !first || !settled || joinedAtItsEnd(one)) return false;
  // A refused call may have hidden the page; then its question is still under way when the call is repeated.
  const refused = played.natives.filter((native) => isOwn(native.token) && isRefused(native));
  const since = Math.min(...[first, ...refused].map(({ when }) => when.turn));
  const asked = played.confirms.some(
    (question) =>
      question.request === step.request && question.asked.turn >= since && question.asked.turn <= settled.turn,
  );
  return !asked && 'settled without asking confirm';
};

/** What the server says to this journey; another one of the same request, which opens a view of its own, does not count. */
const availableCounts: Rule = (one) => {
  const { played, caller, natives } = one;
  const { step, began, settled, error } = caller;
  const [first] = natives;
  const since = Math.min(
    ...played.callers
      .filter((other) => isSame(other, caller) && (!other.settled || other.settled.turn > began.turn))
      .map((other) => other.began.turn),
  );
  const views = played.natives.filter(
    ({ token, when }) => one.isOwn(token) && when.turn >= since && when.turn <= (settled ? settled.turn : Infinity),
  );
  if (step.verb !== 'authorize' || !first || !settled) return false;
  // A refused call is repeated once.
  if (views.length > (views[0] && isRefused(views[0]) ? 2 : 1)) return false;
  // A view that was asked for after another caller came may be of that one's journey.
  const ofAnother = views.some(({ when }) =>
    played.callers.some(
      (each) => isSame(each, caller) && each.began.turn >= first.when.turn && each.began.turn <= when.turn,
    ),
  );
  const said = played.confirms.find(
    ({ request, word, asked, answered }) =>
      request === step.request &&
      word === 'AVAILABLE' &&
      asked.turn >= first.when.turn &&
      answered &&
      answered.turn >= began.turn &&
      answered.turn <= settled.turn,
  );
  const result = authorization(one);
  if (ofAnother || !said || (result && result.state === 'AVAILABLE')) return false;
  const got = error ? error.code : String(result && result.state);
  return `heard AVAILABLE at ${String(said.answered!.at)} ms, and got ${got} at ${String(settled.at)} ms`;
};

/** A call that the client refused is repeated, and its phases with it. */
const phasesGoForward: Rule = ({ played, caller, natives, isOwn }) => {
  const { phases, settled } = caller;
  const order = phases.map(({ phase }) => PHASES.indexOf(phase));
  const repeated = natives.length > 1 || played.natives.some((native) => isOwn(native.token) && isRefused(native));
  if (!repeated && order.some((place, index) => place <= (index > 0 ? order[index - 1]! : -1))) {
    return 'heard of its phases in this order: ' + phases.map(({ phase }) => phase).join(', ');
  }
  return settled && phases.some(({ when }) => when.turn > settled.turn) && 'heard of a phase after the end';
};

/** `wx.ready` alone is no verdict. */
const isConfigured: Rule = ({ played, caller, natives }) => {
  const { step, error, settled } = caller;
  const done = natives[0] ? natives[0].when : !error && !/authorize|view/.test(step.verb) && settled;
  return done && !played.accepted.some(({ turn }) => turn <= done.turn) && 'went on, and no configuration was accepted';
};

export const resultRules: Rule[] = [
  isConfigured,
  isItsOwnView,
  saysWhatTheClientSaid,
  isItsOwnState,
  asksTheServer,
  availableCounts,
  phasesGoForward,
];
