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

describe('schedules that once went wrong', () => {
  replay('gives a plain tap its result', {
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
  });
});
