import fc from 'fast-check';
import { schedules } from './schedules/arbitrary';
import { countListeners } from './schedules/holdings';
import { LANDING } from './schedules/page';
import { play } from './schedules/play';
import { violations } from './schedules/rules';
import type { Schedule } from './schedules/schedule';

/** `npm run bench` plays more, from seeds of its own. */
const { SCHEDULES = '2000', SCHEDULES_SEED = '705' } = process.env;
const ROUNDS = Number(SCHEDULES);

beforeAll(() => {
  const entry = { name: location.origin + LANDING, entryType: 'navigation' };
  Object.defineProperty(performance, 'getEntriesByType', { configurable: true, value: () => [entry] });
  countListeners();
});

async function keepsEveryPromise(schedule: Schedule): Promise<void> {
  const found = violations(await play(schedule));
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** Plays a schedule that once went wrong. Its name says what should have happened. */
function replay(name: string, schedule: Schedule): void {
  it(name, () => keepsEveryPromise(schedule));
}

it(
  'keeps every promise of the contract, whatever answers when',
  async () => {
    const details = await fc.check(fc.asyncProperty(schedules, keepsEveryPromise), {
      numRuns: ROUNDS,
      seed: Number(SCHEDULES_SEED),
    });
    if (!details.failed) return;
    const { counterexample, counterexamplePath, errorInstance, seed } = details;
    const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    const schedule = counterexample ? counterexample[0] : undefined;
    throw new Error(
      `${said}\n\nSeed ${String(seed)}, path ${String(counterexamplePath)}. As a test of its own, in test/contract/schedules.test.ts:\n\n` +
        `replay('…', ${JSON.stringify(schedule)});\n`,
    );
  },
  60_000 + ROUNDS * 50,
);

/** A tap on WeChat for iOS on which everything answers at once. */
const PLAIN: Schedule = {
  client: 'ios',
  bridge: 0,
  latency: 0,
  signatures: [['signs', 0]],
  configs: [['rule', 0]],
  checks: [['yes', 0]],
  scans: ['ok', 0],
  views: [{ answer: ['ok', 0] }],
  requests: [{ token: 'text', confirm: [['AVAILABLE', 0]] }, { token: 'text' }],
  callers: [{ at: 0, verb: 'authorize', request: 0, session: 0 }],
  moves: [],
};

describe('schedules that once went wrong', () => {
  replay('a plain tap', PLAIN);

  replay('counts an AVAILABLE that comes after the clock of its question', {
    ...PLAIN,
    requests: [
      {
        token: 'text',
        confirm: [
          ['UNBINDUSER', 0],
          ['AVAILABLE', 3000],
        ],
      },
      { token: 'text' },
    ],
  });

  replay('shares an open view with a session whose own signature is late', {
    ...PLAIN,
    signatures: [
      ['signs', 10001],
      ['signs', 0],
    ],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 1 },
      { at: 0, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('shares an open view with a session whose own signature fails', {
    ...PLAIN,
    signatures: [
      ['signs', 0],
      ['rejects', 2],
    ],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 1 },
      { at: 0, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('keeps an AVAILABLE that was heard for one who gave up, for the other who waits', {
    ...PLAIN,
    views: [{ answer: ['ok', 20000] }],
    requests: [{ token: 'text', confirm: [['AVAILABLE', 0], ['AVAILABLE']] }, { token: 'text' }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0 },
      { at: 0, verb: 'authorize', request: 0, session: 0, abort: 300 },
    ],
  });

  replay('does not prolong a short timeout by the early question to checkJsApi', {
    ...PLAIN,
    timeout: 50,
    checks: [['yes', 5000]],
  });

  replay('does not let a route wait for a signature that everybody gave up', {
    ...PLAIN,
    client: 'android',
    timeout: 50,
    signatures: [['signs', 50]],
    callers: [
      { at: 20000, verb: 'ready', request: 0, session: 0 },
      { at: 0, verb: 'authorize', request: 0, session: 0 },
    ],
    moves: [{ at: 400, move: 'route' }],
  });

  replay('says no phase to a caller who has given up', {
    ...PLAIN,
    requests: [{ token: [['token', 400]] }, { token: 'text' }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0 },
      { at: 0, verb: 'authorize', request: 0, session: 0, timeout: 20 },
    ],
  });

  replay('opens no view again for a caller who has given up after a refusal', {
    ...PLAIN,
    latency: 20,
    views: [{ answer: ['denied', 0], cover: { opens: 0, stays: 0, signs: [], back: [] } }],
    callers: [{ at: 5000, verb: 'authorize', request: 0, session: 0, timeout: 20 }],
  });

  replay('stops asking the server after a refusal that nobody waits for', {
    ...PLAIN,
    latency: 12,
    signatures: [
      ['signs', 22],
      ['signs', 14],
    ],
    configs: [['rule', 0], ['rule']],
    views: [{ answer: ['denied', 0], cover: { opens: 320, stays: 3001, signs: [], back: [], touch: 0 } }],
    requests: [{ token: 'text', confirm: [['UNAVAILABLE', 215]] }, { token: 'text' }],
    callers: [
      { at: 355645, verb: 'authorize', request: 0, session: 0, timeout: 200 },
      { at: 4043, verb: 'authorize', request: 0, session: 0, timeout: 200 },
    ],
  });

  replay('opens no view again once the server has said AVAILABLE, though the client refused the first call', {
    ...PLAIN,
    checks: [['yes', 1]],
    views: [
      {
        answer: ['denied', 0],
        cover: { opens: 0, stays: 0, signs: ['visibilitychange'], back: ['visibilitychange'] },
      },
      { answer: ['ok'] },
    ],
    requests: [{ token: 'text', confirm: [['AVAILABLE', 1]] }, { token: 'text' }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0 },
      { at: 5000, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('waits as one for the second question to checkJsApi', {
    ...PLAIN,
    checks: [['nothing', 0], ['yes'], ['yes', 0]],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0 },
      { at: 0, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('waits for the server no longer than confirmTimeout says, though a question is under way', {
    ...PLAIN,
    views: [{ answer: ['echo', 0] }],
    requests: [{ token: 'text', confirm: [['AVAILABLE'], ['AVAILABLE', 0]], confirmTimeout: 1 }, { token: 'text' }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0 },
      { at: 400, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('waits 3 s anew for the client after the page stood still, also where all who asked for the view gave up', {
    ...PLAIN,
    views: [{ answer: ['ok'], cover: { opens: 0, stays: 0, signs: ['visibilitychange'], back: ['visibilitychange'] } }],
    callers: [
      { at: 0, verb: 'view', request: 0, session: 0, abort: 1 },
      { at: 300, verb: 'view', request: 0, session: 0, timeout: 20 },
    ],
    moves: [
      { at: 940, move: 'freeze' },
      { at: 20000, move: 'hide' },
    ],
  });

  replay('asks the server for one who gave up after a refusal, while the view opens again for another', {
    ...PLAIN,
    configs: [
      ['invalid url domain', 1],
      ['rule', 0],
    ],
    checks: [
      ['yes', 243],
      ['yes', 148],
    ],
    views: [{ answer: ['ok', 0], cover: { opens: 0, stays: 400, signs: [], back: [] } }],
    requests: [
      { token: 'text' },
      {
        token: 'text',
        confirm: [
          ['UNBINDUSER', 1],
          ['AVAILABLE', 0],
        ],
      },
    ],
    callers: [
      { at: 0, verb: 'authorize', request: 1, session: 0 },
      { at: 370, verb: 'authorize', request: 1, session: 0, timeout: 20 },
      { at: 0, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('asks the server first for one who gives up a view whose page left again, and came late', {
    ...PLAIN,
    views: [
      { answer: ['ok', 20000], cover: { opens: 0, stays: 0, signs: ['visibilitychange'], back: ['visibilitychange'] } },
      { answer: ['ok', 0] },
    ],
    requests: [{ token: 'text', confirm: [['AVAILABLE']] }, { token: 'text' }],
    callers: [
      { at: 3001, verb: 'authorize', request: 0, session: 0, abort: 3 },
      { at: 0, verb: 'authorize', request: 0, session: 0, abort: 400 },
    ],
    moves: [{ at: 400, move: 'hide' }],
  });

  replay('asks the server from the way back on, though a refused call had hidden the page before', {
    ...PLAIN,
    checks: [
      ['yes', 0],
      ['yes', 500],
    ],
    views: [
      {
        answer: ['denied', 1000],
        cover: { opens: 0, stays: 100, signs: ['visibilitychange'], back: ['visibilitychange'] },
      },
      { answer: ['ok', 0], cover: { opens: 0, stays: 20000, signs: [], back: [] } },
    ],
    requests: [{ token: 'text', confirm: [['UNAVAILABLE', 0]] }, { token: 'text' }],
  });

  replay('is BUSY while a view is open that everybody gave up, though the client refuses it in the end', {
    ...PLAIN,
    views: [{ answer: ['denied', 0], cover: { opens: 0, stays: 5000, signs: [], back: [] } }],
    requests: [{ token: 'text' }, { token: 'text' }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0, abort: 300 },
      { at: 400, verb: 'authorize', request: 1, session: 0 },
    ],
  });

  replay('takes an early touch for no return from a view that everybody gave up, either', {
    ...PLAIN,
    views: [{ answer: ['ok'], cover: { opens: 0, stays: 500, signs: [], touch: 0, back: [] } }, { answer: ['ok', 0] }],
    requests: [{ token: 'text' }, { token: 'text' }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0, abort: 400 },
      { at: 5000, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('hears AVAILABLE though the view could not be prepared again after a refusal', {
    ...PLAIN,
    signatures: [['signs', 0], ['signs']],
    views: [{ answer: ['denied', 0] }],
    callers: [
      { at: 0, verb: 'authorize', request: 0, session: 0 },
      { at: 5000, verb: 'authorize', request: 0, session: 0 },
    ],
  });

  replay('keeps the AVAILABLE of one journey apart from the next one of the same request, which is refused', {
    ...PLAIN,
    signatures: [['signs', 20]],
    views: [
      { answer: ['ok', 0], cover: { opens: 0, stays: 0, signs: [], back: [] } },
      { answer: ['denied', 0], cover: { opens: 0, stays: 0, signs: ['visibilitychange'], back: ['visibilitychange'] } },
      { answer: ['ok', 0] },
    ],
    requests: [
      {
        token: [['token', 0]],
        confirm: [
          ['AVAILABLE', 281],
          ['AVAILABLE', 0],
          ['throws', 0],
        ],
      },
      { token: 'text' },
    ],
    callers: [
      { at: 300, verb: 'authorize', request: 0, session: 0, timeout: 20 },
      { at: 0, verb: 'authorize', request: 0, session: 0 },
    ],
  });
});
