import { PREREQUISITES } from './prerequisites';

export type Need = keyof typeof PREREQUISITES;

/**
 * `describe` and `test` for what needs more than `npm ci` brings: where that is missing the tests are skipped, and counted as
 * skipped. With `CI` set it is an error, because nobody reads there that tests were skipped.
 */
export function testsThatNeed(...needs: Need[]): { describe: jest.Describe; test: jest.It } {
  const missing = needs.map((need) => PREREQUISITES[need].missing()).filter((what) => what);
  if (!missing.length) return { describe, test };
  if (process.env['CI']) throw new Error(`Missing: ${missing.join(', ')}. Run node test/check-prerequisites.js.`);
  return { describe: describe.skip, test: test.skip as jest.It };
}
