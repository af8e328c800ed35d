import { parseArgs, type ParseArgsConfig } from 'node:util';
import { type Check, failed, UsageError, type Words } from './check';
import { checkEnvironment } from './env/check-environment';
import { HELP } from './help';
import { type Language, languageOf, readLanguage } from './language';
import { checkNotification } from './notification/check-notification';
import { readArrival, readSavedNotification } from './notification/saved-notification';
import { writeReport } from './report';
import { readSettings, type Settings } from './settings';
import type { Surroundings } from './surroundings';
import { checkUserAgent } from './ua/check-user-agent';
import { checkUrl } from './url/check-url';

/** What the process ends with. 0: nothing found. 1: something found. 2: wrong use. */
export type ExitCode = 0 | 1 | 2;

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** What one run found, and what its output must not hold. */
interface Findings {
  readonly checks: readonly Check[];
  readonly secrets: readonly string[];
}

interface Command {
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** The one argument without a name, as the help calls it. */
  readonly operand?: string;
  run(operand: string, values: Values, surroundings: Surroundings): Promise<Findings>;
}

const COMMON = {
  file: { type: 'string' },
  // The same, by a name that Node takes for its own: version 20.20 reads the file too, and ends with 9 where there is none.
  'env-file': { type: 'string' },
  lang: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

const text = (values: Values, name: string): string | undefined => values[name] as string | undefined;
const settingsFor = (values: Values, surroundings: Surroundings): Settings =>
  readSettings(surroundings, text(values, 'file') ?? text(values, 'env-file'));

const COMMANDS: Readonly<Record<string, Command>> = {
  env: {
    options: { online: { type: 'boolean' } },
    run: async (_, values, surroundings) => {
      const settings = settingsFor(values, surroundings);
      const online = values['online'] === true;
      return {
        checks: await checkEnvironment(settings, { online, now: () => surroundings.now() }),
        secrets: settings.secrets,
      };
    },
  },
  url: {
    operand: '<page>',
    options: {
      entry: { type: 'string' },
      ticket: { type: 'string' },
      'nonce-str': { type: 'string' },
      timestamp: { type: 'string' },
      signature: { type: 'string' },
    },
    run: async (page, values, surroundings) => {
      const settings = settingsFor(values, surroundings);
      const given = text(values, 'ticket') ?? settings.get('WEIXIN_JSAPI_TICKET');
      const ticket = given === '-' ? (await surroundings.readInput()).trim() : given;
      const signature = text(values, 'signature');
      const checks = checkUrl({
        page,
        ticket,
        signature,
        entry: text(values, 'entry'),
        nonceStr: text(values, 'nonce-str'),
        timestamp: text(values, 'timestamp'),
      });
      return { checks, secrets: [...settings.secrets, ticket ?? '', signature ?? ''] };
    },
  },
  ua: {
    operand: '"<user agent>"',
    options: { demo: { type: 'string' } },
    run: async (userAgent, values) => ({
      checks: checkUserAgent(userAgent, text(values, 'demo') ?? 'http://127.0.0.1:8080/'),
      secrets: [],
    }),
  },
  notification: {
    operand: '<file>',
    options: { at: { type: 'string' } },
    run: async (file, values, surroundings) => {
      const settings = settingsFor(values, surroundings);
      const notification = readSavedNotification(file, surroundings.cwd);
      const at = text(values, 'at');
      const now = at === undefined ? surroundings.now() : readArrival(at, notification);
      return { checks: checkNotification(notification, settings, now), secrets: settings.secrets };
    },
  },
};

/**
 * Runs `weixin-payscore` with its arguments: prints a report to the standard output, or what is wrong with the arguments to
 * the standard error output (with `--json` to the standard output, as a report of one check `usage`).
 *
 * @param args without the interpreter's and the script's path
 * @param surroundings where it runs
 * @returns the exit code; it never rejects
 */
export async function runDoctor(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  // Read before the arguments are parsed, for a mistake in them is told in this language and form.
  const json = args.includes('--json');
  const language = languageIn(args, surroundings);
  const colour = surroundings.terminal && !surroundings.env['NO_COLOR'];
  const report = ({ checks, secrets }: Findings): string => writeReport(checks, { language, json, colour, secrets });
  const complain = (id: string, message: Words, hint: Words): void => {
    if (json) surroundings.print(report({ checks: [failed(id, message, hint)], secrets: [] }));
    else surroundings.complain(`${message[language]}\n${hint[language]}\n`);
  };
  try {
    const [program, name = '', ...rest] = args;
    if (args.includes('--version')) {
      surroundings.print(`${surroundings.version}\n`);
      return 0;
    }
    if (args.includes('--help') || args.includes('-h')) {
      surroundings.print(HELP[language]);
      return 0;
    }
    if (program !== 'doctor' || !Object.hasOwn(COMMANDS, name)) throw unknownCommand();
    const { operand, values } = parse(COMMANDS[name]!, rest);
    const findings = await COMMANDS[name]!.run(operand, values, surroundings);
    surroundings.print(report(findings));
    return findings.checks.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      const hint = { en: 'See weixin-payscore --help.', zh: '用法见 weixin-payscore --help。' };
      complain('usage', error.words, hint);
      return 2;
    }
    // Only the kind of error: its text may hold what the command was given.
    const kind = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'Error';
    const message = { en: `The command failed (${kind}).`, zh: `命令执行失败（${kind}）。` };
    complain('internal', message, {
      en: 'This is a fault of the command: please report it.',
      zh: '这是命令自身的缺陷，请反馈。',
    });
    return 1;
  }
}

function languageIn(args: readonly string[], { env, locale }: Surroundings): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const name = at < 0 ? undefined : (args[at]!.split('=')[1] ?? args[at + 1]);
  return (name !== undefined ? readLanguage(name) : undefined) ?? languageOf(env, locale);
}

function unknownCommand(): UsageError {
  return new UsageError({
    en: 'Give one of: doctor env, doctor url <page>, doctor ua "<user agent>", doctor notification <file>.',
    zh: '可用命令：doctor env、doctor url <页面地址>、doctor ua "<User-Agent>"、doctor notification <文件>。',
  });
}

function parse({ options, operand }: Command, args: readonly string[]): { operand: string; values: Values } {
  const all = { ...options, ...COMMON };
  let parsed: { values: Values; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options: all, allowPositionals: true }) as typeof parsed;
  } catch (error) {
    throw misused(error, Object.keys(all));
  }
  const { values, positionals } = parsed;
  const lang = text(values, 'lang');
  if (lang !== undefined && readLanguage(lang) === undefined) {
    throw new UsageError({ en: '--lang takes zh or en.', zh: '--lang 只支持 zh 或 en。' });
  }
  if (positionals.length !== (operand === undefined ? 0 : 1) || positionals[0] === '') {
    throw operand === undefined
      ? new UsageError({ en: 'This command takes no argument without a name.', zh: '该命令不接受位置参数。' })
      : new UsageError({ en: `Give exactly one ${operand}.`, zh: `请给出且只给出一个 ${operand}。` });
  }
  return { operand: positionals[0] ?? '', values };
}

/** The parser's own messages quote arguments, which may be secrets. */
function misused(error: unknown, known: readonly string[]): UsageError {
  const code = (error as { code?: unknown } | null)?.code;
  const names = known.map((name) => `--${name}`).join(', ');
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return new UsageError({
      en: `There is an unknown option. Known: ${names}.`,
      zh: `存在未知选项，可用选项：${names}。`,
    });
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const named = known.find((name) => (error as Error).message.includes(`--${name}`));
    const option = named === undefined ? '' : ` (--${named})`;
    return new UsageError({
      en: `An option has no value, or one that it does not take${option}. Write a value that begins with - as --option=value.`,
      zh: `选项缺少值或不接受值${option}。以 - 开头的值请写成 --选项=值。`,
    });
  }
  throw error;
}
