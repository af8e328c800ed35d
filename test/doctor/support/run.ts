import { runDoctor } from '../../../src/doctor/run-doctor';
import type { Surroundings } from '../../../src/doctor/surroundings';

/** One check as `--json` prints it. */
export interface PrintedCheck {
  id: string;
  ok: boolean;
  message: string;
  hint: string;
}

/** What one run of the command ended with. */
export interface Run {
  code: number;
  /** Standard output. */
  out: string;
  /** Standard error output. */
  err: string;
}

/** Every secret of the fixtures. A test adds those that it makes. */
export const secrets = new Set<string>();

/**
 * Runs the command in this process, and fails where anything that it prints holds a secret.
 *
 * @param args as after `weixin-payscore`
 * @param surroundings differs from: English, no terminal, an empty environment, the folder `/`
 */
export async function run(args: string[], surroundings: Partial<Surroundings> = {}): Promise<Run> {
  let [out, err] = ['', ''];
  const code = await runDoctor(args, {
    env: {},
    cwd: '/',
    now: () => Date.now(),
    readInput: () => Promise.reject(new Error('The standard input was read.')),
    print: (text) => void (out += text),
    complain: (text) => void (err += text),
    terminal: false,
    locale: 'en-US',
    version: '0.0.0',
    ...surroundings,
  });
  for (const secret of secrets) {
    // A key is looked for by its lines, in whatever form it is printed.
    for (const line of secret.split('\n').filter((one) => one.length > 7 && !one.startsWith('-----'))) {
      if (`${out}${err}`.includes(line)) throw new Error('The output holds a secret.');
    }
  }
  return { code, out, err };
}

/** Runs the command with `--json` and returns what it printed. */
export async function report(
  args: string[],
  surroundings: Partial<Surroundings> = {},
): Promise<{ code: number; ok: boolean; checks: PrintedCheck[]; faults: string[] }> {
  const { code, out, err } = await run([...args, '--json'], surroundings);
  expect(err).toBe('');
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: PrintedCheck[] };
  return { code, ok, checks, faults: checks.filter((check) => !check.ok).map(({ id }) => id) };
}
