import { createCases, opensView } from './case';
import type { Case } from './case';
import { codeRules } from './code-rules';
import { earliestReturn, isAfter } from './evidence';
import { SECRET } from './played';
import type { Played } from './played';
import { resultRules } from './result-rules';
import { waitRules } from './wait-rules';

/** What the contract promises and the page did not get, as sentences; empty where everything holds. */
export function violations(played: Played): string[] {
  const cases = createCases(played);
  const found = [...played.faults, ...leftovers(played), ...secondViews(played, cases), ...lateViews(played, cases)];
  const asked = played.sent.length + played.answers.signature.length > 0;
  if (asked && cases.length > 0 && cases.every(({ invalid }) => invalid)) {
    found.push('Something was asked for a call that is INVALID_ARGUMENT.');
  }
  for (const one of cases) {
    for (const rule of [...waitRules, ...codeRules, ...resultRules]) {
      const text = rule(one);
      if (text) found.push(`Caller ${String(one.caller.index)} (${one.caller.step.verb}) ${text}.`);
    }
  }
  return found;
}

function leftovers({ atRest, atEnd, trace }: Played): string[] {
  const found: string[] = [];
  if (atRest.length > 0) found.push(`Still there when everybody has answered: ${atRest.join(', ')}.`);
  if (atEnd.length > 0) found.push(`Left behind: ${atEnd.join(', ')}.`);
  if (JSON.stringify(trace).toUpperCase().indexOf(SECRET) >= 0) found.push('A trace event holds a secret.');
  return found;
}

/** One view at a time, a page over: before the next one the page must have learned that the user is back from the last. */
function secondViews(played: Played, [one]: Case[]): string[] {
  return played.natives
    .filter((native, index) => {
      const last = played.natives[index - 1];
      return last && isAfter(earliestReturn(played, last, one!.shortest), native.when);
    })
    .map(({ when }) => `A view was asked for at ${String(when.at)} ms, while another is open.`);
}

/** A view is for callers: once each of them has its result, it is not opened any more. */
function lateViews({ natives }: Played, cases: Case[]): string[] {
  return natives
    .filter(
      ({ token, when }) =>
        !cases.some(
          ({ caller, isOwn }) =>
            opensView(caller) &&
            isOwn(token) &&
            caller.began.turn <= when.turn &&
            (!caller.settled || caller.settled.turn >= when.turn),
        ),
    )
    .map(({ when }) => `A view was asked for at ${String(when.at)} ms, and nobody waits for it.`);
}
