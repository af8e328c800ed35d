import fc from 'fast-check';
import { countListeners } from './schedules/page';
import { play } from './schedules/play';
import { violations } from './schedules/rules';
import { schedules } from './schedules/schedule';
import type { Schedule } from './schedules/schedule';

const { SCHEDULES = '2000', SCHEDULES_SEED = '20260826' } = process.env;

beforeAll(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
  const entry = { name: location.origin + '/landing?from=menu', entryType: 'navigation' };
  Object.defineProperty(performance, 'getEntriesByType', { configurable: true, value: () => [entry] });
  countListeners();
});
afterAll(() => void jest.useRealTimers());

async function expectNoViolation(schedule: Schedule): Promise<void> {
  const found = violations(await play(schedule));
  if (found.length > 0) throw new Error(found.join('\n'));
}

/** A schedule that once went wrong, as the property below prints it. */
function replay(name: string, schedule: Schedule): void {
  it(name, () => expectNoViolation(schedule));
}

void replay;

it('keeps every promise on any schedule', async () => {
  const result = await fc.check(fc.asyncProperty(schedules, expectNoViolation), {
    numRuns: Number(SCHEDULES),
    seed: Number(SCHEDULES_SEED),
  });
  if (!result.failed) return;
  const [schedule] = result.counterexample || [];
  throw new Error(
    `${String((result.errorInstance as Error).message)}\n\nSeed ${String(result.seed)}, path ${String(result.counterexamplePath)}. To keep it as a test:\n` +
      `replay('say what went wrong', ${JSON.stringify(schedule)});`,
  );
});
